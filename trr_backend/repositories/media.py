"""Pictures in Postgres: what is wanted, who claimed a place, what shows what."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from trr_backend.errors import PictureRefused
from trr_backend.models.changes import Change
from trr_backend.models.media import (
    Asset,
    Inspected,
    KeptLogo,
    LogoOf,
    LogoOwner,
    LogoWanted,
)
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries
from trr_backend.repositories.suppressions import load_suppressed
from trr_backend.repositories.work import Work

_SQL = queries("media")


@dataclass(frozen=True, slots=True)
class Logos:
    """The pictures that are not linked yet, and how many are."""

    wanted: tuple[LogoWanted, ...]
    linked: int


async def load_logos(
    tx: Transaction,
    show_ids: Sequence[UUID],
    owners: Sequence[LogoOwner],
    *,
    force: bool = False,
) -> Logos:
    """Return the current logos of the organisations behind the shows, a path once.

    With `force` all of them are wanted, as if none was kept.
    """
    cursor = await tx.execute(
        _SQL["logos"], {"ids": list(show_ids), "owners": list(owners)}
    )
    rows = await cursor.fetchall()
    suppressed = await load_suppressed(tx, "picture", "tmdb", {row[0] for row in rows})
    linked = 0
    wanted: dict[str, LogoWanted] = {}
    for path, owner, owner_id, name, is_linked, url, sha256 in rows:
        if path in suppressed:
            continue
        if is_linked and not force:
            linked += 1
            continue
        known = wanted.get(path)
        wanted[path] = LogoWanted(
            source_path=path,
            owners=(*(known.owners if known else ()), LogoOf(owner, owner_id, name)),
            kept=KeptLogo(url, sha256) if sha256 and not force else None,
        )
    return Logos(tuple(wanted.values()), linked)


async def claim(tx: Transaction, picture: Inspected, key: str) -> Asset:
    """Claim a place for a picture; return the one it has (the first claim wins).

    Raises PictureRefused for one that was taken down.
    """
    await refuse_suppressed(tx, picture.sha256)
    await tx.execute(
        _SQL["claim"],
        {
            "sha256": picture.sha256,
            "key": key,
            "content_type": picture.content_type,
            "bytes": picture.bytes,
            "width": picture.width,
            "height": picture.height,
            "colour": picture.colour,
            "thumbhash": picture.thumbhash,
            "phash": picture.phash,
            "frames": picture.frames,
        },
    )
    cursor = await tx.execute(_SQL["load_asset"], {"sha256": picture.sha256})
    row = await cursor.fetchone()
    if row is None:
        message = f"asset {picture.sha256} is gone right after its claim"
        raise AssertionError(message)
    sha256, claimed_key, confirmed = row
    return Asset(sha256=sha256, key=claimed_key, confirmed=confirmed)


async def refuse_suppressed(tx: Transaction, sha256: str) -> None:
    """Raise PictureRefused where these bytes were taken down."""
    if await load_suppressed(tx, "picture", "sha256", [sha256]):
        raise PictureRefused("these bytes were taken down; they are not kept again")


async def confirm(tx: Transaction, sha256: str) -> None:
    """Note that the object lies in the store under the claimed key.

    Raises PictureRefused for one that was taken down.
    """
    await refuse_suppressed(tx, sha256)
    await tx.execute(_SQL["confirm"], {"sha256": sha256})


async def link_logo(
    work: Work, source_path: str, owner: LogoOf, kept: KeptLogo
) -> None:
    """Say that this picture is the organisation's logo."""
    cursor = await work.tx.execute(
        _SQL["link"],
        {
            "entity": owner.owner,
            "entity_id": owner.id,
            "kind": "logo",
            "source": "tmdb",
            "source_path": source_path,
            "source_url": kept.url,
            "sha256": kept.sha256,
        },
    )
    if await cursor.fetchone():
        work.changes.add(
            Change(
                entity=owner.owner,
                id=owner.id,
                kind="updated",
                label=owner.name,
                fields={"logo": (None, kept.sha256)},
            )
        )
