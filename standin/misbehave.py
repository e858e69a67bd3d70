"""Faults turned into answers: one function a kind, over the answer that was due."""

import asyncio
import base64
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from pathlib import Path

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from standin import wire
from standin.faults import Fault, Faults
from standin.wiki.faults import wiki_fault

_JSON = "application/json;charset=utf-8"
_HTML = "<!doctype html><title>Maintenance</title><p>We are back soon.</p>"
_BLOCK = 64 * 1024


@dataclass(slots=True)
class _Due:
    """The answer that the request would have got."""

    status: int = 200
    headers: wire.Headers = field(default_factory=list)
    body: bytes = b""

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = list(message["headers"])
        else:
            self.body += message.get("body", b"")

    def headers_with_length(self, length: int) -> wire.Headers:
        kept = [pair for pair in self.headers if pair[0] != b"content-length"]
        return [*kept, (b"content-length", str(length).encode())]


@dataclass(frozen=True, slots=True)
class _Exchange:
    """One request on its way to a spoiled answer."""

    fault: Fault
    app: ASGIApp
    scope: Scope
    receive: Receive
    send: Send

    async def due(self) -> _Due:
        due = _Due()
        await self.app(self.scope, self.receive, due.take)
        return due

    async def start(self, status: int, headers: wire.Headers) -> None:
        await self.send(
            {"type": "http.response.start", "status": status, "headers": headers}
        )

    async def part(self, body: bytes, *, more: bool) -> None:
        await self.send({"type": "http.response.body", "body": body, "more_body": more})

    async def respond(self, response: Response) -> None:
        await response(self.scope, self.receive, self.send)


