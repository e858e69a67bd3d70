"""The OpenAPI document, and an API that keeps to it whatever it is sent."""

import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from api.problems import MEDIA_TYPE

PROBLEM = {"$ref": "#/components/schemas/Problem"}
# No schema can say which cursors are ours: 400 is what a made-up one gets.
SCHEMATHESIS = """
seed = 20260101

[checks.positive_data_acceptance]
expected-statuses = [200, 400, 404]

# Nor can one say that an episode needs its season.
[[operations]]
include-path = "/api/v1/shows/{show_id}/cast"

[operations.checks.positive_data_acceptance]
expected-statuses = [200, 400, 404, 422]

# And a link that is inferred takes a season's id for its number.
[[operations]]
include-path-regex = "/seasons/.season"

[operations.checks.positive_data_acceptance]
expected-statuses = [200, 400, 404, 422]
"""


async def test_document(client: httpx2.AsyncClient) -> None:
    """Every operation names its answers, its problems and a strict schema."""
    document = (await client.get("/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    assert sorted(document["paths"]) == [
        "/api/v1/attribution",
        "/api/v1/genres",
        "/api/v1/networks",
        "/api/v1/people",
        "/api/v1/people/{person_id}",
        "/api/v1/people/{person_id}/credits",
        "/api/v1/people/{person_id}/facts",
        "/api/v1/people/{person_id}/photos",
        "/api/v1/people/{person_id}/shows/{show_id}",
        "/api/v1/people/{person_id}/works",
        "/api/v1/shows",
        "/api/v1/shows/{show_id}",
        "/api/v1/shows/{show_id}/cast",
        "/api/v1/shows/{show_id}/episodes",
        "/api/v1/shows/{show_id}/facts",
        "/api/v1/shows/{show_id}/images",
        "/api/v1/shows/{show_id}/ledger",
        "/api/v1/shows/{show_id}/orders",
        "/api/v1/shows/{show_id}/seasons",
        "/api/v1/shows/{show_id}/seasons/{season}",
        "/api/v1/shows/{show_id}/seasons/{season}/episodes",
        "/api/v1/shows/{show_id}/seasons/{season}/episodes/{episode}",
        "/api/v1/shows/{show_id}/seasons/{season}/images",
        "/api/v1/shows/{show_id}/watch-providers",
        "/health/live",
        "/health/ready",
        "/media/{key}",
    ]
    for path in document["paths"].values():
        (method,) = path
        assert method == "get"
        for status, answer in path["get"]["responses"].items():
            if int(status) >= 400:
                assert answer["content"] == {MEDIA_TYPE: {"schema": PROBLEM}}
    schemas = document["components"]["schemas"]
    for name, schema in schemas.items():
        if schema["type"] == "object":
            assert schema["additionalProperties"] is False, name
        if schema["type"] == "object" and not name.endswith("_Part"):
            assert sorted(schema["required"]) == sorted(schema["properties"]), name


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
    """Schemathesis finds no answer that breaks the document."""
    (tmp_path / "schemathesis.toml").write_text(SCHEMATHESIS)
    run = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"),
            "run",
            f"{served}/openapi.json",
            "--max-examples=8",
            "--no-color",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
