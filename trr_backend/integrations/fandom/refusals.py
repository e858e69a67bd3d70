"""What wikis mean by a refusal, and what to do about it.

No key is sent, so no refusal is `Unauthorised`: it concerns one wiki and not the run.
api.php answers most errors with status 200 (a copy that lags behind, too many
requests); https://www.mediawiki.org/wiki/API:Errors_and_warnings lists them. Between it
and us stand others who answer with web pages: challenges, refusals, pages of hosts.
"""

import re

import msgspec

from trr_backend.errors import (
    Changed,
    RateLimited,
    Refused,
    Unavailable,
    UpstreamError,
)
from trr_backend.integrations.exchange import Reply
from trr_backend.integrations.http import Judge
from trr_backend.integrations.retry import retry_after_seconds
from trr_backend.integrations.shapes import misfit

_LONGEST_QUOTE = 200
_FORBIDDEN = frozenset({401, 403})
_TOO_MANY = 429
_THROTTLED = frozenset({"maxlag", "ratelimited"})
_PASSING = re.compile(r"readonly|internal_api_error_.*|cirrussearch-.*|.*-busy")
_PRIVATE = frozenset({"readapidenied", "permissiondenied"})
_DISABLED = frozenset(
    {"apidisabled", "api-disabled", "moduledisabled", "unknown_action"}
)
# What the pages of Cloudflare, Akamai, Fastly and their like have in common.
_CHALLENGE = re.compile(
    rb"just a moment|cf-chl|challenge-platform|attention required|client challenge|"
    rb"checking your browser|enable javascript and cookies|captcha",
    re.IGNORECASE,
)
_NOT_ENABLED = re.compile(rb"api is (not enabled|disabled)", re.IGNORECASE)
_NO_API = (
    "there is no api.php: check the wiki's name or address, and look whether it opens "
    "in a browser"
)
# By status, what is likely if nothing else is said.
_ELSEWHERE = {
    200: "a web page (HTML) instead of JSON: check the wiki's name or address, and "
    "look in a browser whether the wiki is being worked on",
    404: _NO_API,
    410: _NO_API,
}


class _ApiError(msgspec.Struct, frozen=True):
    code: str = ""
    info: str = ""


class _Said(msgspec.Struct, frozen=True):
    error: _ApiError | None = None


_said = msgspec.json.Decoder(_Said)


class Refusals:
    """Turns what a wiki refuses into errors; `contact` is what we say who we are."""

    def __init__(self, source: str, contact: str | None) -> None:
        self._source = source
        self._contact = contact

    def explain(self, reply: Reply, url: str) -> UpstreamError | None:
        """Return what a reply that is no answer stands for, None: the usual error."""
        if error := _error(reply.body):
            return self._api_error(error, reply, url)
        advice = None if reply.status == _TOO_MANY else self._advice(reply)
        if advice:
            return Refused(advice, source=self._source, url=url, status=reply.status)
        return None

    def examine(self, reply: Reply, url: str) -> UpstreamError | None:
        """Return the error in an answer of status 200, None where there is none."""
        try:
            error = _said.decode(reply.body).error
        except msgspec.ValidationError as fault:
            return misfit(str(fault), source=self._source, url=url)
        return self._api_error(error, reply, url) if error else None

    def _api_error(self, error: _ApiError, reply: Reply, url: str) -> UpstreamError:
        code = error.code or "an error without a code"
        quoted = error.info[:_LONGEST_QUOTE]
        said = f"api.php says {code}" + (f" ({quoted!r})" if quoted else "")
        status = reply.status
        if code in _THROTTLED or _PASSING.fullmatch(code):
            kind = RateLimited if code in _THROTTLED else Unavailable
            return kind(
                f"{said}; run the command again later.",
                source=self._source,
                url=url,
                status=status,
                retry_after_seconds=retry_after_seconds(reply.headers),
            )
        if code in _PRIVATE:
            said = f"the wiki is closed to readers without an account: {said}"
            return Refused(said, source=self._source, url=url, status=status)
        if code in _DISABLED:
            said = f"its api.php is switched off, so it cannot be read: {said}"
            return Refused(said, source=self._source, url=url, status=status)
        return Changed(said, field="error", source=self._source, url=url, status=status)

    def _advice(self, reply: Reply) -> str | None:
        if _is_challenge(reply):
            return (
                "the wiki answers with a challenge for browsers instead of data; it is "
                f"not worked around: {self._introduce()}, or ask the wiki's host"
            )
        if _NOT_ENABLED.search(reply.body):
            return "its api.php is switched off, so it cannot be read"
        if reply.status in _FORBIDDEN:
            return f"the wiki does not let us read it: {self._introduce()}"
        return _ELSEWHERE.get(reply.status)

    def _introduce(self) -> str:
        if self._contact:
            return "lower TRR_FANDOM_RATE and try again tomorrow"
        return "set TRR_CONTACT, so that its host can see who asks, and try again"


def explain_pictures(source: str) -> Judge:
    """Return what tells that a refusal concerns one picture only."""

    def explain(reply: Reply, url: str) -> UpstreamError | None:
        if reply.status not in _FORBIDDEN:
            return None
        return Refused(
            "the picture is not handed out",
            source=source,
            url=url,
            status=reply.status,
        )

    return explain


def _is_challenge(reply: Reply) -> bool:
    if "challenge" in reply.headers.get("cf-mitigated", "").lower():
        return True
    is_page = reply.body.lstrip().startswith(b"<")
    return is_page and bool(_CHALLENGE.search(reply.body))


def _error(body: bytes) -> _ApiError | None:
    try:
        return _said.decode(body).error
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return None
