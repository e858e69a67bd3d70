"""Answers the handshake of a WebSocket over HTTP, where it is not accepted."""

import asyncio
from contextlib import suppress
from typing import Final

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

_EXTENSION: Final = "websocket.http.response"
_PATIENCE_SECONDS = 5


async def deny(
    answer: Response, scope: Scope, receive: Receive, send: Send, *, code: int
) -> None:
    """Send `answer`; where the server cannot, close the connection with `code`."""
    if _EXTENSION not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": code})
        return
    await answer(scope, receive, send)
    # uvicorn says twice that it is over: of the answer, and of the connection. An app
    # that returns before the second is logged as a fault (0.54).
    ends = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while ends < 2:  # noqa: PLR2004 -- as said above
                ends += (await receive())["type"] == "websocket.disconnect"
