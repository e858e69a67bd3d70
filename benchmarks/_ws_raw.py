"""The least a server can do: it frames an event once and writes it to every transport.

    python -m benchmarks._ws_raw

Prints its port; then each line on standard input is an event, told to all.
"""

import asyncio
import resource
import struct
import sys


class Peer(asyncio.Protocol):
    """A connection that is written to."""

    everybody: "set[asyncio.Transport]" = set()  # noqa: RUF012 -- all there are

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count it."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.everybody.add(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        del exc
        self.everybody.discard(self.transport)


async def main() -> None:
    """Serve until standard input ends."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Peer, "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    lines = asyncio.StreamReader(limit=1 << 20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        payload = line.rstrip()
        frame = b"\x81\x7e" + struct.pack("!H", len(payload)) + payload
        for transport in Peer.everybody:
            transport.write(frame)


if __name__ == "__main__":
    asyncio.run(main())
