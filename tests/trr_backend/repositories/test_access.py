"""Who may do what, proved as the roles themselves, over the whole catalogue.

Every table, sequence, view and function of our schemas is looked up, so whatever a
later migration adds is held to the same rules.
"""

from collections.abc import Iterator
from typing import LiteralString
from uuid import UUID

import psycopg
import pytest
from psycopg import errors, sql

Connection = psycopg.Connection[tuple[object, ...]]

SCHEMAS = ["core", "ops", "source"]
READERS: list[LiteralString] = ["anon", "authenticated"]
# In core, and nobody's business.
PRIVATE = {"core.list_items", "core.lists", "core.media_pins", "core.overrides"}
# What searches read: names are served from where they lie.
PRIVATE |= {"core.search_names", "core.search_vocabulary"}
# Which pages were read, and whom they are thought to be about.
PRIVATE |= {f"core.wiki_{name}" for name in ("pages", "subjects", "titles")}
PRIVATE |= {"core.show_wikis"}
# Who sees the person sees these, whichever show they name; and the other way round.
OF_PEOPLE = {"core.person_facts"}
OF_SHOWS = {"core.credits", "core.season_ledger"}
PUBLISHED = UUID(int=1)
HIDDEN = UUID(int=2)
WISH = UUID(int=3)  # on a list only
TABLES = """
select format('%%s.%%s', nspname, relname)
  from pg_class join pg_namespace n on n.oid = relnamespace
  where nspname = any(%s) and relkind in ('r', 'p') order by 1
"""
# Values that every column of a type takes; a check constraint may want more.
VALUES = {
    "bigint": "1",
    "boolean": "true",
    "double precision": "1",
    "integer": "1",
    "json": "{}",
    "jsonb": "{}",
    "text": "x",
    "text[]": "{}",
    "timestamp with time zone": "2026-01-01",
    "uuid": str(UUID(int=9)),
}
CHECKED = {
    "category": "cast",
    "sha256": "a" * 64,
    "slug": None,
    "stated_by": "season",
    "to_id": str(UUID(int=8)),
    "value": '"x"',
}
# What readers see of a picture is what lies in the store.
STORED = {"sha256": "a" * 64, "linked_at": "now"}


@pytest.fixture
def owner(database_url: str) -> Iterator[Connection]:
    """Return a connection as the owner, whose one transaction is taken back."""
    with psycopg.connect(database_url) as connection:
        yield connection
        connection.rollback()


def table_name(name: object) -> sql.Identifier:
    """Return schema.table as SQL."""
    return sql.Identifier(*str(name).split("."))


def tables(connection: Connection) -> list[str]:
    """Return every table of our schemas as schema.table."""
    return [str(name) for (name,) in connection.execute(TABLES, [SCHEMAS])]


