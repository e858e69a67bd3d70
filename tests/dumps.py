"""What a database and a media folder hold, said so that two of them can be compared.

Our own uuids become the upstream ids they stand for, times only whether they are set;
everything else is kept. A table is dumped as soon as it exists: one with a uuid or a
type that nobody here can name raises `Unnamed`, so that what is added later is either
compared or said to be no matter.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

Connection = psycopg.Connection[tuple[Any, ...]]
Names = dict[str, str]
Rows = list[tuple[Any, ...]]

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# obstore writes beside the object and links it when it is whole.
_UNFINISHED = re.compile(r"#\d+$")
_PLAIN = {"bool", "int2", "int4", "int8", "float4", "float8", "numeric", "interval"}
_PLAIN |= {"text", "varchar", "date", "json", "jsonb", "bytea", "_text", "_int4"}
_PLAIN |= {"tsvector"}
# Made of core.search_names; writers at the same time may write a word twice.
_DERIVED = "search_vocabulary"
_OUTSIDE_CORE = (
    "source.documents",
    "source.applied",
    "source.imdb_digests",
    "source.imdb_files",
    "ops.review_items",
    "ops.merges",
    "ops.suppressions",
    "ops.events",
)
# Which of several runs did it, in which order, how many bytes the text took and whether
# it was asked for because something had changed is no part of what is known; neither is
# how often a picture was tried, when it is looked at again, nor what its host would be
# told then.
_NO_MATTER = {
    "core.media_assets": {"verified_at"},
    "core.person_facts": {"id"},
    "core.season_ledger": {"id"},
    "core.show_facts": {"id"},
    "core.media_links": {"etag", "last_modified", "tries", "retry_at", "checked_at"},
    "source.documents": {"id", "body", "url", "etag", "licence", "flagged_at"},
    "source.applied": {"document_id"},
    "source.imdb_files": {"url", "etag", "bytes"},
    "ops.review_items": {"id"},
    "ops.merges": {"id"},
    "ops.events": {"id", "seq", "run_id"},
}
# The stub that was absorbed is gone, nothing names it; a picture's key begins with
# whichever owner claimed it first, a list file's with where the file lies.
_READ_AS: dict[tuple[str, str], Callable[[str], str]] = {
    ("core.redirects", "from_id"): lambda _: "a stub",
    ("core.lists", "key"): lambda key: key.rpartition("/")[2],
    ("core.media_assets", "key"): lambda key: key.rpartition("/")[2],
}
_EXTRA = {
    "source.applied": ", (select d.source || ' ' || d.kind || ' ' || d.key"
    " from source.documents d where d.id = t.document_id) as document",
}


class Unnamed(AssertionError):
    """A value cannot be compared: `tests/dumps.py` has to learn what it stands for."""


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    type: str


def dump(connection: Connection, media_root: Path) -> dict[str, Rows]:
    """Return every table of core, what other schemas hold for it, and the objects."""
    media = [(digest,) for digest in sorted(objects(media_root))]
    return {**dump_rows(connection), "media": media}


def dump_rows(connection: Connection) -> dict[str, Rows]:
    """Return every table of core, and what other schemas hold for it."""
    tables = [
        f"core.{name}"
        for (name,) in connection.execute(
            "select relname from pg_class where relnamespace = 'core'::regnamespace"
            " and relkind in ('r', 'p') order by relname"
        )
        if name != _DERIVED
    ]
    names = _names(connection)
    return {
        table: _rows(connection, table, names) for table in [*tables, *_OUTSIDE_CORE]
    }


def objects(media_root: Path) -> dict[str, Path]:
    """Return the objects of a folder by the SHA-256 of their bytes.

    Raises AssertionError where an object is not what its name says.
    """
    found: dict[str, Path] = {}
    for path in sorted(media_root.rglob("*")):
        if path.is_file() and not _UNFINISHED.search(path.name):
            digest = sha256(path.read_bytes()).hexdigest()
            assert path.stem == digest, f"{path} holds {digest}"
            assert digest not in found, f"{path} and {found[digest]} are the same"
            found[digest] = path
    return found


def differences(one: dict[str, Rows], other: dict[str, Rows]) -> dict[str, Any]:
    """Return for each table the rows that only one of two dumps has."""
    assert one.keys() == other.keys()
    return {
        table: {
            "only first": list((Counter(one[table]) - Counter(other[table])).items()),
            "only second": list((Counter(other[table]) - Counter(one[table])).items()),
        }
        for table in one
        if one[table] != other[table]
    }


def _names(connection: Connection) -> Names:
    """Return what our uuids stand for: the least upstream id, or a list's key."""
    names: Names = {}
    for entity, entity_id, source, upstream_id in connection.execute(
        "select entity, entity_id, source, id from core.external_ids"
        " order by entity_id, superseded_at is not null, source <> 'tmdb', source, id"
    ):
        names.setdefault(str(entity_id), f"{entity} {source}:{upstream_id}")
    for show_id, name in connection.execute("select id, name from core.shows"):
        names.setdefault(str(show_id), f"show {name}")
    for list_id, source, key in connection.execute(
        "select id, source, key from core.lists"
    ):
        names[str(list_id)] = f"list {source} {key.rpartition('/')[2]}"
    for wiki_id, name in connection.execute("select id, name from core.wikis"):
        names[str(wiki_id)] = f"wiki {name}"
    for page_id, wiki, number in connection.execute(
        "select p.id, w.name, p.page_number from core.wiki_pages p"
        " join core.wikis w on w.id = p.wiki_id"
    ):
        names[str(page_id)] = f"page {wiki}:{number}"
    for (from_id,) in connection.execute("select from_id from core.redirects"):
        names.setdefault(str(from_id), "a stub")
    for credit_id, scope_id, source, key in connection.execute(
        "select id, scope_id, source, source_key from core.credits"
    ):
        names[str(credit_id)] = f"credit {source}:{key} of {names[str(scope_id)]}"
    return names


