"""Server-Sent Events as a client reads them, block by block."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx2


class EventStream:
    """A stream that is being read; `headers` are those of the answer."""

    def __init__(self, answer: httpx2.Response) -> None:
        self.headers = answer.headers
        self._lines = answer.aiter_lines()

    async def block(self) -> dict[str, str]:
        """Return the fields of the next block, within 5 s; {} at the end."""
        fields: dict[str, str] = {}
        async with asyncio.timeout(5):
            async for line in self._lines:
                if not line:
                    return fields
                name, _, value = line.partition(":")
                fields[name] = value.removeprefix(" ")
        return fields

    async def next(self) -> tuple[str | None, str | None, Any]:
        """Return the id, the name and the data of the next block."""
        block = await self.block()
        data = block.get("data")
        return block.get("id"), block.get("event"), data and json.loads(data)


@asynccontextmanager
async def streaming(
    base: str, address: str, headers: Mapping[str, str] | None = None
) -> AsyncIterator[EventStream]:
    """Yield the stream at an address of a server."""
    async with (
        httpx2.AsyncClient(base_url=base) as client,
        client.stream("GET", address, headers=headers) as answer,
    ):
        if answer.status_code != 200:
            await answer.aread()
        assert answer.status_code == 200, answer.text
        yield EventStream(answer)
