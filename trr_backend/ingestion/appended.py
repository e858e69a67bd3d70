"""What the documents of one show say of its seasons, language by language.

A show's own document and those that complete it hold season entries. Where several hold
the same one, the document that was fetched last is believed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from trr_backend.ingestion.wanted import further_languages, season_keys
from trr_backend.integrations.tmdb.wire import (
    Season,
    SeasonEpisode,
    TvDetails,
    appended_seasons,
    decode_tv,
    entries,
    entry_url,
)
from trr_backend.models.documents import Document


@dataclass(frozen=True, slots=True)
class Entry:
    """An appended entry, undecoded, with the address that an error names."""

    value: bytes = field(repr=False)
    url: str


@dataclass(frozen=True, slots=True)
class Family:
    """A show's own document, and all those that hold its seasons today.

    `entries` are what the newest document that holds one says, by name (season/4).
    """

    show: Document
    current: tuple[Document, ...]
    entries: Mapping[str, Entry]


def family(documents: Iterable[Document]) -> Family | None:
    """Return what is said of a show in the first language; None without its own."""
    newest = sorted(documents, key=lambda one: one.fetched_at)
    shows = [document for document in newest if document.key.kind == "tv"]
    if not shows:
        return None
    show = shows[-1]
    keys = season_keys(decode_tv(show.body, show.url), ())
    current = tuple(document for document in newest if document.key in keys)
    appended = {
        name: Entry(bytes(value), entry_url(document.url, name))
        for document in current
        for name, value in entries(document.body, document.url).items()
    }
    return Family(show, current, appended)


@dataclass(frozen=True, slots=True)
class SaidSeason:
    """A season as one document says it."""

    season: Season
    fetched_at: datetime


class Said:
    """The seasons of one language by number, and their episodes by TMDb id."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._seasons: dict[int, SaidSeason] = {}
        for document in sorted(documents, key=lambda one: one.fetched_at):
            for number, season in appended_seasons(document.body, document.url).items():
                self._seasons[number] = SaidSeason(season, document.fetched_at)
        self.episodes: dict[int, SeasonEpisode] = {
            episode.id: episode
            for _, said in _oldest_first(self._seasons)
            for episode in said.season.episodes or ()
            if episode.id is not None
        }

    def id_of(self, number: int) -> int | None:
        """Return the TMDb id of the season that answered to a number."""
        said = self._seasons.get(number)
        return said.season.id if said else None

    def season(self, number: int, tmdb_id: int) -> SaidSeason | None:
        """Return the answer for a season, None where there is none of this id."""
        said = self._seasons.get(number)
        return said if said and said.season.id == tmdb_id else None


def homes(seasons: Mapping[int, SaidSeason]) -> dict[int, int]:
    """Return for each episode the number of the one season that it belongs to.

    While an episode moves, two answers name it: the later one is believed, and in one
    answer the season of the higher number, so that specials give way.
    """
    return {
        episode.id: number
        for number, said in _oldest_first(seasons)
        for episode in said.season.episodes or ()
        if episode.id is not None
    }


def _oldest_first(seasons: Mapping[int, SaidSeason]) -> list[tuple[int, SaidSeason]]:
    return sorted(seasons.items(), key=lambda item: (item[1].fetched_at, item[0]))


@dataclass(frozen=True, slots=True)
class SaidByLanguage:
    """What is said in the installation's first language and in each further one."""

    first: Said
    further: dict[str, Said]


def by_language(
    documents: Sequence[Document], tv: TvDetails, languages: Sequence[str]
) -> SaidByLanguage:
    """Return the season entries of a show's documents that it asks for today."""
    keys = season_keys(tv, languages)
    current = [document for document in documents if document.key in keys]
    return SaidByLanguage(
        first=Said(one for one in current if one.key.kind != "tv_lang"),
        further={
            language: Said(
                one
                for one in current
                if one.key.kind == "tv_lang" and one.key.key.split("/")[1] == language
            )
            for language in further_languages(languages)
        },
    )
