"""The expectation table: what recorded pages state, each checked by a person."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.real_wikis import real_pages
from trr_backend.ingestion.wiki.facts import fact_source, page_facts
from trr_backend.ingestion.wiki.identity import identify
from trr_backend.ingestion.wiki.maps import load_map
from trr_backend.ingestion.wiki.pages import page_from
from trr_backend.models.documents import Document
from trr_backend.models.wiki import Roster, Wiki, WikiSite
from trr_backend.models.wiki_page import WikiPage

pytestmark = pytest.mark.real

_TABLE = Path(__file__).parents[3] / "fixtures" / "wikis" / "expected_pages.toml"
_NOBODY = Roster((), (), ())
_SITE = WikiSite(
    "A wiki", "en", "https://wiki.example.org/$1", None, None, is_free=False
)

Fields = dict[str, str | list[str]]


def _expected() -> Mapping[str, Fields]:
    return tomllib.loads(_TABLE.read_text("utf-8"))


def test_recorded_pages_state_what_a_person_read_in_them() -> None:
    """Every page of the table: all facts, or the parameters that it lists."""
    expected, pages = _expected(), real_pages()

    found = {name: _found(pages[name], fields) for name, fields in expected.items()}

    assert len(expected) >= 30
    assert found == expected


def _found(document: Document, expected: Fields) -> Fields:
    """Return what is read of a page, as the table writes it."""
    wiki = Wiki.parse(document.key.key.rpartition(":")[0])
    template_map, page = load_map(wiki.name), page_from(document)
    kind = identify(page, template_map, _NOBODY).kind
    fields: Fields = {"is": kind}
    if kind == "other":
        return fields | _parameters(page, expected)
    source = fact_source(document, page, wiki, _SITE)
    facts = page_facts(page, kind, template_map, _NOBODY, source)
    assert (facts.source, facts.is_whole) == (source, True)
    for fact in facts.facts:
        scope = fact.scope if kind == "person" else ""
        name = f"{fact.field} @ {scope}" if scope else fact.field
        if fact.heading is None:
            said = fact.value
            fields[name] = said if isinstance(said, str) else list(said)
    return fields


def _parameters(page: WikiPage, expected: Fields) -> Fields:
    """Return the parameters of a page's first infobox that the table lists."""
    said = {f"infobox {one.parameter}": one.lines for one in page.infoboxes[0].values}
    return {
        name: lines[0] if len(lines := said[name]) == 1 else list(lines)
        for name in expected
        if name != "is"
    }