def is_refused(
    connection: Connection, role: LiteralString, statement: sql.Composed
) -> bool:
    """Return whether `role` may not run the statement; nothing of it stays."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(
                sql.SQL("set local role {}").format(sql.Identifier(role))
            )
            connection.execute(statement)
    except errors.InsufficientPrivilege:
        return True
    except errors.IntegrityError:
        # It got as far as the values.
        return False
    return False


def first_column(connection: Connection, table: str) -> sql.Identifier:
    """Return a column that can be set."""
    row = connection.execute(
        "select attname from pg_attribute where attrelid = %s::regclass "
        "and attnum > 0 and attidentity = '' and attgenerated = '' "
        "order by attnum limit 1",
        [table],
    ).fetchone()
    assert row is not None
    return sql.Identifier(str(row[0]))


def writes(connection: Connection, table: str) -> list[sql.Composed]:
    """Return one statement of each way to write to a table."""
    name, column = table_name(table), first_column(connection, table)
    return [
        sql.SQL("insert into {} default values").format(name),
        sql.SQL("update {} set {} = null").format(name, column),
        sql.SQL("delete from {}").format(name),
        sql.SQL("truncate {} cascade").format(name),
    ]


@pytest.mark.parametrize("role", READERS)
def test_readers_read_core_and_nothing_else(
    owner: Connection, role: LiteralString
) -> None:
    """Of every table, exactly those of core without the private ones can be read."""
    select = sql.SQL("select * from {}")
    found = tables(owner)
    readable = {
        table
        for table in found
        if not is_refused(owner, role, select.format(table_name(table)))
    }
    assert readable == {t for t in found if t.startswith("core.")} - PRIVATE


@pytest.mark.parametrize("role", READERS)
def test_readers_write_nothing(owner: Connection, role: LiteralString) -> None:
    """No insert, update, delete or truncate of any table gets through."""
    allowed = [
        statement.as_string(owner)
        for table in tables(owner)
        for statement in writes(owner, table)
        if not is_refused(owner, role, statement)
    ]
    assert allowed == []


@pytest.mark.parametrize("role", READERS)
def test_readers_make_nothing_and_count_nothing(
    owner: Connection, role: LiteralString
) -> None:
    """No table can be made in our schemas, and no number drawn from a sequence."""
    makes = [
        sql.SQL("create table {} (n int)").format(sql.Identifier(schema, "mine"))
        for schema in SCHEMAS
    ]
    sequences = owner.execute(
        "select schemaname || '.' || sequencename from pg_sequences "
        "where schemaname = any(%s)",
        [SCHEMAS],
    ).fetchall()
    draws = [sql.SQL("select nextval({})").format(name) for (name,) in sequences]
    assert len(draws) > 0
    allowed = [
        statement.as_string(owner)
        for statement in [*makes, *draws]
        if not is_refused(owner, role, statement)
    ]
    assert allowed == []


def test_every_table_has_row_level_security(owner: Connection) -> None:
    """A table nobody thought of shows no row to anybody but its owner."""
    found = owner.execute(
        "select oid::regclass::text from pg_class where relkind in ('r', 'p') "
        "and not relrowsecurity and relnamespace = any(%s::regnamespace[])",
        [SCHEMAS],
    ).fetchall()
    assert found == []


def test_readers_have_policies_for_reading_only(owner: Connection) -> None:
    """No policy opens a table of source or ops, or anything but select."""
    found = owner.execute(
        "select schemaname, tablename, policyname, cmd from pg_policies "
        "where schemaname = any(%s) and (cmd <> 'SELECT' or schemaname <> 'core')",
        [SCHEMAS],
    ).fetchall()
    assert found == []


def test_views_ask_as_the_reader(owner: Connection) -> None:
    """A view is no way around the policies of its tables."""
    found = owner.execute(
        "select oid::regclass::text from pg_class where relkind in ('v', 'm') "
        "and relnamespace = any(%s::regnamespace[]) "
        "and not coalesce(reloptions @> array['security_invoker=true'], false)",
        [SCHEMAS],
    ).fetchall()
    assert found == []


def test_functions_are_granted_one_by_one(owner: Connection) -> None:
    """PUBLIC may call no function of ours; what readers call runs with their rights."""
    functions = owner.execute(
        "select p.oid::regprocedure::text, prosecdef, "
        "exists (select from aclexplode(coalesce(proacl, acldefault('f', proowner))) a "
        "  where a.grantee = 0), "
        "has_schema_privilege('anon', pronamespace, 'usage') "
        "  and has_function_privilege('anon', p.oid, 'execute') "
        "from pg_proc p where pronamespace = any(%s::regnamespace[]) order by 1",
        [SCHEMAS],
    ).fetchall()
    assert len(functions) > 0
    assert [name for name, _, public, _ in functions if public] == []
    assert [name for name, definer, _, anon in functions if definer and anon] == []


def test_service_role_reads_and_writes_everything(owner: Connection) -> None:
    """The backend's own role may do all that a repository does, past the policies."""
    owner.execute("set local session_replication_role = replica")
    statements = [
        statement
        for table in tables(owner)
        for statement in (
            sql.SQL("select * from {}").format(table_name(table)),
            *writes(owner, table)[:3],
        )
    ]
    refused = [
        statement.as_string(owner)
        for statement in statements
        if is_refused(owner, "service_role", statement)
    ]
    row = owner.execute(
        "select rolbypassrls from pg_roles where rolname = 'service_role'"
    ).fetchone()
    assert (refused, row) == ([], (True,))


def insert_row(owner: Connection, table: str, given: dict[str, str]) -> None:
    """Insert a row with made-up values for what has to be there.

    Further ids of a show's row are the show's own, so that each show can have one.
    """
    columns = owner.execute(
        "select attname, format_type(atttypid, null) from pg_attribute "
        "where attrelid = %s::regclass and attnum > 0 and not attisdropped "
        "and attnotnull and not atthasdef and attidentity = ''",
        [table],
    ).fetchall()
    values_of = VALUES | ({"uuid": given["show_id"]} if "show_id" in given else {})
    made = {str(name): values_of[str(kind)] for name, kind in columns}
    checked = {name: value for name, value in CHECKED.items() if name in made and value}
    values = {**made, **checked, **given}
    owner.execute(
        sql.SQL("insert into {} ({}) values ({})").format(
            table_name(table),
            sql.SQL(", ").join(map(sql.Identifier, values)),
            sql.SQL(", ").join(map(sql.Placeholder, values)),
        ),
        values,
    )


def relations_with(owner: Connection, column: str, kinds: str = "r") -> list[str]:
    """Return the tables (r) or views (v) of core with a column that may be read."""
    found = owner.execute(
        "select format('core.%%s', relname) from pg_class c join pg_attribute a "
        "on a.attrelid = c.oid and a.attname = %s "
        "where relnamespace = 'core'::regnamespace and relkind = any(%s::\"char\"[]) "
        "and has_table_privilege('anon', c.oid, 'select') order by 1",
        [column, list(kinds)],
    ).fetchall()
    return [str(name) for (name,) in found]


def seen_by(
    owner: Connection, role: LiteralString, table: str, column: str
) -> list[object]:
    """Return the owners of the rows that a role sees."""
    with owner.transaction(force_rollback=True):
        owner.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
        statement = sql.SQL("select {} from {}").format(
            sql.Identifier(column), table_name(table)
        )
        return [value for (value,) in owner.execute(statement)]


