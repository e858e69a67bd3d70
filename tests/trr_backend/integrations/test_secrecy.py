"""No key in a log line, an error, a traceback or a document."""

import logging
import traceback

import pytest

from tests.trr_backend.integrations.upstream import SECRET, opened, reply, serve
from trr_backend.errors import UpstreamError
from trr_backend.integrations.redact import REDACTED, Redactor

ECHO = {"X-Echo": f"Bearer {SECRET}", "Location": f"https://evil.net/?k={SECRET}"}


@pytest.mark.parametrize(
    "answer",
    [
        reply(headers=ECHO),
        reply(302, headers=ECHO),
        reply(401, f'{{"status_message":"bad key {SECRET}"}}'.encode(), ECHO),
        reply(404, SECRET.encode(), ECHO),
        reply(500, SECRET.encode(), ECHO),
        reply(429, SECRET.encode(), ECHO),
        reply(body=f"<html>{SECRET}".encode(), headers=ECHO),
        reply(body=f'{{"a":{SECRET}}}'.encode(), headers=ECHO),
        f"HTTP/1.1 200 OK\r\nBad Header {SECRET}\r\n\r\n".encode(),
        f"{SECRET}\r\n\r\n".encode(),
        b"",
    ],
)
async def test_no_key_is_shown_even_where_the_upstream_echoes_it(
    answer: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """Everything is logged at DEBUG, and neither log nor traceback holds the key."""
    caplog.set_level(logging.DEBUG)
    shown = ""
    async with serve(lambda _: answer) as upstream, opened(upstream.url) as http:
        try:
            shown = repr(await http.get("/3/tv/7"))
        except UpstreamError as error:
            shown = "".join(traceback.format_exception(error)) + repr(vars(error))
            chain = error.__cause__ or error.__context__
            while chain is not None:
                shown += f"{chain!r}{vars(chain)!r}"
                chain = chain.__cause__ or chain.__context__
        assert upstream.asked[0].headers["authorization"] == f"Bearer {SECRET}"
        shown += repr(http)
    loggers = {record.name.partition(".")[0] for record in caplog.records}
    assert "httpcore2" in loggers
    assert SECRET not in shown
    for record in caplog.records:
        assert SECRET not in record.getMessage() + repr(vars(record)), record


async def test_an_echoed_key_is_replaced_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The library logs the headers of an answer; ours are told without the key."""
    caplog.set_level(logging.DEBUG, "httpcore2")
    answer = reply(headers=ECHO)
    async with serve(lambda _: answer) as upstream, opened(upstream.url) as http:
        await http.get("/3/tv/7")
    told = [record.getMessage() for record in caplog.records]
    assert any(f"Bearer {REDACTED}" in message for message in told)


def test_the_longest_secret_is_replaced_first() -> None:
    """A secret that begins another one leaves no rest of it."""
    redactor = Redactor(["abc", "abcdef", ""])
    assert redactor.text("x abcdef abc") == f"x {REDACTED} {REDACTED}"


def test_a_closed_client_leaves_the_loggers_alone() -> None:
    """The filter lives as long as its client."""
    logger = logging.getLogger("httpcore2.http11")
    before = list(logger.filters)
    redactor = Redactor(["abc"])
    redactor.attach()
    redactor.detach()
    assert logger.filters == before
