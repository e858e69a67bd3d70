"""Which pictures are wanted: of whose, how many of a kind, in which languages.

What a source lists is in core.media_links; what is kept of it is an installation's
choice. Pictures come by their owners, some at a time, so that no run holds all of
them at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from psycopg import sql

from trr_backend.config.wikis import FandomImages
from trr_backend.models.media import ImageOf, Kept, PictureWanted
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import composed, queries
from trr_backend.repositories.suppressions import load_suppressed
from trr_backend.repositories.work import Work

_SQL = queries("pictures")
# What other sources than TMDb show under one address may change.
_CHANGEABLE_AGE = timedelta(days=30)

OfShows = Literal["shows", "seasons", "photos", "organisations", "providers"]
"""Owners by the shows that they belong to."""
Owners = Literal[OfShows, "people"]
"""These, or people whom a choice names itself."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which pictures are wanted: whose, how many of a kind, in which languages.

    `show_ids` are people's ids where people are the owners.
    `numbers` maps a kind (season-poster and organisation besides those of PictureKind)
    to how many are kept, None: all; a kind that is not named is not kept. `languages`
    are ISO 639-1 codes and "" for textless, None: all. Both are about TMDb's pictures;
    of those of wikis, whatever their kind, all that are free are wanted, or simply all,
    or none. With `force` what is kept is wanted, too. Owners that share pictures are
    looked at all `at_once`, so that one is fetched once.
    """

    owners: tuple[Owners, ...]
    show_ids: tuple[UUID, ...]
    numbers: tuple[tuple[str, int | None], ...]
    languages: tuple[str, ...] | None
    of_wikis: FandomImages = "none"
    force: bool = False
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many pictures are wanted, are kept, and wait after a refusal."""

    wanted: int
    kept: int
    waiting: int


async def has_unlisted_logos(tx: Transaction) -> bool:
    """Tell whether an organisation has another logo than it lists."""
    row = await (await tx.execute(_SQL["unlisted_logos"])).fetchone()
    return row == (True,)


async def load_logo_paths(tx: Transaction) -> list[str]:
    """Return the source's paths of all current logos that were not taken down."""
    cursor = await tx.execute(_SQL["logo_paths"])
    paths = [path for (path,) in await cursor.fetchall()]
    suppressed = await load_suppressed(tx, "picture", "tmdb", paths)
    return [path for path in paths if path not in suppressed]


async def list_logos(work: Work, addresses: Mapping[str, str]) -> None:
    """List the current logos of all organisations whose path has an address."""
    where = {"paths": [*addresses], "urls": [*addresses.values()]}
    await work.tx.execute(_SQL["list_logos"], where)


async def count(tx: Transaction, choice: Choice) -> Counts:
    """Return how much there is to do."""
    cursor = await tx.execute(_composed("count", choice), _parameters(choice))
    row = await cursor.fetchone()
    return Counts(*row) if row else Counts(0, 0, 0)


async def count_unallowed(tx: Transaction, of_wikis: FandomImages) -> int:
    """Return how many pictures of wikis are kept that this choice would not take."""
    if of_wikis == "all":
        return 0
    cursor = await tx.execute(_SQL["unallowed"], {"of_wikis": of_wikis})
    row = await cursor.fetchone()
    return row[0] if row else 0


async def load_owners_due(
    tx: Transaction, choice: Choice, *, after: UUID | None, limit: int
) -> list[UUID]:
    """Return the next owners, after an id, of whose pictures some are to do."""
    parameters = {**_parameters(choice), "after": after, "limit": limit}
    cursor = await tx.execute(_composed("owners_due", choice), parameters)
    return [owner_id for (owner_id,) in await cursor.fetchall()]


async def load_wanted(
    tx: Transaction, choice: Choice, owner_ids: Sequence[UUID]
) -> tuple[PictureWanted, ...]:
    """Return the pictures to do of these owners."""
    parameters = {**_parameters(choice), "owner_ids": list(owner_ids)}
    cursor = await tx.execute(_composed("wanted", choice, every=True), parameters)
    wanted: dict[tuple[str, str], PictureWanted] = {}
    for found in await cursor.fetchall():
        _add(wanted, found)
    return tuple(wanted.values())


def _add(wanted: dict[tuple[str, str], PictureWanted], row: Sequence[Any]) -> None:
    """Add a row of `wanted`: a path, or another owner of one."""
    source, path, url, entity, entity_id, kind, folder_id, name, etag, modified = row[
        :10
    ]
    of = ImageOf(entity, entity_id, kind, folder_id, name)
    known = wanted.get((source, path))
    if known:
        wanted[source, path] = replace(known, owners=(*known.owners, of))
        return
    wanted[source, path] = PictureWanted(
        source=source,
        source_path=path,
        source_url=url,
        owners=(of,),
        kept=Kept(*row[10:]) if row[10] else None,
        etag=etag,
        last_modified=modified,
    )


def _parameters(choice: Choice) -> dict[str, object]:
    languages = choice.languages
    return {
        "ids": list(choice.show_ids),
        "choices": [kind for kind, _ in choice.numbers],
        "numbers": [number for _, number in choice.numbers],
        "languages": None if languages is None else list(languages),
        "of_wikis": choice.of_wikis,
        "force": choice.force,
        "age": _CHANGEABLE_AGE,
    }


def owners_of(owners: Sequence[Owners], *, every: bool = False) -> sql.Composed:
    """Return the query of (entity, id, folder_id, name) of the shows with `ids`.

    With `every` they are those of all shows, for who names the owners themselves.
    """
    all_of_them = sql.SQL("true or" if every else "")
    return sql.SQL("\nunion all\n").join(
        composed(_SQL[f"owners_of_{each}"], every=all_of_them) for each in owners
    )


def _composed(query: str, choice: Choice, *, every: bool = False) -> sql.Composed:
    return composed(
        _SQL[query],
        owners=owners_of(choice.owners, every=every),
        taken=composed(_SQL["taken"]),
        due=composed(_SQL["due"]),
    )
