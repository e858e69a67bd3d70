"""Titles that pages are asked for by."""

from dataclasses import replace
from uuid import UUID

import pytest
from msgspec import structs

from tests.trr_backend.ingestion.wiki.pages_by_hand import page
from trr_backend.ingestion.wiki.maps import load_map
from trr_backend.ingestion.wiki.titles import (
    alias_titles,
    gallery_titles,
    person_titles,
    season_titles,
    show_titles,
)
from trr_backend.models.wiki import KnownPerson, KnownSeason, KnownShow
from trr_backend.models.wiki_page import PageLink

MAP, HOUSE, WIVES = map(load_map, ("somewhere", "bigbrother", "real-housewives"))
SHOW = KnownShow(UUID(int=1), "Big Brother", ("Big Brother USA",), 2000, ("US",))
ANN = KnownPerson(UUID(int=2), "ann  Example", aliases=("Annie", "\u30a2\u30f3"))


def _season(number: int, name: str | None = None) -> KnownSeason:
    return KnownSeason(SHOW.id, SHOW.name, number, name)


def test_a_person_is_asked_for_by_their_name_alone() -> None:
    """With a capital and single blanks; a name that no page can have is not asked."""
    assert person_titles(ANN) == ["Ann Example"]
    turned = replace(ANN, name="Ann \u200fExample\u202e")
    assert person_titles(turned) == ["Ann Example"]
    for name in ("A|B", "[[Ann]]", "Ann {{x}}", "Ann#1", "", "..", "a" * 300, "%41"):
        assert person_titles(replace(ANN, name=name)) == []


def test_other_names_come_next_and_what_the_name_may_mean() -> None:
    """Those in the script of the name, and links of a disambiguation page."""
    titles = ("Ann Example (Island)", "Ann M. Example", "Island", "https://x.example")
    meanings = replace(
        page("Ann Example"),
        is_disambiguation=True,
        links=tuple(PageLink("", title) for title in titles),
    )

    assert alias_titles(ANN, None) == ["Annie"]
    assert alias_titles(ANN, meanings) == [
        "Ann Example (Island)",
        "Ann M. Example",
        "Annie",
    ]
    assert alias_titles(replace(ANN, aliases=("Ann Example",)), None) == []


def test_a_wiki_in_another_language_is_asked_in_its_script_first() -> None:
    """For people by their other names, for shows by the titles of that country."""
    assert alias_titles(ANN, None, "ja") == ["\u30a2\u30f3", "Annie"]
    assert alias_titles(ANN, None, "ar") == ["Annie"]
    known = replace(SHOW, titles=("Big Brother USA", "\u30d3\u30c3\u30b0"))
    assert show_titles(known, MAP, "ja")[-1] == "\u30d3\u30c3\u30b0"
    assert show_titles(known, MAP, "de")[-1] == "Big Brother USA"


@pytest.mark.parametrize(
    ("season", "titles"),
    [
        (_season(26), ["Big Brother 26", "Big Brother Season 26"]),
        (_season(26, "Season 26"), ["Big Brother 26", "Big Brother Season 26"]),
        (
            _season(3, "Big Brother: All-Stars"),
            ["Big Brother: All-Stars", "Big Brother 3", "Big Brother Season 3"],
        ),
        (_season(0, "Specials"), ["Big Brother: Specials"]),
    ],
)
def test_a_season_is_asked_for_by_the_patterns_of_the_map(
    season: KnownSeason, titles: list[str]
) -> None:
    """Those of which every part is known; a number is no name."""
    assert season_titles(SHOW, season, MAP) == titles


def test_wikis_have_patterns_of_their_own() -> None:
    """A country stands there by the name that titles give it."""
    number = _season(26)

    assert season_titles(SHOW, number, HOUSE) == [
        "Big Brother 26 (US)",
        "Big Brother 26",
    ]
    assert season_titles(SHOW, number, WIVES) == [
        "Big Brother - Season 26",
        "Big Brother Season 26",
    ]
    assert show_titles(SHOW, HOUSE) == [
        "Big Brother (US)",
        "Big Brother",
        "Big Brother USA",
    ]
    assert show_titles(replace(SHOW, countries=(), titles=()), HOUSE) == ["Big Brother"]
    assert gallery_titles("Ann Example", MAP) == ["Ann Example/Gallery"]


def test_a_season_may_be_called_after_its_year() -> None:
    """Where it is known when the season came first."""
    titles = structs.replace(MAP.titles, season=("{show} {country}: {year}",))
    yearly = replace(MAP, titles=titles)

    known = replace(_season(3), year=2023)
    assert season_titles(SHOW, known, yearly) == ["Big Brother US: 2023"]
    assert season_titles(SHOW, _season(3), yearly) == []
