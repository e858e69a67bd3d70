"""Our episodes beside IMDb's: what is one, what a person is asked."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from trr_backend.ingestion import crosswalk
from trr_backend.ingestion.crosswalk import match_people
from trr_backend.models.crosswalk import (
    EpisodeCrosswalk,
    OurEpisode,
    OurPerson,
    TheirEpisode,
    TheirPerson,
)

ONE = UUID(int=1)
TODAY = date(2011, 1, 1)


def ours(
    number: int,
    name: str | None,
    *,
    season: int = 1,
    year: int | None = 2004,
    imdb_id: str | None = None,
) -> OurEpisode:
    """Return an episode of ours."""
    day = date(year, 3, 1) if year else None
    season_id = UUID(int=100 + season)
    return OurEpisode(uuid4(), season_id, season, number, name, day, imdb_id)


def theirs(
    one: str,
    number: int | None,
    *names: str,
    season: int | None = 1,
    year: int | None = 2004,
) -> TheirEpisode:
    """Return an episode of IMDb's."""
    return TheirEpisode(one, season, number, names, year)


def match_episodes(
    mine: list[OurEpisode], yours: list[TheirEpisode], **shifts: int
) -> EpisodeCrosswalk:
    """Compare them as of 2011; `s1` is what was decided of season 1."""
    decided = {UUID(int=100 + int(name[1:])): by for name, by in shifts.items()}
    return crosswalk.match_episodes(mine, yours, TODAY, decided)


@pytest.mark.parametrize(
    ("our", "their", "confidence"),
    [
        (ours(1, "Pilot"), theirs("tt1", 1, "Pilot"), 1.0),
        (ours(1, "The Pilot"), theirs("tt1", 1, "the pilot!"), 1.0),
        (ours(1, "Pilot", year=None), theirs("tt1", 1, "Pilot"), 1.0),
        (ours(1, "Pilot", year=2005), theirs("tt1", 1, "Pilot"), 1.0),
        (ours(1, "Der Anfang"), theirs("tt1", 1, "Pilot", "Der Anfang"), 1.0),
        (ours(1, "The Beginning"), theirs("tt1", 1, "A Beginning"), 0.85),
        (ours(1, "Episode 1"), theirs("tt1", 1, "Episode #1.1"), 0.8),
        (ours(1, "Pilot"), theirs("tt1", 1, "Episode #1.1"), 0.8),
        (ours(1, None), theirs("tt1", 1, "Episode dated 1 March 2004"), 0.8),
        (ours(1, "Night 1"), theirs("tt1", 1, "Night One!"), 0.85),
    ],
)
def test_equal_numbers_match_where_nothing_contradicts(
    our: OurEpisode, their: TheirEpisode, confidence: float
) -> None:
    """By title in any of its forms, by year; placeholders say nothing."""
    found = match_episodes([our], [their])

    assert [(one.imdb_id, one.confidence) for one in found.matches] == [
        ("tt1", confidence)
    ]
    assert found.matches[0].episode_id == our.id
    assert found.doubts == ()


@pytest.mark.parametrize(
    ("our", "their", "confidence", "reason"),
    [
        (
            ours(1, "Pilot"),
            theirs("tt1", 1, "Reunion"),
            0.4,
            "same number, title 33% alike, same year 2004",
        ),
        (
            ours(1, "Pilot"),
            theirs("tt1", 1, "Pilot", year=2009),
            0.6,
            "same number, title 100% alike, 2009 instead of 2004",
        ),
        (
            ours(1, None),
            theirs("tt1", 1, year=2009),
            0.3,
            "same number, no title to compare, 2009 instead of 2004",
        ),
        (
            ours(1, None, year=None),
            theirs("tt1", 1),
            0.6,
            "same number, no title to compare, no year to compare",
        ),
        (
            ours(1, "Reunion Part 1"),
            theirs("tt1", 1, "Reunion Part 2"),
            0.4,
            "same number, title 50% alike, same year 2004",
        ),
        (
            ours(1, "Reunion: Part Two"),
            theirs("tt1", 1, "Reunion (Part III)"),
            0.4,
            "same number, title 50% alike, same year 2004",
        ),
        (
            ours(1, "Reunion", season=0),
            theirs("tt1", None, "Reunion", season=None),
            0.8,
            "same title, no number, same year 2004",
        ),
        (
            ours(1, "Reunion", season=0),
            theirs("tt1", 9, "Reunion", season=2),
            0.8,
            "same title, numbered 2x9, same year 2004",
        ),
        (
            ours(1, "Reunion", season=0, year=None),
            theirs("tt1", 1, "Reunion", season=0),
            0.8,
            "same title, numbered 0x1, no year to compare",
        ),
        (
            ours(3, "Pilot"),
            theirs("tt1", 2, "Pilot", year=2010),
            0.3,
            "same title, numbered 1x2, 2010 instead of 2004",
        ),
    ],
)
def test_what_disagrees_is_asked(
    our: OurEpisode, their: TheirEpisode, confidence: float, reason: str
) -> None:
    """With a confidence and the reason; specials always."""
    found = match_episodes([our], [their])

    assert found.matches == ()
    ((doubt,), (candidate,)) = (found.doubts, found.doubts[0].candidates)
    assert (doubt.episode, candidate.episode) == (our, their)
    assert (candidate.confidence, candidate.reason) == (confidence, reason)


