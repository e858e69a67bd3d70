"""The lists of ids that editors changed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from tests.standin.conftest import put


def ids(answer: httpx2.Response) -> list[int]:
    """Return the ids on a page, which are not adult."""
    results = answer.json()["results"]
    assert [one["adult"] for one in results] == [False] * len(results)
    return [one["id"] for one in results]


async def test_a_window_holds_its_first_and_its_last_day(
    client: httpx2.AsyncClient, folder: Path
) -> None:
    """Days before and after are left out, an id comes once, kinds are apart."""
    days = {
        "2026-11-17": [1],
        "2026-11-20": [4, 3],
        "2026-11-18": [2, 3],
        "2026-11-21": [5],
    }
    put(folder, "changes", {"tv": days, "person": {"2026-11-20": [9]}})
    window = {"start_date": "2026-11-18", "end_date": "2026-11-20", "page": "1"}

    shows = await client.get("/3/tv/changes", params=window)
    people = await client.get("/3/person/changes", params=window)

    assert shows.json() == {
        "page": 1,
        "results": [{"id": number, "adult": False} for number in (2, 3, 4)],
        "total_pages": 1,
        "total_results": 3,
    }
    assert ids(people) == [9]


async def test_without_a_window_it_is_the_last_day(
    client: httpx2.AsyncClient, folder: Path
) -> None:
    """Yesterday and today in UTC; with an end alone, that day and the one before."""
    today = datetime.now(UTC).date()
    days = {str(today - timedelta(days=ago)): [10 + ago] for ago in (3, 2, 1, 0)}
    put(folder, "changes", {"tv": days})
    earlier = {"end_date": str(today - timedelta(days=2))}

    assert ids(await client.get("/3/tv/changes")) == [11, 10]
    assert ids(await client.get("/3/tv/changes", params=earlier)) == [13, 12]


async def test_a_page_has_a_hundred_ids(
    client: httpx2.AsyncClient, folder: Path
) -> None:
    """The last page is short, the one after it is empty."""
    put(folder, "changes", {"person": {"2026-11-20": [*range(1, 251)]}})
    window = {"start_date": "2026-11-20", "end_date": "2026-11-20"}

    pages = [
        await client.get("/3/person/changes", params={**window, "page": page})
        for page in (1, 2, 3, 4)
    ]

    assert [ids(page) for page in pages] == [
        [*range(1, 101)],
        [*range(101, 201)],
        [*range(201, 251)],
        [],
    ]
    assert [page.json()["total_pages"] for page in pages] == [3, 3, 3, 3]
    assert [page.json()["total_results"] for page in pages] == [250] * 4


@pytest.mark.parametrize("kind", ["tv", "person"])
async def test_nothing_changed_without_a_file(
    client: httpx2.AsyncClient, kind: str
) -> None:
    """An empty list has no pages, as TMDb counts empty lists."""
    answer = await client.get(f"/3/{kind}/changes")

    empty = {"page": 1, "results": [], "total_pages": 0, "total_results": 0}
    assert answer.json() == empty


@pytest.mark.parametrize(
    ("window", "status", "code"),
    [
        ("start_date=2026-11-01&end_date=2026-11-14", 200, None),
        ("start_date=2026-11-01&end_date=2026-11-15", 422, 20),
        ("start_date=2020-01-01", 422, 20),
        ("start_date=yesterday", 400, 23),
        ("end_date=2026-02-30", 400, 23),
        ("page=0", 400, 22),
    ],
)
async def test_a_window_has_fourteen_days_at_most(
    client: httpx2.AsyncClient, window: str, status: int, code: int | None
) -> None:
    """A longer one and what is no day are TMDb's errors 20 and 23."""
    answer = await client.get(f"/3/tv/changes?{window}")

    assert (answer.status_code, answer.json().get("status_code")) == (status, code)
