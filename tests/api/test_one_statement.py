"""One request is one statement: what an answer says is true at one moment."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from tests.seed_whole import Island
from trr_backend.repositories.db import Database, Transaction

SHOW = "/api/v1/shows/the-island"
PERSON = "/api/v1/people/tmdb:7300"
# As libpq writes what it sends: time, F(rontend), length, message.
SENT = re.compile(r"^[^\t]*\tF\t\d+\t(Parse|Query)\b", re.MULTILINE)


class Traced(Database):
    """A database that writes down what its connections send."""

    def __init__(self, real: Database, trace: Path) -> None:
        self._real = real
        self._trace = trace

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Refuse: reading needs none."""
        raise AssertionError("an answer opened a transaction")
        yield

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """Write down the statements of one reading."""
        async with self._real.reading() as connection:
            with self._trace.open("a") as file:
                connection.pgconn.trace(file.fileno())
                try:
                    yield connection
                finally:
                    connection.pgconn.untrace()


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/shows",
        SHOW,
        "/api/v1/shows/tmdb:1",
        "/api/v1/shows/11111111-2222-3333-4444-555555555555",
        f"{SHOW}/watch-providers",
        f"{SHOW}/seasons",
        f"{SHOW}?include=seasons,cast,images,watch_providers,facts&language=de",
        "/api/v1/shows?include=seasons,cast,images,watch_providers,facts",
        f"{SHOW}/seasons?language=de",
        f"{PERSON}?include=credits,images",
        f"{SHOW}/seasons/1",
        f"{SHOW}/seasons/9",
        f"{SHOW}/seasons/1/episodes",
        f"{SHOW}/seasons/1/episodes/1",
        f"{SHOW}/episodes?season=1",
        f"{SHOW}/episodes?season=9",
        f"{SHOW}/orders",
        f"{SHOW}/facts",
        f"{SHOW}/ledger?season=1",
        f"{SHOW}/images?kind=poster",
        f"{SHOW}/seasons/1/images",
        f"{SHOW}/cast",
        f"{SHOW}/cast?season=1",
        f"{SHOW}/cast?season=1&episode=1&category=crew",
        "/api/v1/people",
        PERSON,
        f"{PERSON}/credits?show=the-island",
        f"{PERSON}/shows/the-island",
        f"{PERSON}/works",
        f"{PERSON}/facts",
        f"{PERSON}/photos",
        "/api/v1/attribution",
        "/api/v1/search?q=olga",
        "/api/v1/shows?q=island&genre=reality&sort=next_air",
        "/api/v1/people?q=olga&show=the-island&sort=updated",
        "/api/v1/whats-on?date=2020-01-01",
        "/api/v1/episodes?show=the-island",
        f"{SHOW}/watch-providers/history",
        "/api/v1/watch-providers",
        "/api/v1/production-companies",
        "/api/v1/networks",
        "/api/v1/genres",
        "/",
        "/shows/the-island",
        "/people/tmdb:7300",
    ],
)
async def test_one_statement(
    island: Island,
    app: FastAPI,
    client: httpx2.AsyncClient,
    tmp_path: Path,
    address: str,
) -> None:
    """Whatever is asked for, found or not or elsewhere, one statement answers."""
    assert island
    trace = tmp_path / "trace"
    trace.touch()
    here = app.state.installation
    app.state.installation = replace(here, database=Traced(here.database, trace))
    answer = await client.get(address)
    assert answer.status_code in {200, 308, 404}
    assert len(SENT.findall(trace.read_text())) == 1


async def test_plans_of_details(
    island: Island, app: FastAPI, client: httpx2.AsyncClient
) -> None:
    """Plans are kept of the four plain details, not of what has many variants."""
    here = app.state.installation
    for _ in range(500):
        if here.follower.is_direct():
            break
        await asyncio.sleep(0.01)
    for address in (
        SHOW,
        f"{SHOW}?region=US",
        f"{SHOW}?language=de",
        f"{SHOW}?include=seasons",
        f"{SHOW}/seasons",
        f"{SHOW}/seasons/1",
        f"{SHOW}/seasons/1/episodes/1",
        f"/api/v1/people/{island.olga}",
        "/api/v1/shows",
    ):
        assert (await client.get(address)).status_code == 200
    async with here.database.reading() as tx:
        found = await tx.execute(
            "select count(distinct statement) from pg_prepared_statements"
        )
        assert await found.fetchone() == (4,)
