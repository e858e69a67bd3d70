"""Which series or people TMDb's editors changed: pages of ids, kept nowhere."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from trr_backend.errors import Changed
from trr_backend.ingestion.documents import TMDB
from trr_backend.integrations.tmdb.client import (
    MAX_CHANGES_WINDOW,
    MAX_PAGE,
    TmdbClient,
)
from trr_backend.integrations.tmdb.wire import ChangesAnswer, decode_changes

LONGEST_WINDOW = MAX_CHANGES_WINDOW
# A window of more pages has to be cut: nobody is given the rest.
LAST_PAGE = MAX_PAGE


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """The ids on one page, and how many pages there are; 0 or 1 where nothing is."""

    ids: tuple[int, ...]
    total_pages: int


async def fetch_changes(
    client: TmdbClient,
    kind: Literal["tv", "person"],
    first: date,
    last: date,
    page: int,
) -> ChangesPage:
    """Fetch a page of what was changed from `first` to `last`, both days included.

    Pages count from 1, a window is at most `LONGEST_WINDOW` from its first to its last
    day. Raises Changed where the answer is no list, is another page, or is empty though
    it counts some: taken for the truth, it would hide what changed.
    """
    answer = await client.changes(kind, first, last, page)
    said = decode_changes(answer.body, answer.url)
    doubt = _doubt(said, page)
    if doubt:
        field, reason = doubt
        raise Changed(reason, field=field, source=TMDB, url=answer.url)
    ids = dict.fromkeys(one.id for one in said.results or ())
    return ChangesPage(tuple(ids), said.total_pages)


def _doubt(said: ChangesAnswer, page: int) -> tuple[str, str] | None:
    if said.results is None:
        return "results", "the list of changes is null"
    if said.page not in (None, page):
        return "page", f"asked for page {page} of changes, answered with {said.page}"
    if said.total_pages < 0:
        return "total_pages", "a list of changes has less than no pages"
    if not said.results and said.total_results and page <= said.total_pages:
        return "results", f"no change on page {page} of {said.total_pages}"
    return None
