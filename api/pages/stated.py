"""Where something stands: the page of a wiki, its revision, and under which terms."""

from collections.abc import Iterable
from html import escape
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import msgspec

from api.pages.words import count, link

# As many pages are seen at once; more unfold.
_SEEN: Final = 3


class WikiPage(msgspec.Struct, frozen=True):
    """What a page and its wiki are called."""

    title: str
    wiki: str


class Terms(msgspec.Struct, frozen=True):
    """A licence as a wiki states it."""

    licence: str | None
    licence_url: str | None


class Source(Terms, frozen=True):
    """A page in one of its revisions."""

    page: WikiPage
    source_url: str
    revision: int
    retrieved_at: str
    page_missing_since: str | None


class Wiki(Terms, frozen=True):
    """A wiki that has to be named."""

    name: str
    url: str


def stated_by(sources: Iterable[Source]) -> str:
    """Return the pages, each once, as a line each that leads to what was read."""
    lines = list(map(_source, dict.fromkeys(sources)))
    rest = lines[_SEEN:]
    folded = (
        f"<details><summary>{count(len(rest), 'more page', 'more pages')}</summary>"
        f"{''.join(rest)}</details>"
    )
    shown = "".join(lines[:_SEEN])
    return f'<div class="stated">{shown}{folded if rest else ""}</div>' if lines else ""


def _source(one: Source) -> str:
    named = f"{one.page.title} on {one.page.wiki}"
    revision = link(_of_revision(one), f"revision {one.revision}")
    day = escape(one.retrieved_at[:10])
    read = f'read <time datetime="{day}">{day}</time>'
    missing = one.page_missing_since
    gone = f"the page is gone since {escape(missing[:10])}" if missing else ""
    parts = (link(one.source_url, named), revision, licence(one), read, gone)
    return f"<p>{', '.join(filter(None, parts))}</p>"


def licence(terms: Terms) -> str:
    """Return the licence, linked where its text is."""
    if terms.licence is None:
        return "no licence stated"
    return link(terms.licence_url, terms.licence) or escape(terms.licence)


def _of_revision(one: Source) -> str:
    """Return the address of a page as it was when it was read."""
    try:
        parts = urlsplit(one.source_url)
    except ValueError:  # of a bracket that is not closed
        return ""
    query = "&".join(filter(None, (parts.query, f"oldid={one.revision}")))
    return urlunsplit(parts._replace(query=query, fragment=""))


def named_wiki(one: Wiki) -> str:
    """Return how a wiki is named at the end of a page."""
    name = link(one.url, one.name) or escape(one.name)
    return f"<p>From {name}, by its editors: {licence(one)}.</p>"
