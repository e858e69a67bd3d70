"""All seasons and episodes of a show out of its documents: whole, cut, moved."""

from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from tests.trr_backend.ingestion.answers_by_hand import (
    episode,
    listed,
    part,
    season,
    tv,
)
from trr_backend.errors import Changed
from trr_backend.ingestion.seasons import seasons_from_tmdb
from trr_backend.models.documents import Document
from trr_backend.models.overrides import Overrides
from trr_backend.models.seasons import (
    EpisodeFacts,
    EpisodeRecord,
    SeasonFacts,
    SeasonRecord,
    SeasonsRecord,
)

ENGLISH = ("en-US",)
WHOLE_EPISODE = episode(
    9001,
    1,
    name=" First Kiss ",
    overview="They meet.\u0000",
    air_date="2006-03-21",
    runtime=42.0,
    episode_type="mid_season",
    production_code="101",
    still_path="/still.jpg",
    vote_average=7,
    vote_count=3,
    crew=[{"id": "?"}],
    guest_stars="?",
)
EMPTY_EPISODE = episode(
    9002,
    2,
    name="",
    overview=None,
    air_date="",
    runtime=0,
    episode_type=None,
    production_code="",
    still_path=None,
    vote_average=0.0,
    vote_count=0,
)


def test_a_whole_show_becomes_a_whole_record() -> None:
    """Each field is TMDb's; specials are season 0; blanks and zero minutes are none."""
    first = season(
        1,
        WHOLE_EPISODE,
        EMPTY_EPISODE,
        overview="The first.",
        air_date="2006-03-21",
        poster_path="/season.jpg",
        vote_average=6.5,
    )
    specials = season(0, name="Specials")
    document = tv(
        number_of_seasons=1,
        seasons=[listed(0, 0, name="Specials"), listed(1, 2)],
        **{"season/0": specials, "season/1": first, "season/1/credits": {"cast": 1}},
    )
    facts = EpisodeFacts(
        name="First Kiss",
        overview="They meet.",
        air_date=date(2006, 3, 21),
        runtime_minutes=42,
        episode_type="mid_season",
        production_code="101",
        still_path="/still.jpg",
        vote_average=7,
        vote_count=3,
    )
    first_facts = SeasonFacts(
        "Season 1", "The first.", date(2006, 3, 21), "/season.jpg", 6.5
    )
    assert seasons_from_tmdb([document], ENGLISH) == SeasonsRecord(
        seasons=(
            SeasonRecord(
                tmdb_id=100,
                season_number=0,
                facts=SeasonFacts(name="Specials"),
                provenance={"name": "tmdb"},
                translations=(),
                episodes=(),
                is_whole=True,
                counted=0,
            ),
            SeasonRecord(
                tmdb_id=101,
                season_number=1,
                facts=first_facts,
                provenance={one.name: "tmdb" for one in fields(SeasonFacts)},
                translations=(),
                episodes=(
                    EpisodeRecord(
                        tmdb_id=9001,
                        episode_number=1,
                        facts=facts,
                        provenance={one.name: "tmdb" for one in fields(EpisodeFacts)},
                        translations=(),
                    ),
                    EpisodeRecord(
                        tmdb_id=9002,
                        episode_number=2,
                        facts=EpisodeFacts(vote_average=0.0, vote_count=0),
                        provenance={"vote_average": "tmdb", "vote_count": "tmdb"},
                        translations=(),
                    ),
                ),
                is_whole=True,
                counted=2,
            ),
        ),
        orders=None,
        is_whole=True,
    )


def test_a_season_that_is_listed_but_does_not_answer_keeps_its_episodes() -> None:
    """A 404 for one season is no key at all: the list's facts, nothing of episodes."""
    said = {"overview": "Later.", "air_date": "2027-01-01", "poster_path": "/p.jpg"}
    document = tv(number_of_seasons=1, seasons=[listed(1, 8, **said)])
    assert _only(document) == SeasonRecord(
        tmdb_id=101,
        season_number=1,
        facts=SeasonFacts("Season 1", "Later.", date(2027, 1, 1), "/p.jpg"),
        provenance=dict.fromkeys(
            ("name", "overview", "air_date", "poster_path"), "tmdb"
        ),
        translations=(),
        episodes=None,
        is_whole=False,
        counted=8,
    )


