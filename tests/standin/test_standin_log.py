"""The log of requests."""

import json
import time
from pathlib import Path

import httpx2
import pytest

from standin.app import create_app
from standin.log import Entry, RequestLog
from tests.standin.conftest import HEADERS
from tests.standin.serving import serving


async def test_requests_are_logged_and_secrets_are_not(
    client: httpx2.AsyncClient,
) -> None:
    """An entry says what was asked and answered, and hides the token's value."""
    before = time.time()
    await client.get("/3/tv/7?language=en-US")
    await client.get("/3/tv/8", headers={"Authorization": ""})

    answer = await client.get("/standin/log")

    entries = answer.json()["entries"]
    names = ("method", "path", "query", "authorized", "status")
    assert [tuple(entry[name] for name in names) for entry in entries] == [
        ("GET", "/3/tv/7", "language=en-US", True, 200),
        ("GET", "/3/tv/8", "", True, 401),
    ]
    assert before <= entries[0]["at"] <= entries[1]["at"] <= time.time()
    assert entries[0]["monotonic"] <= entries[1]["monotonic"]
    assert "a-token" not in answer.text


async def test_faults_are_logged_with_their_status(client: httpx2.AsyncClient) -> None:
    """A spoiled answer counts as a request; a dropped one has no status."""
    faults = [
        {"match": "tv/7", "kind": "rate_limit", "times": 1},
        {"match": "tv/7", "kind": "dropped", "times": 1},
    ]
    await client.put("/standin/faults", json=faults)

    limited = await client.get("/3/tv/7")
    with pytest.raises(httpx2.RemoteProtocolError):
        await client.get("/3/tv/7")
    log = (await client.get("/standin/log")).json()

    assert limited.status_code == 429
    assert [entry["status"] for entry in log["entries"]] == [429, None]


async def test_the_log_can_be_emptied(client: httpx2.AsyncClient) -> None:
    """A test counts from zero."""
    await client.get("/3/tv/7")

    emptied = (await client.delete("/standin/log")).json()

    assert emptied == {"count": 0, "peak_per_second": 0, "entries": []}


async def test_the_file_has_a_line_for_each_request(
    folder: Path, tmp_path: Path
) -> None:
    """The same entries are appended to a file as JSON."""
    log = RequestLog(tmp_path / "requests.jsonl")
    with serving(create_app(folder, log=log)) as url:
        async with httpx2.AsyncClient(base_url=url, headers=HEADERS) as client:
            await client.get("/3/tv/7")
            await client.get("/t/p/w45/a.png")

    lines = (tmp_path / "requests.jsonl").read_text().splitlines()
    assert [json.loads(line)["path"] for line in lines] == ["/3/tv/7", "/t/p/w45/a.png"]


def test_the_peak_is_that_of_any_second() -> None:
    """The window slides: it is not the clock's seconds that are counted."""
    log = RequestLog()
    times = [0.0, 0.6, 0.7, 0.8, 1.2, 1.55, 1.6, 3.0]
    log.entries = [
        Entry(at=0, monotonic=at, method="GET", path="/", query="", authorized=True)
        for at in times
    ]

    assert log.peak_per_second() == 5
