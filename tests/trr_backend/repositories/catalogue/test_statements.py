"""Statements of the catalogue: fragments put in, placeholders numbered."""

import re

import pytest

from trr_backend.repositories.catalogue import statements
from trr_backend.repositories.catalogue.searching import matches
from trr_backend.repositories.catalogue.statements import statement


def test_placeholders_are_numbered() -> None:
    """A name has one number wherever it stands; a doubled percent sign is one."""
    found = statement("asset")
    assert found.names == ("key",)
    assert b"a.key = $1" in found.text
    parts = {"key": "m.score", "direction": "desc", "seek": "true", "wanted": ""}
    found_by = {"found": "{matched}", "joined": "{with_match}"}
    search = statement("people", **matches("brandi", "person"), **parts, **found_by)
    assert search.names == ("q", "limit", "media_base")
    assert b"core.folded($1::text)" in search.text


def test_no_statement_has_a_hole() -> None:
    """Fragments are put in to the last, and comments left out."""
    found = statement("show_detail", entity="'show'", owner="show").text.decode()
    assert re.findall(r"\{\w+\}|^\s*--|%\(", found, re.MULTILINE) == []


def test_unknown_fragment() -> None:
    """A fragment nobody wrote is an error when the statement is made, not later."""
    with pytest.raises(KeyError, match="owner"):
        statement("show_detail", entity="'show'")


def test_twins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two files that name the same query are told, not overlaid."""
    monkeypatch.setattr(statements, "_TOPICS", ("catalogue", "catalogue"))
    with pytest.raises(ValueError, match=r"catalogue.sql names \w+, as another"):
        statements._queries.__wrapped__()
