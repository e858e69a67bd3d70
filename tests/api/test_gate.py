"""The gate lets in who may, over HTTP and for WebSockets, and tells others why not."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.testclient import TestClient, WebSocketDenialResponse

from api.app import create_app
from api.gate import Gate
from tests.tokens import SECRET, SigningKey, publisher, shared
from trr_backend.config import Settings

ADMIN, READER = "an-admin's-key-0001", "a-reader's-key-01"
KEYS: dict[str, Any] = {
    "api_keys": (SecretStr(ADMIN),),
    "read_keys": (SecretStr(READER),),
}
# Documents, probes, and what has a setting of its own.
NEVER_CLOSED = {"/health/live", "/health/ready"}
ADMINS = ("/api/v1/admin", "/api/v1/runs", "/api/v1/workers")


def made(**changed: Any) -> FastAPI:
    """Return an app with these settings, of which nothing is asked of a database."""
    settings = Settings(_env_file=None, database_url="postgresql://nowhere")
    return create_app(settings.model_copy(update={**KEYS, **changed}))


def client_of(app: Any, address: str = "192.0.2.1") -> httpx2.AsyncClient:
    """Return a client of an app at an address."""
    transport = httpx2.ASGITransport(
        app, raise_app_exceptions=False, client=(address, 1)
    )
    return httpx2.AsyncClient(transport=transport, base_url="http://trr.test")


class Inner:
    """An app that says who was let in, and under which address."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request, or accept a WebSocket and close it."""
        who = scope["state"]["identity"]
        said = f"{who.name} {who.is_admin} {who.may_read}"
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.send", "text": said})
            await send({"type": "websocket.close"})
            return
        headers = [(b"cache-control", b"public, no-cache"), (b"etag", b'"public"')]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": said.encode()})


def gated(**changed: Any) -> Gate:
    """Return the gate of such an app before one that says who was let in."""
    app = made(**changed)
    return Gate(
        Inner(),
        doorkeeper=app.state.doorkeeper,
        limits=app.state.limits,
        metrics=app.state.metrics,
        origins=changed.get("cors_origins", ()),
    )


class Operation(NamedTuple):
    """One of the OpenAPI document, with an address of it."""

    method: str
    path: str
    needs_admin: bool


def operations(app: FastAPI) -> Iterator[Operation]:
    """Yield each operation of the document."""
    known = {"entity": "show", "field": "name", "key": "images/x.webp"}
    known |= {"season_number": "1", "episode_number": "1"}
    some = defaultdict(lambda: "00000000-0000-4000-8000-000000000000", known)
    for path, item in app.openapi()["paths"].items():
        for method, said in item.items():
            needs = said.get("security") == [{"bearer": []}, {"api_key": []}]
            if needs:
                assert {"401", "403"} <= said["responses"].keys()
            yield Operation(method.upper(), path.format_map(some), needs)


async def test_a_closed_catalogue_is_closed_everywhere() -> None:
    """Every operation of the document, the pages, the pictures: 401 and how to ask."""
    app = made(access="closed", rate_limit="none")
    everything = [
        *((one.method, one.path) for one in operations(app)),
        *(("GET", path) for path in ("/", "/shows/x", "/people/x", "/media/x")),
        *(("GET", path) for path in ("/api/v1/none", "/none", "/static/x.js")),
    ]
    assert len(everything) > 30
    async with client_of(app) as client:
        for method, path in everything:
            if path in NEVER_CLOSED:
                continue
            answer = await client.request(method, path)
            assert (path, answer.status_code) == (path, 401)
            assert answer.headers["www-authenticate"] == 'Bearer realm="trr"'
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.json()["detail"].startswith("The catalogue is closed here")
        for path in ("/health/live", "/openapi.json", "/docs"):
            assert (await client.get(path)).status_code != 401


async def test_what_is_closed_is_kept_by_who_may_read_alone() -> None:
    """A cache that others share does not keep it; what is open it may."""
    for access, expected in (("open", "public"), ("closed", "private")):
        async with client_of(gated(access=access)) as client:
            answer = await client.get("/media/x", headers={"X-API-Key": READER})
        assert answer.headers["cache-control"] == f"{expected}, no-cache"
        assert answer.headers["etag"] == '"public"'


