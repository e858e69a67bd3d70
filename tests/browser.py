"""A real browser: Debian's Chromium, without a window."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
)
_PATIENCE_SECONDS = 30


class Look:
    """A page that is open, asked over the DevTools protocol."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._asked = 0

    async def at(self, expression: str) -> Any:
        """Return what an expression of JavaScript is in the page."""
        self._asked += 1
        parameters = {"expression": expression, "returnByValue": True}
        question = {"method": "Runtime.evaluate", "params": parameters}
        await self._socket.send(json.dumps({"id": self._asked, **question}))
        while True:
            answer = json.loads(await self._socket.recv())
            if answer.get("id") == self._asked:
                return answer["result"]["result"].get("value")

    async def until(self, expression: str) -> None:
        """Wait until an expression is true. Raises TimeoutError."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while not await self.at(expression):  # noqa: ASYNC110 -- a page wakes nobody
                await asyncio.sleep(0.05)


@asynccontextmanager
async def looking_at(address: str, folder: Path) -> AsyncIterator[Look]:
    """Open an address in a browser with a profile of its own."""
    assert CHROMIUM is not None
    profile = folder / "profile"
    process = await asyncio.create_subprocess_exec(
        CHROMIUM,
        *FLAGS,
        f"--user-data-dir={profile}",
        "--remote-debugging-port=0",
        address,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with connect(await _page(profile), max_size=None) as socket:
            yield Look(socket)
    finally:
        process.kill()
        await process.wait()


async def _page(profile: Path) -> str:
    """Return where the page's DevTools are."""
    port = profile / "DevToolsActivePort"
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while not (port.exists() and "\n" in port.read_text()):  # noqa: ASYNC110 -- likewise
            await asyncio.sleep(0.05)
    number, path = port.read_text().split("\n")[:2]
    base = f"ws://127.0.0.1:{number}/devtools"
    async with connect(f"ws://127.0.0.1:{number}{path}") as browser:
        await browser.send(json.dumps({"id": 1, "method": "Target.getTargets"}))
        targets = json.loads(await browser.recv())["result"]["targetInfos"]
    (page,) = [one["targetId"] for one in targets if one["type"] == "page"]
    return f"{base}/page/{page}"
