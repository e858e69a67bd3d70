"""A log of the requests, so that tests can count them and check their rate.

The value of an Authorization header is in no entry, only whether there was one.
"""

import json
import time
from collections import deque
from dataclasses import asdict, dataclass, field
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send


@dataclass(slots=True)
class Entry:
    """One request: when it came (wall clock, monotonic), what for, and the status.

    `status` is None where the connection ended without one.
    """

    at: float
    monotonic: float
    method: str
    path: str
    query: str
    authorized: bool
    status: int | None = None
    seconds: float | None = None


@dataclass(slots=True)
class RequestLog:
    """The requests since the start or the last `clear`, in the order they came."""

    file: Path | None = None
    entries: list[Entry] = field(default_factory=list)

    def clear(self) -> None:
        """Forget what was logged; the file keeps it."""
        self.entries.clear()

    def begin(self, scope: Scope) -> Entry:
        """Note a request that has just come in."""
        entry = Entry(
            at=time.time(),
            monotonic=time.monotonic(),
            method=scope["method"],
            path=scope["path"],
            query=scope["query_string"].decode("latin-1"),
            authorized=any(name == b"authorization" for name, _ in scope["headers"]),
        )
        self.entries.append(entry)
        return entry

    def end(self, entry: Entry) -> None:
        """Note that a request is over, and write its line to the file, once."""
        if entry.seconds is not None:
            return
        entry.seconds = time.monotonic() - entry.monotonic
        if self.file is not None:
            with self.file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(asdict(entry)) + "\n")

    def peak_per_second(self) -> int:
        """Return the most requests that came within any one second."""
        window: deque[float] = deque()
        peak = 0
        for entry in self.entries:
            window.append(entry.monotonic)
            while window[0] <= entry.monotonic - 1:
                window.popleft()
            peak = max(peak, len(window))
        return peak


class LogMiddleware:
    """Logs every request but those of the stand-in's own paths."""

    def __init__(self, app: ASGIApp, log: RequestLog, own: str) -> None:
        self.app = app
        self.log = log
        self.own = own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request and note it."""
        if scope["type"] != "http" or scope["path"].startswith(self.own):
            await self.app(scope, receive, send)
            return
        entry = self.log.begin(scope)

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry.status = message["status"]
            elif not message.get("more_body", False):
                # Before the last byte, so that whoever has the answer finds the line.
                self.log.end(entry)
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            self.log.end(entry)
