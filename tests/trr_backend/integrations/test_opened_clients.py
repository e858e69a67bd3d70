"""What the clients of all upstreams have in common: they are closed at the end."""

import httpx2
import pytest

from tests.imdb_api import licensed
from tests.trr_backend.integrations.upstream import FakeLimiter
from trr_backend.config import Settings
from trr_backend.errors import UpstreamError
from trr_backend.integrations.imdb.client import open_imdb
from trr_backend.integrations.tmdb.client import open_tmdb


class Transport(httpx2.AsyncBaseTransport):
    """Refuses whatever it is asked, and remembers how often it was closed."""

    closed = 0

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Refuse."""
        return httpx2.Response(400, request=request)

    async def aclose(self) -> None:
        """Count."""
        self.closed += 1


async def test_whoever_fails_leaves_no_connection_open() -> None:
    """TMDb's API and picture host, and IMDb's API."""
    settings = licensed(
        Settings(_env_file=None, tmdb_bearer_token="t"),
        "https://graph.example.org",
    )
    tmdb, imdb = Transport(), Transport()
    with pytest.raises(UpstreamError):
        async with open_tmdb(settings, FakeLimiter(), transport=tmdb) as client:
            await client.tv(1)
    with pytest.raises(UpstreamError):
        async with open_imdb(settings, FakeLimiter(), transport=imdb) as client_:
            await client_.title("tt0000001")

    assert (tmdb.closed, imdb.closed) == (2, 1)
