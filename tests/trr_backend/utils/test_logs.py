"""What goes to stderr, and how a line looks."""

import json
import logging
import re
from collections.abc import Iterator

import pytest

from trr_backend.utils.logs import REQUEST_ID, Level, log_to_stderr


@pytest.fixture(autouse=True)
def root() -> Iterator[None]:
    """Put the root logger back as it was."""
    logger = logging.getLogger()
    handlers, level = list(logger.handlers), logger.level
    yield
    logger.handlers[:], logger.level = handlers, level


def _lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the lines on stderr, their times checked and cut off."""
    lines = capsys.readouterr().err.splitlines()
    for line in lines:
        assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ ", line)
    return [line.partition(" ")[2] for line in lines]


def test_a_record_is_one_line_with_its_fields(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Line ends and signs for terminals are spelt out: nobody forges a second line."""
    log_to_stderr("WARNING")
    log_to_stderr("WARNING")

    logging.getLogger("trr.x").warning(
        "odd %s",
        "a\nb\r\x1b[2J\u2028é",
        extra={"item": "Show\n1", "wait_seconds": 0.5},
    )

    assert _lines(capsys) == [
        "WARNING trr.x: odd a\\nb\\r\\x1b[2J\\u2028é item='Show\\n1' wait_seconds=0.5"
    ]


def test_a_traceback_follows_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    """A defect is told with where it happened."""
    log_to_stderr("ERROR")
    try:
        dict[str, int]()["x"]
    except KeyError:
        logging.getLogger("trr.x").exception("failed")

    said = capsys.readouterr().err
    assert " ERROR trr.x: failed\nTraceback (most recent call last):\n" in said
    assert said.endswith("KeyError: 'x'\n")


@pytest.mark.parametrize(
    ("level", "told"),
    [
        ("ERROR", ["ERROR a", "ERROR httpx2"]),
        ("WARNING", ["WARNING a", "ERROR a", "WARNING httpx2", "ERROR httpx2"]),
        (
            "INFO",
            ["INFO a", "WARNING a", "ERROR a", "WARNING httpx2", "ERROR httpx2"],
        ),
        (
            "DEBUG",
            [
                f"{level} {name}"
                for name in ("a", "httpx2")
                for level in ("DEBUG", "INFO", "WARNING", "ERROR")
            ],
        ),
    ],
)
def test_the_level_is_the_one_that_is_set(
    level: Level, told: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The HTTP library's requests are told from DEBUG on only."""
    log_to_stderr(level)

    for name in ("a", "httpx2"):
        for number in (10, 20, 30, 40):
            logging.getLogger(name).log(number, "m")

    assert _lines(capsys) == [f"{one}: m" for one in told]


def test_an_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """JSON has the fields beside what every record has, faults as text."""
    log_to_stderr("INFO", "json")
    logger = logging.getLogger("trr.x")
    logger.info("odd %s", "a\nb", extra={"path": "/\udcff", "level": 7, "at": {1}})
    token = REQUEST_ID.set("r-1")
    try:
        dict[str, int]()["x"]
    except KeyError:
        logger.exception("failed")
    REQUEST_ID.reset(token)
    told = '%s - "WebSocket %s" [accepted]'
    logging.getLogger("uvicorn.error").info(told, "1.2.3.4", "/ws?token=secret")

    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    for one in (first, second):
        assert re.fullmatch(r"\d{4}(-\d\d){2}T(\d\d:){2}\d\d\.\d{3}Z", one.pop("time"))
    assert first == {
        "level": "INFO",
        "logger": "trr.x",
        "message": "odd a\nb",
        "path": "/\udcff",
        "at": "{1}",
    }
    exception = second.pop("exception")
    assert exception.startswith("Traceback (most recent call last):\n")
    assert exception.endswith("\nKeyError: 'x'")
    assert second == {
        "level": "ERROR",
        "logger": "trr.x",
        "message": "failed",
        "request_id": "r-1",
    }
