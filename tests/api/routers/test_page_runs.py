"""The pages of runs: for admins, and nothing is told to anybody else."""

import re
from base64 import b64encode
from hashlib import sha256
from uuid import UUID

import httpx2
from psycopg.types.json import Jsonb

from api.app import create_app
from tests.api.conftest import running
from tests.api.routers.test_whole_pages import text
from trr_backend.config import Settings
from trr_backend.repositories.db import Database

GOES_ON, WAITS, ENDED = (UUID(int=number) for number in (1, 2, 3))


async def seed(database: Database) -> None:
    """Keep a run that goes on, one that waits, and one that ended with a failure."""
    stages = {"<b>people": {"at": 0, "done": 3, "failed": 1, "left": 6, "requests": 5}}
    on = {"stage": "<b>people", "done": 4, "failed": 1, "total": 10}
    summary = {"notes": ["<i>noted</i>"], "stopped": None}
    async with database.transaction() as tx:
        await tx.execute(
            "insert into ops.runs (id, command, actor, queued_at, begun_at, stages,"
            " progress) values (%s, 'sync all', 'key:1', now(), now(), %s, %s),"
            " (%s, 'retention', '<u>', now(), null, '{}', null)",
            [GOES_ON, Jsonb(stages), Jsonb(on), WAITS],
        )
        await tx.execute(
            "insert into ops.runs (id, command, actor, queued_at, begun_at,"
            " finished_at, outcome, stages, progress, options, summary) values"
            " (%s, 'sync people', 'key:2', now() - interval '3 min',"
            " now() - interval '2 min', now(), 'done_with_failures', %s, %s, %s, %s)",
            [
                *(ENDED, Jsonb(stages), Jsonb(on)),
                Jsonb({"show": ["tmdb:1", "x"], "force": True, "limit": None}),
                Jsonb(summary),
            ],
        )
        await tx.execute(
            "insert into ops.run_items (run_id, stage, item, outcome, error)"
            " values (%s, 'people', 'Ann <a>', 'failed', 'away')",
            [ENDED],
        )
        await tx.execute(
            "insert into ops.tasks (run_id, wave, part, queue, state, worker, epoch)"
            " values (%s, 'people', 0, 'people', 'running', 'w1', 1),"
            " (%s, 'people', 1, 'people', 'queued', null, null)",
            [GOES_ON, GOES_ON],
        )
        await tx.execute(
            "insert into ops.schedules (name, command, cron)"
            " values ('hourly', 'sync all', '0 * * * *')"
        )
        await tx.execute(
            "insert into ops.workers (name, host, pid, version, queues, concurrency)"
            " values ('w1', 'here', 7, '1.0', '{people}', 2)"
        )


def words(page: str) -> str:
    """Return what a page says below its bar, without its scripts."""
    main = page.partition("<main>")[2].partition("<script>")[0]
    return " ".join(re.sub("<[^>]*>", " ", main).split())


async def test_list(admin: httpx2.AsyncClient, database: Database) -> None:
    """What goes on and waits, who works, and what ended, each with a link."""
    await seed(database)
    page = await text(admin, "/runs")
    assert re.findall("<h3>(.*?)</h3>", page) == ["Now", "Workers", "Next", "Before"]
    runs = re.findall(r'<a href="/runs/([^"?]+)">([^<]+)</a>', page)
    assert runs == [
        (str(GOES_ON), "sync all"),
        (str(WAITS), "retention"),
        (str(GOES_ON), "sync all"),
        (str(ENDED), "sync people"),
    ]
    assert '<progress data-part="bar" value="4" max="10"></progress>' in page
    said = words(page)
    assert "&lt;b&gt;people: 4 of 10, 1 failed" in said
    assert "of all of it: not known yet" in said
    assert "asked for by &lt;u&gt;, waited" in said
    assert "Parts that wait: people 1." in said
    assert re.search(r":00:00 hourly sync all Before", said)
    assert re.search(
        r"sync people done with failures \S+ \S+ 2 min 0 s 5 1 key:2", said
    )


async def test_one(admin: httpx2.AsyncClient, database: Database) -> None:
    """Its stages, its parts, what it left undone and said, and what can be ordered."""
    await seed(database)
    page = await text(admin, f"/runs/{GOES_ON}")
    cells = re.findall("<td>(.*?)</td>", page)
    assert cells[:7] == ["&lt;b&gt;people", "3", "1", "0", "6", "", "5"]
    assert re.findall("<h3>(.*?)</h3>", page) == ["Parts"]
    assert f'data-order="/api/v1/runs/{GOES_ON}/cancel" hidden>Cancel<' in page
    ended = await text(admin, f"/runs/{ENDED}")
    assert re.findall("<h3>(.*?)</h3>", ended) == ["What it said", "Left undone"]
    assert f'data-order="/api/v1/runs/{ENDED}/retry" hidden' in ended
    said = words(ended)
    assert "waited 1 min 0 s; show: tmdb:1 x, force: yes" in said
    assert "people Ann &lt;a&gt; away" in said
    assert "&lt;i&gt;noted&lt;/i&gt;" in said
    missing = await admin.get(f"/runs/{UUID(int=9)}")
    assert missing.status_code == 404


async def test_nothing_is_told_to_others(
    settings: Settings, database: Database, client: httpx2.AsyncClient
) -> None:
    """They may say their key, also where the catalogue is closed; no more."""
    await seed(database)
    closed = create_app(settings.model_copy(update={"access": "closed"}))
    async with running(closed) as stranger:
        assert (await stranger.get("/live")).status_code == 401
        for one in (client, stranger):
            for path in ("/runs", f"/runs/{GOES_ON}", f"/runs/{UUID(int=9)}"):
                answer = await one.get(path)
                assert (answer.status_code, answer.headers["cache-control"]) == (
                    *(200, "no-store"),
                )
                assert re.search(
                    '<div id="told" data-topic="runs?[^"]*"></div>', answer.text
                )
                assert "sync all" not in answer.text
                # A form that is sent without its script has no name for the key.
                (field,) = re.findall("<input type=.password.[^>]*>", answer.text)
                assert "name=" not in field


async def test_policy(client: httpx2.AsyncClient) -> None:
    """Only its own script runs, and it asks this server alone."""
    answer = await client.get("/runs")
    (script,) = re.findall("<script>(.*?)</script>", answer.text, re.DOTALL)
    digest = b64encode(sha256(script.encode()).digest()).decode()
    policy = answer.headers["content-security-policy"]
    assert f"script-src 'sha256-{digest}'; connect-src 'self';" in policy
