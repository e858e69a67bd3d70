"""One record a request or socket, by `api.access` at INFO: who asked for what.

Of the address only the path is told: a query may hold what somebody looks for. Nor is
any header: keys and tokens are in them.
"""

import logging
from dataclasses import dataclass

from starlette.types import Scope

_LOG = logging.getLogger("api.access")


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a request; status 0: the client left before an answer began."""

    method: str
    route: str | None
    status: int
    body_bytes: int
    seconds: float


def is_wanted() -> bool:
    """Say whether anybody listens: else a request costs nothing here."""
    return _LOG.isEnabledFor(logging.INFO)


def tell(scope: Scope, answered: Answered) -> None:
    """Tell of one answer."""
    _LOG.info(
        "answered",
        extra={
            "method": answered.method,
            "route": answered.route,
            "path": scope["path"],
            "status": answered.status,
            "ms": round(answered.seconds * 1000, 2),
            "bytes": answered.body_bytes,
            **_who(scope),
        },
    )


def tell_of_socket(scope: Scope, seconds: float) -> None:
    """Tell of a WebSocket that is closed, or was never opened."""
    extra = {"path": scope["path"], "seconds": round(seconds, 3), **_who(scope)}
    _LOG.info("socket closed", extra=extra)


def _who(scope: Scope) -> dict[str, str | None]:
    client = scope.get("client")
    return {
        "client": client[0] if client else None,
        "identity": getattr(scope["state"].get("identity"), "name", None),
    }
