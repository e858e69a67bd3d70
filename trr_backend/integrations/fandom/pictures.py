"""Where the pictures of wikis lie: on Fandom's host of pictures, or on the wiki's own.

Fandom hands out WebP instead of what was uploaded to whoever takes it, unless it is
asked for the original (https://github.com/mikf/gallery-dl/issues/5512). Its wikis in
other languages share a folder: `path-prefix=de` is part of what a picture is known by,
all else behind the question mark (`cb`) only keeps caches from giving a former one.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

import httpx2

from trr_backend.config import Settings
from trr_backend.config.wikis import FANDOM_IMAGE_BASE_URL
from trr_backend.errors import Refused
from trr_backend.integrations.http import Params
from trr_backend.models.wiki import Wiki

MAX_PICTURE_BYTES = 20 * 1024 * 1024
PICTURE_TIMEOUT_SECONDS = 10.0
# The limiter's name of Fandom's host of pictures, which is one for all wikis.
PICTURE_LIMIT = "wiki-images"
MAX_PICTURE_CONNECTIONS = 4
_ORIGINAL: Params = {"format": "original"}
_LANGUAGE = re.compile(r"(?:^|&)(path-prefix=[a-z-]{2,12})(?:&|$)")
_REVISION = re.compile(r"(?P<original>.*/revision/latest)(/.*)?")


@dataclass(frozen=True, slots=True)
class PictureHost:
    """Where pictures are asked, what that is called, and who limits the rate."""

    base_url: str
    public_url: str
    limited_as: str
    max_connections: int


def picture_host(settings: Settings, wiki: Wiki) -> PictureHost:
    """Return the one host that a wiki's pictures are taken from."""
    if wiki.source == "fandom":
        return PictureHost(
            settings.fandom_image_base_url,
            FANDOM_IMAGE_BASE_URL,
            PICTURE_LIMIT,
            MAX_PICTURE_CONNECTIONS,
        )
    origin = str(httpx2.URL(wiki.url).copy_with(raw_path=b"/")).rstrip("/")
    return PictureHost(origin, origin, wiki.limited_as, 1)


def picture_path(wiki: Wiki, public_url: str, url: str) -> tuple[str, Params]:
    """Return the path below `public_url` of a picture, and what is asked with it.

    Raises Refused for an address elsewhere.
    """
    try:
        asked, host = httpx2.URL(url), httpx2.URL(public_url)
    except httpx2.InvalidURL:
        asked, host = httpx2.URL(), httpx2.URL(public_url)
    if (asked.scheme, asked.netloc, asked.userinfo) != (host.scheme, host.netloc, b""):
        raise Refused(
            f"the picture lies elsewhere than at {host.host}, so it is not fetched",
            source=wiki.source,
            url=url,
        )
    path, _, query = asked.raw_path.decode("ascii").partition("?")
    if wiki.source != "fandom":
        return path, {}
    return path, {**_ORIGINAL, **dict(parse_qsl(_lasting(query)))}


def original_url(url: str) -> str:
    """Return the lasting address of a picture: unscaled, without what busts caches.

    >>> original_url("https://a/b.png/revision/latest/scale/9?cb=1&path-prefix=de")
    'https://a/b.png/revision/latest?path-prefix=de'
    """
    plain, _, query = url.partition("#")[0].partition("?")
    found = _REVISION.fullmatch(plain)
    if not found:
        return plain
    language = _lasting(query)
    return f"{found['original']}?{language}" if language else found["original"]


def _lasting(query: str) -> str:
    """Return the part of a query that says which picture is meant, "" for none."""
    found = _LANGUAGE.search(query)
    return found[1] if found else ""