class FaultMiddleware:
    """Spoils the answers that a fault matches, but none of the stand-in's own."""

    def __init__(self, app: ASGIApp, faults: Faults, own: str) -> None:
        self.app = app
        self.faults = faults
        self.own = own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, rightly or wrongly."""
        fault = None
        if scope["type"] == "http" and not scope["path"].startswith(self.own):
            query = scope["query_string"].decode("latin-1")
            fault = self.faults.take(scope["path"], query)
        if fault is None:
            await self.app(scope, receive, send)
            return
        await asyncio.sleep(fault.delay_seconds)
        await _KINDS[fault.kind](_Exchange(fault, self.app, scope, receive, send))


async def _rate_limit(exchange: _Exchange) -> None:
    fault = exchange.fault
    wait = fault.retry_after
    headers = {}
    if wait is not None:
        # An HTTP date has whole seconds; rounded up, it never names an earlier time.
        date = formatdate(int(time.time()) + 1 + wait, usegmt=True)
        headers["Retry-After"] = date if fault.retry_after_as == "date" else str(wait)
    body = (
        '{"success":false,"status_code":25,"status_message":'
        '"Your request count is over the allowed limit."}'
    )
    await exchange.respond(Response(body, fault.status or 429, headers, _JSON))


async def _error(exchange: _Exchange) -> None:
    body = (
        '{"success":false,"status_code":11,"status_message":'
        '"Internal error: Something went wrong, contact TMDb."}'
    )
    status = exchange.fault.status or 500
    await exchange.respond(Response(body, status, media_type=_JSON))


async def _empty(exchange: _Exchange) -> None:
    status = exchange.fault.status or 200
    await exchange.respond(Response(b"", status, media_type=_JSON))


async def _html(exchange: _Exchange) -> None:
    status = exchange.fault.status or 200
    await exchange.respond(Response(_HTML, status, media_type="text/html"))


async def _shape(exchange: _Exchange) -> None:
    body = exchange.fault.text if exchange.fault.text is not None else '["moved"]'
    await exchange.respond(Response(body, media_type=_JSON))


async def _redirect(exchange: _Exchange) -> None:
    headers = {"Location": exchange.fault.location or "/"}
    await exchange.respond(Response(b"", exchange.fault.status or 302, headers))


async def _wiki(exchange: _Exchange) -> None:
    await exchange.respond(wiki_fault(exchange.fault))


async def _body(exchange: _Exchange) -> None:
    fault = exchange.fault
    content = await asyncio.to_thread(_content, fault)
    headers = {"content-type": fault.content_type or "image/png"}
    if fault.content_encoding:
        headers["content-encoding"] = fault.content_encoding
    await exchange.respond(Response(content, fault.status or 200, headers))


def _content(fault: Fault) -> bytes:
    if fault.file is not None:
        return Path(fault.file).read_bytes()
    if fault.base64 is not None:
        return base64.b64decode(fault.base64)
    return (fault.text or "").encode()


async def _malformed(exchange: _Exchange) -> None:
    due = await exchange.due()
    body = _kept(due.body, exchange.fault.keep)
    await exchange.start(due.status, due.headers_with_length(len(body)))
    await exchange.part(body, more=False)


async def _truncated(exchange: _Exchange) -> None:
    due = await exchange.due()
    await exchange.start(due.status, due.headers_with_length(len(due.body)))
    await exchange.part(_kept(due.body, exchange.fault.keep), more=True)
    await wire.close(exchange.scope, exchange.receive)


async def _wrong_length(exchange: _Exchange) -> None:
    due = await exchange.due()
    declared = exchange.fault.declared_bytes
    length = len(due.body) // 2 if declared is None else declared
    headers = due.headers_with_length(length)
    wire.write(exchange.scope, due.status, headers, due.body)
    await wire.close(exchange.scope, exchange.receive)


async def _dropped(exchange: _Exchange) -> None:
    await wire.close(exchange.scope, exchange.receive)


async def _slow(exchange: _Exchange) -> None:
    due = await exchange.due()
    await exchange.start(due.status, due.headers)
    step = exchange.fault.chunk_bytes or max(len(due.body), 1)
    for start in range(0, len(due.body), step):
        await exchange.part(due.body[start : start + step], more=True)
        if start + step < len(due.body):
            await asyncio.sleep(exchange.fault.interval_seconds)
    await exchange.part(b"", more=False)


async def _huge(exchange: _Exchange) -> None:
    fault = exchange.fault
    headers = [(b"content-type", _JSON.encode())]
    if fault.declare_length and fault.size_bytes is not None:
        headers.append((b"content-length", str(fault.size_bytes).encode()))
    await exchange.start(200, headers)
    gone = asyncio.create_task(_disconnected(exchange.receive))
    try:
        async for block in _padding(fault.size_bytes):
            if gone.done():
                return
            await exchange.part(block, more=True)
        await exchange.part(b"", more=False)
    finally:
        gone.cancel()


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _padding(size: int | None) -> AsyncIterator[bytes]:
    """Yield one valid JSON object of `size` bytes; without a size it never ends."""
    opening, closing = b'{"padding":"', b'"}'
    yield opening
    left = None if size is None else size - len(opening) - len(closing)
    while left is None or left > 0:
        block = b"x" * (_BLOCK if left is None else min(_BLOCK, left))
        yield block
        left = None if left is None else left - len(block)
        await asyncio.sleep(0)  # lets a disconnect be seen
    yield closing


def _kept(body: bytes, part: float) -> bytes:
    return body[: int(len(body) * part)]


_KINDS: dict[str, Callable[[_Exchange], Awaitable[None]]] = {
    **dict.fromkeys(("api_disabled", "api_error", "challenge", "maxlag"), _wiki),
    "body": _body,
    "dropped": _dropped,
    "empty": _empty,
    "error": _error,
    "html": _html,
    "huge": _huge,
    "malformed": _malformed,
    "rate_limit": _rate_limit,
    "redirect": _redirect,
    "shape": _shape,
    "slow": _slow,
    "truncated": _truncated,
    "wrong_length": _wrong_length,
}
