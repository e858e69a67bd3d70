"""What one upstream is asked: an address below its base URL, and how it is asked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

import httpx2

from trr_backend.errors import ConfigError
from trr_backend.integrations.reading import Reading, Sink
from trr_backend.models.limits import Room

# RFC 3986, section 3.3: what a segment of a path may hold, none of them empty.
_PATH = re.compile(r"(/([A-Za-z0-9_.~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+)+")
_NO_NAME = re.compile(rb"\.\.?|.*[\x00-\x1f\x7f/\\].*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Question:
    """One request, whatever number of tries it takes.

    `etag` and `last_modified` are those of the answer that is known already. With
    `content` it is a POST. A good body runs into `sink`, or takes `room`.
    """

    url: httpx2.URL
    public_url: str
    max_bytes: int
    json: bool
    etag: str | None = None
    last_modified: str | None = None
    content: bytes | None = None
    sink: Sink | None = None
    room: Room | None = None

    @property
    def is_conditional(self) -> bool:
        """Tell whether "not modified" would be an answer."""
        return bool(self.etag or self.last_modified)

    def headers(self) -> Mapping[str, str]:
        """Return the headers that this try asks with."""
        asked = dict(self.sink.headers()) if self.sink else {}
        if self.etag:
            asked["If-None-Match"] = self.etag
        if self.last_modified:
            asked["If-Modified-Since"] = self.last_modified
        return asked

    def reading(self) -> Reading:
        """Return how the answer of this try is read."""
        return Reading(self.max_bytes, self.sink, self.room)


def is_plain(path: str) -> bool:
    """Tell whether a path stays below the base URL, whatever was put into it."""
    return bool(_PATH.fullmatch(path)) and not any(
        _NO_NAME.fullmatch(unquote_to_bytes(one)) for one in path.split("/")
    )


def base(base_url: str) -> httpx2.URL:
    """Return the parsed base URL. Raises ConfigError, which does not quote a key."""
    try:
        url = httpx2.URL(base_url)
    except httpx2.InvalidURL:
        url = httpx2.URL()
    if url.scheme not in {"http", "https"} or not url.host:
        raise ConfigError("a base URL must be http://HOST or https://HOST")
    if url.userinfo or url.query or url.fragment:
        raise ConfigError(
            f"the base URL of {url.host} must hold no user name, query or fragment"
        )
    return url
