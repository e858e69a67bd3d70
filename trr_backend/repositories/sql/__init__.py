"""The queries, kept as SQL files beside this module.

A file is a topic; each of its queries is introduced by `-- name: load_detail`, followed
by comment lines that describe it. `queries("shows")["load_detail"]` is the statement.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import LiteralString

from psycopg import sql

_NAME = re.compile(r"^-- name: *(\w+) *$", re.MULTILINE)


@cache
def text(topic: str) -> bytes:
    """Return the whole of `<topic>.sql`, as psycopg takes trusted statements."""
    return Path(__file__).with_name(f"{topic}.sql").read_bytes()


@cache
def queries(topic: str) -> Mapping[str, bytes]:
    """Return the queries of `<topic>.sql` by name. Raises ValueError for a twin."""
    _, *parts = _NAME.split(text(topic).decode())
    found: dict[str, bytes] = {}
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        if name in found:
            raise ValueError(f"{topic}.sql names {name} twice")
        found[name] = body.strip().encode()
    return MappingProxyType(found)


def composed(query: bytes, **parts: sql.Composable) -> sql.Composed:
    """Return a query of ours with names or conditions of ours put in."""
    statement: LiteralString = query.decode()
    return sql.SQL(statement).format(**parts)