async def test_admin_addresses_need_an_admin() -> None:
    """Each operation: 401 without a key, 403 with a reader's, whatever is sent."""
    app = made(rate_limit="none", key_rate_limit="none")
    ordered = [one for one in operations(app) if one.needs_admin]
    assert {one.method for one in ordered} == {"GET", "POST", "PUT", "DELETE"}
    by_name = [one for one in operations(app) if one.path.startswith(ADMINS)]
    assert len(by_name) == 16
    assert all(one.needs_admin for one in by_name)
    async with client_of(app) as client:
        for method, path, _ in ordered:
            bodies: list[dict[str, Any]] = [{"content": b"{"}, {"json": {}}]
            for sent in bodies:
                alone = await client.request(method, path, **sent)
                assert (path, alone.status_code) == (path, 401)
                assert "www-authenticate" in alone.headers
                key = {"X-API-Key": READER}
                reader = await client.request(method, path, headers=key, **sent)
                assert (path, reader.status_code) == (path, 403)


async def test_who_asks_is_known_to_what_answers() -> None:
    """By key or token; somebody whose credential is bad is not taken for nobody."""
    secret = {"supabase_jwt_secret": SecretStr(SECRET)}
    token, admin = shared(), shared(role="admin")
    sent: list[tuple[dict[str, str], int, str]] = [
        ({}, 200, "None False True"),
        ({"X-API-Key": ADMIN}, 200, "key:e924a477 True True"),
        ({"Authorization": f"Bearer {READER}"}, 200, "key:065f7d9e False True"),
        ({"Authorization": f"Bearer {token}"}, 200, "user:8f3a False True"),
        ({"Authorization": f"Bearer {admin}"}, 200, "user:8f3a True True"),
        ({"X-API-Key": "some-other-key-01"}, 401, "There is no such key."),
        ({"Authorization": f"Bearer {shared(exp=1)}"}, 401, "The token has expired"),
        ({"Authorization": "Basic dTpw"}, 401, "another scheme than Bearer"),
    ]
    async with client_of(gated(**secret)) as client:
        for headers, status, said in sent:
            answer = await client.get("/api/v1/shows", headers=headers)
            assert (answer.status_code, said in answer.text) == (status, True)
            if status == 401:
                challenge = 'Bearer realm="trr", error="invalid_token"'
                assert answer.headers["www-authenticate"] == challenge
                for credential in headers.values():
                    assert credential.rpartition(" ")[2] not in answer.text
        probe = await client.get("/health/live", headers={"X-API-Key": "bad"})
        assert probe.text == "None False True"
    async with client_of(gated()) as client:
        answer = await client.get("/", headers={"Authorization": f"Bearer {token}"})
        assert answer.json()["detail"] == "Tokens are not taken here; send a key."


async def test_a_key_in_the_address_is_told_off() -> None:
    """Without repeating it: 400, also where it would be right."""
    async with client_of(gated()) as client:
        answer = await client.get(f"/api/v1/shows?api_key={ADMIN}")
    assert answer.status_code == 400
    assert "Keys and tokens have no place in an address" in answer.text
    assert ADMIN not in answer.text


async def test_tokens_wait_for_keys_that_cannot_be_had() -> None:
    """503 with the time of the next try; who has a key is answered meanwhile."""
    key = SigningKey.ec("k")
    with publisher(key) as published:
        published.status = 500
        gate = gated(supabase_jwks_url=published.url)
        async with client_of(gate) as client:
            token = key.token(iss=published.issuer)
            bearer = {"Authorization": f"Bearer {token}"}
            away = await client.get("/api/v1/shows", headers=bearer)
            other = await client.get("/api/v1/shows", headers={"X-API-Key": READER})
    assert (away.status_code, away.headers["retry-after"]) == (503, "10")
    assert other.status_code == 200


async def test_too_many_requests_are_told_when_to_come_again() -> None:
    """With a problem and Retry-After; pictures and probes are not counted."""
    gate = gated(rate_limit="2/hour", key_rate_limit="3/hour")
    async with client_of(gate) as client:
        for path in ("/media/x", "/health/live", "/docs", "/metrics") * 5:
            assert (await client.get(path)).status_code == 200
        assert (await client.get("/")).status_code == 200
        bad = {"X-API-Key": "some-other-key-01"}
        assert (await client.get("/api/v1/shows", headers=bad)).status_code == 401
        # A bad key is nobody's, and trying more of them is counted.
        for path, headers in (("/", {}), ("/api/v1/shows", bad), ("/media/x", bad)):
            answer = await client.get(path, headers=headers)
            assert answer.status_code == 429
            assert 1 <= int(answer.headers["retry-after"]) <= 7200
            assert answer.json()["title"] == "Too Many Requests"
            assert answer.json()["detail"].endswith(" s. A key has more.")
        good = {"X-API-Key": READER}
        for _ in range(3):
            answer = await client.get("/api/v1/shows", headers=good)
            assert answer.status_code == 200
        answer = await client.get("/", headers=good)
        assert answer.status_code == 429
        assert answer.json()["detail"].endswith(" s.")
    async with client_of(gate, "192.0.2.2") as client:
        assert (await client.get("/")).status_code == 200


