"""Keeps who called an admin endpoint: after the answer, with its status."""

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.installation import Installation
from trr_backend.errors import StorageError
from trr_backend.repositories import audit

_LOG = logging.getLogger(__name__)
_FAULT = 500


async def audited(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request of an admin; keep it if an admin was needed for it."""
    status = _FAULT

    async def send_on(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        await send(message)

    try:
        await app(scope, receive, send_on)
    finally:
        if scope["state"].get("admitted"):
            await _keep(scope, status)


async def _keep(scope: Scope, status: int) -> None:
    here: Installation = scope["app"].state.installation
    client = scope.get("client")
    call = audit.Call(
        actor=scope["state"]["identity"].name,
        address=client[0] if client else None,
        method=scope["method"],
        path=scope["path"],
        status=status,
        request_id=scope["state"]["request_id"],
    )
    try:
        async with here.database.transaction() as tx:
            await audit.note(tx, call)
    except StorageError:
        # The answer has gone out: what cannot be kept is told at least.
        _LOG.exception("a call of an admin is not in the audit: %s", call)
