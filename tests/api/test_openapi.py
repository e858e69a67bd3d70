"""The OpenAPI document, and an API that keeps to it whatever it is sent."""

import subprocess
import sys
from pathlib import Path

import httpx2
import jsonschema_rs
import pytest

from api.problems import MEDIA_TYPE
from tests.api.conftest import KEY

# What is sent to us may leave something out.
ASKED = {"ReviewAnswer", "OverrideWord", "RunOptions", "RunOrder"}
# A picture, a stream, and what answers as another operation does.
WITHOUT_EXAMPLE = {
    *("picture", "stream_changes", "answer_question", "unset_override"),
    *("start_run", "cancel_run", "retry_run"),
}
# By which something is ordered.
ORDERED = ("/api/v1/admin", "/api/v1/runs")
# No schema can say which cursors and ids are ours; an order is taken (202), a cursor of
# the feed may be too old (410), and of two credentials none is used (401).
SCHEMATHESIS = """
seed = 20260101

[checks.positive_data_acceptance]
expected-statuses = [200, 202, 400, 401, 404, 410]

# Nor can one say that an episode needs its season, that a person is offered nowhere,
# which topics there are, that 1.0 is no place in a list, or that a time has a zone.
[[operations]]
include-path-regex = "/(cast|search|changes|shows|whats-on|episodes|runs|review/.*)$"

[operations.checks.positive_data_acceptance]
expected-statuses = [200, 202, 400, 401, 404, 410, 422]

# Nobody waits for what does not happen.
[[operations]]
include-path = "/api/v1/changes"
parameters = { wait = 0 }

# And a link that is inferred takes a season's id for its number, and the run that an
# order did not become, null, for one.
[[operations]]
include-path-regex = "/(seasons/.season|runs/.run_id)"

[operations.checks.positive_data_acceptance]
expected-statuses = [200, 202, 400, 401, 404, 422]
"""


async def test_document(client: httpx2.AsyncClient) -> None:
    """Every operation names its answers, its problems and a strict schema."""
    document = (await client.get("/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert method == "get" or path.startswith(ORDERED), path
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    assert MEDIA_TYPE in answer["content"], (path, status)
    schemas = document["components"]["schemas"]
    for name, schema in schemas.items():
        if schema["type"] == "object":
            assert schema["additionalProperties"] is False, name
        if schema["type"] == "object" and name not in ASKED and "_Part" not in name:
            assert sorted(schema["required"]) == sorted(schema["properties"]), name


async def test_examples(client: httpx2.AsyncClient) -> None:
    """Each answer has an example of the demo, which passes its schema."""
    document = (await client.get("/openapi.json")).json()
    shown = set()
    for operations in document["paths"].values():
        for operation in operations.values():
            name = operation["operationId"]
            content = operation["responses"]["200"].get("content", {})
            answer = content.get("application/json", {})
            if "example" in answer:
                schema = {**answer["schema"], "components": document["components"]}
                jsonschema_rs.validate(schema, answer["example"])
                shown.add(name)
            else:
                assert name in WITHOUT_EXAMPLE, name
    assert len(shown) > 40


async def test_document_can_be_kept(client: httpx2.AsyncClient) -> None:
    """It has the headers of other answers, and is not sent to who has it."""
    answer = await client.get("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "public, no-cache"
    etag = answer.headers["etag"]
    again = await client.get("/openapi.json", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.long
@pytest.mark.timeout(300)
def test_schemathesis(served: str, tmp_path: Path) -> None:
    """Schemathesis finds no answer that breaks the document, an admin's included."""
    (tmp_path / "schemathesis.toml").write_text(SCHEMATHESIS)
    run = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"),
            "run",
            f"{served}/openapi.json",
            "--max-examples=3",
            "--no-color",
            f"--header=X-API-Key: {KEY}",
            # Nobody takes the orders here.
            "--header=Prefer: wait=0",
            # Never ends; its events are tested beside its router.
            "--exclude-path=/api/v1/changes/stream",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