def test_shifted_numbers_are_asked_with_the_namesake_first() -> None:
    """IMDb counts a special as the first episode: titles tell which is which."""
    mine = [ours(1, "Alpha"), ours(2, "Omega")]
    yours = [theirs("tt1", 1, "Special"), theirs("tt2", 2, "Alpha")]
    yours.append(theirs("tt3", 3, "Omega"))

    found = match_episodes(mine, yours)

    assert found.matches == ()
    assert [
        (doubt.episode.name, [one.episode.id for one in doubt.candidates])
        for doubt in found.doubts
    ] == [("Alpha", ["tt2", "tt1"]), ("Omega", ["tt3", "tt2"])]


def test_a_title_of_another_episode_is_asked() -> None:
    """A placeholder contradicts nothing, but the title stands elsewhere."""
    yours = [theirs("tt1", 1, "Episode #1.1"), theirs("tt2", 2, "Reunion")]
    there = match_episodes([ours(1, "Reunion")], yours)
    mine = [ours(2, "Episode 2"), ours(3, "Reunion")]
    here = match_episodes(mine, yours[1:])

    assert (there.matches, here.matches) == ((), ())
    assert [
        [one.episode.id for one in doubt.candidates]
        for doubt in (*there.doubts, *here.doubts)
    ] == [["tt2", "tt1"], ["tt2"], ["tt2"]]


def test_a_number_that_is_there_twice_proves_nothing() -> None:
    """Neither here nor there."""
    twice_here = match_episodes(
        [ours(1, "Alpha"), ours(1, "Omega")], [theirs("tt1", 1, "Alpha")]
    )
    twice_there = match_episodes(
        [ours(1, "Alpha")], [theirs("tt1", 1, "Alpha"), theirs("tt2", 1, "Omega")]
    )

    assert (twice_here.matches, len(twice_here.doubts)) == ((), 2)
    assert (twice_there.matches, len(twice_there.doubts)) == ((), 1)


def test_an_id_that_an_episode_has_stays_unless_another_is_sure() -> None:
    """Agreement is silent; a sure other one is asked; a taken id is not given twice."""
    yours = [theirs("tt1", 1, "Alpha"), theirs("tt2", 2, "Omega")]
    agreed = ours(1, "Other Title", imdb_id="tt1")
    moved = ours(2, "Omega", imdb_id="tt1")
    gone = ours(7, "Nothing", imdb_id="tt9")

    assert match_episodes([agreed, gone], yours) == match_episodes([], [])
    (doubt,) = match_episodes([moved], yours).doubts
    assert [one.episode.id for one in doubt.candidates] == ["tt2"]
    taken = match_episodes([ours(1, "Alpha"), ours(9, "X", imdb_id="tt1")], yours)
    assert taken.matches == ()
    assert [one.episode.name for one in taken.doubts] == ["Alpha"]


def test_an_episode_that_imdb_lacks_is_no_question() -> None:
    """Nothing is like it."""
    found = match_episodes([ours(5, "New")], [theirs("tt1", 1, "Alpha")])

    assert (found.matches, found.doubts) == ((), ())


def _unnamed(here: range, there: range) -> tuple[list[OurEpisode], list[TheirEpisode]]:
    mine = [ours(number, f"Episode {number}") for number in here]
    yours = [theirs(f"tt{number}", number, f"Episode #1.{number}") for number in there]
    return mine, yours


