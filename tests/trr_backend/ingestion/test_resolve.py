"""Finding series: certain, or left to a person with candidates."""

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.real_data import tmdb_answers
from trr_backend.ingestion.resolve import resolve_by_find, resolve_by_search
from trr_backend.integrations.tmdb.wire import (
    FindAnswer,
    FoundSeries,
    SearchAnswer,
    decode_find,
    decode_search,
)
from trr_backend.models.resolve import Candidate, Resolution, Wanted


def series(
    tmdb_id: int,
    name: str,
    first_air_date: str | None = None,
    country: str | None = None,
    original_name: str | None = None,
) -> FoundSeries:
    """Return a series as TMDb's answers hold it."""
    return FoundSeries(
        id=tmdb_id,
        name=name,
        original_name=original_name or name,
        first_air_date=first_air_date,
        origin_country=[country] if country else [],
    )


BIG_BROTHER_US = series(10160, "Big Brother", "2000-07-05", "US")
BIG_BROTHER_UK = series(11366, "Big Brother", "2000-07-18", "GB")
CELEBRITY = series(45956, "Celebrity Big Brother", "2001-03-08", "GB")
PROJECT_RUNWAY = series(1685, "Project Runway", "2004-12-01", "US")
MEN_ON_A_MISSION = series(70672, "Men on a Mission", "2015-12-05", "KR", "아는 형님")


def found(*results: FoundSeries) -> FindAnswer:
    """Return an answer of /find with these series."""
    return FindAnswer(tv_results=list(results))


def searched(*results: FoundSeries, total: int | None = None) -> SearchAnswer:
    """Return an answer of /search/tv with these series."""
    return SearchAnswer(
        results=list(results),
        total_results=len(results) if total is None else total,
    )


def ids(resolution: Resolution) -> list[int]:
    """Return whom the candidates are."""
    return [candidate.tmdb_id for candidate in resolution.candidates]


def test_find_takes_the_series_that_agrees() -> None:
    """One series of the same name and year is taken, and the reason says so."""
    wanted = Wanted("tt0437741", "Project Runway", 2004)
    assert resolve_by_find(wanted, found(PROJECT_RUNWAY)) == Resolution(
        1685,
        "IMDb id; same name, same year 2004",
        (
            Candidate(
                1685,
                "Project Runway",
                "Project Runway",
                "2004-12-01",
                ("US",),
                100.0,
                ("same name", "same year 2004"),
            ),
        ),
    )


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted("tt0437741", None, None),
        Wanted("tt0437741", None, 2005),
        Wanted("tt0437741", "PROJECT RUNWAY!", None),
        Wanted("tt0437741", "Project Runway", 2003),
        Wanted("tt0437741", "Project Runway (US)", 2004),
        Wanted("tt0437741", "Laufsteg", 2004, "Project Runway"),
    ],
)
def test_find_needs_no_more_than_the_list_says(wanted: Wanted) -> None:
    """What the list does not say is not held against a series found by its IMDb id."""
    assert resolve_by_find(wanted, found(PROJECT_RUNWAY)).tmdb_id == 1685


def test_find_compares_the_original_name_in_any_script() -> None:
    """A title that is the original name, in another script too, agrees."""
    for title in ("아는 형님", "Aneun Hyeongnim"):
        resolution = resolve_by_find(
            Wanted("tt5275892", title, 2015), found(MEN_ON_A_MISSION)
        )
        assert resolution.tmdb_id == 70672


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        (
            Wanted("tt0437741", "Big Brother", 2004),
            "the series with this IMDb id has another name",
        ),
        (
            Wanted("tt0437741", "Project Runway", 2018),
            "the series with this IMDb id has another year",
        ),
        (
            Wanted("tt0437741", "Big Brother", 2000),
            "the series with this IMDb id has another name and another year",
        ),
    ],
)
def test_find_leaves_a_doubtful_series_to_a_person(wanted: Wanted, reason: str) -> None:
    """A series of the id but of another name or year is a candidate, not the answer."""
    resolution = resolve_by_find(wanted, found(PROJECT_RUNWAY))
    assert (resolution.tmdb_id, resolution.reason) == (None, reason)
    assert ids(resolution) == [1685]


