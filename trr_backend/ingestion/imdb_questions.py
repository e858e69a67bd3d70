"""Which questions bring a whole series from IMDb's API, one after the other.

The title itself comes last: its document seals the round. Until it is stored, the pages
that came before are those of a round that was cut short, and need not be asked again.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from trr_backend.errors import Changed, NotFound, Unavailable
from trr_backend.integrations.imdb.queries import NAMES_AT_ONCE, PageKind
from trr_backend.integrations.imdb.refusals import SOURCE
from trr_backend.integrations.imdb.wire import (
    Aka,
    Connection,
    Credit,
    Title,
    decode_names,
    decode_title,
)
from trr_backend.models.documents import Document, DocumentKey

IMDB = "imdb"
_SERIES = frozenset({"tvSeries", "tvMiniSeries"})

_Node = TypeVar("_Node")


@dataclass(frozen=True, slots=True)
class Question:
    """One request: a title, a page of a title's connection, or up to 100 names.

    `page` counts from 1; `part_of` is the series that all this is asked for.
    """

    kind: Literal["title", "names"] | PageKind
    part_of: str
    title_id: str
    page: int = 1
    after: str | None = None
    name_ids: tuple[str, ...] = ()

    @property
    def key(self) -> DocumentKey:
        """The key of the document that answers it."""
        if self.kind == "title":
            return title_key(self.title_id)
        return DocumentKey(IMDB, self.kind, f"{self.title_id}/{self.page}")


Asking = Generator[Question, Document, None]


def title_key(title_id: str) -> DocumentKey:
    """Return the key of a title's own document."""
    return DocumentKey(IMDB, "title", title_id)


def questions(series_id: str) -> Asking:
    """Yield what to ask next; each is sent the document that answers the last one.

    Sending raises Changed (another shape), NotFound (IMDb has not the id) and
    Unavailable (something is missing), and then that document is not to be kept.
    """
    first = _title((yield Question("episodes", series_id, series_id)), series_id)
    held = _episodes(first)
    names: set[str] = set()
    episodes = yield from _all("episodes", series_id, series_id, held, _episodes)
    for episode in episodes:
        yield from _all("akas", series_id, episode.id, episode.akas, _akas)
        names |= yield from _credited(series_id, episode)
    page = _title((yield Question("credits", series_id, series_id)), series_id)
    if page.credits is None:
        raise _misses("credits", series_id)
    names |= yield from _credited(series_id, page)
    yield from _names(series_id, sorted(names))
    title = _title((yield Question("title", series_id, series_id)), series_id)
    if title.title_type is None:
        raise _misses("titleType", series_id)
    if title.title_type.id in _SERIES and held is None:
        raise _misses("episodes", series_id)
    yield from _all("akas", series_id, series_id, title.akas, _akas)


def _credited(series_id: str, title: Title) -> Generator[Question, Document, set[str]]:
    """Return the ids of all who are credited, asking for the pages that are missing."""
    found = yield from _all("credits", series_id, title.id, title.credits, _credits)
    return {credit.name.id for credit in found}


def _all(
    kind: PageKind,
    series_id: str,
    title_id: str,
    held: Connection[_Node] | None,
    connection: Callable[[Title], Connection[_Node] | None],
) -> Generator[Question, Document, list[_Node]]:
    """Return the nodes of a connection, asking for the pages after the one held."""
    nodes: list[_Node | None] = []
    cursors: set[str] = set()
    while held is not None:
        nodes += held.nodes
        if not held.page_info.has_next_page:
            _check_count(kind, title_id, len(nodes), held.total)
            break
        after = held.page_info.end_cursor
        if not after or after in cursors:
            raise _changed(f"{kind}.pageInfo.endCursor", "the pages go in a circle")
        cursors.add(after)
        question = Question(kind, series_id, title_id, len(cursors) + 1, after)
        held = connection(_title((yield question), title_id))
        if held is None:
            raise _misses(kind, title_id)
    return [node for node in nodes if node is not None]


def _names(series_id: str, ids: Sequence[str]) -> Asking:
    for page, start in enumerate(range(0, len(ids), NAMES_AT_ONCE), 1):
        asked = tuple(ids[start : start + NAMES_AT_ONCE])
        document = yield Question("names", series_id, series_id, page, name_ids=asked)
        answered = decode_names(document.body, document.url)
        _check_count("names", series_id, len(answered), len(asked))


def _title(document: Document, title_id: str) -> Title:
    title = decode_title(document.body, document.url)
    if title is None:
        raise NotFound(f"IMDb does not know {title_id}", source=SOURCE)
    return title


def _episodes(title: Title) -> Connection[Title] | None:
    return title.episodes.episodes if title.episodes else None


def _akas(title: Title) -> Connection[Aka] | None:
    return title.akas


def _credits(title: Title) -> Connection[Credit] | None:
    return title.credits


def _check_count(kind: str, title_id: str, found: int, total: int) -> None:
    if found < total:
        raise Unavailable(
            f"the pages hold {found} of {total} {kind} of {title_id}, so nothing is "
            "written; run the command again with --force",
            source=SOURCE,
        )


def _misses(field: str, title_id: str) -> Changed:
    return _changed(field, f"the answer says nothing of it for {title_id}")


def _changed(field: str, message: str) -> Changed:
    return Changed(message, field=field, source=SOURCE)