@pytest.mark.parametrize(
    ("listing", "answer", "average"),
    [(0.0, 0.0, None), (0.0, 6.5, 6.5), (6.5, 0.0, 6.5), (None, None, None)],
)
def test_a_season_without_votes_has_no_average(
    listing: float | None, answer: float | None, average: float | None
) -> None:
    """0 says that nobody voted."""
    document = tv(
        seasons=[listed(1, 0, vote_average=listing)],
        **{"season/1": season(1, vote_average=answer)},
    )
    assert _only(document).facts.vote_average == average


@pytest.mark.parametrize(
    ("counted", "answered", "ids", "is_whole"),
    [
        (0, [], (), True),
        (3, [], (), False),
        (None, [], (), False),
        (3, None, None, False),
        (2, [episode(1, 1)], (1,), False),
        (1, [episode(1, 1)], (1,), True),
        (1, [episode(1, 1), episode(2, 2)], (1, 2), True),
        (None, [episode(1, 1)], (1,), True),
        (2, [episode(1, 1), episode(2, 1)], (1, 2), True),
        (2, [episode(1, 1), episode(1, 1)], (1,), False),
        (2, [episode(1, 1), episode(None, 2)], (1,), False),
        (1, [episode(1, 1), None], (1,), True),
    ],
    ids=[
        "none, none counted",
        "empty though some are counted",
        "empty, nothing counted",
        "no list at all",
        "cut",
        "whole",
        "more than counted",
        "not counted",
        "a number twice",
        "an id twice",
        "one without an id",
        "a null among them",
    ],
)
def test_an_answer_is_whole_only_if_it_holds_what_is_counted(
    counted: int | None,
    answered: list[Any] | None,
    ids: tuple[int, ...] | None,
    *,
    is_whole: bool,
) -> None:
    """Identity is the id: a number twice is two episodes, an id twice is one."""
    answer = {**season(1), "episodes": answered}
    found = _only(tv(seasons=[listed(1, counted)], **{"season/1": answer}))
    held = None
    if found.episodes is not None:
        held = tuple(one.tmdb_id for one in found.episodes)
    assert (held, found.is_whole) == (ids, is_whole)


@pytest.mark.parametrize(
    ("said", "numbers", "is_whole"),
    [
        ({}, None, True),
        ({"seasons": None, "number_of_seasons": 2}, None, True),
        ({"seasons": [], "number_of_seasons": 2}, None, True),
        ({"seasons": [], "number_of_seasons": 0}, [], True),
        ({"seasons": []}, [], True),
        ({"seasons": [listed(1, 0)], "number_of_seasons": 2}, [1], False),
        ({"seasons": [listed(0, 0)], "number_of_seasons": 1}, [0], False),
        (
            {"seasons": [listed(1, 0), listed(2, 0)], "number_of_seasons": 1},
            [1, 2],
            True,
        ),
        ({"seasons": [listed(1, 0), listed(1, 0)], "number_of_seasons": 1}, [1], False),
        ({"seasons": [listed(1, 0, id=None)], "number_of_seasons": 1}, [], False),
        (
            {"seasons": [], "number_of_seasons": 0, "season/1": season(1)},
            [1],
            True,
        ),
    ],
    ids=[
        "no list",
        "null",
        "empty though some are counted",
        "none, none counted",
        "none, not counted",
        "cut",
        "specials are not counted",
        "more than counted",
        "one twice",
        "an answer of 2014, without an id",
        "answered but not listed",
    ],
)
def test_a_list_is_whole_only_if_it_holds_what_is_counted(
    said: dict[str, Any], numbers: list[int] | None, *, is_whole: bool
) -> None:
    """An empty or cut list never makes a season vanish."""
    found = seasons_from_tmdb([tv(**said)], ENGLISH)
    held = None
    if found.seasons is not None:
        held = [one.season_number for one in found.seasons]
    assert (held, found.is_whole) == (numbers, is_whole)


