"""Where log records go: to stderr, one plain line each, from the level that is set.

A command and each process of the API call `log_to_stderr` once at their start; nothing
is configured by importing.
"""

import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Literal

Level = Literal["DEBUG", "INFO", "WARNING", "ERROR"]

REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
"""Of the request that is answered: each record made meanwhile carries it."""

# What every record has; the rest came by `extra`.
_USUAL = frozenset(
    {*vars(logging.makeLogRecord({})), "message", "asctime", "color_message"}
)
# Each request of ours is a line of theirs at INFO, and twenty at DEBUG.
_TALKATIVE = ("httpx2", "httpcore2")


class _Lines(logging.Formatter):
    """Time (UTC), level, logger and message, then the fields of `extra`."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 -- logging's
        del datefmt
        return f"{datetime.fromtimestamp(record.created, UTC):%Y-%m-%dT%H:%M:%SZ}"

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 -- logging's
        fields = (
            f" {name}={value!r}"
            for name, value in vars(record).items()
            if name not in _USUAL
        )
        line = super().formatMessage(record) + "".join(fields)
        return line.replace("\n", "\\n")


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
        return bool(super().filter(record))


def log_to_stderr(level: Level) -> None:
    """Send records of `level` and above to stderr; called again, change the level."""
    root = logging.getLogger()
    handler = next((one for one in root.handlers if isinstance(one, _Stderr)), None)
    if handler is None:
        handler = _Stderr()
        handler.setFormatter(_Lines())
        root.addHandler(handler)
    handler.setLevel(level)
    # Lowered only: what somebody else listens to goes on reaching them.
    root.setLevel(min(root.level, handler.level))
