"""All seasons, episodes and orders of a show, out of the documents that tell of them.

What a source leaves out is not gone: a season without its answer keeps its episodes, an
answer with fewer episodes than the list counts says nothing about the others.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from trr_backend.ingestion.appended import Said, SaidSeason, by_language, homes
from trr_backend.ingestion.documents import TMDB
from trr_backend.ingestion.episodes import episode_from_tmdb
from trr_backend.ingestion.orders import orders_from_tmdb
from trr_backend.ingestion.placeholders import is_season_placeholder
from trr_backend.ingestion.precedence import OVERRIDE, decide, overridden
from trr_backend.ingestion.translations import Texts, translations
from trr_backend.ingestion.wanted import (
    WantedDocument,
    fetch_wanted,
    wanted_documents,
)
from trr_backend.integrations.tmdb.wire import (
    ListedSeason,
    Season,
    TvDetails,
    appended_seasons,
    decode_tv,
    parse_date,
)
from trr_backend.models.documents import Document
from trr_backend.models.overrides import NO_OVERRIDES, Overrides
from trr_backend.models.seasons import (
    EpisodeRecord,
    SeasonFacts,
    SeasonRecord,
    SeasonsRecord,
)
from trr_backend.utils.text import clean

__all__ = [
    "SEASONS_MAPPING",
    "WantedDocument",
    "fetch_wanted",
    "seasons_from_tmdb",
    "wanted_documents",
]

# Raised with every change of what is made of the documents.
SEASONS_MAPPING = 2


def seasons_from_tmdb(
    documents: Sequence[Document],
    languages: Sequence[str],
    overrides: Overrides = NO_OVERRIDES,
) -> SeasonsRecord:
    """Return the seasons and orders in a show's documents, decided by precedence.

    The documents are of the kinds tv, tv_part, tv_lang and episode_group, in any order;
    `languages` are the installation's, the first included.
    """
    shows = [document for document in documents if document.key.kind == "tv"]
    if not shows:
        return SeasonsRecord(seasons=None, orders=None)
    show = max(shows, key=lambda document: document.fetched_at)
    tv = decode_tv(show.body, show.url)
    orders = orders_from_tmdb(documents, tv)
    listed = _listed(tv, appended_seasons(show.body, show.url))
    if listed is None:
        return SeasonsRecord(seasons=None, orders=orders)
    said = by_language(documents, tv, languages)
    known = tuple(_known(listed, said.first))
    belongs = homes({one.number: one.answer for one in known if one.answer})
    counted = sum(1 for one in known if one.number > 0)
    return SeasonsRecord(
        seasons=tuple(_season(one, said.further, belongs, overrides) for one in known),
        orders=orders,
        is_whole=len(known) == len(listed) and counted >= (tv.number_of_seasons or 0),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """A season of known identity: as listed, and as it answered."""

    tmdb_id: int
    listed: ListedSeason
    answer: SaidSeason | None

    @property
    def number(self) -> int:
        return self.listed.season_number


def _listed(
    tv: TvDetails, appended: Mapping[int, Season]
) -> tuple[ListedSeason, ...] | None:
    """Return the seasons that a show's own answer lists, or holds without listing."""
    if tv.seasons is None or (not tv.seasons and tv.number_of_seasons):
        return None
    numbers = {season.season_number for season in tv.seasons}
    unlisted = (
        ListedSeason(season_number=number, id=season.id)
        for number, season in appended.items()
        if number not in numbers
    )
    return (*tv.seasons, *unlisted)


def _known(listed: Sequence[ListedSeason], said: Said) -> Iterator[_Known]:
    """Yield the seasons that have an id, each once; answers of 2014 list none."""
    seen: set[int] = set()
    for one in listed:
        tmdb_id = said.id_of(one.season_number) if one.id is None else one.id
        if tmdb_id is not None and tmdb_id not in seen:
            seen.add(tmdb_id)
            yield _Known(tmdb_id, one, said.season(one.season_number, tmdb_id))


def _season(
    known: _Known,
    further: Mapping[str, Said],
    belongs: Mapping[int, int],
    overrides: Overrides,
) -> SeasonRecord:
    key = str(known.tmdb_id)
    facts, provenance = decide(
        SeasonFacts,
        {
            TMDB: _facts(known, further),
            OVERRIDE: overridden(SeasonFacts, overrides.of("season", key)),
        },
        silent=overrides.silent("season", key),
    )
    return SeasonRecord(
        tmdb_id=known.tmdb_id,
        season_number=known.number,
        facts=facts,
        provenance=provenance,
        translations=translations(
            {
                language: _texts(said.season(known.number, known.tmdb_id), known.number)
                for language, said in further.items()
            }
        ),
        episodes=_episodes(known, further, belongs, overrides),
        is_whole=_is_whole(known),
        counted=known.listed.episode_count,
    )


def _facts(known: _Known, further: Mapping[str, Said]) -> SeasonFacts:
    """Return what the season's answer says, and the list where it says nothing."""
    listed = known.listed
    said = known.answer.season if known.answer else Season(id=known.tmdb_id)
    return SeasonFacts(
        name=_best_name((said.name, listed.name), known, further),
        overview=clean(said.overview) or clean(listed.overview),
        air_date=parse_date(said.air_date) or parse_date(listed.air_date),
        poster_path=clean(said.poster_path) or clean(listed.poster_path),
        # Nobody has voted where it is 0.
        vote_average=said.vote_average or listed.vote_average or None,
    )


def _best_name(
    own: Sequence[str | None], known: _Known, further: Mapping[str, Said]
) -> str | None:
    """Return the first real name along the languages, else the first one's own."""
    elsewhere = (said.season(known.number, known.tmdb_id) for said in further.values())
    names = (*own, *(one.season.name for one in elsewhere if one))
    real = (_name(one, known.number) for one in names)
    return next(filter(None, (*real, *map(clean, own))), None)


def _name(said: str | None, number: int) -> str | None:
    """Return a season's name, None where it is none or only a placeholder."""
    name = clean(said)
    return None if name is None or is_season_placeholder(name, number) else name


def _texts(said: SaidSeason | None, number: int) -> Texts | None:
    if said is None:
        return None
    return Texts(_name(said.season.name, number), clean(said.season.overview))


def _episodes(
    known: _Known,
    further: Mapping[str, Said],
    belongs: Mapping[int, int],
    overrides: Overrides,
) -> tuple[EpisodeRecord, ...] | None:
    if known.answer is None or known.answer.season.episodes is None:
        return None
    said = {one.id: one for one in known.answer.season.episodes if one.id is not None}
    return tuple(
        episode_from_tmdb(
            tmdb_id,
            episode,
            {language: one.episodes.get(tmdb_id) for language, one in further.items()},
            overrides,
        )
        for tmdb_id, episode in said.items()
        if belongs[tmdb_id] == known.number
    )


def _is_whole(known: _Known) -> bool:
    """Tell whether the answer holds all episodes that the list counts.

    An answer without any is believed only where the list counts none.
    """
    if known.answer is None or known.answer.season.episodes is None:
        return False
    ids = {episode.id for episode in known.answer.season.episodes}
    counted = known.listed.episode_count
    return None not in ids and (len(ids) >= (counted or 0) if ids else counted == 0)
