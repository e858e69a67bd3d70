"""What clients reach a server through: it can be cut, shut and led elsewhere."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Address = tuple[str, int]
_CHUNK_BYTES = 1 << 16


@dataclass
class Passage:
    """Passes connections to `port` on to `target`; nothing of them is understood.

    Connections that are made while it is shut are ended at once, as by a server that
    is not there; those that were made before have to be `cut`. Of the next answers
    that hold `lost`, `losses` are not passed on: their connections end instead.
    """

    target: Address
    port: int = 0
    is_shut: bool = False
    lost: bytes = b""
    losses: int = 0
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)
    _serving: set["asyncio.Task[None]"] = field(default_factory=set)

    def cut(self) -> int:
        """End every connection that there is; return how many that were."""
        return asyncio.run_coroutine_threadsafe(self._cut(), self._loop).result()

    def shut(self) -> None:
        """Be a server that is away."""
        self.is_shut = True
        self.cut()

    def lead_to(self, target: Address) -> None:
        """Be open, and pass on to this from now on."""
        self.target = target
        self.is_shut = False

    def begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve a connection."""
        task = asyncio.create_task(self._serve(reader, writer))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def end(self) -> None:
        """Serve no connection any more."""
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._writers.add(writer)
        try:
            if not self.is_shut:
                with contextlib.suppress(OSError):
                    await self._pass(reader, writer)
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        there, onward = await asyncio.open_connection(*self.target)
        ways = {
            asyncio.create_task(self._passed(reader, onward, is_answer=False)),
            asyncio.create_task(self._passed(there, writer, is_answer=True)),
        }
        try:
            # Whoever ends it, the other side is of no use any more.
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            onward.close()

    async def _passed(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        is_answer: bool,
    ) -> None:
        """Pass on what comes from one side, until it has no more to say."""
        while data := await reader.read(_CHUNK_BYTES):
            if is_answer and self.losses and self.lost in data:
                self.losses -= 1
                return
            writer.write(data)
            await writer.drain()

    async def _cut(self) -> int:
        for writer in self._writers:
            writer.transport.abort()
        return len(self._writers)


@asynccontextmanager
async def passage_to(target: Address) -> AsyncIterator[Passage]:
    """Yield a passage to a server."""
    passage = Passage(target)
    server = await asyncio.start_server(passage.begin, "127.0.0.1", 0)
    passage.port = server.sockets[0].getsockname()[1]
    try:
        yield passage
    finally:
        server.close()
        await passage.end()
