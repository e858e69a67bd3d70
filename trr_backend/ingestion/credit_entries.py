"""Where a show's documents speak of credits: of the show, its seasons, its episodes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from trr_backend.ingestion.seasons import seasons_from_tmdb
from trr_backend.ingestion.wanted import season_keys
from trr_backend.integrations.tmdb.wire import (
    AggregateCredits,
    CreditedSeason,
    EpisodeCredits,
    SeasonCredits,
    decode_credited_season,
    decode_credited_series,
    decode_season_credits,
    decode_tv,
    entries,
    entry_url,
)
from trr_backend.models.documents import Document
from trr_backend.models.seasons import SeasonRecord


@dataclass(slots=True)
class CreditEntries:
    """What was said last of each; seasons and episodes by TMDb id, in their order."""

    show: AggregateCredits | None = None
    seasons: dict[int, SeasonCredits] = field(default_factory=dict)
    episodes: dict[int, EpisodeCredits] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Entry:
    """An appended entry, undecoded, with the address that an error names."""

    value: bytes = field(repr=False)
    url: str


def newest_entries(documents: Sequence[Document]) -> CreditEntries:
    """Return what the newest document that holds an entry says. Raises Changed.

    Only of seasons and episodes that `seasons_from_tmdb` makes of the same documents:
    what is told of others belongs to nothing.
    """
    shows = [document for document in documents if document.key.kind == "tv"]
    if not shows:
        return CreditEntries()
    show = max(shows, key=lambda document: document.fetched_at)
    keys = season_keys(decode_tv(show.body, show.url), ())
    current = [document for document in documents if document.key in keys]
    series = decode_credited_series(show.body, show.url)
    found = CreditEntries(show=series.aggregate_credits)
    appended = _appended(current)
    for season in seasons_from_tmdb(current, ()).seasons or ():
        _add(found, season, appended)
    return found


def _appended(documents: Sequence[Document]) -> dict[str, _Entry]:
    return {
        name: _Entry(bytes(value), entry_url(document.url, name))
        for document in sorted(documents, key=lambda one: one.fetched_at)
        for name, value in entries(document.body, document.url).items()
    }


def _add(
    found: CreditEntries, season: SeasonRecord, appended: Mapping[str, _Entry]
) -> None:
    name = f"season/{season.season_number}"
    answer = _season(appended.get(name))
    if answer is not None and answer.id != season.tmdb_id:
        return
    if (said := appended.get(f"{name}/credits")) is not None:
        found.seasons[season.tmdb_id] = decode_season_credits(said.value, said.url)
    # An episode that moved is in two answers, and in one season only.
    here = {episode.tmdb_id for episode in season.episodes or ()}
    for episode in (answer and answer.episodes) or ():
        if episode.id is not None and episode.id in here:
            found.episodes[episode.id] = episode


def _season(entry: _Entry | None) -> CreditedSeason | None:
    return None if entry is None else decode_credited_season(entry.value, entry.url)
