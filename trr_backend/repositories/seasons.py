"""Seasons and episodes as rows, by the source's ids and not by their numbers.

An episode that moves to another season keeps its row. What the source no longer names
is marked, within what it answered for: the list of seasons, and each whole season.
"""

from collections.abc import Sequence
from uuid import UUID

from psycopg.types.json import Jsonb

from trr_backend.models.seasons import EpisodeRecord, SeasonRecord, SeasonsRecord
from trr_backend.repositories import external_ids, orders, translations
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.in_step import claim
from trr_backend.repositories.merge import Row, Scope, replace_set
from trr_backend.repositories.parts import (
    Parts,
    episode_label,
    part_id,
    season_label,
)
from trr_backend.repositories.removals import Removals, check
from trr_backend.repositories.sets import Owner
from trr_backend.repositories.sql import queries
from trr_backend.repositories.tables_of_episodes import (
    EPISODE_FACTS,
    EPISODES,
    SEASON_FACTS,
    SEASONS,
)
from trr_backend.repositories.work import Work

_SQL = queries("seasons")
_Seasons = dict[UUID, SeasonRecord]
# By our id, with the id of the season that lists it.
_Episodes = dict[UUID, tuple[UUID, EpisodeRecord]]


async def write(
    work: Work, owner: Owner, record: SeasonsRecord, removals: Removals
) -> None:
    """Write a show's seasons, episodes, their texts, and its orders.

    What the record leaves out (None) stays as it is stored. Raises Suspicious where too
    many rows would be marked.
    """
    if record.seasons is not None:
        seasons = await _identified(work, record.seasons)
        # Of a list that was cut nothing is known to be gone.
        scope = ("show_id", owner.show_id) if record.is_whole else ("id", [*seasons])
        gone = await _write_seasons(work, owner, seasons, scope, removals)
        await _write_episodes(work, owner, seasons, gone, removals)
    if record.orders is not None:
        await orders.write(work, owner, record.orders)


async def count_episodes(tx: Transaction, tmdb_ids: Sequence[int]) -> dict[int, int]:
    """Return how many episodes that are not marked the seasons have that have any."""
    where = {"tmdb_ids": list(map(str, tmdb_ids))}
    cursor = await tx.execute(_SQL["episodes"], where)
    return {int(tmdb_id): count for tmdb_id, count in await cursor.fetchall()}


async def _identified(work: Work, seasons: tuple[SeasonRecord, ...]) -> _Seasons:
    by_key = {str(one.tmdb_id): one for one in seasons}
    ids = await external_ids.ensure(work.tx, "season", "tmdb", by_key)
    claim(work.tx, ids.values())
    return {ids[key]: one for key, one in by_key.items()}


async def _write_seasons(
    work: Work, owner: Owner, seasons: _Seasons, scope: Scope, removals: Removals
) -> list[UUID]:
    """Write the seasons and their texts; return those that the source dropped."""
    rows = [_season_row(one, owner, record) for one, record in seasons.items()]
    written, marked = await replace_set(work.tx, SEASONS, scope, rows, work.at)
    await check(work.tx, owner, SEASONS, (written, marked), removals)
    labels = {one: season_label(rec.season_number) for one, rec in seasons.items()}
    parts = Parts("season", owner, labels)
    await parts.tell(work, written, marked)
    texts = {one: record.translations for one, record in seasons.items()}
    await translations.write(work, parts, texts)
    return [part_id(key) for key in marked]


async def _write_episodes(
    work: Work, owner: Owner, seasons: _Seasons, gone: list[UUID], removals: Removals
) -> None:
    episodes = await _placed(work, owner, seasons)
    rows = [
        _episode_row(one, owner, season_id, record)
        for one, (season_id, record) in episodes.items()
    ]
    # Of a season that was not wholly answered nothing is known to be gone.
    whole = [
        one
        for one, season in seasons.items()
        if season.episodes is not None and season.is_whole
    ]
    written, marked = await replace_set(
        work.tx, EPISODES, ("season_id", [*whole, *gone]), rows, work.at
    )
    await check(work.tx, owner, EPISODES, (written, marked), removals)
    labels = {
        one: _label(seasons[season_id], record)
        for one, (season_id, record) in episodes.items()
    }
    parts = Parts("episode", owner, labels)
    await parts.tell(work, written, marked)
    texts = {one: record.translations for one, (_, record) in episodes.items()}
    await translations.write(work, parts, texts)


async def _placed(work: Work, owner: Owner, seasons: _Seasons) -> _Episodes:
    """Return the episodes with their seasons; of two places the later one counts.

    The source may list one twice while its editors move it.
    """
    found: dict[str, tuple[UUID, EpisodeRecord]] = {}
    for season_id, season in seasons.items():
        for episode in season.episodes or ():
            key = str(episode.tmdb_id)
            if key in found:
                work.notes.append(
                    f"{owner.label}: the source lists {_label(season, episode)} "
                    f"(tmdb:{key}) twice; it is kept there"
                )
            found[key] = (season_id, episode)
    ids = await external_ids.ensure(work.tx, "episode", "tmdb", found)
    claim(work.tx, ids.values())
    return {ids[key]: placed for key, placed in found.items()}


def _label(season: SeasonRecord, episode: EpisodeRecord) -> str:
    number = episode.episode_number
    return episode_label(season.season_number, number, episode.facts.name)


def _season_row(one: UUID, owner: Owner, record: SeasonRecord) -> Row:
    return (
        one,
        owner.show_id,
        record.season_number,
        *(getattr(record.facts, name) for name in SEASON_FACTS),
        Jsonb(record.provenance),
        None,
    )


def _episode_row(
    one: UUID, owner: Owner, season_id: UUID, record: EpisodeRecord
) -> Row:
    return (
        one,
        owner.show_id,
        season_id,
        record.episode_number,
        *(getattr(record.facts, name) for name in EPISODE_FACTS),
        Jsonb(record.provenance),
        None,
    )
