"""Seasons, episodes and credits that no document supports any more.

They go, but for those about which a person has decided: these are emptied and marked,
so that they take the decision along when the source names them again.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from psycopg import sql

from trr_backend.models.changes import InWords
from trr_backend.models.shows import Entity
from trr_backend.repositories import (
    emptying,
    retention_pictures,
    retention_words,
    wiki_forgetting,
)
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.emptying import EPISODE, SEASON, has_facts, is_decided
from trr_backend.repositories.sql import composed, queries
from trr_backend.repositories.work import Work
from trr_backend.utils.text import counted

_SQL = queries("retention_parts")
_STEPS = (
    "forget_credits",
    "empty_credits",
    "forget_texts",
    "forget_part_ids",
    "forget_part_pictures",
    "forget_part_questions",
    "forget_episodes",
    "forget_seasons",
)
_FORGET_OF_FAMILY = (
    "forget_expired_languages",
    "forget_expired_orders",
    "forget_expired_documents",
)


@dataclass(frozen=True, slots=True)
class Parts:
    """Our ids of seasons, episodes and credits."""

    seasons: list[UUID]
    episodes: list[UUID]
    credits: list[UUID]

    def __str__(self) -> str:
        """Return how many there are."""
        return (
            f"{counted(len(self.seasons), 'season')}, "
            f"{counted(len(self.episodes), 'episode')}, "
            f"{counted(len(self.credits), 'credit')}"
        )

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self.seasons or self.episodes or self.credits)

    def as_parameters(self) -> dict[str, object]:
        """Return them as queries take them."""
        return {
            "seasons": self.seasons,
            "episodes": self.episodes,
            "credits": self.credits,
        }


@dataclass(frozen=True, slots=True)
class ExpiredFamily:
    """A show that may be kept, and documents that complete it and may not."""

    id: UUID
    name: str
    key: str


async def clear(work: Work, parts: Parts, *, ended: bool = False) -> list[str]:
    """Take parts away; the credits in them have to be among them.

    `ended`: the licence has ended, so that the source's values that a person locked go,
    too. Returns what was unlocked.
    """
    if not parts:
        return []
    unlocked: list[str] = []
    given: tuple[tuple[Entity, list[UUID]], ...] = (
        ("season", parts.seasons),
        ("episode", parts.episodes),
        ("credit", parts.credits),
    )
    for entity, ids in given:
        if ended:
            unlocked += await retention_words.release_adopted(work.tx, entity, ids)
        await retention_words.forget_former(work.tx, entity, ids)
    await wiki_forgetting.offer_again(work.tx, "show", parts.seasons)
    where = {**parts.as_parameters(), "at": work.at}
    for step in _STEPS:
        await work.tx.execute(_SQL[step], where)
    kept = await _load(work.tx, _SQL["kept"], where)
    await emptying.empty(work.tx, SEASON, kept.seasons)
    await emptying.empty(work.tx, EPISODE, kept.episodes)
    for step in ("mark_seasons", "mark_episodes"):
        await work.tx.execute(_SQL[step], {**kept.as_parameters(), "at": work.at})
    return unlocked


async def forget_vanished(work: Work, keep: timedelta) -> None:
    """Take away parts that the source has not named for `keep`, and tell of it."""
    vanished = composed(
        _SQL["vanished_parts"],
        episode_facts=has_facts(EPISODE, "e"),
        episode_decided=is_decided("episode", "e"),
        season_facts=has_facts(SEASON, "s"),
        season_decided=is_decided("season", "s"),
    )
    parts = await _load(work.tx, vanished, {"keep": keep})
    cursor = await work.tx.execute(_SQL["shows_of"], parts.as_parameters())
    for show_id, name in await cursor.fetchall():
        gone = InWords("seasons, episodes or credits that TMDb no longer names")
        work.changed_show(show_id, name, {"retention": (gone, None)})
    await clear(work, parts)


async def load_expired_families(
    tx: Transaction, show_id: UUID | None = None
) -> list[ExpiredFamily]:
    """Return the shows, or this one, with further documents past their limit."""
    cursor = await tx.execute(_SQL["due_families"], {"id": show_id})
    return [ExpiredFamily(*row) for row in await cursor.fetchall()]


async def forget_of_family(work: Work, family: ExpiredFamily) -> None:
    """Take away what expired documents of a show alone told, and the documents."""
    if not await load_expired_families(work.tx, family.id):
        return
    where: dict[str, object] = {"id": family.id, "key": family.key}
    parts = await _load(work.tx, _SQL["of_expired_documents"], where)
    await clear(work, parts)
    await retention_pictures.forget_expired_posters(work, where)
    for step in _FORGET_OF_FAMILY:
        await work.tx.execute(_SQL[step], where)
    work.changed_show(family.id, family.name, {"retention": (InWords(parts), None)})


async def load_of_show(tx: Transaction, show_id: UUID) -> Parts:
    """Return all parts of a show."""
    return await _load(tx, _SQL["of_show"], {"id": show_id})


async def _load(
    tx: Transaction, query: bytes | sql.Composed, where: dict[str, object]
) -> Parts:
    cursor = await tx.execute(query, where)
    row = await cursor.fetchone()
    return Parts(*row) if row else Parts([], [], [])