def test_find_of_two_series_is_ambiguous() -> None:
    """Two series by one IMDb id are both candidates, the likelier first."""
    resolution = resolve_by_find(
        Wanted("tt0251497", "Big Brother", 2000), found(CELEBRITY, BIG_BROTHER_US)
    )
    assert resolution.tmdb_id is None
    assert resolution.reason == "TMDb names several series for this IMDb id"
    assert ids(resolution) == [10160, 45956]


@pytest.mark.parametrize(
    ("find", "reason"),
    [
        (FindAnswer(tv_results=[]), "TMDb knows nothing by this IMDb id"),
        (FindAnswer(tv_results=None), "TMDb knows nothing by this IMDb id"),
        (
            FindAnswer(tv_results=[], movie_results=[msgspec.Raw(b"{}")]),
            "TMDb knows this IMDb id as movie, as no series",
        ),
        (
            FindAnswer(tv_results=[], tv_episode_results=[msgspec.Raw(b"{}")]),
            "TMDb knows this IMDb id as episode, as no series",
        ),
    ],
)
def test_find_without_a_series(find: FindAnswer, reason: str) -> None:
    """Nothing, only films or only episodes leave the show unresolved, without guess."""
    wanted = Wanted("tt0437741", "Project Runway", 2004)
    assert resolve_by_find(wanted, find) == Resolution(None, reason)


def test_search_takes_the_only_series_of_that_title_and_year() -> None:
    """The same title and year, and nothing else near, is the wanted series."""
    resolution = resolve_by_search(
        Wanted(None, "celebrity big brother", 2001),
        searched(BIG_BROTHER_US, CELEBRITY, BIG_BROTHER_UK),
    )
    assert resolution.tmdb_id == 45956
    assert resolution.reason == "search; same name, same year 2001"
    assert ids(resolution) == [45956]


@pytest.mark.parametrize(
    ("wanted", "results", "reason", "candidates"),
    [
        (
            Wanted(None, "Big Brother", 2000),
            searched(CELEBRITY, BIG_BROTHER_UK, BIG_BROTHER_US),
            "several series of this title and about this year",
            [10160, 11366, 45956],
        ),
        (
            Wanted(None, "Big Brother", 2000),
            searched(BIG_BROTHER_US, series(900000001, "Big Brother", "2001-01-01")),
            "several series of this title and about this year",
            [10160, 900000001],
        ),
        (
            Wanted(None, "Big Brother", 2000),
            searched(BIG_BROTHER_US, series(900000001, "Big Brother")),
            "several series of this title and about this year",
            [10160, 900000001],
        ),
        (
            Wanted(None, "Big Brother", None),
            searched(BIG_BROTHER_US),
            "the list gives no year to check the title by",
            [10160],
        ),
        (
            Wanted(None, "Big Brother", 2001),
            searched(BIG_BROTHER_US),
            "no series of this title began in this year",
            [10160],
        ),
        (
            Wanted(None, "Brother", 2001),
            searched(CELEBRITY),
            "no series of exactly this title",
            [45956],
        ),
        (
            Wanted(None, "Big Brother", 2000),
            searched(BIG_BROTHER_US, total=41),
            "TMDb finds more series than it shows at once",
            [10160],
        ),
        (
            Wanted(None, "Nothing Like It", 2000),
            searched(),
            "TMDb finds no series of this title",
            [],
        ),
    ],
)
def test_search_never_guesses(
    wanted: Wanted, results: SearchAnswer, reason: str, candidates: list[int]
) -> None:
    """Whatever is not certain stays unresolved, its candidates the likeliest first."""
    resolution = resolve_by_search(wanted, results)
    assert (resolution.tmdb_id, resolution.reason) == (None, reason)
    assert ids(resolution) == candidates


@pytest.mark.parametrize(
    ("premiere", "expected"), [("2000-07-05", 10160), ("2000-07-18", 11366)]
)
def test_the_first_day_tells_same_named_shows_apart(
    premiere: str, expected: int
) -> None:
    """Two shows of one name and year are told apart by the day they began."""
    resolution = resolve_by_search(
        Wanted(None, "Big Brother", 2000, premiere=date.fromisoformat(premiere)),
        searched(CELEBRITY, BIG_BROTHER_UK, BIG_BROTHER_US, total=41),
    )
    assert resolution.tmdb_id == expected
    assert resolution.reason == f"search; same name, same first day {premiere}"


