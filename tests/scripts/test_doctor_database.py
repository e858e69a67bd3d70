"""`trr doctor` and the database: each thing that may be wrong with it, made so."""

import asyncio
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from pydantic import SecretStr

from tests.conftest import TEMPLATE, new_database
from tests.findings import found
from tests.pooler import needs_pgbouncer, pooler, through
from tests.shut import shut
from trr_backend.config import Settings

GOOD = {
    "server": "ok",
    "listening": "ok",
    "migrations": "ok",
    "rights": "ok",
    "extensions": "ok",
    "room": "ok",
}
SECRET = "not-to-be-seen"
GRANTS = """
grant usage on schema core, ops, source to {role};
grant all on all tables in schema core, ops, source to {role};
"""


def at(settings: Settings, url: str, direct: str | None = None) -> Settings:
    """Return settings on the database of this URL."""
    return settings.model_copy(
        update={
            "database_url": SecretStr(url),
            "database_direct_url": SecretStr(direct) if direct else None,
        }
    )


def run(url: str, *statements: str) -> None:
    """Do this to a database, as its owner."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@pytest.fixture
def direct(settings: Settings, database_url: str) -> Settings:
    """Settings without a pooler, whatever the run is about."""
    return at(settings, database_url)


@contextmanager
def shadowed(url: str, *statements: str) -> Iterator[None]:
    """Let every new session find these in a schema of its own first."""
    name = conninfo_to_dict(url)["dbname"]
    run(url, "create schema shadow", *statements)
    run(url, f"alter database {name} set search_path = shadow, pg_catalog")
    yield


async def test_a_good_one(direct: Settings) -> None:
    """Everything is ok, and each line says what was found."""
    told = await found(direct, "database")

    assert {name: one.state for name, one in told.items()} == GOOD
    assert told["server"].said == (
        "PostgreSQL 18 answers to postgres, that of TRR_DATABASE_URL"
    )
    assert told["listening"].said == "direct, and what is notified is heard"
    assert told["extensions"].said == "pg_trgm, unaccent"


async def test_one_that_is_not_there(direct: Settings, database_url: str) -> None:
    """A closed port, a wrong password, nobody let in: one reason, no secret."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    parts = conninfo_to_dict(database_url)
    away = f"postgresql://u:{SECRET}@127.0.0.1:{port}/none"
    wrong = f"postgresql://{parts['user']}:{SECRET}@127.0.0.1:{parts['port']}/postgres"
    for url, reason in (
        (away, "Connection refused"),
        (wrong, "password authentication failed"),
        (f"postgresql://u:{SECRET}@@host/x", "TRR_DATABASE_URL cannot be read"),
    ):
        told = await found(at(direct, url), "database")
        assert {one.state for one in told.values()} == {"fault"}
        assert reason in told["server"].said
        assert SECRET not in str(told)

    with shut(database_url):
        told = await found(direct, "database")
    assert "not currently accepting connections" in told["server"].said
    assert told["server"].advice.startswith("check TRR_DATABASE_URL")


async def test_versions_and_copies(direct: Settings, database_url: str) -> None:
    """A server that is too old, one nobody has tried, and one that takes no changes."""
    version = (
        "create or replace function shadow.current_setting(text) returns text language"
        " sql as $$ select case $1 when 'server_version_num' then '{}'"
        " else pg_catalog.current_setting($1) end $$"
    )
    with shadowed(database_url, version.format(140012)):
        old = (await found(direct, "database"))["server"]
        run(database_url, version.format(190000))
        new = (await found(direct, "database"))["server"]
    run(
        database_url,
        f"alter database {conninfo_to_dict(database_url)['dbname']}"
        " set default_transaction_read_only = on",
    )
    copy = (await found(direct, "database"))["server"]

    assert (old.state, old.advice) == (
        "fault",
        "PostgreSQL 15 or later is needed: use a newer server",
    )
    assert (new.state, new.said.partition(" answers")[0]) == (
        "warning",
        "PostgreSQL 19",
    )
    assert (copy.state, copy.said.endswith("and takes no changes")) == ("fault", True)


async def test_migrations(
    direct: Settings, database_url: str, empty_database_url: str
) -> None:
    """None of them, one too few, one too many, and one that was edited."""
    history = "supabase_migrations.schema_migrations"
    empty = await found(at(direct, empty_database_url), "database")
    assert (empty["migrations"].state, empty["migrations"].advice) == (
        "fault",
        "run `trr db migrate`",
    )
    assert empty["extensions"].said == "not installed: pg_trgm, unaccent"

    insert = f"insert into {history} (version, name) values ('99991231235959', 'later')"
    run(database_url, insert)
    ahead = (await found(direct, "database"))["migrations"]
    assert (ahead.state, ahead.said) == (
        "warning",
        "1 migration of a newer version applied",
    )
    last = f"(select max(version) from {history} where name <> 'later')"
    run(database_url, f"delete from {history} where version = {last} or name = 'later'")
    behind = (await found(direct, "database"))["migrations"]
    assert behind.said.startswith("1 migration not applied: 2026")
    edit = f"update {history} set statements = array['select 1'] where version = {last}"
    run(database_url, edit)
    edited = (await found(direct, "database"))["migrations"]
    assert (edited.state, edited.said.partition(":")[0]) == (
        "fault",
        "applied and edited since",
    )
    assert edited.advice == "restore the files and put the change into a new one"


