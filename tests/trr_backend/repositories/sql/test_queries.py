"""The query files: found by name, each query described."""

import re
from pathlib import Path

import pytest

from trr_backend.repositories import sql
from trr_backend.repositories.sql import queries, text

TOPICS = sorted(path.stem for path in Path(sql.__path__[0]).glob("*.sql"))
WHOLE_FILES = {"bootstrap"}


def test_query_is_found_by_its_name() -> None:
    """A query is its comment and its statement, without its neighbours."""
    assert queries("migrations")["lock"] == (
        b"-- Lets one runner at a time look and apply; ends with the transaction.\n"
        b"select pg_advisory_xact_lock(7381901);"
    )


@pytest.mark.parametrize("topic", sorted(set(TOPICS) - WHOLE_FILES))
def test_every_query_is_described(topic: str) -> None:
    """After the name comes a comment that says what the query is for."""
    found = queries(topic)
    bare = [name for name, body in found.items() if not body.startswith(b"-- ")]
    names = re.findall(rb"^-- name:", text(topic), re.MULTILINE)
    assert (bare, len(found) > 0) == ([], True)
    assert len(names) == len(found)
