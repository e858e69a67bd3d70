"""Everybody and everything that a wiki's pages may be about."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from trr_backend.models.shows import ExternalId
from trr_backend.models.wiki import KnownPerson, KnownSeason, KnownShow, Roster
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries

_SQL = queries("wiki_rosters")


async def load_roster(
    tx: Transaction, wiki_id: UUID, show_ids: Sequence[UUID], *, people: bool = True
) -> Roster:
    """Return these shows with their seasons and, unless told not to, their people."""
    where = {"wiki_id": wiki_id, "show_ids": list(show_ids), "person_id": None}
    found = await _load_people(tx, where) if people else ()
    return await _load(tx, where, found)


async def with_namesakes(tx: Transaction, wiki_id: UUID, roster: Roster) -> Roster:
    """Return a roster with other shows of the same names, without their people.

    What two of our shows may claim is neither's, whichever of them remembers the wiki.
    """
    ids = [show.id for show in roster.shows]
    cursor = await tx.execute(_SQL["namesakes"], {"wiki_id": wiki_id, "show_ids": ids})
    others = [show_id for (show_id,) in await cursor.fetchall()]
    if not others:
        return roster
    more = await load_roster(tx, wiki_id, others, people=False)
    return replace(
        roster,
        shows=(*roster.shows, *more.shows),
        seasons=(*roster.seasons, *more.seasons),
    )


async def load_shows_of_person(tx: Transaction, person_id: UUID) -> list[UUID]:
    """Return the shows in which somebody is credited, now or before."""
    cursor = await tx.execute(_SQL["shows_of_person"], {"person_id": person_id})
    return [show_id for (show_id,) in await cursor.fetchall()]


async def load_roster_of_person(
    tx: Transaction, wiki_id: UUID, person_id: UUID
) -> Roster:
    """Return one person with the shows in which they are credited."""
    show_ids = await load_shows_of_person(tx, person_id)
    where = {"wiki_id": wiki_id, "show_ids": show_ids, "person_id": person_id}
    return await _load(tx, where, await _load_people(tx, where))


async def _load(
    tx: Transaction, where: dict[str, object], people: tuple[KnownPerson, ...]
) -> Roster:
    cursor = await tx.execute(_SQL["roster_shows"], where)
    shows = tuple(
        KnownShow(show_id, name, (name, *others), year, tuple(countries), _ids(ids))
        for show_id, name, others, year, countries, ids in await cursor.fetchall()
    )
    cursor = await tx.execute(_SQL["roster_seasons"], where)
    seasons = tuple(KnownSeason(*row) for row in await cursor.fetchall())
    cursor = await tx.execute(_SQL["named_seasons"], where)
    named = {title: (show, number) for title, show, number in await cursor.fetchall()}
    return Roster(shows, seasons, people, named)


async def _load_people(
    tx: Transaction, where: dict[str, object]
) -> tuple[KnownPerson, ...]:
    cursor = await tx.execute(_SQL["roster_people"], where)
    return tuple(_person(row) for row in await cursor.fetchall())


def _ids(texts: Sequence[str]) -> tuple[ExternalId, ...]:
    return tuple(ExternalId(*one.split(":", 1)) for one in texts)


def _person(row: Sequence[Any]) -> KnownPerson:
    person_id, name, aliases, birthday, ids, shows, seasons = row
    return KnownPerson(
        id=person_id,
        name=name,
        aliases=tuple(aliases),
        birthday=birthday,
        external_ids=_ids(ids),
        in_shows=frozenset(shows),
        seasons=frozenset(
            (show, number)
            for show, number in zip(shows, seasons, strict=True)
            if number is not None
        ),
    )
