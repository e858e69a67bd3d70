"""The traces of requests, as a collector receives them."""

import socket
import subprocess
import sys
import time

from api.app import create_app
from api.validation import BodyRefused
from tests.api.conftest import running
from tests.otlp import collector
from tests.project_files import ROOT
from trr_backend.config import Settings

TRACE = "0af7651916cd43dd8448eb211c80319c"
CALLER = "b7ad6b7169203331"


async def test_requests_and_what_they_read(settings: Settings) -> None:
    """A request is a span in its caller's trace, with a span for each reading."""
    with collector() as found:
        changed = settings.model_copy(update={"otlp_endpoint": found.address})
        app = create_app(changed)

        @app.get("/broken")
        async def broken() -> None:
            message = "a secret"
            raise LookupError(message)

        @app.get("/refused")
        async def refused() -> None:
            raise BodyRefused

        async with running(app) as client:
            await client.head(
                "/api/v1/networks?limit=7",
                headers={
                    "traceparent": f"00-{TRACE}-{CALLER}-01",
                    "X-Request-Id": "r-1",
                },
            )
            await client.get("/api/v1/shows/tmdb:123456")
            await client.get("/broken")
            await client.get("/refused")
    assert found.paths == {"/v1/traces"}
    (networks,) = found.named("HEAD /api/v1/networks")
    assert (networks.service, networks.trace, networks.parent, networks.is_error) == (
        "trr-api",
        TRACE,
        CALLER,
        False,
    )
    assert networks.attributes == {
        "http.request.method": "HEAD",
        "http.route": "/api/v1/networks",
        "http.response.status_code": 200,
        "trr.request_id": "r-1",
    }
    reading = [one for one in found.spans if one.parent == networks.id]
    assert {(one.name, one.trace, str(one.attributes)) for one in reading} == {
        ("database reading", TRACE, "{'db.system.name': 'postgresql'}")
    }
    (missing,) = found.named("GET /api/v1/shows/{show_id}")
    assert missing.parent == ""
    assert missing.attributes["http.response.status_code"] == 404
    assert not missing.is_error
    (fault,) = found.named("GET /broken")
    assert fault.is_error
    assert fault.attributes["error.type"] == "LookupError"
    assert fault.attributes["http.response.status_code"] == 500
    (told,) = found.named("GET /refused")
    assert (told.is_error, told.attributes["error.type"]) == (True, "500")
    assert "123456" not in str(found.spans)
    assert "secret" not in str(found.spans)


async def test_a_collector_that_is_away_costs_no_time(settings: Settings) -> None:
    """It takes connections and never answers; the end waits two seconds at most."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
        changed = settings.model_copy(update={"otlp_endpoint": endpoint})
        async with running(create_app(changed)) as client:
            began = time.monotonic()
            for _ in range(1000):
                await client.get("/health/live")
            assert time.monotonic() - began < 10
            began = time.monotonic()
        assert time.monotonic() - began < 4


def test_nothing_is_imported_where_nobody_wants_traces() -> None:
    """Neither a command nor the API pays for what it does not use."""
    # FastAPI itself imports the bare API of OpenTelemetry.
    program = (
        "import sys; import scripts.cli, scripts.sync_all;"
        "commands = [one for one in sys.modules if one.startswith('opentelemetry')];"
        "from api.app import create_app; create_app();"
        "heavy = ('opentelemetry.sdk', 'opentelemetry.exporter', 'google.protobuf');"
        "print(commands, [one for one in sys.modules if one.startswith(heavy)])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[] []\n"
