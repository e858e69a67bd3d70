"""Pages of origins that are named may read, with a key as well; others may not."""

from typing import Any

import httpx2
from fastapi import FastAPI
from pydantic import SecretStr

from api.app import create_app
from trr_backend.config import Settings

ORIGIN = "https://a.test"
KEY = "an-admin's-key-0001"
ALLOWED = (
    "Accept, Accept-Language, Authorization, Content-Language, Content-Type, "
    "If-None-Match, Last-Event-ID, Prefer, X-API-Key, X-Request-Id"
)
EXPOSED = (
    "Content-Language, ETag, Location, Preference-Applied, Retry-After, "
    "WWW-Authenticate, X-Request-Id"
)


def made(*origins: str, **changed: Any) -> FastAPI:
    """Return an app that names these origins."""
    settings = Settings(_env_file=None, database_url="postgresql://nowhere")
    given = {"cors_origins": origins, "api_keys": (SecretStr(KEY),), **changed}
    return create_app(settings.model_copy(update=given))


def client_of(app: FastAPI) -> httpx2.AsyncClient:
    """Return a client of an app."""
    transport = httpx2.ASGITransport(app)
    return httpx2.AsyncClient(transport=transport, base_url="http://trr.test")


def cors(answer: httpx2.Response) -> dict[str, str]:
    """Return what a browser is told."""
    return {
        name.removeprefix("access-control-"): value
        for name, value in answer.headers.items()
        if name.startswith("access-control-")
    }


async def test_a_named_origin_may_read() -> None:
    """Also the answers to who may not; caches know that origins differ."""
    async with client_of(made(ORIGIN, access="closed", rate_limit="1/hour")) as client:
        for path, status in (
            ("/health/live", 200),
            ("/api/v1/shows", 401),
            ("/api/v1/shows", 429),
        ):
            answer = await client.get(path, headers={"Origin": ORIGIN})
            assert answer.status_code == status
            assert cors(answer) == {"allow-origin": ORIGIN, "expose-headers": EXPOSED}
            assert answer.headers["vary"] == "Origin"
            assert answer.headers["x-content-type-options"] == "nosniff"
        for headers in ({"Origin": "https://b.test"}, {}):
            other = await client.get("/health/live", headers=headers)
            assert "allow-origin" not in cors(other)
            assert other.headers["vary"] == "Origin"


async def test_a_browser_asks_before_it_sends_a_key() -> None:
    """It is told what may be sent, without a key; also where reading is closed."""
    async with client_of(made(ORIGIN, access="closed")) as client:
        for method in ("GET", "POST", "PUT", "DELETE"):
            asked = {
                "Origin": ORIGIN,
                "Access-Control-Request-Method": method,
                "Access-Control-Request-Headers": "authorization, x-api-key, prefer",
            }
            answer = await client.options("/api/v1/admin/review/x", headers=asked)
            assert answer.status_code == 200
            assert cors(answer) == {
                "allow-origin": ORIGIN,
                "allow-methods": "GET, HEAD, POST, PUT, DELETE",
                "allow-headers": ALLOWED,
                "max-age": "600",
            }
        asked["Origin"] = "https://b.test"
        refused = await client.options("/api/v1/shows", headers=asked)
        assert (refused.status_code, "allow-origin" in cors(refused)) == (400, False)


async def test_any_origin_is_any_without_credentials_of_browsers() -> None:
    """`*` stands for all, and never with cookies or the like."""
    async with client_of(made("*")) as client:
        sent = {"Origin": ORIGIN, "X-API-Key": KEY, "Cookie": "a=b"}
        answer = await client.get("/health/live", headers=sent)
        assert cors(answer) == {"allow-origin": "*", "expose-headers": EXPOSED}
