"""Where Fandom's wikis are asked, and what an installation may take from wikis."""

from typing import Literal
from urllib.parse import urlsplit

FandomImages = Literal["free", "all", "none"]
"""Which pictures of wikis are kept: free are those whose own page says so."""

FANDOM_URL_TEMPLATE = "https://{wiki}.fandom.com"
FANDOM_IMAGE_BASE_URL = "https://static.wikia.nocookie.net"
WIKI_IMAGE_RATE = 5.0
"""Pictures of Fandom a second, over all processes: its wikis share one host."""

_NAME = "{wiki}"


def url_template(text: str) -> str:
    """Return the address of Fandom's wikis, in which `{wiki}` stands for a name.

    Raises ValueError, saying what to write instead.
    """
    said = text.strip().rstrip("/")
    around = said.replace(_NAME, "", 1)
    if _NAME not in said or "{" in around or "}" in around:
        raise ValueError(
            "must hold {wiki} once, where the name of a wiki goes, such as "
            f"{FANDOM_URL_TEMPLATE}"
        )
    parts = urlsplit(said.replace(_NAME, "wiki"))
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must begin with http:// or https://")
    if parts.username or parts.query or parts.fragment:
        raise ValueError("must hold no user name, query or fragment")
    return said
