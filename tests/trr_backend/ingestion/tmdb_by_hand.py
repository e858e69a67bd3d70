"""A TMDb client over answers given by hand: only the outside network is not real."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx2
import msgspec
from pydantic import SecretStr

from trr_backend.config import Settings
from trr_backend.integrations.tmdb.client import TmdbClient, open_tmdb

ETAG = 'W/"by-hand"'


class Unlimited:
    """A limiter that lets every request start at once."""

    async def wait(self, upstream: str) -> None:
        """Return at once."""

    async def push_back(self, upstream: str, seconds: float) -> None:
        """Forget that the upstream asked for a pause."""


class Answers:
    """Answers by path and query, and the addresses that were asked for."""

    def __init__(self, by_path: Mapping[str, object]) -> None:
        self._by_path = by_path
        self.asked: list[str] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        """Answer one request; an unknown path is a 404, a number is a status."""
        page = request.url.params.get("page")
        path = request.url.path + (f"?page={page}" if page else "")
        self.asked.append(path)
        answer = self._by_path.get(path, 404)
        if isinstance(answer, int):
            return httpx2.Response(answer, json={"status_message": "by hand"})
        if request.headers.get("If-None-Match") == ETAG:
            return httpx2.Response(304, headers={"ETag": ETAG})
        body = answer if isinstance(answer, bytes) else msgspec.json.encode(answer)
        return httpx2.Response(
            200,
            content=body,
            headers={"Content-Type": "application/json", "ETag": ETAG},
        )


@asynccontextmanager
async def tmdb(answers: Answers) -> AsyncIterator[TmdbClient]:
    """Open a client that gets these answers, and waits for nothing."""
    settings = Settings(
        _env_file=None,
        tmdb_bearer_token=SecretStr("not-a-real-token-but-long-enough-for-a-bearer"),
        wait_scale=0,
    )
    transport = httpx2.MockTransport(answers)
    async with open_tmdb(settings, Unlimited(), transport=transport) as client:
        yield client