async def test_an_address_cannot_be_claimed() -> None:
    """X-Forwarded-For counts from proxies that are named, and up to the first other."""
    cases: list[tuple[tuple[str, ...], str, list[tuple[str, str]], str]] = [
        ((), "192.0.2.1", [("X-Forwarded-For", "198.51.100.9")], "192.0.2.1"),
        (("10.0.0.0/8",), "192.0.2.1", [("X-Forwarded-For", "1.1.1.1")], "192.0.2.1"),
        (("10.0.0.0/8",), "10.0.0.1", [("X-Forwarded-For", "1.1.1.1")], "1.1.1.1"),
        (("10.0.0.0/8",), "10.0.0.1", [], "10.0.0.1"),
        # What a client sends itself stands before what the proxy adds.
        (
            ("10.0.0.0/8",),
            "10.0.0.1",
            [("X-Forwarded-For", "198.51.100.9, 1.1.1.1, 10.0.0.2")],
            "1.1.1.1",
        ),
        (
            ("10.0.0.0/8",),
            "10.0.0.1",
            [("X-Forwarded-For", "198.51.100.9"), ("X-Forwarded-For", "1.1.1.1")],
            "1.1.1.1",
        ),
        (("::1",), "::1", [("X-Forwarded-For", "2001:db8::7")], "2001:db8::7"),
    ]
    for proxies, peer, headers, expected in cases:
        app = made(trusted_proxies=proxies, rate_limit="1/hour")
        async with client_of(app, peer) as client:
            # Whoever it is has had their one request then.
            first = await client.get("/api/v1/none", headers=headers)
            assert first.status_code == 404
        app.state.limits.hit(app.state.doorkeeper.nobody, expected)
        wait = app.state.limits.hit(app.state.doorkeeper.nobody, expected)
        assert wait is not None, (proxies, peer, headers)
        assert app.state.limits.counters == 1


def test_a_handshake_passes_the_gate() -> None:
    """A credential is offered or in a header; who may not come in is told why."""
    gate = gated(access="closed", key_rate_limit="3/hour")
    offered = "trr.bearer.YW4tYWRtaW4ncy1rZXktMDAwMQ"
    client = TestClient(gate)
    with client.websocket_connect("/api/v1/ws", ["trr.v1.json", offered]) as socket:
        assert socket.receive_text() == "key:e924a477 True True"
    key = {"X-API-Key": ADMIN}
    with client.websocket_connect("/api/v1/ws", headers=key) as socket:
        assert socket.receive_text() == "key:e924a477 True True"
    denied: list[tuple[str, dict[str, str], int]] = [
        ("/api/v1/ws", {}, 401),
        ("/api/v1/ws", {"X-API-Key": "some-other-key-01"}, 401),
        (f"/api/v1/ws?token={ADMIN}", {}, 400),
    ]
    for path, headers, status in denied:
        with (
            pytest.raises(WebSocketDenialResponse) as refused,
            client.websocket_connect(path, headers=headers),
        ):
            pass
        assert refused.value.status_code == status
        assert refused.value.json()["status"] == status
    with client.websocket_connect("/api/v1/ws", headers=key):
        pass
    with (
        pytest.raises(WebSocketDenialResponse) as refused,
        client.websocket_connect("/api/v1/ws", headers=key),
    ):
        pass
    assert refused.value.status_code == 429
    assert int(refused.value.headers["retry-after"]) >= 1


def test_pages_of_other_origins_use_no_key_over_sockets() -> None:
    """Where origins are named; without a credential they may read what is open."""
    named = ("https://a.test",)
    key = {"X-API-Key": ADMIN}
    cases: list[tuple[tuple[str, ...], str | None, dict[str, str], bool]] = [
        (named, "https://a.test", key, True),
        (named, "https://b.test", key, False),
        (named, "null", key, False),
        (named, "https://b.test", {}, True),
        (named, "http://testserver", key, True),
        (named, None, key, True),
        ((), "https://b.test", key, True),
        (("*",), "https://b.test", key, True),
    ]
    for origins, origin, headers, is_let_in in cases:
        client = TestClient(gated(cors_origins=origins))
        sent = {**headers, **({"Origin": origin} if origin else {})}
        denied = None
        try:
            with client.websocket_connect("/api/v1/ws", headers=sent):
                pass
        except WebSocketDenialResponse as refused:
            denied = refused.status_code
        assert denied == (None if is_let_in else 403), (origins, origin, headers)
