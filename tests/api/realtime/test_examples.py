"""The client in docs/howto/live-feed.md hears everything, whatever comes between."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from tests.api.realtime.served import Served, serving
from tests.api.realtime.told import tell
from tests.project_files import ROOT
from tests.shut import shut
from trr_backend.config import Settings
from trr_backend.repositories.db import Database

pytestmark = [pytest.mark.system, pytest.mark.direct]


async def test_python(
    settings: Settings, database: Database, database_url: str, tmp_path: Path
) -> None:
    """It asks again when the database was away as it came: slow, for it really is."""
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    with serving(settings, tmp_path) as served:
        await served.becomes("trr_feed_up", 1)
        with shut(database_url):
            following = asyncio.create_task(_follow(served, heard))
            async with asyncio.timeout(15):
                assert (await heard.get())["code"] == "unavailable"
        async with asyncio.timeout(15):
            while (said := await heard.get())["type"] == "error":
                assert said["code"] == "unavailable"
            assert said == {"type": "subscribed", "cursor": 0, "topics": ["catalog"]}
            ids = await tell(database, 2)
            told = [(await heard.get())["id"] for _ in ids]
        following.cancel()
    assert sorted(told) == sorted(map(str, ids))


async def _follow(served: Served, heard: "asyncio.Queue[dict[str, Any]]") -> None:
    """Run the example against this server; what it prints goes into `heard`."""
    text = (ROOT / "docs" / "howto" / "live-feed.md").read_text()
    found = re.search(
        r"^```python\n(.*?)^asyncio\.run\(", text, re.MULTILINE | re.DOTALL
    )
    assert found is not None
    program = found[1].replace("wss://trr.example.org/api/v1/ws", served.url)
    names: dict[str, Any] = {"print": heard.put_nowait}
    exec(compile(program, "live-feed.md", "exec"), names)
    await names["follow"]()
