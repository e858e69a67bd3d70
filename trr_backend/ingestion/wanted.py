"""The documents that complete a show's own: further seasons, languages and orders.

The show's own request holds the first seasons (docs/decisions/0017). What it lists
beyond them is asked for 20 entries at a time: the rest of the seasons in the
installation's first language, all of them in each further language, and each
alternative order by itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from trr_backend.ingestion.documents import (
    TMDB,
    TMDB_KEEP,
    TMDB_LICENCE,
    check_id,
    to_document,
)
from trr_backend.integrations.http import Answer
from trr_backend.integrations.tmdb.client import (
    MAX_APPENDED,
    SPECULATIVE,
    TmdbClient,
)
from trr_backend.integrations.tmdb.wire import (
    TvDetails,
    check_appended,
    decode_episode_group,
    decode_tv,
)
from trr_backend.models.documents import Document, DocumentKey, Unchanged

_WITH_THE_SHOW = frozenset(SPECULATIVE)
_PARTS = ("", "/credits", "/images")


@dataclass(frozen=True, slots=True)
class WantedDocument:
    """A document to ask for; `label` is how a message names it.

    `part_of` is the show's TMDb id. `entries` are the seasons to append, in `language`
    where that is not the installation's first; an order has neither.
    """

    key: DocumentKey
    url: str
    label: str
    part_of: int
    entries: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class _Pack:
    """The entries of one request."""

    key: DocumentKey
    entries: tuple[str, ...]
    label: str
    language: str | None = None


def wanted_documents(
    client: TmdbClient, tv: Document, languages: Sequence[str]
) -> tuple[WantedDocument, ...]:
    """Return what completes a show's document: seasons, languages, then orders.

    `languages` are the installation's, the first included.
    """
    details = decode_tv(tv.body, tv.url)
    seasons = (
        WantedDocument(
            key=pack.key,
            url=client.tv_part_url(details.id, pack.entries, language=pack.language),
            label=pack.label,
            part_of=details.id,
            entries=pack.entries,
            language=pack.language,
        )
        for pack in _packs(details, languages)
    )
    return (*seasons, *_orders(client, details))


def season_keys(tv: TvDetails, languages: Sequence[str]) -> frozenset[DocumentKey]:
    """Return the keys of the documents that hold a show's seasons today.

    A document of another key was asked for when there were more seasons or languages.
    """
    further = (pack.key for pack in _packs(tv, languages))
    return frozenset((DocumentKey(TMDB, "tv", str(tv.id)), *further))


def further_languages(languages: Sequence[str]) -> tuple[str, ...]:
    """Return the installation's languages after the first, each once."""
    return tuple(dict.fromkeys(languages))[1:]


async def fetch_wanted(
    client: TmdbClient, wanted: WantedDocument, *, etag: str | None, now: datetime
) -> Document | Unchanged:
    """Fetch one of the documents that complete a show's: one request.

    Raises Changed where the answer is about something else or of another shape, and
    NotFound where the show or the order is gone; it never becomes a document then.
    """
    answer = await _ask(client, wanted, etag)
    if answer.not_modified:
        return Unchanged(key=wanted.key, checked_at=now, keep=TMDB_KEEP)
    _check(answer, wanted)
    document = to_document(answer, wanted.key, now, TMDB_LICENCE, TMDB_KEEP)
    return replace(document, part_of=str(wanted.part_of))


async def _ask(client: TmdbClient, wanted: WantedDocument, etag: str | None) -> Answer:
    if wanted.key.kind == "episode_group":
        return await client.episode_group(wanted.key.key, etag=etag)
    return await client.tv_part(
        wanted.part_of, wanted.entries, language=wanted.language, etag=etag
    )


def _check(answer: Answer, wanted: WantedDocument) -> None:
    if wanted.key.kind == "episode_group":
        asked = wanted.key.key
        answered = decode_episode_group(answer.body, answer.url).id
    else:
        asked = str(wanted.part_of)
        answered = str(decode_tv(answer.body, answer.url).id)
        check_appended(answer.body, answer.url)
    check_id(f"{wanted.label} ({asked})", asked, answered, answer.url)


def _packs(tv: TvDetails, languages: Sequence[str]) -> Iterator[_Pack]:
    numbers = sorted({season.season_number for season in tv.seasons or ()})
    rest = [
        entry
        for number in numbers
        for entry in (f"season/{number}{part}" for part in _PARTS)
        if entry not in _WITH_THE_SHOW
    ]
    for place, entries in _by_request(rest):
        key = DocumentKey(TMDB, "tv_part", f"{tv.id}/{place}")
        yield _Pack(key, entries, f"seasons, part {place}")
    for language in further_languages(languages):
        for place, entries in _by_request([f"season/{n}" for n in numbers]):
            key = DocumentKey(TMDB, "tv_lang", f"{tv.id}/{language}/{place}")
            label = f"seasons in {language}, part {place}"
            yield _Pack(key, entries, label, language)


def _by_request(entries: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    for place, start in enumerate(range(0, len(entries), MAX_APPENDED), start=1):
        yield place, tuple(entries[start : start + MAX_APPENDED])


def _orders(client: TmdbClient, tv: TvDetails) -> Iterator[WantedDocument]:
    listed = tv.episode_groups.results if tv.episode_groups else None
    for group in {one.id: one for one in listed or ()}.values():
        yield WantedDocument(
            key=DocumentKey(TMDB, "episode_group", group.id),
            url=client.episode_group_url(group.id),
            label=f"the order {group.name or group.id}",
            part_of=tv.id,
        )
