"""Ids of IMDb, TMDb and Wikidata that a page states for what it is about."""

import pytest

from tests.wiki_pages import data, infobox, page_document
from trr_backend.ingestion.wiki.pages import page_from
from trr_backend.models.wiki_page import PageExternalId

_LINKS = "== External links ==\n* "


def _ids(wikitext: str, **said: str) -> list[str]:
    page = page_from(page_document(wikitext=wikitext, pageprops=said))
    return [f"{one.source}:{one.id} {one.about}" for one in page.external_ids]


@pytest.mark.parametrize(
    ("wikitext", "ids"),
    [
        (
            f"{_LINKS}[https://www.imdb.com/name/nm0000001/ x]",
            ["imdb:nm0000001 person"],
        ),
        (f"{_LINKS}http://imdb.com/title/tt0944947/?x=y", ["imdb:tt0944947 show"]),
        (
            f"{_LINKS}https://m.imdb.com/de/name/NM12345678#x",
            ["imdb:nm12345678 person"],
        ),
        (f"{_LINKS}https://www.themoviedb.org/person/287-brad", ["tmdb:287 person"]),
        (f"{_LINKS}https://themoviedb.org/tv/1399/cast", ["tmdb:1399 show"]),
        (f"{_LINKS}https://www.wikidata.org/wiki/Q42", ["wikidata:Q42 None"]),
        (
            "== 外部リンク ==\n=== IMDb ===\n* {{IMDb name|id=123456}}",
            ["imdb:nm0123456 person"],
        ),
        ("{{Imdb title|tt0944947}}", ["imdb:tt0944947 show"]),
        ("{{TMDb_person|287|Brad}}", ["tmdb:287 person"]),
        (
            "{{imdb|nm0000001}} {{imdb name|nobody}} {{tmdb tv|01}}",
            ["imdb:nm0000001 person"],
        ),
        ("{{Infobox x|imdb=nm0000001|tmdb=287}}", ["imdb:nm0000001 person"]),
        (
            "{{Infobox x|links=[https://www.imdb.com/name/nm0000001 IMDb]}}",
            ["imdb:nm0000001 person"],
        ),
        # Not the page's own: in the text, in a note, of another site.
        ("With [https://www.imdb.com/name/nm0000002 Lisa].", []),
        (f"{_LINKS}x<ref>https://www.imdb.com/name/nm0000002</ref>", []),
        (f"{_LINKS}https://imdb.com.example.org/name/nm0000002", []),
        (f"{_LINKS}https://www.imdb.com/name/nm00", []),
        (f"{_LINKS}https://www.imdb.com/name/nm00000010000002", []),
    ],
)
def test_ids_are_read_where_a_page_states_its_own(
    wikitext: str, ids: list[str]
) -> None:
    """In infoboxes, external links and templates for ids."""
    assert _ids(wikitext) == ids


def test_two_ids_of_a_source_are_none() -> None:
    """Of a couple's page nobody's is taken; a person's and a show's are two kinds."""
    couple = (
        f"{_LINKS}https://www.imdb.com/name/nm0000001\n* {{{{imdb name|0000002}}}}\n"
        "* https://www.imdb.com/title/tt0944947 {{imdb title|0944947}}\n"
        "* https://www.wikidata.org/wiki/Q1"
    )
    assert _ids(couple, wikibase_item="Q2") == ["imdb:tt0944947 show"]
    assert _ids("x", wikibase_item="L2") == []


def test_ids_of_portable_infoboxes_are_read() -> None:
    """From the address that a value links to."""
    value = '<a href="https://www.imdb.com/name/nm0000001/">here</a>'
    page = page_from(page_document(infoboxes=[infobox(data("imdb", value))]))
    assert page.external_ids == (PageExternalId("imdb", "nm0000001", "person"),)
