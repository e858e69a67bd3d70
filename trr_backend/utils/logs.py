"""Where log records go: to stderr, one line each, from the level that is set.

A line is plain text or a JSON object. A command and each process of the API call
`log_to_stderr` once at their start; nothing is configured by importing.
"""

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Literal

Level = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
Form = Literal["text", "json"]

REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
"""Of the request that is answered: each record made meanwhile carries it."""

# What every record has; the rest came by `extra`.
_USUAL = frozenset(
    {*vars(logging.makeLogRecord({})), "message", "asctime", "color_message"}
)
# What ends a line somewhere, or tells a terminal to do something.
_SPELT_OUT = {
    number: repr(chr(number))[1:-1]
    for number in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)
}
# Each request of ours is a line of theirs at INFO, and twenty at DEBUG.
_TALKATIVE = ("httpx2", "httpcore2")


# The server's own lines about sockets name the whole address: a query may hold secrets.
_UNWANTED = ("uvicorn.error", '"WebSocket %s"')


def _fields(record: logging.LogRecord) -> dict[str, object]:
    """Return the fields of `extra`, and the id of the request that is answered."""
    found = {name: value for name, value in vars(record).items() if name not in _USUAL}
    request_id = REQUEST_ID.get()
    if request_id is not None:
        found.setdefault("request_id", request_id)
    return found


class _Lines(logging.Formatter):
    """Time (UTC), level, logger and message, then the fields."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 -- logging's
        del datefmt
        return f"{datetime.fromtimestamp(record.created, UTC):%Y-%m-%dT%H:%M:%SZ}"

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 -- logging's
        fields = (f" {name}={value!r}" for name, value in _fields(record).items())
        line = super().formatMessage(record) + "".join(fields)
        return line.translate(_SPELT_OUT)


class _Objects(logging.Formatter):
    """An object a line: time (UTC), level, logger, message, the fields, `exception`."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        told: dict[str, object] = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        for name, value in _fields(record).items():
            told.setdefault(name, value)
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return json.dumps(told, default=str)


class _Stderr(logging.Handler):
    """Writes to what stderr is now: progress bars put something in its place."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(f"{self.format(record)}\n")
            sys.stderr.flush()
        except Exception:  # noqa: BLE001 -- logging's way: a log line stops nothing
            self.handleError(record)

    def filter(self, record: logging.LogRecord) -> bool:
        talk = record.name.partition(".")[0] in _TALKATIVE
        if talk and record.levelno < logging.WARNING and self.level > logging.DEBUG:
            return False
        name, words = _UNWANTED
        if record.name == name and words in str(record.msg):
            return False
        return bool(super().filter(record))


def log_to_stderr(level: Level, form: Form = "text") -> None:
    """Send records of `level` and above to stderr; called again, change both."""
    root = logging.getLogger()
    handler = next((one for one in root.handlers if isinstance(one, _Stderr)), None)
    if handler is None:
        handler = _Stderr()
        root.addHandler(handler)
    handler.setFormatter(_Objects() if form == "json" else _Lines())
    handler.setLevel(level)
    # Lowered only: what somebody else listens to goes on reaching them.
    root.setLevel(min(root.level, handler.level))
