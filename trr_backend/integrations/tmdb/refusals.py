"""What TMDb means by a refusal, in words that say what to do.

TMDb's own status codes come inside the body; https://developer.themoviedb.org/docs/errors
lists them.
"""

import msgspec

from trr_backend.config import TMDB_TOKEN_PAGE
from trr_backend.errors import NotFound, Refused, Unauthorised, UpstreamError
from trr_backend.integrations.exchange import Reply
from trr_backend.integrations.tmdb.decoding import SOURCE

_REFUSALS = frozenset({401, 403})
_PRIVATE_RESOURCE = 39


class _Status(msgspec.Struct, frozen=True):
    status_code: int | None = None


def explain_api(reply: Reply, url: str) -> UpstreamError | None:
    """Tell a refused key, which stops the run, from a private list, which does not."""
    if reply.status not in _REFUSALS:
        return None
    if _status_code(reply.body) == _PRIVATE_RESOURCE:
        return NotFound(
            "this is private; its owner can make it public",
            source=SOURCE,
            url=url,
            status=reply.status,
        )
    return Unauthorised(
        "the key was refused; set TMDB_BEARER_TOKEN to the API Read Access Token that "
        f"{TMDB_TOKEN_PAGE} shows you and run the command again",
        source=SOURCE,
        url=url,
        status=reply.status,
    )


def explain_pictures(reply: Reply, url: str) -> UpstreamError | None:
    """No key is sent to the picture host, so a refusal concerns one picture only."""
    if reply.status not in _REFUSALS:
        return None
    return Refused(
        "the picture is not handed out", source=SOURCE, url=url, status=reply.status
    )


def _status_code(body: bytes) -> int | None:
    try:
        return msgspec.json.decode(body, type=_Status).status_code
    except msgspec.MsgspecError:
        return None
