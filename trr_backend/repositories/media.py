"""Pictures in Postgres: what is wanted, who claimed a place, what shows what."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from trr_backend.models.changes import Change
from trr_backend.models.media import Asset, Inspected, LogoOwner, LogoWanted
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries
from trr_backend.repositories.work import Work

_SQL = queries("media")


@dataclass(frozen=True, slots=True)
class LogoDue:
    """A logo, and whether it is kept already."""

    wanted: LogoWanted
    linked: bool


async def load_logos(
    tx: Transaction, show_ids: Sequence[UUID], owners: Sequence[LogoOwner]
) -> list[LogoDue]:
    """Return the logos of the organisations behind the shows, kept ones marked."""
    cursor = await tx.execute(
        _SQL["logos_wanted"], {"ids": list(show_ids), "owners": list(owners)}
    )
    return [
        LogoDue(
            wanted=LogoWanted(
                owner=owner, owner_id=owner_id, owner_name=name, source_path=path
            ),
            linked=linked,
        )
        for owner, owner_id, name, path, linked in await cursor.fetchall()
    ]


async def claim(tx: Transaction, picture: Inspected, key: str) -> Asset:
    """Claim a place for a picture; return the one it has (the first claim wins)."""
    await tx.execute(
        _SQL["claim"],
        {
            "sha256": picture.sha256,
            "key": key,
            "content_type": picture.content_type,
            "bytes": picture.bytes,
            "width": picture.width,
            "height": picture.height,
        },
    )
    cursor = await tx.execute(_SQL["load_asset"], {"sha256": picture.sha256})
    row = await cursor.fetchone()
    if row is None:
        message = f"asset {picture.sha256} is gone right after its claim"
        raise AssertionError(message)
    sha256, claimed_key, confirmed = row
    return Asset(sha256=sha256, key=claimed_key, confirmed=confirmed)


async def confirm(tx: Transaction, sha256: str) -> None:
    """Note that the object lies in the store under the claimed key."""
    await tx.execute(_SQL["confirm"], {"sha256": sha256})


async def link_logo(work: Work, logo: LogoWanted, url: str, sha256: str) -> None:
    """Say that this picture is the organisation's logo."""
    cursor = await work.tx.execute(
        _SQL["link"],
        {
            "entity": logo.owner,
            "entity_id": logo.owner_id,
            "kind": "logo",
            "source": "tmdb",
            "source_path": logo.source_path,
            "source_url": url,
            "sha256": sha256,
        },
    )
    if await cursor.fetchone():
        work.changes.add(
            Change(
                entity=logo.owner,
                id=logo.owner_id,
                kind="updated",
                label=logo.owner_name,
                fields={"logo": (None, sha256)},
            )
        )
