"""Asks a wiki for pages, and for what changed there.

Nothing is stored here; every function raises UpstreamError.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from trr_backend.ingestion.wiki.asked import batches, plain_title
from trr_backend.ingestion.wiki.changes import (
    CHANGES_WINDOW,
    fetch_changes,
    fetch_revisions,
)
from trr_backend.ingestion.wiki.cutting import Cutter
from trr_backend.ingestion.wiki.site import fetch_site, site_from
from trr_backend.integrations.fandom.client import FandomClient
from trr_backend.integrations.fandom.pages import PagesAnswer, RawPage, pages_answer
from trr_backend.integrations.http import Answer
from trr_backend.models.wiki import (
    PageNumber,
    PageSaid,
    PagesSaid,
    RefusedPage,
    Wiki,
    WikiSite,
)

__all__ = [
    "CHANGES_WINDOW",
    "fetch_changes",
    "fetch_pages",
    "fetch_revisions",
    "fetch_site",
    "site_from",
]

# What an answer says of a page that cannot be read under its number or title.
_NO_PAGE = ("missing", "invalid", "special", "redirect")


async def fetch_pages(  # noqa: PLR0913 - what is asked, of whom, and when
    client: FandomClient,
    wiki: Wiki,
    site: WikiSite,
    now: datetime,
    *,
    titles: Sequence[str] = (),
    numbers: Sequence[PageNumber] = (),
) -> PagesSaid:
    """Ask for pages by title and by number, as many at once as a question can hold."""
    said = _Said(Cutter(wiki, site, now))
    plain = {title: plain_title(title) for title in titles}
    leads: dict[str | None, PageNumber | None] = {None: None}
    for batch in batches(dict.fromkeys(filter(None, plain.values()))):
        answer = await _answer(client.pages_by_title(wiki, batch), wiki)
        leads |= {title: said.take(answer.led_to(title), answer) for title in batch}
    for asked in batches(dict.fromkeys(numbers)):
        answer = await _answer(client.pages_by_number(wiki, asked), wiki)
        for number in asked:
            if said.take(answer.numbered(number), answer) is None:
                said.gone.append(number)
    return PagesSaid(
        pages=tuple(said.pages.values()),
        titles={title: leads[plain[title]] for title in titles},
        gone=tuple(said.gone),
        refused=tuple(said.refused.values()),
    )


@dataclass(slots=True)
class _Said:
    """What was cut out of the answers so far."""

    cutter: Cutter
    pages: dict[PageNumber, PageSaid] = field(default_factory=dict)
    refused: dict[PageNumber, RefusedPage] = field(default_factory=dict)
    gone: list[PageNumber] = field(default_factory=list)

    def take(self, page: RawPage | None, answer: PagesAnswer) -> PageNumber | None:
        """Cut a page out and return its number; None: there is no page to be read."""
        if page is None or any(page.get(flag) for flag in _NO_PAGE):
            return None
        cut = self.cutter.cut(page, answer)
        if isinstance(cut, RefusedPage):
            self.refused[cut.number] = cut
        else:
            self.pages[cut.number] = cut
        return cut.number


async def _answer(parts: AsyncIterator[Answer], wiki: Wiki) -> PagesAnswer:
    return pages_answer([part async for part in parts], source=wiki.source)