async def test_extensions(direct: Settings, database_url: str) -> None:
    """In another schema, gone, and not to be had from this server at all."""
    run(database_url, "alter extension unaccent set schema core")
    elsewhere = (await found(direct, "database"))["extensions"]
    run(database_url, "drop extension unaccent cascade")
    gone = (await found(direct, "database"))["extensions"]
    with shadowed(
        database_url,
        "create view shadow.pg_available_extensions as"
        " select * from pg_catalog.pg_available_extensions where name = 'pg_trgm'",
    ):
        unknown = (await found(direct, "database"))["extensions"]

    assert {elsewhere.state, gone.state, unknown.state} == {"fault"}
    assert elsewhere.advice == (
        "let an administrator run: alter extension unaccent set schema extensions"
    )
    assert (gone.said, gone.advice) == (
        "not installed: unaccent",
        "run `trr db migrate`",
    )
    assert unknown.said == "the server has no unaccent"


async def test_rights(direct: Settings, database_url: str) -> None:
    """Of a role without grants, behind policies, without temporary tables, ..."""
    role = f"role_{uuid.uuid4().hex}"
    parts = conninfo_to_dict(database_url)
    name = parts["dbname"]
    url = f"postgresql://{role}:{SECRET}@127.0.0.1:{parts['port']}/{name}"
    theirs = at(direct, f"{url}?sslmode=disable")
    run(database_url, f"create role {role} login password '{SECRET}'")
    try:
        told = await found(theirs, "database")
        closed = told["rights"]
        assert told["migrations"].advice == closed.advice
        run(database_url, *GRANTS.format(role=role).split(";\n")[:-1])
        hidden = (await found(theirs, "database"))["rights"]
        run(
            database_url,
            f"alter role {role} bypassrls",
            f"revoke temporary on database {name} from public",
        )
        temporary = (await found(theirs, "database"))["rights"]
        run(database_url, f"grant temporary on database {name} to {role}")
        schemas = (await found(theirs, "database"))["rights"]
        run(database_url, f"grant create on database {name} to {role}")
        good = (await found(theirs, "database"))["rights"]
    finally:
        run(database_url, f"drop owned by {role}", f"drop role {role}")

    said = [
        (one.state, one.said.replace(role, "it").partition(" core.")[0])
        for one in (closed, hidden, temporary, schemas, good)
    ]
    assert [(state, words.partition(", as")[0]) for state, words in said] == [
        ("fault", "it may not write"),
        ("fault", "row-level security hides rows of"),
        ("fault", "it may not make temporary tables, through which rows are written"),
        ("warning", "it may not make schemas"),
        ("ok", said[-1][1]),
    ]
    assert schemas.said.endswith("as migrations and the first worker do")
    assert good.said.startswith(f"{role} may read and write ")


async def test_few_connections(direct: Settings, database_url: str) -> None:
    """A limit of the database, the role or the server: whichever leaves the least."""
    name = conninfo_to_dict(database_url)["dbname"]
    run(database_url, f"alter database {name} connection limit 12")

    told = (await found(direct, "database"))["room"]

    assert told.state == "warning"
    assert told.said.endswith(("11 left", "10 left", "9 left", "8 left", "7 left"))


@pytest.mark.system
@needs_pgbouncer
async def test_poolers(settings: Settings, database_url: str, server_url: str) -> None:
    """Alone, before a direct address, before itself, and before another database.

    All at once with a server that says nothing: each is waited for three seconds.
    """
    with (
        pooler(server_url) as port,
        new_database(server_url, TEMPLATE) as other,
        socket.create_server(("127.0.0.1", 0)) as silent,
    ):
        pooled = through(database_url, port)
        nobody = f"postgresql://u@127.0.0.1:{silent.getsockname()[1]}/x"
        alone, beside, twice, apart, unsaid = await asyncio.gather(
            found(at(settings, pooled), "database"),
            found(at(settings, pooled, database_url), "database"),
            found(at(settings, pooled, f"{pooled}?"), "database"),
            found(at(settings, pooled, other), "database"),
            found(at(settings, nobody), "database"),
        )

    told = {
        one["listening"].said: one["listening"].state
        for one in (alone, beside, twice, apart)
    }
    way = "leads through a transaction pooler: nothing is heard there, and workers"
    assert told == {
        f"TRR_DATABASE_URL {way} cannot use it": "fault",
        "through a pooler, with a direct connection on which notifications are heard": (
            "ok"
        ),
        f"TRR_DATABASE_DIRECT_URL {way} cannot use it": "fault",
        "TRR_DATABASE_URL and TRR_DATABASE_DIRECT_URL are different databases": "fault",
    }
    assert {name: one.state for name, one in beside.items()} == GOOD
    assert {name: one.state for name, one in unsaid.items()} == dict.fromkeys(
        GOOD, "fault"
    )
