"""A proxy before Postgres that counts what goes over the wire, whoever sends it.

    python -m benchmarks._trips HOST PORT MARK

Prints its port; `report` on standard input prints the counts as JSON. The first byte of
the file MARK says what is going on: counts are kept apart by it, and by whether it is
the engine that asks (a connection that has asked for its tables) or we. Nothing is
looked at but the types of messages and the first words of statements.

trips       how often a client sends something after it has received something: all
            that it sends at once, however many statements, is one
statements  CommandComplete, BEGIN and COMMIT included
connects    connections that were made; what that takes is in no other count
"""

import asyncio
import json
import mmap
import sys
from collections import Counter, defaultdict
from pathlib import Path

_READY, _COMPLETE = ord("Z"), ord("C")
_PARSE, _QUERY = ord("P"), ord("Q")
_TEXT_BYTES = 300
_SHOWN = 90
_ENGINE = " jobs."


class Tally:
    """What was counted, by the mark and by who asks."""

    def __init__(self, marked: mmap.mmap) -> None:
        self._marked = marked
        self.counts: defaultdict[tuple[int, str], Counter[str]] = defaultdict(Counter)
        self.texts: defaultdict[int, Counter[str]] = defaultdict(Counter)

    def add(self, who: str, what: str, count: int) -> None:
        """Count something."""
        self.counts[self._marked[0], who][what] += count

    def said(self, text: str) -> None:
        """Count a statement by its first words."""
        self.texts[self._marked[0]][text] += 1

    def as_json(self) -> str:
        """Return all counts on a line."""
        told = [
            {"mark": mark, "who": who, **counts}
            for (mark, who), counts in self.counts.items()
        ]
        return json.dumps({"counts": told, "texts": self.texts})


class Messages:
    """The messages of one direction, found in the pieces that come in."""

    def __init__(self) -> None:
        self._skip = 0
        self._head = b""

    def found(self, data: bytes) -> list[tuple[int, int]]:
        """Return the type of each message that begins here, and where its body does.

        A place below 0 is in what came before.
        """
        before = len(self._head)
        whole = self._head + data if before else data
        at, end, found = self._skip, len(whole), []
        while end - at >= 5:
            found.append((whole[at], at + 5 - before))
            at += 1 + int.from_bytes(whole[at + 1 : at + 5])
        self._skip = max(0, at - end)
        self._head = whole[at:] if at < end else b""
        return found


class Server(asyncio.Protocol):
    """The connection to Postgres: its answers are counted and handed on."""

    def __init__(self, tally: Tally, client: "Client") -> None:
        self._tally = tally
        self._client = client
        self._messages = Messages()

    def data_received(self, data: bytes) -> None:
        """Count and hand on."""
        kinds = Counter(kind for kind, _ in self._messages.found(data))
        self._client.has_heard(is_ready=_READY in kinds)
        if kinds[_COMPLETE]:
            self._tally.add(self._client.who, "statements", kinds[_COMPLETE])
        self._client.transport.write(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let the client know."""
        del exc
        self._client.transport.close()


class Client(asyncio.Protocol):
    """A connection of a client: its statements are counted and handed on."""

    transport: asyncio.Transport

    def __init__(self, tally: Tally, address: tuple[str, int]) -> None:
        self.who = "we"
        self._is_ready = self._has_heard = False
        self._tally = tally
        self._address = address
        self._messages: Messages | None = None
        self._waiting: list[bytes] = []
        self._server: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Connect to Postgres for it."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._task = asyncio.create_task(self._connect())

    def has_heard(self, *, is_ready: bool) -> None:
        """Note that it is answered."""
        if is_ready and not self._is_ready:
            self._is_ready = True
            self._tally.add(self.who, "connects", 1)
        self._has_heard = True

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        host, port = self._address
        try:
            self._server, _ = await loop.create_connection(
                lambda: Server(self._tally, self), host, port
            )
        except OSError:
            self.transport.abort()
            return
        self._server.writelines(self._waiting)
        if self.transport.is_closing():
            self._server.close()

    def data_received(self, data: bytes) -> None:
        """Count and hand on."""
        if self._is_ready and self._has_heard:
            self._has_heard = False
            self._tally.add(self.who, "trips", 1)
        if self._messages is None:
            # What a connection begins with has no type.
            self._messages = Messages()
        else:
            for kind, at in self._messages.found(data):
                if kind in (_PARSE, _QUERY):
                    body = data[max(at, 0) : at + _TEXT_BYTES]
                    self._note(_text(kind, body))
        if self._server is None:
            self._waiting.append(data)
        else:
            self._server.write(data)

    def _note(self, text: str) -> None:
        self._tally.said(text)
        if _ENGINE in text:
            self.who = "engine"

    def connection_lost(self, exc: Exception | None) -> None:
        """Let Postgres know."""
        del exc
        if self._server is not None:
            self._server.close()


def _text(kind: int, body: bytes) -> str:
    parts = body.split(b"\0")
    text = parts[1] if kind == _PARSE and len(parts) > 1 else parts[0]
    return " ".join(text.decode(errors="replace").split())[:_SHOWN]


async def main(host: str, port: int, marked: mmap.mmap) -> None:
    """Serve until standard input ends."""
    loop = asyncio.get_running_loop()
    tally = Tally(marked)
    server = await loop.create_server(
        lambda: Client(tally, (host, port)), "127.0.0.1", 0
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while await lines.readline():
        print(tally.as_json(), flush=True)


if __name__ == "__main__":
    with Path(sys.argv[3]).open("rb") as file:
        mark = mmap.mmap(file.fileno(), 1, access=mmap.ACCESS_READ)
        asyncio.run(main(sys.argv[1], int(sys.argv[2]), mark))
