"""How wikis are named, where Fandom's are asked, and what may be taken from them."""

import re
from collections.abc import Sequence
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator

from trr_backend.config.kinds import Words

FandomImages = Literal["free", "all", "none"]
"""Which pictures of wikis are kept: free are those whose own page says so."""

FANDOM_URL_TEMPLATE = "https://{wiki}.fandom.com"
FANDOM_IMAGE_BASE_URL = "https://static.wikia.nocookie.net"
WIKI_IMAGES_A_REQUEST = 5
"""Pictures of Fandom for each request to a wiki a second: its wikis share one host."""

_HOLDER = "{wiki}"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}(/[a-z]{2,3}(-[a-z]{2,8})?)?")
_FANDOM_HOST = re.compile(r"([a-z0-9-]+)\.(?:fandom|wikia)\.com")
_FANDOM_LANGUAGE = re.compile(r"/([a-z]{2,3}(?:-[a-z]{2,8})?)(?:/|$)")
# Paths of Fandom that stand where a language may stand.
_NO_LANGUAGES = frozenset({"api", "wiki"})


def url_template(text: str) -> str:
    """Return the address of Fandom's wikis, in which `{wiki}` stands for a name.

    Raises ValueError, saying what to write instead.
    """
    said = text.strip().rstrip("/")
    around = said.replace(_HOLDER, "", 1)
    if _HOLDER not in said or "{" in around or "}" in around:
        raise ValueError(
            "must hold {wiki} once, where the name of a wiki goes, such as "
            f"{FANDOM_URL_TEMPLATE}"
        )
    parts = urlsplit(said.replace(_HOLDER, "wiki"))
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must begin with http:// or https://")
    if parts.username or parts.query or parts.fragment:
        raise ValueError("must hold no user name, query or fragment")
    return said


def wiki_named(text: str) -> tuple[str, str | None] | None:
    """Return the name of a wiki and its address, which is None for one of Fandom.

    The text is a Fandom name such as `survivor` or `survivor/de`, an address at Fandom,
    or the address below which api.php is; None: it is none of these.
    """
    named = text.strip()
    if _NAME.fullmatch(named.lower()):
        return named.lower(), None
    if _FANDOM_HOST.fullmatch(named.partition("/")[0].lower()):
        named = f"https://{named}"
    try:
        parts = urlsplit(named)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None
    has_more = parts.username or parts.password or parts.query or parts.fragment
    if parts.scheme not in {"http", "https"} or not host or has_more:
        return None
    if found := _FANDOM_HOST.fullmatch(host):
        language = _FANDOM_LANGUAGE.match(parts.path)
        code = language[1] if language and language[1] not in _NO_LANGUAGES else ""
        return (f"{found[1]}/{code}" if code else found[1]), None
    path = parts.path.removesuffix("/api.php").removesuffix("/index.php").rstrip("/")
    authority = f"[{host}]" if ":" in host else host
    authority += f":{port}" if port else ""
    return authority + path, f"{parts.scheme}://{authority}{path}"


def wiki_names(words: Sequence[str]) -> tuple[str, ...]:
    """Return the names of wikis that words name, each once. Raises ValueError."""
    return tuple(dict.fromkeys(map(_wiki_name, words)))


def _wiki_name(word: str) -> str:
    found = wiki_named(word)
    if found is None:
        raise ValueError(
            f"{word!r} names no wiki; write a Fandom name such as survivor, or the "
            "address below which a wiki's api.php is"
        )
    return found[0]


UrlTemplate = Annotated[str, AfterValidator(url_template)]
WikiNames = Annotated[Words, AfterValidator(wiki_names)]
