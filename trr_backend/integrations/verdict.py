"""From a reply's status to an error, one rule for every upstream."""

from trr_backend.errors import (
    Changed,
    NotFound,
    RateLimited,
    Unauthorised,
    Unavailable,
    UpstreamError,
)
from trr_backend.integrations.exchange import Reply
from trr_backend.integrations.retry import retry_after_seconds

_REFUSED_KEY = frozenset({401, 403})
_UNKNOWN = frozenset({404, 410})
_TOO_MANY = 429
_SERVER_ERRORS = 500


def failure(reply: Reply, *, source: str, url: str) -> UpstreamError:
    """Return the error that a status other than 200 stands for."""
    status = reply.status
    if status == _TOO_MANY or status >= _SERVER_ERRORS:
        return _busy(reply, source, url)
    if status in _REFUSED_KEY:
        return Unauthorised(source=source, url=url, status=status)
    if status in _UNKNOWN:
        return NotFound(source=source, url=url, status=status)
    return Changed(
        "the upstream did not take the request",
        field="status",
        source=source,
        url=url,
        status=status,
    )


def _busy(reply: Reply, source: str, url: str) -> Unavailable:
    kind = RateLimited if reply.status == _TOO_MANY else Unavailable
    return kind(
        source=source,
        url=url,
        status=reply.status,
        retry_after_seconds=retry_after_seconds(reply.headers),
    )