def _pairs(
    found: EpisodeCrosswalk, mine: list[OurEpisode]
) -> list[tuple[int, str, float]]:
    numbers = {one.id: one.episode_number for one in mine}
    return [
        (numbers[one.episode_id], one.imdb_id, one.confidence) for one in found.matches
    ]


def test_numbers_alone_are_asked_by_season_where_they_are_shifted() -> None:
    """IMDb has 2-15 for our 1-14: no id is given, one question, the shift first."""
    mine, yours = _unnamed(range(1, 15), range(2, 16))

    found = match_episodes(mine, yours)

    assert (found.matches, found.doubts) == ((), ())
    (season,) = found.seasons
    assert (season.season_id, season.season_number) == (UUID(int=101), 1)
    assert season.numbers == "1-14 here, 2-15 at IMDb"
    assert [(one.by, one.episodes, one.reason) for one in season.shifts] == [
        (1, 14, "14 episodes, 14 of them of the same year"),
        (0, 13, "13 episodes, 13 of them of the same year"),
    ]


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (range(1, 4), range(1, 5)),
        (range(1, 5), range(1, 4)),
        (range(1, 4), range(4)),
        (range(2, 5), range(1, 5)),
    ],
)
def test_a_number_that_one_side_lacks_makes_numbers_doubtful(
    here: range, there: range
) -> None:
    """Surplus or missing, at either end: only the numbers as they are can be chosen."""
    found = match_episodes(*_unnamed(here, there))

    assert (found.matches, found.doubts) == ((), ())
    assert [one.by for one in found.seasons[0].shifts] == [0]


def test_what_has_not_aired_may_be_missing() -> None:
    """On either side."""
    mine, yours = _unnamed(range(1, 4), range(1, 4))
    here = [ours(4, "Episode 4", year=2012), ours(5, None, year=None)]
    there = [theirs("tt6", 6, "Episode #1.6", year=2012)]

    found = match_episodes([*mine, *here], [*yours, *there])

    assert [one for _, one, _ in _pairs(found, mine)] == ["tt1", "tt2", "tt3"]
    assert (found.doubts, found.seasons) == ((), ())


def test_titles_count_in_a_season_of_other_numbers() -> None:
    """Who has a title is sure by it; only the others are asked together."""
    mine, yours = _unnamed(range(1, 3), range(1, 3))
    mine.append(ours(3, "Reunion"))
    yours += [theirs("tt3", 3, "Reunion"), theirs("tt4", 4, "Special")]

    found = match_episodes(mine, yours)

    assert _pairs(found, mine) == [(3, "tt3", 1.0)]
    assert found.doubts == ()
    assert [one.episodes for one in found.seasons[0].shifts] == [2]


def test_an_id_stays_where_only_a_number_speaks_against_it() -> None:
    """In a season of other numbers that is no question about that episode."""
    yours = [theirs("tt2", 2), theirs("tt3", 3)]

    found = match_episodes([ours(2, None, imdb_id="tt9")], yours)

    assert found == match_episodes([], [])


def test_a_decided_shift_gives_ids_also_to_later_episodes() -> None:
    """Nobody is asked again; numbers that agree by now need no shift."""
    mine, yours = _unnamed(range(1, 4), range(2, 5))
    shifted = match_episodes(mine, yours, s1=1)
    same = match_episodes(*_unnamed(range(1, 3), range(1, 3)), s1=1)

    assert _pairs(shifted, mine) == [
        (1, "tt2", 1.0),
        (2, "tt3", 1.0),
        (3, "tt4", 1.0),
    ]
    assert (shifted.doubts, shifted.seasons) == ((), ())
    assert [one.imdb_id for one in same.matches] == ["tt1", "tt2"]


def test_people_of_one_name_are_only_asked() -> None:
    """Names folded alike; a birth year supports it, another one refutes it."""
    mine = [
        OurPerson(ONE, "José Díaz", 1970),
        OurPerson(UUID(int=2), "Ann Lee", None),
        OurPerson(UUID(int=3), "Someone", 1980),
    ]
    yours = [
        TheirPerson("nm1", "Jose Diaz", 1970),
        TheirPerson("nm2", "Ann Lee", 1990),
        TheirPerson("nm3", "Someone", 1981),
        TheirPerson("nm4", "Nobody", None),
    ]

    found = match_people(mine, yours)

    assert [(one.person.id, one.theirs.id, one.confidence) for one in found] == [
        (ONE, "nm1", 0.9),
        (UUID(int=2), "nm2", 0.6),
    ]
