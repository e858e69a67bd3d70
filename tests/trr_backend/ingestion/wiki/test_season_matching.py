"""Which season a page is about whose title nobody understands."""

from dataclasses import replace
from typing import Any

import pytest

from tests.trr_backend.ingestion.wiki.pages_by_hand import box, page, value
from tests.trr_backend.ingestion.wiki.roster_by_hand import (
    ANN,
    HOUSE,
    ISLAND,
    ROSTER,
    SHOWS,
)
from tests.trr_backend.ingestion.wiki.test_facts import SOURCE
from trr_backend.ingestion.wiki.facts import page_facts
from trr_backend.ingestion.wiki.identity import identify
from trr_backend.ingestion.wiki.maps import load_map
from trr_backend.ingestion.wiki.matching import THRESHOLD, match_page
from trr_backend.ingestion.wiki.titles import linked_season_titles
from trr_backend.models.wiki import KnownSeason, Match
from trr_backend.models.wiki_page import PageLink, WikiPage

MAP = load_map("survivor")
DATED = replace(
    ROSTER,
    seasons=(
        KnownSeason(ISLAND, "Island", 1, "Island: Borneo", 2000),
        KnownSeason(ISLAND, "Island", 2, "Island: Panama"),
        KnownSeason(ISLAND, "Island", 3, "Island", 2023),
        KnownSeason(HOUSE, "House", 3, None, 2006),
    ),
)
OF_2023, NUMBER = ("premiere", "28 October 2023"), ("seasonno", "3")
NAMES = ("version", "Island (US)")


def _match(title: str, *said: tuple[str, str], categories: tuple[str, ...]) -> Match:
    found = _page(title, *said, categories=categories)
    return match_page(identify(found, MAP, DATED), DATED)


def _page(title: str, *said: tuple[str, str], **more: Any) -> WikiPage:
    values = (value(name, text) for name, text in said)
    return replace(page(title, box(*values, template="Season")), **more)


@pytest.mark.parametrize(
    ("title", "said", "categories", "number"),
    [
        ("Island US: 2023", (NUMBER, OF_2023), (), 3),
        ("Island US: 2023", (("season number", "3rd"),), (), 3),
        ("Return", (NUMBER, NAMES), (), 3),
        ("Return", (NUMBER, OF_2023), ("Island (US) seasons",), 3),
        # Its own name is another one there, but the year is the same.
        ("Island: Pulau", (("seasonno", "1"), ("premiere", "May 31, 2000")), (), 1),
    ],
)
def test_number_and_show_say_which_season(
    title: str,
    said: tuple[tuple[str, str], ...],
    categories: tuple[str, ...],
    number: int,
) -> None:
    """The show by a parameter, the beginning of the title, or a category."""
    chosen = _match(title, *said, categories=categories).chosen
    assert chosen is not None
    assert (chosen.entity, chosen.id) == ("season", ISLAND)
    assert (chosen.season_number, chosen.score) == (number, 0.85)
    assert chosen.score >= THRESHOLD
    assert chosen.reasons == (
        f"the infobox states number {number}",
        "the page names Island",
    )


@pytest.mark.parametrize(
    ("title", "said", "categories", "asked"),
    [
        # Against it: another year, another show, another's title, another name.
        ("Return", (NUMBER, NAMES, ("premiere", "May 1, 2019")), (), [(ISLAND, 0.6)]),
        ("Return", (NUMBER, NAMES), ("House",), [(HOUSE, 0.6), (ISLAND, 0.6)]),
        ("Island Oz: 2023", (NUMBER,), ("Island seasons",), [(ISLAND, 0.6)]),
        ("Island: Pulau", (("seasonno", "2"),), (), [(ISLAND, 0.6)]),
        # One sign alone.
        ("Island Oz: 2023", (NUMBER,), (), [(ISLAND, 0.5)]),
        ("Return", (NAMES, OF_2023), (), [(ISLAND, 0.5)]),
        ("Return", (NUMBER,), (), []),
        ("Return", (NAMES,), (), []),
        # No such season; a show that is none of ours; no number.
        ("Return", (("seasonno", "9"), NAMES), (), []),
        ("Return", (NUMBER, ("version", "Isle (DE)")), ("Island",), []),
        ("Island Oz: 2023", (NUMBER, ("version", "Isle (DE)")), (), []),
        ("Return", (("seasonno", "3 or 4"), NAMES), (), []),
    ],
)
def test_anything_against_it_asks(
    title: str,
    said: tuple[tuple[str, str], ...],
    categories: tuple[str, ...],
    asked: list[tuple[object, float]],
) -> None:
    """One of two signs is worth a question, neither is worth none."""
    match = _match(title, *said, categories=categories)
    assert match.chosen is None
    assert [(one.id, one.score) for one in match.candidates] == asked


def test_the_title_of_a_seasons_page_names_it_elsewhere() -> None:
    """In the facts of people; the page itself is not proved by it."""
    known = replace(DATED, named_seasons={"Island US: 2023": (ISLAND, 3)})
    about = page(
        ANN.name,
        box(
            value("season", "2023", links=("Island US: 2023",)),
            value("place", "11/18"),
            template="Castaway",
        ),
    )
    renumbered = _page("Island US: 2023", ("seasonno", "1"))

    said = page_facts(about, "person", MAP, known, SOURCE)
    assert {(one.scope, one.season) for one in said.facts if one.scope} == {
        ("2023", (ISLAND, 3))
    }
    assert [(one.season, one.stated_by) for one in said.ledgers] == [
        ((ISLAND, 3), "person")
    ]
    assert identify(about, MAP, known).seasons == {(ISLAND, 3)}
    assert identify(renumbered, MAP, known).own_season is None


def test_a_shows_page_links_to_seasons() -> None:
    """By titles that begin with one of the show's, or have a number of a season."""
    links = ("Island US: 2023", "Islanders", "die insel 4", "Season 5", "Ann Example")
    away = ("https://x.example/Island_1", "Category:Island")
    found = replace(
        page("Island", box(value("latest", "x", links=("Island: Borneo",)))),
        links=tuple(PageLink("", one) for one in (*links, *away)),
    )

    assert linked_season_titles(SHOWS[0], found) == [
        "Island: Borneo",
        "Island US: 2023",
        "Die insel 4",
        "Season 5",
    ]
