"""The API and a command behind PgBouncer in transaction mode."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from api.app import create_app
from tests.api.addresses import addresses, island_names
from tests.api.conftest import running
from tests.pooler import needs_pgbouncer, pooler, through
from tests.processes import started
from tests.seed_whole import Island
from trr_backend.config import Settings

pytestmark = [pytest.mark.system, needs_pgbouncer]
AT_ONCE = 8
KEY = "a-key-of-an-admin"
MOVING = ("/health", "/metrics", "/api/v1/changes", "/api/v1/admin/audit")


@pytest.fixture
def pooled(
    settings: Settings, database_url: str, server_url: str
) -> Iterator[Settings]:
    """Return settings through a pooler that has two connections for all of us."""
    with pooler(server_url, connections=2) as port:
        yield settings.model_copy(
            update={
                "database_url": SecretStr(through(database_url, port)),
                "database_direct_url": SecretStr(database_url),
                "api_keys": (SecretStr(KEY),),
            }
        )


async def test_reading(pooled: Settings, settings: Settings, known: Island) -> None:
    """Every address answers as it does without a pooler, to eight who ask at once."""
    key = {"X-API-Key": KEY}
    unpooled = pooled.model_copy(update={"database_url": settings.database_url})
    async with running(create_app(unpooled)) as direct:
        document = (await direct.get("/openapi.json")).json()
        paths = [
            path
            for path in addresses(document, island_names(known))
            # What they answer depends on the moment.
            if not path.startswith(MOVING)
        ]
        assert len(paths) > 20
        answers = [await direct.get(path, headers=key) for path in paths]
        assert {answer.status_code for answer in answers} == {200}
        expected = [answer.content for answer in answers]
    app = create_app(pooled)
    async with running(app) as client:
        follower = app.state.installation.follower
        while follower.state == "starting":  # noqa: ASYNC110 -- nobody else waits
            await asyncio.sleep(0.01)
        # It hears all at the direct address, and that is not where answers are read.
        assert (follower.state, follower.is_direct()) == ("up", False)
        for path, content in zip(paths, expected, strict=True):
            answers = await asyncio.gather(
                *(client.get(path, headers=key) for _ in range(AT_ONCE))
            )
            assert {answer.content for answer in answers} == {content}, path
        found = await client.get("/api/v1/people?q=olgga")
        assert [one["name"] for one in found.json()["items"]] == ["Olga Host"]


async def test_changes(pooled: Settings, known: Island, tmp_path: Path) -> None:
    """What a command changes through the pooler is heard on the direct connection."""
    path = "/api/v1/shows/the-island"
    async with running(create_app(pooled)) as client:
        for _ in range(3):
            assert (await client.get(path)).json()["tagline"] is None
        head = (await client.get("/api/v1/changes")).json()["next_cursor"]

        words = "scripts.override_set --show the-island tagline Sand --reason so"
        with started(pooled, tmp_path, *words.split()) as command:
            assert await asyncio.to_thread(command.wait) == 0

        waited = await client.get(f"/api/v1/changes?since={head}&wait=10")
        (event,) = waited.json()["items"]
        assert (event["id"], event["fields"]) == (str(known.show), ["tagline"])
        assert (await client.get(path)).json()["tagline"] == "Sand"
        assert json.loads((await client.get(path)).content)["tagline"] == "Sand"
