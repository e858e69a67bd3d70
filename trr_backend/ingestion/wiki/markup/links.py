"""Where a link of a page leads: to a page of its wiki, or to an address elsewhere."""

import html
import re
from typing import Final
from urllib.parse import parse_qs, quote, unquote, urljoin, urlsplit

from trr_backend.ingestion.wiki.markup.lines import tidy

_FANDOM: Final = re.compile(r"w:c:([a-z0-9.-]+):(.+)", re.IGNORECASE)
_WIKIPEDIA: Final = re.compile(
    r"(?:wikipedia|wp):(?:([a-z]{2,3}):)?(.+)", re.IGNORECASE
)
_ARTICLES: Final = "/wiki/"
# Titles have 255 bytes at most; an address longer than this is no address of a page.
_MAX_TITLE: Final = 255
_MAX_ADDRESS: Final = 2_000


class Place:
    """The page that links stand on: its title, and where its wiki has articles."""

    def __init__(self, title: str, url: str) -> None:
        self.title = title
        self._url = url
        parts = urlsplit(url)
        self._host = parts.netloc
        path, written = unquote(parts.path), title.replace(" ", "_")
        self._articles = path.removesuffix(written) if path.endswith(written) else ""

    def of_href(self, href: str | None) -> str | None:
        """Return what an address in HTML leads to; None for no page and no address."""
        href = (href or "").strip()
        if not href or href.startswith("#") or len(href) > _MAX_ADDRESS:
            return None
        try:
            address = urljoin(self._url, href)
            parts = urlsplit(address)
        except ValueError:
            return None
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            return None
        if parts.netloc == self._host and (title := self._title(parts.path, address)):
            return title
        return address

    def of_file(self, url: str | None) -> str | None:
        """Return the absolute address of a file, or None where there is none."""
        try:
            address = urljoin(self._url, (url or "").strip())
            scheme = urlsplit(address).scheme
        except ValueError:
            return None
        is_usable = url and scheme in {"http", "https"} and len(address) <= _MAX_ADDRESS
        return address if is_usable else None

    def of_title(self, written: str) -> str | None:
        """Return what `[[written]]` leads to; None for a part of the same page."""
        title = unquote(html.unescape(written)).partition("#")[0]
        title = tidy(title.replace("_", " ").strip().lstrip(":"))
        if title.startswith("/"):
            title = tidy(f"{self.title}{title.rstrip('/')}")
        if not title or len(title.encode(errors="replace")) > _MAX_TITLE:
            return None
        if elsewhere := _other_wiki(title):
            return elsewhere
        return title[0].upper() + title[1:]

    def of_address(self, written: str) -> str | None:
        """Return the address in `[https://... text]`, or None where it is none."""
        return self.of_href(tidy(html.unescape(written)).partition(" ")[0])

    def _title(self, path: str, address: str) -> str | None:
        asked = parse_qs(urlsplit(address).query).get("title")
        plain = unquote(path)
        if asked:
            plain = asked[0]
        elif self._articles and plain.startswith(self._articles):
            plain = plain.removeprefix(self._articles)
        elif _ARTICLES in plain:
            plain = plain.partition(_ARTICLES)[2]
        else:
            return None
        return tidy(plain.replace("_", " ")) or None


def _other_wiki(title: str) -> str | None:
    if found := _FANDOM.fullmatch(title):
        return f"https://{found[1].lower()}.fandom.com/wiki/{_escaped(found[2])}"
    if found := _WIKIPEDIA.fullmatch(title):
        language = (found[1] or "en").lower()
        return f"https://{language}.wikipedia.org/wiki/{_escaped(found[2])}"
    return None


def _escaped(title: str) -> str:
    return quote(tidy(title).replace(" ", "_"), safe="/:,()!*'&@~-")
