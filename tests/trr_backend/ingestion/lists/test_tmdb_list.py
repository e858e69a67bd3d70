"""Lists kept at TMDb: all pages of either version, or nothing."""

import json

import pytest

from tests.real_data import tmdb_answers
from tests.trr_backend.ingestion.tmdb_by_hand import Answers, tmdb
from trr_backend.errors import (
    Changed,
    InputError,
    NotFound,
    Unauthorised,
    Unavailable,
)
from trr_backend.ingestion.lists import tmdb as tmdb_lists
from trr_backend.ingestion.lists.tmdb import fetch_tmdb_list
from trr_backend.models.lists import ListEntry, ListRecord, TmdbListRef

REF = TmdbListRef("8136")
OLD = "509ec17b19c2950a0600050d"
BIG_BROTHER = {
    "media_type": "tv",
    "id": 10160,
    "name": "Big Brother",
    "original_name": "Big Brother",
    "first_air_date": "2000-07-05",
}
PROJECT_RUNWAY = {"media_type": "tv", "id": 1685, "name": "Project Runway"}
MATRIX = {"media_type": "movie", "id": 603, "title": "The Matrix"}
V4 = {
    "/4/list/8136?page=1": {
        "id": 8136,
        "name": "Reality",
        "results": [MATRIX, BIG_BROTHER],
        "comments": {"movie:603": None, "tv:10160": "season 2 first"},
        "total_pages": 2,
        "total_results": 4,
    },
    "/4/list/8136?page=2": {
        "id": 8136,
        "results": [PROJECT_RUNWAY, BIG_BROTHER, {"media_type": "person", "id": 1}],
        "total_pages": 2,
    },
}
RECORD = ListRecord(
    source="tmdb",
    key="8136",
    name="Reality",
    url="https://www.themoviedb.org/list/8136",
    entries=(
        ListEntry(
            1,
            tmdb_id=10160,
            title="Big Brother",
            original_title="Big Brother",
            year=2000,
            note="season 2 first",
        ),
        ListEntry(2, tmdb_id=1685, title="Project Runway"),
    ),
    left_out={"movie": 1, "person": 1},
)


async def test_all_pages_of_version_4() -> None:
    """Every page is read once; films are counted, a show named twice is one entry."""
    answers = Answers(V4)
    async with tmdb(answers) as client:
        assert await fetch_tmdb_list(client, REF) == RECORD
    assert answers.asked == list(V4)


async def test_version_3_answers_where_version_4_does_not_know_the_list() -> None:
    """A list that version 4 does not know is read by version 3, by its page count."""
    answers = Answers(
        {
            "/3/list/8136?page=1": {
                "id": "8136",
                "name": "Reality",
                "items": [MATRIX, BIG_BROTHER],
                "total_pages": 2,
            },
            "/3/list/8136?page=2": {
                "id": 8136,
                "items": [PROJECT_RUNWAY],
                "total_pages": 2,
            },
        }
    )
    async with tmdb(answers) as client:
        record = await fetch_tmdb_list(client, REF)
    assert [entry.tmdb_id for entry in record.entries] == [10160, 1685]
    assert answers.asked == [
        "/4/list/8136?page=1",
        "/3/list/8136?page=1",
        "/3/list/8136?page=2",
    ]


async def test_old_answers_without_pages_end() -> None:
    """An old list that repeats itself for every page is read once, whole."""
    whole = {"id": OLD, "name": "Old", "items": [BIG_BROTHER], "item_count": 3}
    answers = Answers(dict.fromkeys([f"/3/list/{OLD}?page={n}" for n in (1, 2)], whole))
    async with tmdb(answers) as client:
        record = await fetch_tmdb_list(client, TmdbListRef(OLD, 3))
    assert [entry.tmdb_id for entry in record.entries] == [10160]
    assert answers.asked == [f"/3/list/{OLD}?page=1", f"/3/list/{OLD}?page=2"]


@pytest.mark.parametrize(
    ("ref", "asked"),
    [
        (TmdbListRef("8136", 4), ["/4/list/8136?page=1"]),
        (TmdbListRef("8136", 3), ["/3/list/8136?page=1"]),
        (REF, ["/4/list/8136?page=1", "/3/list/8136?page=1"]),
    ],
)
async def test_unknown_list(ref: TmdbListRef, asked: list[str]) -> None:
    """An id that TMDb does not know is NotFound, and the message says what to check."""
    answers = Answers({})
    async with tmdb(answers) as client:
        with pytest.raises(NotFound, match=r"no public list 8136; check the number"):
            await fetch_tmdb_list(client, ref)
    assert answers.asked == asked


@pytest.mark.parametrize(
    ("second", "error"),
    [
        (500, Unavailable),
        (404, NotFound),
        (401, Unauthorised),
        (b"", Unavailable),
        (b"<html>", Changed),
        ({"id": 8136, "results": None, "total_pages": 2}, Changed),
        ({"id": 8136, "total_pages": 2}, Changed),
    ],
)
async def test_a_failing_page_gives_nothing(
    second: object, error: type[Exception]
) -> None:
    """Where the second page cannot be had the whole list fails, never half of it."""
    answers = Answers({**V4, "/4/list/8136?page=2": second})
    async with tmdb(answers) as client:
        with pytest.raises(error):
            await fetch_tmdb_list(client, REF)
    assert "/3/list/8136?page=1" not in answers.asked


async def test_pages_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of absurdly many pages is refused instead of read for hours."""
    monkeypatch.setattr(tmdb_lists, "MAX_PAGES", 1)
    async with tmdb(Answers(V4)) as client:
        with pytest.raises(InputError, match=r"^TMDb list 8136 has more than 1 pages$"):
            await fetch_tmdb_list(client, REF)


@pytest.mark.real
@pytest.mark.parametrize("version", [3, 4])
async def test_recorded_lists(version: int) -> None:
    """Recorded lists of both versions are read and their films counted."""
    recorded = tmdb_answers("list_v3" if version == 3 else "list_v4")
    assert recorded
    for answer in recorded:
        body = json.loads(answer.body)
        items = body.get("results") or body.get("items")
        path = f"/{version}/list/{body['id']}?page="
        pages = {f"{path}{n}": answer.body for n in range(1, 6)}
        async with tmdb(Answers(pages)) as client:
            record = await fetch_tmdb_list(
                client, TmdbListRef(str(body["id"]), 3 if version == 3 else 4)
            )
        repeats = body.get("total_pages") or 1
        assert record.name == body["name"]
        assert len(record.entries) + sum(record.left_out.values()) == repeats * len(
            items
        )
