"""Where a show's documents speak of credits: of the show, its seasons, its episodes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from trr_backend.integrations.tmdb.wire import (
    AggregateCredits,
    EpisodeCredits,
    SeasonCredits,
    decode_credited_season,
    decode_credited_series,
    decode_season_credits,
    entries,
    entry_url,
    season_number,
)
from trr_backend.models.documents import Document


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

    Credits of a season whose TMDb id no document tells are left out: nothing says
    whose they are.
    """
    found = CreditEntries()
    appended: dict[str, _Entry] = {}
    season_ids: dict[int, int] = {}
    for document in sorted(documents, key=lambda one: one.fetched_at):
        series = decode_credited_series(document.body, document.url)
        found.show = series.aggregate_credits or found.show
        for listed in series.seasons or ():
            if listed.id is not None:
                season_ids[listed.season_number] = listed.id
        for name, value in entries(document.body, document.url).items():
            # Put at the end: an episode in two seasons is where it was seen last.
            appended.pop(name, None)
            appended[name] = _Entry(bytes(value), entry_url(document.url, name))
    _add_episodes(found, appended, season_ids)
    _add_seasons(found, appended, season_ids)
    return found


def _add_episodes(
    found: CreditEntries, appended: dict[str, _Entry], season_ids: dict[int, int]
) -> None:
    for name, entry in appended.items():
        if "/" in name.removeprefix("season/"):
            continue
        season = decode_credited_season(entry.value, entry.url)
        season_ids[season_number(name)] = season.id
        found.episodes.update({one.id: one for one in season.episodes or ()})


def _add_seasons(
    found: CreditEntries, appended: dict[str, _Entry], season_ids: dict[int, int]
) -> None:
    for name, entry in appended.items():
        number = season_number(name)
        if name.endswith("/credits") and number in season_ids:
            found.seasons[season_ids[number]] = decode_season_credits(
                entry.value, entry.url
            )
