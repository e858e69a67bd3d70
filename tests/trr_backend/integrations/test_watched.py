"""A connection that was closed from the other side is noticed before it is used."""

import asyncio
from contextlib import suppress

import httpcore2

from trr_backend.integrations.watched import WatchedStream


async def test_an_idle_connection_tells_that_it_was_closed() -> None:
    """It is readable from then on, and as long as it is open only where bytes came."""
    close = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readexactly(4))
        await close.wait()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        inner = await httpcore2.AnyIOBackend().connect_tcp("127.0.0.1", port)
        stream = WatchedStream(inner)
        seen = [stream.get_extra_info("is_readable")]
        await stream.write(b"ping")
        assert await stream.read(100) == b"ping"
        seen.append(stream.get_extra_info("is_readable"))
        close.set()
        await asyncio.sleep(0.05)
        seen += [
            stream.get_extra_info("is_readable"),
            inner.get_extra_info("is_readable"),
        ]
        address = stream.get_extra_info("server_addr")
        await stream.aclose()

    assert seen == [False, False, True, True]
    assert address == ("127.0.0.1", port)
