"""Which show or season a page is about."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from tests.trr_backend.ingestion.wiki.roster_by_hand import (
    HOUSE,
    ISLAND,
    ROSTER,
    SHOWS,
)
from trr_backend.ingestion.wiki.matching import match_show
from trr_backend.models.shows import ExternalId
from trr_backend.models.wiki import KnownShow, Match, PageIdentity, Roster

BRITISH = KnownShow(UUID(int=3), "Island", ("Island",), 2001, ("GB",))
ISLANDS_ID = ExternalId("imdb", "tt0000001")
# Two shows of one name, and one that another source knows.
SEVERAL = replace(
    ROSTER,
    shows=(replace(SHOWS[0], external_ids=(ISLANDS_ID,)), SHOWS[1], BRITISH),
)


@pytest.mark.parametrize(
    ("title", "said", "roster", "found"),
    [
        ("Island", {}, ROSTER, (ISLAND, 0.9)),
        ("die insel", {}, ROSTER, (ISLAND, 0.9)),
        ("Island (TV series)", {}, ROSTER, (ISLAND, 0.9)),
        ("Island (U.S.)", {}, ROSTER, (ISLAND, 0.95)),
        ("Island (2000)", {}, ROSTER, (ISLAND, 0.95)),
        ("Island (USA)", {}, SEVERAL, (ISLAND, 0.95)),
        ("Island (UK)", {}, SEVERAL, (BRITISH.id, 0.95)),
        ("Isle", {"external_ids": (ISLANDS_ID,)}, SEVERAL, (ISLAND, 1.0)),
        ("Island", {"external_ids": (ISLANDS_ID,)}, SEVERAL, (ISLAND, 1.0)),
        # The infobox of a show looks like that of a season.
        ("House", {"kind": "season"}, ROSTER, (HOUSE, 0.9)),
    ],
)
def test_a_page_is_certainly_a_shows(
    title: str, said: dict[str, Any], roster: Roster, found: tuple[UUID, float]
) -> None:
    """By an id elsewhere, or by the title that no other show has."""
    match = _match(title, roster, **said)
    assert match.chosen is not None
    assert (match.chosen.entity, match.chosen.season_number) == ("show", None)
    assert (match.chosen.id, match.chosen.score) == found


@pytest.mark.parametrize(
    ("title", "said", "roster", "candidates"),
    [
        ("Island", {}, SEVERAL, [(ISLAND, 0.7), (BRITISH.id, 0.7)]),
        ("Island (franchise)", {}, ROSTER, [(ISLAND, 0.7)]),
        ("Isle", {"redirects": ("Island",)}, ROSTER, [(ISLAND, 0.6)]),
        (
            "House",
            {"external_ids": (ExternalId("tvdb", "2"),)},
            replace(
                ROSTER,
                shows=(replace(SHOWS[1], external_ids=(ExternalId("tvdb", "1"),)),),
            ),
            [(HOUSE, 0.6)],
        ),
        ("Island (Australia)", {}, ROSTER, []),
        ("Island (1984)", {}, ROSTER, []),
        ("Islands", {}, ROSTER, []),
        ("Island", {"kind": "other"}, ROSTER, []),
        ("Island", {"kind": "person"}, ROSTER, []),
        ("Island", {"is_disambiguation": True}, ROSTER, []),
    ],
)
def test_a_page_is_no_shows_for_certain(
    title: str,
    said: dict[str, Any],
    roster: Roster,
    candidates: list[tuple[UUID, float]],
) -> None:
    """Two of one name, another version of the format, a page about the franchise."""
    match = _match(title, roster, **said)
    assert match.chosen is None
    assert [(one.id, one.score) for one in match.candidates] == candidates


@pytest.mark.parametrize(
    ("kind", "is_sure"), [("season", True), ("show", True), ("other", False)]
)
def test_a_seasons_page_is_that_of_its_title(kind: str, *, is_sure: bool) -> None:
    """Where no infobox says so it is asked about."""
    match = _match("Island 2", ROSTER, kind=kind, own_season=(ISLAND, 2))
    (found,) = match.candidates
    assert match.chosen == (found if is_sure else None)
    assert (found.entity, found.id, found.season_number, found.name) == (
        "season",
        ISLAND,
        2,
        "Island season 2",
    )
    assert found.score == (0.9 if is_sure else 0.7)


def test_a_season_of_a_show_that_is_not_read_for_is_none() -> None:
    """The roster may be of other shows."""
    other = UUID(int=99)
    assert _match("X 2", ROSTER, kind="season", own_season=(other, 2)) == Match(None)


def _match(title: str, roster: Roster, **said: Any) -> Match:
    name, _, behind = title.partition(" (")
    qualifier = behind.rstrip(")") or None
    given = {"kind": "show", "qualifier": qualifier, **said}
    return match_show(PageIdentity(title, name, **given), roster)
