"""One body in one coding, with its headers: as it is sent, and as it is known."""

import re
from dataclasses import dataclass
from typing import Final

from starlette.types import Message

from api.encoding import Coding, encoded

HeaderList = list[tuple[bytes, bytes]]


class Complete(HeaderList):
    """Headers that hold already what every answer carries, but for the request's id."""


# What every answer carries; a route may have a policy of its own.
SECURITY: Final[HeaderList] = [
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
]

# Kept, but asked about each time: an answer is never older than the database.
REVALIDATE: Final = "public, no-cache"
_ENTITY_TAG: Final = re.compile(rb'(?:W/)?("[^"]*")')


@dataclass(frozen=True, slots=True)
class Representation:
    """Its strong ETag, its headers, those of a 304 in its place, and its bytes."""

    etag: bytes
    headers: HeaderList
    unmodified: HeaderList
    body: bytes

    def messages(self, known: bytes | None) -> tuple[Message, Message]:
        """Return the answer for the server; `known` is If-None-Match.

        It is a 304 where the client has these bytes already.
        """
        if known is not None and is_named(known, self.etag):
            status, headers, body = 304, self.unmodified, b""
        else:
            status, headers, body = 200, self.headers, self.body
        return (
            {"type": "http.response.start", "status": status, "headers": headers},
            {"type": "http.response.body", "body": body},
        )


def represented(
    body: bytes, digest: str, coding: Coding, media_type: str
) -> Representation:
    """Return the body in a coding; `digest` is of the body, in hexadecimal digits."""
    suffix = "" if coding == "identity" else f"-{coding}"
    etag = f'"{digest}{suffix}"'.encode()
    shared = [
        (b"etag", etag),
        (b"cache-control", REVALIDATE.encode()),
        (b"vary", b"Accept-Encoding"),
        *SECURITY,
    ]
    sent = encoded(body, coding)
    headers = [
        (b"content-type", media_type.encode()),
        (b"content-length", b"%d" % len(sent)),
        *shared,
    ]
    if coding != "identity":
        headers.append((b"content-encoding", coding.encode()))
    return Representation(etag, Complete(headers), Complete(shared), sent)


def is_named(known: bytes, etag: bytes) -> bool:
    """Say whether If-None-Match names `etag` (weakly compared, RFC 9110 13.1.2)."""
    return known == etag or known.strip() == b"*" or etag in _ENTITY_TAG.findall(known)


def asked(headers: HeaderList) -> tuple[bytes | None, bytes | None]:
    """Return Accept-Encoding and If-None-Match of a request; None: not sent."""
    accept = known = None
    for name, value in headers:
        if name == b"accept-encoding":
            accept = value if accept is None else b"%s,%s" % (accept, value)
        elif name == b"if-none-match":
            known = value if known is None else b"%s,%s" % (known, value)
    return accept, known
