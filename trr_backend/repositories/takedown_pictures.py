"""Takes pictures down: they show nothing, are not listed, and are known if they return.

A picture is its bytes and the paths under which sources name it: whichever is named,
the other goes as well, and so do its smaller copies. Of what is gone nothing is kept
but fingerprints and the reason; objects are left to `load_condemned`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from trr_backend.models.changes import Change
from trr_backend.models.media import PictureOwner
from trr_backend.repositories import picture_likeness, suppressions
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries
from trr_backend.repositories.work import Work

_SQL = queries("takedown_pictures")
_PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Asset:
    """A picture that was taken down and may still lie in the store."""

    sha256: str
    key: str

    def __str__(self) -> str:
        """Return it as a run names it."""
        return self.key


@dataclass(frozen=True, slots=True)
class Named:
    """Pictures, by the SHA-256 of their bytes and by (source, path)."""

    digests: frozenset[str] = frozenset()
    paths: frozenset[tuple[str, str]] = frozenset()

    @property
    def is_some(self) -> bool:
        """Whether any picture is meant."""
        return bool(self.digests or self.paths)

    def as_parameters(self) -> dict[str, object]:
        """Return them as queries take them."""
        paths = sorted(self.paths)
        return {
            "digests": sorted(self.digests),
            "sources": [source for source, _ in paths],
            "paths": [path for _, path in paths],
        }

    def also(self, rows: Iterable[tuple[str, str, str | None]]) -> "Named":
        """Return these and others, given as (source, path, SHA-256 if kept)."""
        found = list(rows)
        return Named(
            self.digests | {digest for *_, digest in found if digest is not None},
            self.paths | {(source, path) for source, path, _ in found},
        )


@dataclass(frozen=True, slots=True)
class TakenDown:
    """Whether it was not known as taken down, what it showed, what looks the same.

    `showed` counts what the picture was listed for; `alike` are keys.
    """

    is_new: bool
    showed: int = 0
    alike: tuple[str, ...] = ()


async def named_by_path(tx: Transaction, path: str, address: str = "") -> Named:
    """Return the pictures that sources name by a path or an address.

    TMDb's (/a.jpg) and Fandom's (survivor/Rob.jpg) paths name one in any case, unless
    the address is that of another one.
    """
    drawn = f"{path.removesuffix('.png')}.svg" if path.endswith(".png") else path
    where = {"path": path, "drawn": drawn, "address": address}
    cursor = await tx.execute(_SQL["of_address"], where)
    at_address = frozenset((source, one) for source, one in await cursor.fetchall())
    if at_address or not path:
        return Named(paths=at_address)
    cursor = await tx.execute(_SQL["of_path"], where)
    found = frozenset((source, one) for source, one in await cursor.fetchall())
    return Named(paths=found | {("tmdb" if path.startswith("/") else "fandom", path)})


async def named_by_bytes(tx: Transaction, sha256: str) -> Named:
    """Return what has these bytes: a picture, its original, or a smaller copy of it."""
    cursor = await tx.execute(_SQL["of_bytes"], {"sha256": sha256})
    return Named(frozenset({sha256, *(one for (one,) in await cursor.fetchall())}))


async def take(work: Work, named: Named, reason: str) -> TakenDown:
    """Take pictures down, by their bytes and their paths, with their smaller copies."""
    named = await _whole(work.tx, named)
    where = named.as_parameters()
    cursor = await work.tx.execute(_SQL["copies"], where)
    copies = {one for (one,) in await cursor.fetchall()}
    cursor = await work.tx.execute(_SQL["alike"], where)
    alike = tuple(key for (key,) in await cursor.fetchall())
    is_new = await _remember(work.tx, named, reason)
    await _remember(work.tx, Named(frozenset(copies)), reason)
    cursor = await work.tx.execute(_SQL["unlink"], where)
    gone = await cursor.fetchall()
    for step in ("unpin", "forget_copies"):
        await work.tx.execute(_SQL[step], where)
    await work.tx.execute(_SQL["hide"], {"digests": sorted(named.digests | copies)})
    await _tell(work, gone)
    return TakenDown(is_new, len(gone), alike)


async def take_of_person(work: Work, person_id: UUID, reason: str) -> None:
    """Take down the pictures that show a person and nothing else."""
    cursor = await work.tx.execute(_SQL["of_person"], {"id": person_id})
    named = Named().also(await cursor.fetchall())
    await take(work, named, reason)


async def load_condemned(tx: Transaction) -> list[Asset]:
    """Return the pictures whose objects must go from the store."""
    cursor = await tx.execute(_SQL["hidden"])
    hidden = [Asset(*row) for row in await cursor.fetchall()]
    condemned = await suppressions.load_suppressed(
        tx, _PICTURE, "sha256", [one.sha256 for one in hidden]
    )
    return [one for one in hidden if one.sha256 in condemned]


async def forget_asset(tx: Transaction, asset: Asset) -> None:
    """Forget a picture whose object is gone."""
    await tx.execute(_SQL["forget_asset"], {"sha256": asset.sha256})


async def _whole(tx: Transaction, named: Named) -> Named:
    """Return pictures with all their paths, and with all bytes that these have."""
    while True:
        cursor = await tx.execute(_SQL["same"], named.as_parameters())
        found = named.also(await cursor.fetchall())
        if found == named:
            return named
        named = found


async def _remember(tx: Transaction, named: Named, reason: str) -> bool:
    """Keep fingerprints of pictures; False where all were kept before."""
    ids = [*named.paths, *(("sha256", digest) for digest in named.digests)]
    new = [
        await suppressions.keep(tx, _PICTURE, source, one, reason)
        for source, one in sorted(ids)
    ]
    return any(new)


async def _tell(
    work: Work, gone: Sequence[tuple[PictureOwner, UUID, str, str, bool]]
) -> None:
    """Tell of pictures that readers saw, and let others stand for themselves."""
    seen = [one[:4] for one in gone if one[4]]
    if seen:
        galleries = dict.fromkeys(one[:3] for one in seen)
        await picture_likeness.group(work.tx, list(galleries))
    for entity, entity_id, kind, sha256 in seen:
        fields: dict[str, tuple[object, object]] = {kind: (sha256, None)}
        label = f"{entity} {entity_id}"
        work.changes.add(Change(entity, entity_id, "updated", label, fields))
