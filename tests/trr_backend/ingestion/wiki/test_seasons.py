"""Which season of ours a wiki's label means."""

from uuid import UUID

import pytest

from trr_backend.ingestion.wiki.seasons import (
    is_season_label,
    season_of,
    show_of,
    without_qualifier,
)
from trr_backend.models.wiki import KnownSeason, KnownShow, Roster

SURVIVOR, NZ, HOUSE, HOUSE_UK, WIVES = (UUID(int=number) for number in range(1, 6))
ROSTER = Roster(
    (
        KnownShow(SURVIVOR, "Survivor", ("Survivor",), 2000, ("US",)),
        KnownShow(NZ, "Survivor NZ", ("Survivor New Zealand",), 2017, ("NZ",)),
        KnownShow(HOUSE, "Big Brother", (), 2000, ("US",)),
        KnownShow(HOUSE_UK, "Big Brother", (), 2000, ("GB",)),
        KnownShow(WIVES, "The Real Housewives of Salt Lake City", ("RHOSLC",)),
    ),
    (
        KnownSeason(SURVIVOR, "Survivor", 4, "Survivor: Marquesas"),
        KnownSeason(SURVIVOR, "Survivor", 21, "Nicaragua"),
        KnownSeason(SURVIVOR, "Survivor", 46, "Season 46"),
        KnownSeason(NZ, "Survivor NZ", 1, "Survivor NZ: Nicaragua"),
        KnownSeason(HOUSE, "Big Brother", 5, None),
        KnownSeason(HOUSE, "Big Brother", 26, "Season 26"),
        KnownSeason(HOUSE_UK, "Big Brother", 5, None),
        KnownSeason(WIVES, "The Real Housewives of Salt Lake City", 6, None),
    ),
    (),
)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Survivor: Marquesas", (SURVIVOR, 4)),
        ("survivor \u2013 marquesas", (SURVIVOR, 4)),
        ("Marquesas", (SURVIVOR, 4)),
        ("Survivor 46", (SURVIVOR, 46)),
        ("Survivor (season 46)", (SURVIVOR, 46)),
        ("Survivor: Nicaragua", (SURVIVOR, 21)),
        ("Survivor NZ: Nicaragua", (NZ, 1)),
        ("Survivor (NZ) 1", (NZ, 1)),
        ("Survivor New Zealand Season 1", (NZ, 1)),
        ("Nicaragua", None),
        ("Big Brother 26 (US)", (HOUSE, 26)),
        ("Big Brother (US) Season 26", (HOUSE, 26)),
        ("Big Brother US 26", (HOUSE, 26)),
        ("Big Brother 5 (UK)", (HOUSE_UK, 5)),
        ("Big Brother 5", None),
        ("Big Brother 26", None),
        ("Big Brother 26 (franchise)", None),
        ("Big Brother 26 (UK)", None),
        ("The Real Housewives of Salt Lake City - Season 6", (WIVES, 6)),
        ("RHOSLC Season 6", (WIVES, 6)),
        ("Season 6 (RHOSLC)", (WIVES, 6)),
        ("RHOSLC シーズン6", (WIVES, 6)),
        ("Real Housewives of Salt Lake City Season 6", None),
        ("Season 6", None),
        ("6", None),
        ("Survivor 99", None),
        ("Survivor", None),
        ("Season 6 " * 50, None),
        ("", None),
    ],
)
def test_exact_forms_of_a_season(label: str, expected: tuple[UUID, int] | None) -> None:
    """What two shows may claim is nobody's, and so is what we do not know."""
    assert season_of(label, ROSTER) == expected


def test_a_number_alone_is_of_the_one_show_that_is_named() -> None:
    """Or of the only show there is; of none where the page names others."""
    alone = Roster(ROSTER.shows[4:], ROSTER.seasons[7:], ())

    assert season_of("Season 6", ROSTER, {WIVES}) == (WIVES, 6)
    assert season_of("Season 5", ROSTER, {HOUSE, HOUSE_UK}) is None
    assert season_of("Big Brother 5", ROSTER, {HOUSE_UK}) == (HOUSE_UK, 5)
    assert season_of("6", alone) == (WIVES, 6)
    assert season_of("6", alone, frozenset()) is None
    assert season_of("Season 0", alone) is None


def test_a_show_by_its_titles_and_country() -> None:
    """Two shows of one name are told apart by nothing but their countries."""
    labels = ("Big Brother (US)", "Big Brother UK", "Big Brother", "RHOSLC", "x" * 500)

    found = [show_of(label, ROSTER) for label in labels]

    assert found == [HOUSE, HOUSE_UK, None, WIVES, None]
    assert show_of("Survivor (TV series)", ROSTER) == SURVIVOR


def test_labels_of_seasons_are_told_without_knowing_any() -> None:
    """By a word for a season and a number, in several languages."""
    seasons = ("Season 3", "RHOA Season 3", "Seasons 1-3, 5", "Staffel 2", "الموسم 3")
    others = ("Top 10", "Season finale", "3", "In season 3 she left", "Season 3 " * 99)

    assert [is_season_label(text) for text in seasons] == [True] * 5
    assert [is_season_label(text) for text in others] == [False] * 5
    assert without_qualifier("Ann (Island) (US)") == "Ann (Island)"
