"""Whom a page is about: certain, asked, or nobody."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from tests.trr_backend.ingestion.wiki.roster_by_hand import (
    ANN,
    BOB,
    COACH,
    HOUSE,
    ISLAND,
    ROSTER,
    roster_with,
)
from trr_backend.ingestion.wiki.matching import THRESHOLD, match_page, match_person
from trr_backend.models.shows import ExternalId
from trr_backend.models.wiki import Candidate, Match, PageIdentity

ANNS, BOBS = ExternalId("imdb", "nm0000011"), ExternalId("imdb", "nm0000012")
SEASON_1: dict[str, Any] = {
    "seasons": frozenset({(ISLAND, 1)}),
    "shows": frozenset({ISLAND}),
}
THE_SHOW: dict[str, Any] = {"shows": frozenset({ISLAND})}
OTHER_SEASON = {**SEASON_1, "seasons": frozenset({(ISLAND, 2)})}
BORN = {"birthday": date(1970, 2, 28)}


@pytest.mark.parametrize(
    ("title", "said", "score"),
    [
        # The exact id, where nothing contradicts it.
        ("Ann Example", {"external_ids": (ANNS,)}, 1.0),
        ("Ann E. Example", {"external_ids": (ANNS,)}, 1.0),
        ("A. Stranger", {"external_ids": (ANNS,), **BORN}, 1.0),
        ("A. Stranger", {"external_ids": (ANNS,), **SEASON_1}, 0.85),
        # The title, where the page names the show.
        ("Ann Example", THE_SHOW, 0.9),
        ("ANN  \u00c9xample", THE_SHOW, 0.9),
        ("Ann Maiden", THE_SHOW, 0.9),
        ("Ann Example", {**THE_SHOW, **BORN}, 0.95),
        ("Ann Example", SEASON_1, 0.95),
        # The same name and a season in common.
        ("Ann Newname", {"said_names": ("Ann Example",), **SEASON_1}, 0.85),
        ("Ann Newname", {"redirects": ("Ann Example",), **SEASON_1}, 0.85),
        ("Ann Newname", {"said_names": ("Queen Ann",), **THE_SHOW, **BORN}, 0.85),
        # Of several of that name, the one of the show or of the season.
        ("Ann Example", {**THE_SHOW, "qualifier": "Die Insel"}, 0.9),
        ("Ann Example", {**SEASON_1, "qualifier": "Season 1"}, 0.95),
        # A slip in a date is no contradiction.
        ("Ann Example", {**SEASON_1, "birthday": date(1971, 2, 28)}, 0.9),
        ("Ann Example", {**THE_SHOW, "birthday": date(1970, 3, 1)}, 0.85),
    ],
)
def test_a_page_is_certainly_somebodys(
    title: str, said: dict[str, Any], score: float
) -> None:
    """By an id, by the title in that very show, by the name in that very season."""
    match = _match(title, **said)
    assert match.chosen == match.candidates[0]
    assert (match.chosen.id, match.chosen.score) == (ANN.id, score)
    assert score >= THRESHOLD


@pytest.mark.parametrize(
    ("title", "said", "score"),
    [
        # A name without a link, or without more than the show for another name.
        ("Ann Example", {}, 0.6),
        ("Ann Newname", {"said_names": ("Ann Example",)}, 0.5),
        ("Ann Newname", {"said_names": ("Ann Example",), **THE_SHOW}, 0.7),
        ("Ann Example", {**THE_SHOW, "qualifier": "Producer"}, 0.7),
        # Other seasons, other shows.
        ("Ann Example", OTHER_SEASON, 0.5),
        ("Ann Example", {"shows": frozenset({HOUSE})}, 0.5),
        ("Ann Example", {"external_ids": (ANNS,), **OTHER_SEASON}, 0.7),
        # Likeness, a first name, a nickname, the redirect of a relative.
        ("Ann Marie Example", SEASON_1, 0.67),
        ('Ann "Queen" Example Jr.', SEASON_1, 0.685),
        ("Annie", SEASON_1, 0.625),
        ("Dan Other", {"redirects": ("Ann Example",), **SEASON_1}, 0.625),
        ("Ann Marie Example", {**THE_SHOW, **BORN}, 0.6),
        ("A. Stranger", {**SEASON_1, **BORN}, 0.45),
        ("Zedekiah Example", SEASON_1, 0.45),
        # A birthday or an id that contradicts.
        ("Ann Example", {**SEASON_1, "birthday": date(1985, 7, 6)}, 0.5),
        ("Ann Example", {"external_ids": (ANNS,), "birthday": date(1985, 7, 6)}, 0.7),
        ("Ann Example", {**SEASON_1, "external_ids": (BOBS,)}, 0.5),
        (
            "Ann Example",
            {**SEASON_1, "external_ids": (ExternalId("imdb", "nm0000099"),)},
            0.5,
        ),
        ("A. Stranger", {"external_ids": (ANNS,)}, 0.7),
        ("Zed Example", {"external_ids": (ANNS,)}, 0.7),
        # Two people, or no mark of a person.
        ("Ann Example", {**SEASON_1, "is_single": False}, 0.7),
        ("Ann Example", {**SEASON_1, "kind": "other"}, 0.7),
    ],
)
def test_a_page_is_asked_about(title: str, said: dict[str, Any], score: float) -> None:
    """A wrong person is worse than none: whatever is missing or contradicts asks."""
    match = _match(title, **said)
    assert match.chosen is None
    found = {one.id: one.score for one in match.candidates}
    assert found[ANN.id] == score < THRESHOLD


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("A. Stranger", SEASON_1),
        ("Ann Marie Example", {}),
        ("Ann Marie Example", THE_SHOW),
        ("Annie", THE_SHOW),
        ("Ann Example", {"birthday": date(1985, 7, 6)}),
        ("Ann Example", {"external_ids": (BOBS,), "shows": frozenset({HOUSE})}),
        ("Ann Example", {**SEASON_1, "is_disambiguation": True}),
        ("Ann Example", {**SEASON_1, "kind": "season"}),
        ("Ann Example", {**SEASON_1, "kind": "show"}),
        ("Ann & Bob", {"said_names": ("Ann Example",), **SEASON_1, "is_single": False}),
        ("Example", {"said_names": ("Ann Example",), **SEASON_1, "kind": "other"}),
    ],
)
def test_a_page_is_not_even_asked_about(title: str, said: dict[str, Any]) -> None:
    """Nobody has time for what is most probably somebody else."""
    assert ANN.id not in {one.id for one in _match(title, **said).candidates}


def test_two_of_one_name_in_one_show_are_told_apart_by_ids_alone() -> None:
    """Neither season nor birthday suffices; both are candidates, the likelier first."""
    twin = replace(
        ANN,
        id=UUID(int=21),
        external_ids=(),
        birthday=None,
        seasons=frozenset({(ISLAND, 4)}),
    )
    roster = roster_with(twin)
    asked = match_person(_page("Ann Example", **SEASON_1, **BORN), roster)
    assert asked.chosen is None
    assert [(one.id, one.score) for one in asked.candidates] == [
        (ANN.id, 0.7),
        (twin.id, 0.5),
    ]
    assert "somebody else in the cast has that name" in asked.candidates[0].reasons
    sure = match_person(_page("Ann Example", external_ids=(ANNS,)), roster)
    assert sure.chosen is not None
    assert sure.chosen.id == ANN.id


def test_a_namesake_in_another_show_is_no_doubt() -> None:
    """The page is about the show in which only one of them is."""
    namesake = replace(
        ANN,
        id=UUID(int=21),
        external_ids=(),
        in_shows=frozenset({HOUSE}),
        seasons=frozenset({(HOUSE, 1)}),
    )
    match = match_person(_page("Ann Example", **THE_SHOW), roster_with(namesake))
    assert match.chosen is not None
    assert [(one.id, one.score) for one in match.candidates] == [
        (ANN.id, 0.9),
        (namesake.id, 0.5),
    ]


def test_an_alias_of_somebody_else_is_a_doubt() -> None:
    """Both fit about as well, so a person says which."""
    other = replace(ANN, id=UUID(int=21), name="Zoe Z", aliases=("Ann Example",))
    match = match_person(_page("Ann Example", **SEASON_1), roster_with(other))
    assert match.chosen is None
    assert {one.id for one in match.candidates} == {ANN.id, other.id}


def test_an_id_and_a_title_that_name_two_people_are_asked_about() -> None:
    """Wikis link to the wrong entry now and then."""
    match = _match("Bob Other", external_ids=(ANNS,), **SEASON_1)
    assert match.chosen is None
    assert [(one.id, one.score) for one in match.candidates] == [
        (ANN.id, 0.7),
        (BOB.id, 0.5),
    ]


def test_somebody_known_by_one_word_needs_the_season() -> None:
    """And nobody else there may have that word in their name."""
    page = _page("Coach", seasons=frozenset({(ISLAND, 2)}), shows=frozenset({ISLAND}))
    match = match_person(page, ROSTER)
    assert match.chosen is not None
    assert (match.chosen.id, match.chosen.score) == (COACH.id, 0.85)
    assert _match("Coach", **THE_SHOW).chosen is None
    other = replace(BOB, id=UUID(int=21), name="Coach Wade")
    assert match_person(page, roster_with(other)).chosen is None


def test_reasons_are_plain_words_without_values_of_people() -> None:
    """A date could be taken down later; a reason is kept for long."""
    match = _match("Ann Example", external_ids=(ANNS,), **SEASON_1, **BORN)
    reasons = (
        "it has the same id elsewhere",
        "the title is their name",
        "both are in Island season 1",
        "born on the same day",
    )
    ann = Candidate("person", ANN.id, "Ann Example", 1.0, reasons)
    assert match == Match(ann, (ann,))
    other = _match("Ann Example", **OTHER_SEASON, birthday=date(1999, 1, 1))
    assert other == Match(None)


def test_what_matters_is_the_kind_of_a_page() -> None:
    """A page without any mark may be somebody's or a season's."""
    person = _page("Ann Example", kind="other", **SEASON_1)
    assert match_page(person, ROSTER).candidates[0].entity == "person"
    season = _page("Island 1", kind="other", own_season=(ISLAND, 1))
    assert match_page(season, ROSTER).candidates[0].entity == "season"


@pytest.mark.parametrize(
    ("title", "said", "stays"),
    [
        # Emptied, or without what made it certain.
        ("Ann Newname", {"kind": "other"}, True),
        ("Ann Example", {}, True),
        ("Ann M. Example", SEASON_1, True),
        # About something or somebody else by now.
        ("Ann Example", {"is_disambiguation": True}, False),
        ("Ann Example", {**SEASON_1, "is_single": False}, False),
        ("Ann Example", {"kind": "show"}, False),
        ("A. Stranger", SEASON_1, False),
        ("Ann Example", OTHER_SEASON, False),
        ("Ann Example", {**SEASON_1, "birthday": date(1985, 7, 6)}, False),
        ("Ann Example", {**SEASON_1, "external_ids": (BOBS,)}, False),
    ],
)
def test_a_page_stays_somebodys_until_it_says_otherwise(
    title: str,
    said: dict[str, Any],
    stays: bool,  # noqa: FBT001 - a column
) -> None:
    """Vandals empty pages, and what was found out before is not lost by it."""
    former = Candidate("person", ANN.id, "Ann Example", 0.95, ("before",))
    match = match_page(_page(title, **said), ROSTER, former)
    assert match.chosen == (former if stays else None)


def test_a_page_becomes_that_of_somebody_else() -> None:
    """Where they have it for certain now."""
    former = Candidate("person", ANN.id, "Ann Example", 0.95, ("before",))
    page = _page("Bob Other", external_ids=(BOBS,), **SEASON_1)
    chosen = match_page(page, ROSTER, former).chosen
    assert chosen is not None
    assert chosen.id == BOB.id


def test_the_page_of_a_show_stays_its_own() -> None:
    """As long as it is a show's page."""
    former = Candidate("show", ISLAND, "Island", 0.9, ("before",))
    emptied = _page("Island (franchise)", kind="other")
    assert match_page(emptied, ROSTER, former).chosen == former
    assert match_page(_page("Island Ann", **SEASON_1), ROSTER, former).chosen is None


def _match(title: str, **said: Any) -> Match:
    return match_person(_page(title, **said), ROSTER)


def _page(title: str, **said: Any) -> PageIdentity:
    return PageIdentity(title, title, **{"kind": "person", **said})
