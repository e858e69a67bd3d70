"""What the log is told of each request."""

import logging
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from api.app import create_app
from tests.api.conftest import running
from trr_backend.config import Settings

KEY = "a-reader-key-of-a-test"


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    """Return an app with a key."""
    keys = {"read_keys": (SecretStr(KEY),)}
    return create_app(settings.model_copy(update=keys))


async def test_one_record_a_request(
    app: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    """It says who asked for what and what became of it; no query, no credential."""

    @app.get("/broken/{number}")
    async def broken(number: int) -> None:
        message = f"no {number}"
        raise LookupError(message)

    caplog.set_level(logging.INFO, "api.access")
    answers = []
    async with running(app) as client:
        for method, address, headers in (
            ("GET", "/health/live?token=secret", {}),
            ("HEAD", "/api/v1/networks?limit=1", {"X-API-Key": KEY}),
            ("GET", "/a%20b%0A?secret=1", {"Authorization": "Bearer no-such-secret"}),
            ("GET", "/broken/7", {"X-Request-Id": "r-1"}),
        ):
            answers.append(await client.request(method, address, headers=headers))
    records = [one for one in caplog.records if one.name == "api.access"]
    fields = ("method", "route", "path", "status", "bytes", "client")
    assert [tuple(vars(one)[name] for name in fields) for one in records] == [
        ("GET", "/health/live", "/health/live", 200, 15, "127.0.0.1"),
        ("HEAD", "/api/v1/networks", "/api/v1/networks", 200, 0, "127.0.0.1"),
        ("GET", None, "/a b\n", 401, len(answers[2].content), "127.0.0.1"),
        ("GET", "/broken/{number}", "/broken/7", 500, 0, "127.0.0.1"),
    ]
    identities = [vars(one)["identity"] for one in records]
    assert identities[0] is identities[2] is identities[3] is None
    assert str(identities[1]).startswith("key:")
    assert all(0 < vars(one)["ms"] < 5000 for one in records)
    told = " ".join(str(vars(one)) for one in caplog.records)
    assert "secret" not in told
    assert KEY not in told


async def test_one_record_a_socket(
    app: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    """It is told of when it closes; also one that was not let in."""
    caplog.set_level(logging.INFO, "api.access")

    async def receive() -> dict[str, str]:
        return {"type": "websocket.connect"}

    async def send(_: object) -> None:
        """Take it."""

    scope: dict[str, Any] = {
        "type": "websocket",
        "path": "/api/v1/ws",
        "query_string": b"key=secret",
        "headers": [(b"host", b"a"), (b"x-request-id", b"r-2")],
        "client": ("203.0.113.7", 1),
        "subprotocols": [],
    }
    async with running(app):
        await app(scope, receive, send)
    (record,) = [one for one in caplog.records if one.name == "api.access"]
    told = vars(record)
    assert record.getMessage() == "socket closed"
    assert [told[name] for name in ("path", "client", "identity")] == [
        "/api/v1/ws",
        "203.0.113.7",
        None,
    ]
    assert 0 < told["seconds"] < 5
    assert scope["state"]["request_id"] == "r-2"
    assert "secret" not in str(told)


async def test_where_nobody_listens(
    app: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    """No record is made at the level that is usual."""
    caplog.set_level(logging.WARNING)
    async with running(app) as client:
        await client.get("/health/live")
    assert [one for one in caplog.records if one.name == "api.access"] == []