@pytest.mark.parametrize(
    ("title", "results", "reason"),
    [
        (
            "Big Brother",
            searched(BIG_BROTHER_UK),
            "no series of this title began on this day",
        ),
        (
            "Big Brother",
            searched(BIG_BROTHER_US, series(900000001, "BIG BROTHER", "2000-07-05")),
            "several series of this title and about this year",
        ),
        ("Bigger Brother", searched(BIG_BROTHER_US), "no series of exactly this title"),
    ],
)
def test_a_first_day_alone_decides_nothing(
    title: str, results: SearchAnswer, reason: str
) -> None:
    """Another day, two series of that day or another name are left to a person."""
    wanted = Wanted(None, title, 2000, premiere=date(2000, 7, 5))
    resolution = resolve_by_search(wanted, results)
    assert (resolution.tmdb_id, resolution.reason) == (None, reason)


def test_find_takes_the_first_day_for_agreement() -> None:
    """A series of the id and the day agrees whatever the year; its name counts."""
    day = date(2004, 12, 1)
    wanted = Wanted("tt0437741", "Project Runway", 2014, premiere=day)
    resolution = resolve_by_find(wanted, found(PROJECT_RUNWAY))
    assert resolution.tmdb_id == 1685
    assert resolution.reason == "IMDb id; same name, same first day 2004-12-01"
    other = Wanted("tt0437741", "Big Brother", 2014, premiere=day)
    assert resolve_by_find(other, found(PROJECT_RUNWAY)).reason == (
        "the series with this IMDb id has another name"
    )


def test_same_named_shows_of_other_years_stay_apart() -> None:
    """A later show of the same name does not blur an exact year."""
    later = series(900000001, "Big Brother", "2013-02-27", "CA")
    resolution = resolve_by_search(
        Wanted(None, "Big Brother", 2000), searched(later, BIG_BROTHER_US)
    )
    assert resolution.tmdb_id == 10160


def test_candidates_are_bounded() -> None:
    """Not more than ten candidates are offered."""
    many = [series(900000000 + n, "Big Brother", "2000-01-01") for n in range(20)]
    resolution = resolve_by_search(Wanted(None, "Big Brother", 2000), searched(*many))
    assert ids(resolution) == [900000000 + n for n in range(10)]


@given(
    title=st.none() | st.text(max_size=20),
    year=st.none() | st.integers(1900, 2100),
    results=st.lists(
        st.builds(
            series,
            st.integers(1, 50),
            st.sampled_from(["Big Brother", "BIG BROTHER", "!", ""]),
            st.sampled_from([None, "", "2000", "2000-07-05", "soon"]),
        ),
        max_size=4,
    ),
)
def test_a_verdict_is_always_one_of_the_candidates(
    title: str | None, year: int | None, results: list[FoundSeries]
) -> None:
    """Whatever was found, a verdict names a candidate and scores stay within 0-100."""
    wanted = Wanted("tt0251497", title, year)
    for resolution in (
        resolve_by_find(wanted, found(*results)),
        resolve_by_search(wanted, searched(*results)),
    ):
        assert resolution.tmdb_id is None or ids(resolution) == [resolution.tmdb_id]
        assert all(0 <= part.score <= 100 for part in resolution.candidates)


@pytest.mark.real
def test_recorded_finds() -> None:
    """Recorded answers of /find resolve exactly where they hold one series."""
    answers = [decode_find(recorded.body) for recorded in tmdb_answers("find")]
    assert answers
    for answer in answers:
        results = answer.tv_results or []
        resolution = resolve_by_find(Wanted("tt0000001", None, None), answer)
        expected = results[0].id if len(results) == 1 else None
        assert resolution.tmdb_id == expected


@pytest.mark.real
def test_recorded_searches() -> None:
    """Each series in a recorded search is found by its own name and year, or left."""
    answers = [decode_search(recorded.body) for recorded in tmdb_answers("search")]
    assert answers
    for answer in answers:
        for result in answer.results or []:
            year = int((result.first_air_date or "0")[:4] or 0) or None
            resolution = resolve_by_search(Wanted(None, result.name, year), answer)
            assert resolution.tmdb_id in {None, result.id}
