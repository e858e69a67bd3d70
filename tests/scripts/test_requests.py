"""A worker does what is asked once, however many there are and whenever they die."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr

from scripts import _requests
from scripts._requests import take_requests, take_waiting
from scripts.resolve_tmdb_ids import STAGE as RESOLVE
from tests.pipeline import Pipeline
from tests.upstream import Upstream
from trr_backend.config import Settings
from trr_backend.errors import DatabaseUnavailable
from trr_backend.models.requests import RequestKind
from trr_backend.repositories import requests
from trr_backend.repositories.db import Database
from trr_backend.repositories.direct import open_line

NAME = {"entity": "show", "id": "one", "field": "name", "value": "Uno", "reason": "so"}
TITLED = "TMDb ID,IMDb ID,Type,Name,Release Date\n,,tv,Twins,2004\n"


@pytest.fixture
async def shows(database: Database) -> Database:
    """Return a database with two shows."""
    async with database.transaction() as tx:
        await tx.execute(
            "insert into core.shows (slug, name) values ('one', 'One'), ('two', 'Two')"
        )
    return database


async def ask(database: Database, kind: RequestKind, **arguments: Any) -> UUID:
    """Ask for something."""
    async with database.transaction() as tx:
        return await requests.ask(tx, kind, arguments, "key:1a2b3c4d")


async def rows(database: Database, query: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a query, after what it changes is committed."""
    async with database.transaction() as tx:
        return await (await tx.execute(query)).fetchall()


async def became(database: Database) -> list[tuple[Any, ...]]:
    """Return what became of the requests, in the order in which they came."""
    return await rows(
        database,
        "select outcome, notes, run_id is not null, attempts, claimed_until"
        " from ops.requests order by requested_at",
    )


async def test_what_a_dead_worker_left_is_done_by_another(
    shows: Database, settings: Settings
) -> None:
    """After the end of its claim, not before; and it is done once."""
    await ask(shows, "override set", **NAME)
    async with shows.transaction() as tx:
        assert await requests.claim(tx) is not None
    assert await take_waiting(settings) == 0
    await rows(
        shows,
        "update ops.requests set claimed_until = now() - interval '1 s' returning 1",
    )
    assert await take_waiting(settings) == 1
    assert await became(shows) == [
        ("done", ["name says what it was set to"], True, 2, None)
    ]
    kept = "select arguments from ops.requests"
    assert await rows(shows, kept) == [
        ({"entity": "show", "id": "one", "field": "name"},)
    ]


async def test_a_frozen_worker_does_nothing_twice(
    shows: Database, settings: Settings
) -> None:
    """What another one did meanwhile is not done, said or told again."""
    await ask(shows, "override set", **NAME)
    async with open_line(settings, start=False) as line:
        frozen = await requests.claim(line.connection)
        assert frozen is not None
        await rows(shows, "update ops.requests set claimed_until = null returning 1")
        assert await take_waiting(settings) == 1
        before = await became(shows)
        told = await rows(shows, "select seq from ops.events where run_id is not null")
        await _requests._do(settings, line, frozen)
    assert await became(shows) == before
    again = await rows(shows, "select seq from ops.events where run_id is not null")
    assert (len(told), again) == (1, told)
    runs = "select outcome from ops.runs order by started_at"
    assert await rows(shows, runs) == [("done",), ("done_with_failures",)]


async def test_two_workers_share_what_waits(
    shows: Database, settings: Settings
) -> None:
    """Each request is done by one of them, and both stop when they are told to."""
    for number in range(4):
        await ask(shows, "override set", **{**NAME, "value": f"Name {number}"})
    stop = asyncio.Event()
    workers = [asyncio.create_task(take_requests(settings, stop)) for _ in range(2)]
    async with asyncio.timeout(20):
        while any(outcome is None for outcome, *_ in await became(shows)):  # noqa: ASYNC110 -- of other connections
            await asyncio.sleep(0.02)
        stop.set()
        await asyncio.gather(*workers)
    assert [(one[0], one[3]) for one in await became(shows)] == [("done", 1)] * 4


async def test_what_cannot_be_done_is_said(shows: Database, settings: Settings) -> None:
    """Refused for what is asked, failed for what went wrong, and not tried for ever."""
    await ask(shows, "override set", **{**NAME, "field": "nmae"})
    await ask(shows, "review", id=str(UUID(int=7)), accept=1)
    later: Any = "merge"
    await ask(shows, later, id="x")
    deadly = await ask(shows, "override set", **NAME)
    await rows(
        shows, f"update ops.requests set attempts = 5 where id = '{deadly}' returning 1"
    )
    assert await take_waiting(settings) == 4
    told = await became(shows)
    assert [(outcome, is_run) for outcome, _, is_run, *_ in told] == [
        ("refused", False),
        ("refused", False),
        ("refused", False),
        ("failed", False),
    ]
    words = [notes for _, notes, *_ in told]
    assert words[0][0].startswith("no field nmae; there are adult, ")
    assert words[1] == [
        f"no question begins with {UUID(int=7)}; `trr review` lists them"
    ]
    assert words[2] == ["this version cannot do merge; bring the worker up"]
    assert words[3] == ["5 workers began it and none came to an end; see the log"]
    assert await rows(shows, "select count(*) from core.overrides") == [(0,)]


async def test_a_source_that_is_away_leaves_the_question_open(
    pipeline: Pipeline, upstream: Upstream, database: Database
) -> None:
    """The request failed with its words; asked again, it is done."""
    for tmdb_id in (31, 32):
        upstream.put(tmdb_id, "Twins", first_air_date="2004-05-15")
    await pipeline.import_text(TITLED, "twins.csv")
    await pipeline.run([RESOLVE])
    ((question,),) = await rows(database, "select id::text from ops.review_items")
    upstream.fail({"match": "^/3/tv", "kind": "error", "status": 401})
    await ask(database, "review", id=question, accept=2)
    assert await take_waiting(pipeline.settings) == 1
    ((outcome, notes, *_),) = await became(database)
    assert outcome == "failed"
    assert "tmdb: " in notes[0]
    waiting = "select id::text from ops.review_items where decided_at is null"
    assert await rows(database, waiting) == [(question,)]
    upstream.fail()
    await ask(database, "review", id=question, accept=2)
    assert await take_waiting(pipeline.settings) == 1
    assert [outcome for outcome, *_ in await became(database)] == ["failed", "done"]
    assert await rows(database, waiting) == []


async def test_a_lost_database_leaves_it_to_others(settings: Settings) -> None:
    """Nobody takes what cannot be known; who begins anew goes on."""
    nowhere = SecretStr("postgresql://127.0.0.1:1/x")
    away = settings.model_copy(
        update={"database_url": nowhere, "database_direct_url": nowhere}
    )
    with pytest.raises(DatabaseUnavailable):
        await take_requests(away, asyncio.Event())
