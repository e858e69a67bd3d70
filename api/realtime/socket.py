"""The WebSocket `/api/v1/ws`: the handshake, and what clients say; see ADR 0045."""

import logging
from uuid import uuid4

from starlette.types import Message as AsgiMessage
from starlette.types import Receive, Scope, Send

from api.handshakes import deny
from api.installation import Installation
from api.problems import problem
from api.realtime.client import SocketClient
from api.realtime.mailbox import Mailbox
from api.realtime.messages import Message
from api.realtime.seats import Full
from api.realtime.wire import LONGEST_MESSAGE, SUBPROTOCOL, Misunderstood, read
from api.realtime.writer import Writer

_BAD_REQUEST = 400
_LEAVING = 503
# WebSocket close codes.
_NO_BINARY = 1003
_TOO_LONG = 1009
_COME_BACK = 1013


class Socket:
    """The ASGI app of one path."""

    def __init__(self) -> None:
        logging.getLogger("uvicorn.error").addFilter(_is_ours)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection until it ends."""
        await receive()
        here: Installation = scope["app"].state.installation
        offered: list[str] = scope["subprotocols"]
        chosen = SUBPROTOCOL if SUBPROTOCOL in offered else None
        if offered and chosen is None:
            said = f"Offer the subprotocol {SUBPROTOCOL}, or none."
            await _refuse(Full(_BAD_REQUEST, said, 0), scope, receive, send)
            return
        if here.hub.is_closing:
            said = "This process is ending; connect again."
            await _refuse(Full(_LEAVING, said, 1), scope, receive, send)
            return
        address = scope["client"][0] if scope["client"] else None
        try:
            with here.seats.taken(address):
                await send({"type": "websocket.accept", "subprotocol": chosen})
                await _serve(here, scope, receive, send)
        except Full as full:
            await _refuse(full, scope, receive, send)


def _is_ours(record: logging.LogRecord) -> bool:
    """Leave out what a stranger can cause: a traceback for text that is no UTF-8.

    uvicorn closes such a connection with 1007, as RFC 6455 8.1 says.
    """
    return not str(record.msg).startswith("Invalid UTF-8 sequence")


async def _serve(
    here: Installation, scope: Scope, receive: Receive, send: Send
) -> None:
    mailbox = Mailbox()
    client = SocketClient(
        here.hub,
        here.feed_reader,
        mailbox,
        Writer(mailbox, send, _frame),
        is_admin=scope["state"]["identity"].is_admin,
    )
    here.hub.join(client)
    try:
        await _listen(client, receive)
    finally:
        client.leave()


async def _listen(client: SocketClient, receive: Receive) -> None:
    while (said := await receive())["type"] == "websocket.receive":
        text = said.get("text")
        if text is None:
            client.end(_NO_BINARY, "text frames only")
        # The server refuses long ones by itself, where it was told to.
        elif len(text) > LONGEST_MESSAGE:
            client.end(_TOO_LONG, f"a message has at most {LONGEST_MESSAGE} bytes")
        else:
            try:
                client.obey(read(text))
            except Misunderstood as error:
                client.refuse(error.code, error.said)


def _frame(message: Message) -> AsgiMessage:
    return message.frame


async def _refuse(full: Full, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer the handshake with a problem."""
    answer = problem(uuid4().hex, full.status, full.said)
    if full.retry_seconds:
        answer.headers["Retry-After"] = str(full.retry_seconds)
    await deny(answer, scope, receive, send, code=_COME_BACK)
