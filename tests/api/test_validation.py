"""Bodies that do not fit what is promised are not sent, and checked once."""

import logging
from hashlib import sha256

import httpx2
import pytest
from fastapi import FastAPI, Request, Response

from api.headers import json_answer
from api.schemas.common import Answer
from api.validation import BodyRefused, check
from tests.api.conftest import running


class Pair(Answer):
    """Two numbers."""

    first: int
    second: int


class Names(Answer):
    """Some words."""

    names: list[str]


def test_passes_once() -> None:
    """A body that passed passes at once afterwards, by its digest; of one schema."""
    body = b'{"first":1,"second":2}'
    digest = sha256(body).hexdigest()
    check(body, digest, Pair)
    check(b"whatever has this digest", digest, Pair)
    with pytest.raises(BodyRefused):
        check(body, digest, Names)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"first":1}', "second: Field required"),
        (
            b'{"first":"secret","second":2,"third":3}',
            (
                "first: Input should be a valid integer; "
                "third: Extra inputs are not permitted"
            ),
        ),
        (
            b"{%s}" % b",".join(b'"x%d":1' % n for n in range(9)),
            "first: Field required; second: Field required; "
            + "".join(f"x{n}: Extra inputs are not permitted; " for n in range(3))
            + "and 6 more",
        ),
        (b"{", ": Invalid JSON: EOF while parsing an object at line 1 column 1"),
    ],
)
def test_refused(body: bytes, said: str) -> None:
    """It is said where a body does not fit, but not what is there; again each time."""
    for _ in range(2):
        with pytest.raises(BodyRefused) as told:
            check(body, sha256(body).hexdigest(), Pair)
        assert str(told.value) == (
            f"the answer does not fit Pair and was not sent: {said}"
        )


async def test_never_sent(app: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    """A body that does not fit its route's promise is a 500 and a record in the log."""

    @app.get("/pair", response_model=Pair)
    async def pair(request: Request) -> Response:
        return json_answer(request, b'{"first":1,"second":"two"}')

    async with running(app) as client:
        answer: httpx2.Response = await client.get("/pair")
    assert answer.status_code == 500
    assert b"two" not in answer.content
    (record,) = (one for one in caplog.records if one.levelno >= logging.ERROR)
    assert record.exc_info is not None
    assert str(record.exc_info[1]) == (
        "the answer does not fit Pair and was not sent: "
        "second: Input should be a valid integer"
    )
