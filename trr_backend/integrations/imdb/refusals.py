"""What AWS Data Exchange and IMDb's graph mean by a refusal, and what to do about it.

AWS names the error in `x-amzn-ErrorType` or in the body; the graph puts `errors` into
answers of status 200. Both are listed in docs/sources/imdb.md.
"""

import msgspec

from trr_backend.errors import (
    Changed,
    NotFound,
    RateLimited,
    Refused,
    Unauthorised,
    Unavailable,
    UpstreamError,
)
from trr_backend.integrations.exchange import Reply
from trr_backend.integrations.redact import Redactor
from trr_backend.integrations.retry import retry_after_seconds
from trr_backend.integrations.shapes import misfit

# Of errors and limits; documents and records say "imdb" and "imdb-api".
SOURCE = "imdb-api"
_LONGEST_QUOTE = 200
_BAD_REQUEST = 400
_NOT_FOUND = 404
_REFUSALS = frozenset({401, 403})
_ABOUT_TIME = ("Signature expired", "Signature not yet current")
_IDS = "IMDB_DATA_SET_ID, IMDB_REVISION_ID and IMDB_ASSET_ID"
_CLOCK = (
    "the signature's time is refused; set the clock of this machine, then run the "
    "command again"
)
_MISMATCH = (
    "the signature was refused; set AWS_SECRET_ACCESS_KEY to the secret of "
    "AWS_ACCESS_KEY_ID and run the command again"
)
_WRONG_KEY = (
    "AWS does not know the access key; set AWS_ACCESS_KEY_ID (and AWS_SESSION_TOKEN, "
    "where the key is a temporary one) and run the command again"
)
_ENTITLEMENT = (
    "this AWS account may not use the data set; look at its subscription in AWS Data "
    f"Exchange and at {_IDS}"
)
_ADVICE = {
    "InvalidSignatureException": _MISMATCH,
    "SignatureDoesNotMatch": _MISMATCH,
    "IncompleteSignatureException": _MISMATCH,
    "UnrecognizedClientException": _WRONG_KEY,
    "InvalidClientTokenId": _WRONG_KEY,
    "MissingAuthenticationTokenException": _WRONG_KEY,
    "ExpiredTokenException": (
        "the temporary AWS key has expired; set a new AWS_ACCESS_KEY_ID, "
        "AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN"
    ),
    "AccessDeniedException": _ENTITLEMENT,
    "ForbiddenException": (
        "IMDb refused the API key; set IMDB_API_KEY to the key that IMDb sent you"
    ),
}
_UNKNOWN_IDS = (
    f"AWS Data Exchange does not know what {_IDS} name; copy them from the page of the "
    "newest revision's API asset"
)
_THROTTLED = frozenset({"THROTTLED", "THROTTLING", "TOO_MANY_REQUESTS", "RATE_LIMITED"})
_REFUSED = frozenset({"UNAUTHENTICATED", "UNAUTHORIZED", "FORBIDDEN"})
_INVALID = frozenset(
    {"BAD_USER_INPUT", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"}
)


class _Extensions(msgspec.Struct, frozen=True):
    code: str | None = None


class _GraphError(msgspec.Struct, frozen=True):
    message: str = ""
    path: list[str | int] | None = None
    extensions: _Extensions | None = None


class _Said(msgspec.Struct, frozen=True):
    """The errors of the graph, or one of AWS, which writes "message" with both Ms."""

    errors: list[_GraphError] | None = None
    type: str | None = msgspec.field(name="__type", default=None)
    lower: str | None = msgspec.field(name="message", default=None)
    upper: str | None = msgspec.field(name="Message", default=None)


class Refusals:
    """Turns what the upstream refuses into errors; `redactor` knows our secrets."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor

    def explain(self, reply: Reply, url: str) -> UpstreamError | None:
        """Return what a status other than 200 stands for, None: the usual error."""
        said = _decoded(reply.body)
        if said.errors:
            return self._graph_error(said.errors[0], reply.status, url)
        name = _name(reply, said)
        if name == "ThrottlingException":
            return RateLimited(
                source=SOURCE,
                url=url,
                status=reply.status,
                retry_after_seconds=retry_after_seconds(reply.headers),
            )
        advice = _advice(name, reply.status, said.lower or said.upper or "")
        if advice is None:
            return None
        return Unauthorised(advice, source=SOURCE, url=url, status=reply.status)

    def examine(self, reply: Reply, url: str) -> UpstreamError | None:
        """Return the first error in an answer of status 200, None where there is none.

        An answer that is good in part is an error too: what it lacks is no truth. So
        is one that quotes a key: it would be kept as it is.
        """
        try:
            errors = msgspec.json.decode(reply.body, type=_Said).errors
        except msgspec.ValidationError as error:
            return misfit(str(error), source=SOURCE, url=url)
        if errors:
            return self._graph_error(errors[0], reply.status, url)
        if self._redactor.is_quoted_in(reply.body):
            return Refused(
                "the answer quotes one of our keys, so it is not kept",
                source=SOURCE,
                url=url,
                status=reply.status,
            )
        return None

    def _graph_error(self, error: _GraphError, status: int, url: str) -> UpstreamError:
        code = (error.extensions and error.extensions.code) or ""
        message = error.message or code or "nothing but error"
        said = f"the graph says {self._redactor.text(message)[:_LONGEST_QUOTE]!r}"
        if code in _THROTTLED:
            return RateLimited(said, source=SOURCE, url=url, status=status)
        if code in _REFUSED:
            advice = f"{said}; {_ENTITLEMENT}"
            return Unauthorised(advice, source=SOURCE, url=url, status=status)
        if code == "NOT_FOUND":
            return NotFound(said, source=SOURCE, url=url, status=status)
        if code in _INVALID or status == _BAD_REQUEST:
            path = ".".join(str(part) for part in error.path or ())
            field = self._redactor.text(path)[:_LONGEST_QUOTE] or "query"
            return Changed(said, field=field, source=SOURCE, url=url, status=status)
        return Unavailable(said, source=SOURCE, url=url, status=status)


def _name(reply: Reply, said: _Said) -> str:
    """Return AWS's name of an error, without its namespace and its address."""
    name: str = reply.headers.get("x-amzn-errortype") or said.type or ""
    return name.partition(":")[0].rpartition("#")[2]


def _advice(name: str, status: int, message: str) -> str | None:
    if name == "ResourceNotFoundException" or status == _NOT_FOUND:
        return _UNKNOWN_IDS
    advice = _ADVICE.get(name)
    if advice is _MISMATCH and message.startswith(_ABOUT_TIME):
        return _CLOCK
    return _ENTITLEMENT if advice is None and status in _REFUSALS else advice


def _decoded(body: bytes) -> _Said:
    try:
        return msgspec.json.decode(body, type=_Said)
    except msgspec.MsgspecError:
        return _Said()
