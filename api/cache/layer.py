"""Answers what is kept before the framework is asked."""

from starlette.types import ASGIApp, Receive, Scope, Send

from api.cache.store import Cache


class CacheLayer:
    """Wraps an app; GETs without a query whose answer is kept do not get to it."""

    def __init__(self, app: ASGIApp, *, cache: Cache) -> None:
        self._app = app
        self._cache = cache

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or let the app do it."""
        if (
            scope["type"] == "http"
            and not scope["query_string"]
            and scope["method"] == "GET"
            and (entry := self._cache.get(scope["path"])) is not None
            and (found := entry.answer(scope["headers"])) is not None
        ):
            representation, known = found
            scope.setdefault("state", {})["route"] = entry.route
            start, body = representation.messages(known)
            await send(start)
            await send(body)
            return
        await self._app(scope, receive, send)
