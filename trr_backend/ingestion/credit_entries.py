"""Where a show's documents speak of credits: of the show, its seasons, its episodes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from trr_backend.ingestion.appended import Entry, family
from trr_backend.ingestion.seasons import seasons_from_tmdb
from trr_backend.integrations.tmdb.wire import (
    AggregateCredits,
    CreditedSeason,
    EpisodeCredits,
    SeasonCredits,
    decode_credited_season,
    decode_credited_series,
    decode_season_credits,
)
from trr_backend.models.documents import Document
from trr_backend.models.seasons import SeasonRecord


@dataclass(slots=True)
class CreditEntries:
    """What was said last of each; seasons and episodes by TMDb id, in their order."""

    show: AggregateCredits | None = None
    seasons: dict[int, SeasonCredits] = field(default_factory=dict)
    episodes: dict[int, EpisodeCredits] = field(default_factory=dict)


def newest_entries(documents: Sequence[Document]) -> CreditEntries:
    """Return what the newest document that holds an entry says. Raises Changed.

    Only of seasons and episodes that `seasons_from_tmdb` makes of the same documents:
    what is told of others belongs to nothing.
    """
    said = family(documents)
    if said is None:
        return CreditEntries()
    series = decode_credited_series(said.show.body, said.show.url)
    found = CreditEntries(show=series.aggregate_credits)
    for season in seasons_from_tmdb(said.current, ()).seasons or ():
        _add(found, season, said.entries)
    return found


def _add(
    found: CreditEntries, season: SeasonRecord, appended: Mapping[str, Entry]
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


def _season(entry: Entry | None) -> CreditedSeason | None:
    return None if entry is None else decode_credited_season(entry.value, entry.url)
