"""Pages of what TMDb's editors changed."""

from datetime import date, timedelta

import pytest

from tests.trr_backend.ingestion.tmdb_by_hand import Answers, tmdb
from trr_backend.errors import Changed, InputError
from trr_backend.ingestion.changes import LONGEST_WINDOW, ChangesPage, fetch_changes

FIRST = date(2026, 1, 1)
LAST = date(2026, 1, 14)


async def test_a_page_is_its_ids_and_how_many_pages_there_are() -> None:
    """Each id once, in the answer's order, whatever else an entry says."""
    answers = Answers(
        {
            "/3/tv/changes?page=1": {
                "results": [
                    {"id": 7, "adult": False},
                    {"id": 5, "adult": None},
                    None,
                    {"id": 7.0},
                ],
                "page": 1,
                "total_pages": 2,
                "total_results": 103,
            },
            "/3/person/changes?page=1": {
                "results": [],
                "page": 1,
                "total_pages": 1,
                "total_results": 0,
            },
            "/3/person/changes?page=3": {"results": [], "total_pages": 2},
        }
    )
    async with tmdb(answers) as client:
        assert await fetch_changes(client, "tv", FIRST, LAST, 1) == ChangesPage(
            (7, 5), 2
        )
        assert await fetch_changes(client, "person", FIRST, LAST, 1) == ChangesPage(
            (), 1
        )
        assert await fetch_changes(client, "person", FIRST, FIRST, 3) == ChangesPage(
            (), 2
        )
    assert len(answers.asked) == 3


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"results": None, "total_pages": 1}, "results"),
        ({"results": [{"id": 1}], "page": 1}, "total_pages"),
        ({"results": [{"id": 1}], "page": 2, "total_pages": 2}, "page"),
        ({"results": [{"id": 1}], "total_pages": -1}, "total_pages"),
        ({"results": [{"id": None}], "total_pages": 1}, "results[0].id"),
        ({"results": [], "total_pages": 4, "total_results": 301}, "results"),
        ({"success": False, "status_code": 11}, "results"),
    ],
)
async def test_an_answer_that_would_hide_changes_is_refused(
    said: object, field: str
) -> None:
    """No list, another page, or an empty page of a list that counts some."""
    async with tmdb(Answers({"/3/tv/changes?page=1": said})) as client:
        with pytest.raises(Changed) as caught:
            await fetch_changes(client, "tv", FIRST, LAST, 1)
    assert caught.value.field == field


async def test_a_window_longer_than_tmdb_allows_asks_nothing() -> None:
    """Fourteen days at most, both ends included."""
    answers = Answers({})
    async with tmdb(answers) as client:
        with pytest.raises(InputError, match="no window of at most 14 days"):
            await fetch_changes(
                client, "tv", FIRST, FIRST + LONGEST_WINDOW + timedelta(days=1), 1
            )
    assert answers.asked == []