def test_nothing_is_said_without_the_shows_own_document() -> None:
    """Parts alone do not say which seasons there are."""
    document = part(1, {"season/4": season(4)})
    assert seasons_from_tmdb([document], ENGLISH) == SeasonsRecord(None, None)


def test_an_answer_about_another_season_of_that_number_says_nothing() -> None:
    """A season made anew has another id; until both agree its episodes stay."""
    document = tv(
        seasons=[listed(1, 1, id=555)], **{"season/1": season(1, episode(5, 1))}
    )
    found = _only(document)
    assert (found.tmdb_id, found.facts.name, found.episodes) == (555, "Season 1", None)


def test_a_season_that_is_listed_without_an_id_takes_that_of_its_answer() -> None:
    """Answers of 2014 list seasons so."""
    document = tv(
        seasons=[listed(1, 1, id=None)], **{"season/1": season(1, episode(5, 1))}
    )
    found = _only(document)
    assert found.episodes
    assert (found.tmdb_id, found.episodes[0].tmdb_id) == (101, 5)


@pytest.mark.parametrize(
    ("air_date", "day"),
    [
        ("2006-03-21", date(2006, 3, 21)),
        ("0000-00-00", None),
        ("2006-02-30", None),
        ("2006", None),
        ("", None),
        (" ", None),
        (None, None),
    ],
)
def test_a_date_is_a_day_of_the_calendar(
    air_date: str | None, day: date | None
) -> None:
    """Of a season, listed or answered, and of an episode; anything else is none."""
    document = tv(
        seasons=[listed(1, 1, air_date=air_date), listed(2, 1, air_date=air_date)],
        **{"season/1": season(1, episode(5, 1, air_date=air_date), air_date=air_date)},
    )
    one, two = seasons_from_tmdb([document], ENGLISH).seasons or ()
    days = [one.facts.air_date, two.facts.air_date]
    assert one.episodes
    assert [*days, one.episodes[0].facts.air_date] == [day] * 3


@pytest.mark.parametrize(
    ("runtime", "minutes"), [(90, 90), (0, None), (-1, None), (None, None)]
)
def test_a_runtime_is_more_than_no_minutes(
    runtime: int | None, minutes: int | None
) -> None:
    """0 means that nobody entered one."""
    document = tv(
        seasons=[listed(1, 1)],
        **{"season/1": season(1, episode(5, 1, runtime=runtime))},
    )
    episodes = _only(document).episodes
    assert episodes
    assert episodes[0].facts.runtime_minutes == minutes


def test_a_persons_word_wins_and_what_was_taken_down_stays_empty() -> None:
    """For a season and for an episode, each known by its TMDb id."""
    document = tv(
        seasons=[listed(1, 1, overview="Theirs.")],
        **{"season/1": season(1, episode(5, 1, name="Theirs", still_path="/s.jpg"))},
    )
    overrides = Overrides(
        values={
            ("season", "101"): {"name": "Mine", "air_date": "2001-02-03"},
            ("episode", "5"): {"name": "Mine"},
        },
        silenced={
            ("season", "101"): frozenset({"overview"}),
            ("episode", "5"): frozenset({"still_path"}),
        },
    )
    (found,) = seasons_from_tmdb([document], ENGLISH, overrides).seasons or ()
    assert found.facts == SeasonFacts(name="Mine", air_date=date(2001, 2, 3))
    assert found.provenance == {"name": "override", "air_date": "override"}
    assert found.episodes
    assert found.episodes[0].facts == EpisodeFacts(name="Mine")
    assert found.episodes[0].provenance == {"name": "override"}


def test_a_season_of_another_shape_stops_the_show_and_names_the_field() -> None:
    """Nothing is written of a show that answers in a way we do not know."""
    document = tv(seasons=[listed(1, 1)], **{"season/1": {"id": 101, "episodes": {}}})
    with pytest.raises(Changed, match=r"#season/1: field episodes"):
        seasons_from_tmdb([document], ENGLISH)


def _only(*documents: Document, languages: tuple[str, ...] = ENGLISH) -> SeasonRecord:
    (found,) = seasons_from_tmdb(documents, languages).seasons or ()
    return found
