"""Keeps keys out of messages and logs, also those of the libraries.

Keys travel in headers only, so nothing should ever quote one. This is the second lock:
an upstream may echo a header, and the library logs response headers at DEBUG.
"""

import logging
from collections.abc import Iterable

_LOGGERS = (
    # It tells at DEBUG what it signs, headers with their keys included.
    "botocore.auth",
    "httpx2",
    "httpcore2.connection",
    "httpcore2.http11",
    "httpcore2.http2",
)
REDACTED = "[redacted]"


class Redactor(logging.Filter):
    """Replaces known secrets in text and in log records."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        self._secrets = tuple(sorted(filter(None, secrets), key=len, reverse=True))

    def text(self, text: str) -> str:
        """Return the text without any secret."""
        for secret in self._secrets:
            text = text.replace(secret, REDACTED)
        return text

    def is_quoted_in(self, body: bytes) -> bool:
        """Tell whether a body holds a secret."""
        return any(secret.encode() in body for secret in self._secrets)

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite a record that quotes a secret; let every record pass."""
        message = record.getMessage()
        clean = self.text(message)
        if clean != message:
            record.msg, record.args = clean, None
        return True

    def attach(self) -> None:
        """Watch the HTTP library's loggers."""
        for name in _LOGGERS:
            logging.getLogger(name).addFilter(self)

    def detach(self) -> None:
        """Stop watching."""
        for name in _LOGGERS:
            logging.getLogger(name).removeFilter(self)
