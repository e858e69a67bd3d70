"""The page at /live: what changed last, with a script of its own and no other."""

import re
from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256
from uuid import uuid4

import httpx2

from tests.api.routers.test_whole_pages import text
from tests.seed_whole import Island
from trr_backend.models.changes import Change
from trr_backend.repositories import events
from trr_backend.repositories.db import Database
from trr_backend.repositories.work import Work

LINE = re.compile("<li>(.*?)</li>")


async def test_nothing_has_changed(client: httpx2.AsyncClient) -> None:
    """It says so, and follows from the start."""
    page = await text(client, "/live")
    assert "Nothing yet" in page
    assert 'data-cursor="0"' in page
    assert LINE.findall(page) == []


async def test_events(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """Each has a link to the page it shows on, where there is one, and is escaped."""
    at = datetime.now(UTC)
    async with database.transaction() as tx:
        work = Work(tx, at)
        told = [
            Change("show", island.show, "updated", "", {"name": (1, 2), "<b>": (1, 2)}),
            Change("season", island.seasons[1], "created", ""),
            Change("episode", island.episodes[1], "updated", "", {"air_date": (1, 2)}),
            Change("person", island.ann, "merged", ""),
            Change("network", uuid4(), "removed", ""),
        ]
        for change in told:
            work.changes.add(change)
        await events.emit(work, None)
    page = await text(client, "/live")
    lines = [re.sub("<time.*?</time> ", "", line) for line in LINE.findall(page)]
    show = '<a href="/shows/the-island">'
    assert sorted(lines) == sorted(
        _line(what, kind, fields)
        for what, kind, fields in (
            (f"{show}The Island</a>", "updated", "&lt;b&gt;, name"),
            (f"{show}The Island: Season 1</a>", "created", ""),
            (f"{show}The Island: Day 1</a>", "updated", "air_date"),
            (f'<a href="/people/{island.ann}">Ann Winner</a>', "merged", ""),
            ('<span class="what">network</span>', "removed", ""),
        )
    )
    head = await _head(database)
    assert f'data-cursor="{head}"' in page


async def test_policy(client: httpx2.AsyncClient) -> None:
    """The page's own script may run and ask this server; on other pages none may."""
    answer = await client.get("/live")
    (script,) = re.findall("<script>(.*?)</script>", answer.text, re.DOTALL)
    digest = b64encode(sha256(script.encode()).digest()).decode()
    policy = answer.headers["content-security-policy"]
    assert f"script-src 'sha256-{digest}'; connect-src 'self';" in policy
    assert "default-src 'none'" in policy
    other = (await client.get("/")).headers["content-security-policy"]
    assert "script-src" not in other


async def _head(database: Database) -> int:
    async with database.reading() as tx:
        row = await (await tx.execute("select max(seq) from ops.events")).fetchone()
    assert row is not None
    return int(row[0])


def _line(what: str, kind: str, fields: str) -> str:
    told = f'<b class="{kind}">{kind}</b> <span class="fields">{fields}</span>'
    return f"{what} {told}"
