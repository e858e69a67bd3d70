"""What changed on a wiki: by its list of recent changes, or revision by revision."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

import msgspec

from trr_backend.ingestion.wiki.asked import batches
from trr_backend.integrations.fandom.client import FandomClient
from trr_backend.integrations.fandom.pages import PagesAnswer, RawPage, pages_answer
from trr_backend.integrations.fandom.wire import decoded, shaped
from trr_backend.models.wiki import ChangesSaid, PageNumber, Wiki, WikiSource

CHANGES_WINDOW = timedelta(days=90)
"""For how long a wiki lists what changed there, if it was not told otherwise."""

# Those that are no Fandom's may have been: Wikipedia lists 30 days.
_WINDOWS: Mapping[WikiSource, timedelta] = MappingProxyType(
    {"fandom": CHANGES_WINDOW, "wiki": timedelta(days=29)}
)
# A change is listed a moment after it was made, and the list's copy may lag behind by
# what `maxlag` lets it: what came in the last seconds is read once more.
_LATE = timedelta(seconds=10)
# Of so many parts (500 changes each) on, comparing revisions takes fewer requests.
MOST_PARTS = 20


class _Change(msgspec.Struct, frozen=True):
    """`logparams` of a move say where to; of older wikis, or none, they are a list."""

    title: str | None = None
    pageid: int = 0
    logparams: dict[str, Any] | list[Any] = {}

    def titles(self) -> Iterator[str]:
        """Yield the title, and the one that the page was moved to."""
        params = self.logparams if isinstance(self.logparams, dict) else {}
        for title in (self.title, params.get("target_title"), params.get("new_title")):
            if isinstance(title, str) and title:
                yield title


class _Query(msgspec.Struct, frozen=True):
    recentchanges: list[_Change]


class _Changes(msgspec.Struct, frozen=True):
    query: _Query
    curtimestamp: datetime | None = None


class _Page(msgspec.Struct, frozen=True):
    lastrevid: int


async def fetch_changes(
    client: FandomClient, wiki: Wiki, since: datetime, now: datetime
) -> ChangesSaid | None:
    """Return what changed since a moment. Raises UpstreamError.

    None: the wiki does not list it that far back, or so much changed that comparing
    revisions takes fewer requests. Times are the wiki's, whatever our clock says.
    """
    if now - since > _WINDOWS[wiki.source]:
        return None
    until: datetime | None = None
    changes: list[_Change] = []
    async with aclosing(client.recent_changes(wiki, since)) as parts:
        count = 0
        async for part in parts:
            said = decoded(part, _Changes, source=wiki.source)
            until = until or said.curtimestamp or now
            changes += said.query.recentchanges
            count += 1
            if count == MOST_PARTS:
                return None
    return ChangesSaid(
        until=(until or now) - _LATE,
        numbers=frozenset(one.pageid for one in changes if one.pageid > 0),
        titles=frozenset(title for one in changes for title in one.titles()),
    )


async def fetch_revisions(
    client: FandomClient, wiki: Wiki, numbers: Sequence[PageNumber]
) -> dict[PageNumber, int | None]:
    """Return the newest revision of pages, None where one is gone.

    Raises UpstreamError.
    """
    found: dict[PageNumber, int | None] = {}
    for batch in batches(dict.fromkeys(numbers)):
        parts = [part async for part in client.revisions(wiki, batch)]
        answer = pages_answer(parts, source=wiki.source)
        for number in batch:
            page = answer.numbered(number)
            found[number] = None if page.get("missing") else _latest(page, answer)
    return found


def _latest(page: RawPage, answer: PagesAnswer) -> int:
    return shaped(page, _Page, source=answer.source, url=answer.url).lastrevid