def _rows(connection: Connection, table: str, names: Names) -> Rows:
    columns = _columns(connection, table)
    schema, _, relation = table.partition(".")
    with connection.cursor(row_factory=dict_row) as cursor:
        query = sql.SQL("select t.*{extra} from {table} t").format(
            # The text is a constant of this module.
            extra=sql.SQL(cast("Any", _EXTRA.get(table, ""))),
            table=sql.Identifier(schema, relation),
        )
        rows = [
            tuple(_said(table, one, row[one.name], names) for one in columns)
            for row in cursor.execute(query)
        ]
    return sorted(rows, key=repr)


def _columns(connection: Connection, table: str) -> list[_Column]:
    left_out = _NO_MATTER.get(table, set())
    found = [
        _Column(name, kind)
        for name, kind in connection.execute(
            "select a.attname, t.typname from pg_attribute a"
            " join pg_type t on t.oid = a.atttypid"
            " where a.attrelid = %s::regclass and a.attnum > 0 and not attisdropped"
            " order by a.attnum",
            [table],
        )
        if name not in left_out
    ]
    return [*found, _Column("document", "text")] if table in _EXTRA else found


def _said(table: str, column: _Column, value: object, names: Names) -> object:
    if value is None:
        return None
    if column.type == "timestamptz":
        return "set"
    if column.type != "uuid" and column.type not in _PLAIN:
        raise Unnamed(f"{table}.{column.name} is {column.type}; how is it compared?")
    read_as = _READ_AS.get((table, column.name))
    if read_as is not None:
        return read_as(str(value))
    if column.type == "uuid":
        return _name(table, column, value, names)
    return _plain(value, names)


def _name(table: str, column: _Column, value: object, names: Names) -> str:
    try:
        return names[str(value)]
    except KeyError:
        raise Unnamed(f"{table}.{column.name}: what is {value}?") from None


def _plain(value: object, names: Names) -> object:
    """Return a value that is its own, with uuids inside its text by their names."""
    if isinstance(value, bytes):
        return sha256(value).hexdigest()
    if isinstance(value, str):
        return _UUID.sub(lambda match: names.get(match[0], match[0]), value)
    if isinstance(value, dict):
        return tuple(sorted((k, _plain(v, names)) for k, v in value.items()))
    if isinstance(value, list):
        return tuple(_plain(one, names) for one in value)
    return names.get(str(value), value) if isinstance(value, UUID) else value
