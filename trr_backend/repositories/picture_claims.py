"""Places for pictures in the store: claimed, linked once they are filled, or refused.

A picture's bytes are claimed (the first to claim decides the key) before they are put,
and linked once they are there: then readers see them. Who is stopped in between leaves
a claim, by which the next run finds what is in the store already.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from trr_backend.models.changes import Change, InWords
from trr_backend.models.media import Asset, Inspected, PictureOwner, PictureWanted
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.picture_likeness import group
from trr_backend.repositories.sql import queries
from trr_backend.repositories.suppressions import hold, hold_in, load_suppressed
from trr_backend.repositories.work import Work
from trr_backend.utils.text import counted

_SQL = queries("picture_claims")
_ASSET_COLUMNS = (
    "sha256",
    "content_type",
    "bytes",
    "width",
    "height",
    "colour",
    "thumbhash",
    "phash",
    "frames",
)


@dataclass(frozen=True, slots=True)
class Claim:
    """Bytes that were checked, and the place that they would get."""

    wanted: PictureWanted
    inspected: Inspected
    source_sha256: str
    key: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Linked:
    """A picture whose object is in the store, and what it is to show.

    `believed`: it was put or read by another run, and not looked at by this one. What
    was learnt of its source (`source_sha256` ...) is None where it was not asked.
    """

    wanted: PictureWanted
    sha256: str
    believed: bool = False
    source_sha256: str | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A picture that is not kept, and why."""

    wanted: PictureWanted
    reason: str


_Wanted = TypeVar("_Wanted", Claim, Linked)
# The hashes of new pictures by entity, id and kind.
_New = dict[tuple[PictureOwner, UUID], dict[str, list[str]]]


async def claim(tx: Transaction, claims: Sequence[Claim]) -> dict[str, Asset]:
    """Claim places for pictures; return the place of each, by SHA-256.

    Those that were taken down, by their bytes or their path, are missing in the answer.
    Whoever takes one down waits for the commit, and finds the claim then.
    """
    await hold_in(tx)
    named = await _without_taken_down(tx, claims)
    places = await claim_places(tx, {one.key: one.inspected for one in named})
    known = [one for one in claims if one.inspected.sha256 in places]
    await tx.execute(_SQL["claim_links"], _columns_of_claims(known))
    return places


async def claim_places(
    tx: Transaction, wanted: Mapping[str, Inspected]
) -> dict[str, Asset]:
    """Claim a place for bytes, given by the key they would get; see `claim`."""
    keys = {found.sha256: key for key, found in wanted.items()}
    taken_down = await load_suppressed(tx, "picture", "sha256", keys)
    places: dict[str, Asset] = {}
    # What was there for the first statement may be pruned before the second one.
    while lacking := sorted(keys.keys() - taken_down - places.keys()):
        allowed = [keys[sha256] for sha256 in lacking]
        columns = _columns_of_places(allowed, [wanted[key] for key in allowed])
        await tx.execute(_SQL["claim_assets"], columns)
        cursor = await tx.execute(_SQL["claimed"], {"sha256": lacking})
        places |= {row[0]: Asset(*row) for row in await cursor.fetchall()}
    return places


async def link(work: Work, linked: Sequence[Linked]) -> None:
    """Let readers see pictures whose objects are there, and tell of those that came.

    Those that were taken down meanwhile are left out: their claim was taken away. So
    are believed ones that were found broken meanwhile: the next run looks at them.
    """
    await hold(work)
    digests = {one.sha256 for one in linked}
    taken_down = await load_suppressed(work.tx, "picture", "sha256", digests)
    named = await _without_taken_down(work.tx, linked)
    allowed = [one for one in named if one.sha256 not in taken_down]
    looked = [one.sha256 for one in allowed if not one.believed]
    new: _New = defaultdict(dict)
    for entity, entity_id, kind, sha256 in await _confirm(work, looked):
        new[entity, entity_id].setdefault(kind, []).append(sha256)
    cursor = await work.tx.execute(_SQL["link"], _columns_of_links(allowed))
    for entity, entity_id, kind, sha256, is_new in await cursor.fetchall():
        if is_new:
            new[entity, entity_id].setdefault(kind, []).append(sha256)
    await group(
        work.tx, [(*owner, kind) for owner, kinds in new.items() for kind in kinds]
    )
    _tell(work, new, linked)


