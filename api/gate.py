"""The gate: who asks, whether they may read, and how often.

Everything passes it but what says that the process lives and what the API is; of
WebSockets the handshake does.
"""

from typing import Final
from uuid import uuid4

from fastapi import Response
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth.audit import audited
from api.auth.dependencies import CHALLENGE
from api.auth.doorkeeper import Doorkeeper
from api.auth.identity import Identity, KeysAway, Misplaced, Unknown
from api.handshakes import deny
from api.metrics import Metrics
from api.problems import problem
from api.rate_limits import RateLimits

# Neither asks who it is nor counts: probes go on whatever happens, and documents say
# nothing of the catalogue.
_PLAIN: Final = ("/health/", "/docs", "/openapi.json", "/asyncapi.json")
# Pages hold dozens of pictures.
_UNCOUNTED: Final = ("/media/", "/metrics")
# Has its own setting; and pages on which admins say their key, with nothing on them.
_UNCLOSED: Final = ("/metrics", "/runs")
_MISPLACED = (
    "Keys and tokens have no place in an address, which logs keep; send the header "
    "Authorization or X-API-Key, and change a key that others may have seen."
)
_POLICY_VIOLATION = 1008


class Gate:
    """Wraps an app; `origins` are those whose pages may use a credential."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        doorkeeper: Doorkeeper,
        limits: RateLimits,
        metrics: Metrics,
        origins: tuple[str, ...],
    ) -> None:
        self._app = app
        self._doorkeeper = doorkeeper
        self._limits = limits
        self._metrics = metrics
        self._origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request or handshake in, or say why not."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        if scope["path"].startswith(_PLAIN):
            state["identity"] = self._doorkeeper.nobody
            await self._app(scope, receive, send)
            return
        if not self._doorkeeper.nobody.may_read:
            send = _for_one_alone(send)
        refusal = await self._refusal(scope)
        if refusal is not None:
            await _deny(refusal, scope, receive, send)
        elif state["identity"].is_admin:
            await audited(self._app, scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _refusal(self, scope: Scope) -> Response | None:
        """Find out who it is; return what is said to who may not come in.

        A credential that is not good is counted as nobody's, by the address, wherever
        it is tried.
        """
        path: str = scope["path"]
        complaint = None
        who = self._doorkeeper.nobody
        try:
            who = await self._doorkeeper.identify(scope)
        except (Misplaced, Unknown, KeysAway) as error:
            complaint = error
        scope["state"]["identity"] = who
        if complaint is not None or not path.startswith(_UNCOUNTED):
            client = scope.get("client")
            wait = self._limits.hit(who, client[0] if client else None)
            if wait is not None:
                return self._turn_away("rate", scope, 429, _too_many(wait, who), wait)
        if complaint is not None:
            return self._not_known(scope, complaint)
        if not who.may_read and not path.startswith(_UNCLOSED):
            said = "The catalogue is closed here; send a key or a token."
            return _challenging(self._turn_away("closed", scope, 401, said))
        if who.name is not None and self._is_foreign(scope):
            said = (
                "Pages of this origin may not use keys and tokens here; "
                "TRR_CORS_ORIGINS names those that may."
            )
            return self._turn_away("origin", scope, 403, said)
        return None

    def _not_known(
        self, scope: Scope, complaint: Misplaced | Unknown | KeysAway
    ) -> Response:
        match complaint:
            case Misplaced():
                return self._turn_away("credential", scope, 400, _MISPLACED)
            case KeysAway(seconds=seconds):
                said = "The keys that sign tokens cannot be had just now; try again."
                return self._turn_away("keys", scope, 503, said, seconds)
            case Unknown(detail=detail):
                answer = self._turn_away("credential", scope, 401, detail)
                return _challenging(answer, ', error="invalid_token"')

    def _turn_away(
        self, reason: str, scope: Scope, status: int, said: str, wait: int | None = None
    ) -> Response:
        self._metrics.refuse(reason)
        # A handshake has no id yet.
        request_id = scope["state"].get("request_id") or uuid4().hex
        answer = problem(request_id, status, said)
        if wait is not None:
            answer.headers["Retry-After"] = str(wait)
        return answer

    def _is_foreign(self, scope: Scope) -> bool:
        """Say whether a WebSocket is opened by a page of an origin that is not named.

        Of other requests browsers ask themselves, by CORS.
        """
        if scope["type"] != "websocket" or not self._origins or "*" in self._origins:
            return False
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        own = (f"http://{headers.get('host')}", f"https://{headers.get('host')}")
        return not (origin is None or origin in self._origins or origin in own)


def _too_many(wait: int, who: Identity) -> str:
    said = f"Too many requests; the next is answered in {wait} s."
    return said if who.name else f"{said} A key has more."


def _challenging(answer: Response, more: str = "") -> Response:
    answer.headers["WWW-Authenticate"] = f"{CHALLENGE}{more}"
    return answer


def _for_one_alone(send: Send) -> Send:
    """Let no cache that others share keep what only who was let in may read."""

    async def send_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [
                (name, value.replace(b"public", b"private"))
                if name == b"cache-control"
                else (name, value)
                for name, value in message.get("headers", ())
            ]
            message = {**message, "headers": headers}
        await send(message)

    return send_on


async def _deny(answer: Response, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await deny(answer, scope, receive, send, code=_POLICY_VIOLATION)
    else:
        await answer(scope, receive, send)
