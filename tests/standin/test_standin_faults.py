"""Each way an answer can go wrong, met by a real client over a real connection."""

import asyncio
import base64
import gzip
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from standin.faults import FaultError, parse_faults

SHOW = "/3/tv/7"


async def arm(client: httpx2.AsyncClient, **fault: Any) -> None:
    """Put one fault in force for the series."""
    answer = await client.put("/standin/faults", json=[{"match": f"^{SHOW}$", **fault}])
    assert answer.status_code == 200, answer.text


async def raw(address: str, path: str) -> bytes:
    """Return what the server really sends, to the end of the connection."""
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", int(address.rpartition(":")[2])
    )
    request = f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n\r\n"
    writer.write(request.encode())
    received = await reader.read()
    writer.close()
    await writer.wait_closed()
    return received


async def test_rate_limit_in_seconds_then_fine(client: httpx2.AsyncClient) -> None:
    """429 with Retry-After as often as said, then the right answer."""
    await arm(client, kind="rate_limit", retry_after=3, times=2)

    answers = [await client.get(SHOW) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert answers[0].headers["retry-after"] == "3"
    assert answers[0].json()["status_code"] == 25


async def test_rate_limit_as_a_date(client: httpx2.AsyncClient) -> None:
    """Retry-After can be an HTTP date that is not too early."""
    await arm(client, kind="rate_limit", retry_after=60, retry_after_as="date")

    asked = datetime.now(UTC)
    answer = await client.get(SHOW)

    until = parsedate_to_datetime(answer.headers["retry-after"])
    assert timedelta(seconds=60) <= until - asked <= timedelta(seconds=65)


async def test_rate_limit_without_a_header(client: httpx2.AsyncClient) -> None:
    """Not every 429 says how long to wait."""
    await arm(client, kind="rate_limit")

    answer = await client.get(SHOW)

    assert (answer.status_code, "retry-after" in answer.headers) == (429, False)


async def test_a_fault_can_last_for_a_while(client: httpx2.AsyncClient) -> None:
    """`for_seconds` counts from the first hit."""
    await arm(client, kind="rate_limit", for_seconds=0.2)

    first = await client.get(SHOW)
    await asyncio.sleep(0.25)
    later = await client.get(SHOW)

    assert (first.status_code, later.status_code) == (429, 200)


async def test_errors_after_some_good_answers(client: httpx2.AsyncClient) -> None:
    """`after` lets requests pass, `times` ends the fault, the report counts hits."""
    await arm(client, kind="error", after=1, times=2, status=503)

    statuses = [(await client.get(SHOW)).status_code for _ in range(4)]
    report = (await client.get("/standin/faults")).json()
    await client.delete("/standin/faults")

    assert statuses == [200, 503, 503, 200]
    assert [(fault["kind"], fault["hits"]) for fault in report] == [("error", 2)]
    assert (await client.get("/standin/faults")).json() == []


async def test_an_error_is_500_unless_it_says_otherwise(
    client: httpx2.AsyncClient,
) -> None:
    """The body is TMDb's for an internal error."""
    await arm(client, kind="error")

    answer = await client.get(SHOW)

    assert (answer.status_code, answer.json()["status_code"]) == (500, 11)


async def test_a_slow_answer_comes_whole(client: httpx2.AsyncClient) -> None:
    """A delay and drips change the time, not the answer."""
    right = await client.get(SHOW)
    await arm(
        client, kind="slow", delay_seconds=0.1, chunk_bytes=20, interval_seconds=0.02
    )

    answer = await client.get(SHOW)

    assert answer.content == right.content
    drips = -(-len(right.content) // 20)
    assert answer.elapsed.total_seconds() >= 0.1 + (drips - 1) * 0.02


async def test_a_delay_can_outlast_the_client(client: httpx2.AsyncClient) -> None:
    """A client that gives up does not hold the server."""
    await arm(client, kind="slow", delay_seconds=0.5, times=1)

    with pytest.raises(httpx2.ReadTimeout):
        await client.get(SHOW, timeout=0.1)

    assert (await client.get(SHOW)).status_code == 200


async def test_a_truncated_answer(client: httpx2.AsyncClient, address: str) -> None:
    """The length of the whole is promised and a part is sent."""
    right = await client.get(SHOW)
    await arm(client, kind="truncated", keep=0.25)

    head, _, body = (await raw(address, SHOW)).partition(b"\r\n\r\n")

    assert f"content-length: {len(right.content)}".encode() in head
    assert body == right.content[: len(right.content) // 4]
    with pytest.raises(httpx2.RemoteProtocolError):
        await client.get(SHOW)


@pytest.mark.parametrize("declared", [0, 5, 100_000])
async def test_a_wrong_content_length(
    client: httpx2.AsyncClient, address: str, declared: int
) -> None:
    """The whole body is sent, whatever its header claims."""
    right = await client.get(SHOW)
    await arm(client, kind="wrong_length", declared_bytes=declared)

    head, _, body = (await raw(address, SHOW)).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert re.findall(rb"content-length: (\d+)", head) == [str(declared).encode()]
    assert body == right.content


async def test_a_dropped_connection(client: httpx2.AsyncClient, address: str) -> None:
    """The connection ends without a byte, and the next request is served."""
    await arm(client, kind="dropped", times=2)

    assert await raw(address, SHOW) == b""
    with pytest.raises(httpx2.RemoteProtocolError):
        await client.get(SHOW)

    assert (await client.get(SHOW)).status_code == 200


@pytest.mark.parametrize(
    ("fault", "status", "kind", "body"),
    [
        ({"kind": "empty"}, 200, "application/json;charset=utf-8", b""),
        ({"kind": "shape"}, 200, "application/json;charset=utf-8", b'["moved"]'),
        (
            {"kind": "shape", "text": '{"id":"seven"}'},
            200,
            "application/json;charset=utf-8",
            b'{"id":"seven"}',
        ),
        ({"kind": "body", "text": "<svg/>"}, 200, "image/png", b"<svg/>"),
        (
            {"kind": "body", "base64": base64.b64encode(b"\x89PNG").decode()},
            200,
            "image/png",
            b"\x89PNG",
        ),
        (
            {"kind": "body", "content_type": "image/svg+xml", "status": 203},
            203,
            "image/svg+xml",
            b"",
        ),
    ],
)
async def test_replaced_bodies(
    client: httpx2.AsyncClient,
    fault: dict[str, Any],
    status: int,
    kind: str,
    body: bytes,
) -> None:
    """Some faults answer with other bytes than the right ones."""
    await arm(client, **fault)

    answer = await client.get(SHOW)

    found = (answer.status_code, answer.headers["content-type"], answer.content)
    assert found == (status, kind, body)


async def test_a_body_may_claim_an_encoding(client: httpx2.AsyncClient) -> None:
    """What is sent is what was given; who believes the header unpacks it."""
    packed = base64.b64encode(gzip.compress(b"a" * 1000)).decode()
    await arm(client, kind="body", base64=packed, content_encoding="gzip")

    assert (await client.get(SHOW)).content == b"a" * 1000


async def test_a_page_instead_of_json(client: httpx2.AsyncClient) -> None:
    """Maintenance pages come with 200 and as HTML."""
    await arm(client, kind="html")

    answer = await client.get(SHOW)

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.text.startswith("<!doctype html>")


async def test_a_body_from_a_file(client: httpx2.AsyncClient, tmp_path: Path) -> None:
    """A picture for a logo can be any file."""
    (tmp_path / "broken.png").write_bytes(b"\x89PNG broken")
    await arm(client, kind="body", file=str(tmp_path / "broken.png"))

    assert (await client.get(SHOW)).content == b"\x89PNG broken"


async def test_malformed_json(client: httpx2.AsyncClient) -> None:
    """The JSON breaks off, although the transfer is sound."""
    right = await client.get(SHOW)
    await arm(client, kind="malformed")

    answer = await client.get(SHOW)

    assert answer.status_code == 200
    assert answer.content == right.content[: len(right.content) // 2]


async def test_a_redirect(client: httpx2.AsyncClient) -> None:
    """Redirects lead wherever the fault says."""
    await arm(client, kind="redirect", location="http://127.0.0.1:9/", status=307)

    answer = await client.get(SHOW)

    assert (answer.status_code, answer.headers["location"]) == (
        307,
        "http://127.0.0.1:9/",
    )


@pytest.mark.parametrize("declare", [True, False])
async def test_a_huge_answer_is_json_of_that_size(
    client: httpx2.AsyncClient, *, declare: bool
) -> None:
    """30 MiB come as one valid object, with and without a Content-Length."""
    await arm(client, kind="huge", declare_length=declare)

    answer = await client.get(SHOW)

    assert len(answer.content) == 30 * 1024 * 1024
    assert set(answer.json()) == {"padding"}
    assert ("content-length" in answer.headers) == declare


async def test_an_endless_answer_ends_with_the_client(
    client: httpx2.AsyncClient,
) -> None:
    """The server stops sending once nobody reads."""
    await arm(client, kind="huge", size_bytes=None, times=1)

    received = 0
    async with client.stream("GET", SHOW) as answer:
        async for chunk in answer.aiter_bytes():
            received += len(chunk)
            if received > 1_000_000:
                break
    await asyncio.sleep(0.1)
    log = (await client.get("/standin/log")).json()

    assert log["entries"][0]["seconds"] is not None


async def test_a_query_can_be_matched(client: httpx2.AsyncClient) -> None:
    """A fault can belong to one page of a list."""
    fault = {"match": r"/search/tv\?.*page=2", "kind": "error"}
    await client.put("/standin/faults", json=[fault])

    statuses = [
        (await client.get(f"/3/search/tv?query=a&page={page}")).status_code
        for page in (1, 2, 3)
    ]

    assert statuses == [200, 500, 200]


@pytest.mark.parametrize(
    ("faults", "message"),
    [
        ({}, "faults must be a JSON list"),
        (["error"], "fault 0: must be an object"),
        (
            [{"match": "a", "kind": "flood"}],
            "fault 0: kind must be one of api_disabled, ",
        ),
        ([{"match": "a", "kind": "error", "tims": 1}], "fault 0: unknown tims"),
        ([{"kind": "error"}], "fault 0: match must be a regular expression"),
        ([{"match": "(", "kind": "error"}], "fault 0: match must be a regular"),
    ],
)
async def test_a_fault_that_means_nothing_is_refused(
    client: httpx2.AsyncClient, faults: object, message: str
) -> None:
    """Misspelt faults are named; those in force stay."""
    await arm(client, kind="error")

    with pytest.raises(FaultError, match=re.escape(message)):
        parse_faults(faults)
    answer = await client.put("/standin/faults", json=faults)

    assert answer.status_code == 400
    assert answer.json()["error"].startswith(message)
    assert (await client.get(SHOW)).status_code == 500