async def _confirm(
    work: Work, digests: Sequence[str]
) -> list[tuple[PictureOwner, UUID, str, str]]:
    """Confirm what is there; return (entity, id, kind, SHA-256) of what is seen again.

    These are pictures that were hidden because their object was broken.
    """
    cursor = await work.tx.execute(_SQL["confirm"], {"sha256": digests})
    came = [sha256 for (sha256,) in await cursor.fetchall()]
    cursor = await work.tx.execute(_SQL["seen_again"], {"sha256": came})
    return [(row[0], row[1], row[2], row[3]) for row in await cursor.fetchall()]


async def refuse(work: Work, refused: Sequence[Refused]) -> None:
    """Note why pictures are not kept, and when they are tried again."""
    ordered = sorted(refused, key=lambda one: one.wanted.source_path)
    await work.tx.execute(
        _SQL["refuse"],
        {
            "source": [one.wanted.source for one in ordered],
            "path": [one.wanted.source_path for one in ordered],
            "reason": [one.reason for one in ordered],
        },
    )


async def _without_taken_down(
    tx: Transaction, given: Sequence[_Wanted]
) -> Sequence[_Wanted]:
    """Return those whose paths were not taken down since they were planned."""
    paths: dict[str, set[str]] = defaultdict(set)
    for one in given:
        paths[one.wanted.source].add(one.wanted.source_path)
    gone = {
        (source, path)
        for source, named in paths.items()
        for path in await load_suppressed(tx, "picture", source, named)
    }
    return [
        one for one in given if (one.wanted.source, one.wanted.source_path) not in gone
    ]


def _tell(work: Work, new: _New, linked: Sequence[Linked]) -> None:
    names = {owner.id: owner.name for one in linked for owner in one.wanted.owners}
    for (entity, entity_id), kinds in new.items():
        label = names.get(entity_id, f"{entity} {entity_id}")
        fields: dict[str, tuple[object, object]] = {
            kind: (None, _news(kind, digests)) for kind, digests in kinds.items()
        }
        work.changes.add(Change(entity, entity_id, "updated", label, fields))


def _news(kind: str, digests: Sequence[str]) -> str:
    """Return one picture's hash, or how many there are of that kind."""
    if len(digests) == 1:
        return digests[0]
    return InWords(counted(len(digests), kind))


def _columns_of_places(
    keys: Sequence[str], found: Sequence[Inspected]
) -> dict[str, list[object]]:
    columns = {name: [getattr(one, name) for one in found] for name in _ASSET_COLUMNS}
    return {**columns, "key": [*keys]}


def _columns_of_claims(claims: Sequence[Claim]) -> dict[str, list[object]]:
    return {
        "source": [one.wanted.source for one in claims],
        "path": [one.wanted.source_path for one in claims],
        "sha256": [one.inspected.sha256 for one in claims],
        "source_sha256": [one.source_sha256 for one in claims],
        "etag": [one.etag for one in claims],
        "last_modified": [one.last_modified for one in claims],
    }


def _columns_of_links(linked: Sequence[Linked]) -> dict[str, list[object]]:
    pairs = [(one, owner) for one in linked for owner in one.wanted.owners]
    return {
        "entity": [owner.owner for _, owner in pairs],
        "entity_id": [owner.id for _, owner in pairs],
        "kind": [owner.kind for _, owner in pairs],
        "source": [one.wanted.source for one, _ in pairs],
        "path": [one.wanted.source_path for one, _ in pairs],
        "sha256": [one.sha256 for one, _ in pairs],
        "source_sha256": [one.source_sha256 for one, _ in pairs],
        "etag": [one.etag for one, _ in pairs],
        "last_modified": [one.last_modified for one, _ in pairs],
    }