@pytest.mark.parametrize("role", READERS)
def test_readers_see_published_shows_only(
    owner: Connection, role: LiteralString
) -> None:
    """Of a hidden show nothing is seen, in any table that belongs to a show."""
    # Rows need no partner in other tables here, only the show they belong to.
    owner.execute("set local session_replication_role = replica")
    own = {"name": "x"}
    insert_row(owner, "core.shows", {**own, "id": str(PUBLISHED), "slug": "x"})
    insert_row(owner, "core.shows", {**own, "id": str(WISH)})
    insert_row(owner, "core.shows", {**own, "id": str(HIDDEN), "published": "false"})
    places = [("core.shows", "id")]
    for table in relations_with(owner, "show_id"):
        if table in OF_PEOPLE:
            continue
        places.append((table, "show_id"))
        for show in (PUBLISHED, HIDDEN, WISH):
            insert_row(owner, table, {"show_id": str(show)})
    for table in relations_with(owner, "entity_id"):
        places.append((table, "entity_id"))
        for show in (PUBLISHED, HIDDEN, WISH):
            more = {
                "core.external_ids": {"id": str(show)},
                "core.media_links": STORED,
            }.get(table, {})
            insert_row(owner, table, {"entity": "show", "entity_id": str(show), **more})
    places += [(view, "show_id") for view in relations_with(owner, "show_id", "v")]
    seen = {table: seen_by(owner, role, table, column) for table, column in places}
    assert len(places) > 18
    assert seen == {table: [PUBLISHED] for table, _ in places}


def test_readers_see_confirmed_linked_assets_only(owner: Connection) -> None:
    """A picture is seen when its bytes are stored and it shows something seen."""
    owner.execute("set local session_replication_role = replica")
    show = {"id": str(HIDDEN), "name": "x", "published": "false"}
    insert_row(owner, "core.shows", show)
    for letter, confirmed in zip("abcdef0", ["now", None, *["now"] * 5], strict=True):
        asset = {"sha256": letter * 64, "key": letter}
        if confirmed:
            asset["confirmed_at"] = confirmed
        insert_row(owner, "core.media_assets", asset)
    for letter, entity in (("a", "network"), ("b", "network"), ("c", "show")):
        link = {**STORED, "sha256": letter * 64, "source_path": letter}
        link |= {"entity": entity, "entity_id": str(HIDDEN)}
        insert_row(owner, "core.media_links", link)
    claimed = {"sha256": "e" * 64, "entity": "network", "entity_id": str(HIDDEN)}
    insert_row(owner, "core.media_links", claimed)
    for of, variant in (("a", "f"), ("c", "0")):
        made = {"sha256": of * 64, "variant_sha256": variant * 64, "format": "webp"}
        insert_row(owner, "core.media_variants", made)
    assert seen_by(owner, "anon", "core.media_assets", "key") == ["a", "f"]
    assert seen_by(owner, "anon", "core.media_variants", "sha256") == ["a" * 64]


@pytest.mark.parametrize("role", READERS)
def test_readers_see_people_of_shows_that_they_see(
    owner: Connection, role: LiteralString
) -> None:
    """A person without a credit in a readable show is not there, nor are their rows."""
    owner.execute("set local session_replication_role = replica")
    places = [("core.people", "id")]
    places += [
        (table, "person_id")
        for table in relations_with(owner, "person_id")
        if table not in OF_SHOWS
    ]
    insert_row(owner, "core.shows", {"id": str(PUBLISHED), "name": "x", "slug": "x"})
    for person, show in ((PUBLISHED, PUBLISHED), (HIDDEN, HIDDEN)):
        for table, column in places:
            insert_row(owner, table, {column: str(person)})
        insert_row(
            owner, "core.credits", {"show_id": str(show), "person_id": str(person)}
        )
        key = {"entity": "person", "entity_id": str(person), "id": str(person)}
        insert_row(owner, "core.external_ids", key)
    # Nor what a page says of them in a season of a hidden show.
    fact = {"person_id": str(PUBLISHED), "show_id": str(HIDDEN), "scope": "x"}
    insert_row(owner, "core.person_facts", fact)
    places.append(("core.external_ids", "entity_id"))
    seen = {table: seen_by(owner, role, table, column) for table, column in places}
    assert len(places) > 3
    assert seen == {table: [PUBLISHED] for table, _ in places}


@pytest.mark.parametrize("role", READERS)
def test_values_for_personal_use_are_seen_where_all_is_private(
    owner: Connection, role: LiteralString
) -> None:
    """IMDb's rows, and ids made of them, wait for the installation's own word."""
    owner.execute("set local session_replication_role = replica")
    found = [table for table in tables(owner) if table.startswith("core.imdb_")]
    for table in found:
        insert_row(owner, table, {})
    derived = {"entity": "genre", "origin": "imdb-datasets"}
    insert_row(owner, "core.external_ids", derived)
    places = [(table, "source") for table in (*found, "core.external_ids")]

    def seen() -> set[int]:
        return {len(seen_by(owner, role, *place)) for place in places}

    assert len(found) == 7
    assert seen() == {0}
    owner.execute("update core.installation set private = true")
    assert seen() == {1}
