"""Making variants: the stage `variants` behind `trr media variants` and the syncs.

A chunk of pictures is an item. Of each picture the bytes are read from the store, its
smaller copies are made, claimed and put; then the chunk's rows are stored in one
transaction, with its events. A picture that fails is named, and due again next time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from scripts._attempts import Left, attempted
from scripts._patience import patiently
from scripts._show_stage import selected_ids
from scripts._stage import Context, Plan, Stage, Work
from scripts._tally import count_pictures
from scripts._together import together
from trr_backend.errors import (
    MediaError,
    ObjectDiffers,
    ObjectMissing,
    PictureRefused,
)
from trr_backend.media.keys import sibling_key
from trr_backend.media.mirror import put
from trr_backend.media.store import TMDB_MAX_AGE_SECONDS
from trr_backend.media.variants import Variant, check_formats, make
from trr_backend.media.whole import read
from trr_backend.models.changes import InWords
from trr_backend.models.media import Asset, variants_signature
from trr_backend.repositories import picture_claims, suppressions, variants
from trr_backend.repositories.variants import DuePicture, Made, Wanted
from trr_backend.utils.text import counted

CHUNK: Final = 20
"""Pictures in one transaction."""
_PAGE: Final = 10 * CHUNK

Chunk = tuple[DuePicture, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """A picture whose variants are in the store, by hash in these places.

    They are what `signature` says; `put_bytes` came to the store now.
    """

    picture: DuePicture
    signature: str
    made: tuple[Made, ...] = ()
    places: Mapping[str, Asset] = field(default_factory=dict)
    put_bytes: int = 0


Outcome = Done | Left[DuePicture]
_FOR_LONG = (PictureRefused,)


@dataclass(slots=True)
class _Pages:
    """Fetches the pictures that lack variants, some at a time."""

    context: Context
    wanted: Wanted
    after: str = ""
    ended: bool = False

    async def more(self) -> Sequence[Chunk] | None:
        """Return the next chunks; None: there are none."""
        if self.ended:
            return None
        async with self.context.database.transaction() as tx:
            due = await variants.load_due(
                tx, self.wanted, after=self.after, limit=_PAGE
            )
        self.after = due[-1].sha256 if due else self.after
        self.ended = len(due) < _PAGE
        return [tuple(due[at : at + CHUNK]) for at in range(0, len(due), CHUNK)]


async def _plan(context: Context) -> Plan[Chunk]:
    formats = context.settings.variant_formats
    if not formats:
        return Plan(())
    check_formats(formats)
    selection = context.selection
    chosen = bool(selection.shows or selection.limit or selection.since)
    wanted = Wanted(
        signature=variants_signature(formats),
        show_ids=tuple(await selected_ids(context)) if chosen else None,
        force=selection.force,
    )
    async with context.database.transaction() as tx:
        counts = await variants.count(tx, wanted)
    more = _Pages(context, wanted).more if counts.due else None
    notes = [_waiting(counts.waiting)] if counts.waiting else []
    return Plan((), counts.made, notes, more=more, total=counts.due)


def _waiting(count: int) -> str:
    return (
        f"variants: {counted(count, 'picture')} of which smaller copies could not be "
        "made and are not tried again yet; --force tries now"
    )


def _label(chunk: Chunk) -> str:
    more = f" and {len(chunk) - 1} more" if len(chunk) > 1 else ""
    return f"{_picture_label(chunk[0])}{more}"


def _picture_label(picture: DuePicture) -> str:
    return f"{picture.label}: {picture.key}"


async def _collect(context: Context, chunk: Chunk) -> list[Outcome]:
    if context.rehearsal:
        return [Done(picture, "") for picture in chunk]
    outcomes = await together(
        attempted(context, _make, picture, for_long=_FOR_LONG) for picture in chunk
    )
    await _take_back(context, [one for one in outcomes if isinstance(one, Done)])
    return outcomes


async def _make(context: Context, picture: DuePicture) -> Done:
    """Read, make, claim, put: safe to repeat, also by two at once."""
    await context.room.take(picture.bytes)
    try:
        body = await _read(context, picture)
        made = await make(body, context.settings.variant_formats)
    finally:
        context.room.give(picture.bytes)
    places = await _claim(context, picture, made)
    force = context.selection.force
    put_bytes = 0
    for variant in made:
        place = places.get(variant.inspected.sha256)
        if place and (force or not place.confirmed):
            put_bytes += await _put(context, place, variant)
    return Done(
        picture,
        variants_signature(context.settings.variant_formats),
        tuple(
            Made(
                one.format,
                one.width,
                one.inspected,
                believed=place.confirmed and not force,
            )
            for one in made
            if (place := places.get(one.inspected.sha256))
        ),
        places,
        put_bytes,
    )


async def _read(context: Context, picture: DuePicture) -> bytes:
    try:
        return await read(context.store, picture.key, picture.sha256, picture.bytes)
    except (ObjectMissing, ObjectDiffers) as error:
        raise MediaError(f"{error}; `trr media verify` repairs it") from None


async def _claim(
    context: Context, picture: DuePicture, made: Sequence[Variant]
) -> dict[str, Asset]:
    wanted = {
        sibling_key(
            picture.key, one.inspected.sha256, one.inspected.extension
        ): one.inspected
        for one in made
    }

    async def claim() -> dict[str, Asset]:
        async with context.database.transaction() as tx:
            return await picture_claims.claim_places(tx, wanted)

    return await patiently(claim, scale=context.settings.wait_scale) if wanted else {}


async def _put(context: Context, place: Asset, variant: Variant) -> int:
    """Put a variant where it lacks; return how many bytes came."""
    is_new = await put(
        context.store,
        place.key,
        variant.body,
        variant.inspected,
        TMDB_MAX_AGE_SECONDS,
    )
    return variant.inspected.bytes if is_new else 0


async def _take_back(context: Context, done: Sequence[Done]) -> None:
    """Delete what was put of pictures that were taken down meanwhile.

    What is taken down after `store` finds the variants, and deletes them itself.
    """
    digests = {digest for one in done for digest in (one.picture.sha256, *one.places)}
    async with context.database.transaction() as tx:
        gone = await suppressions.load_suppressed(tx, "picture", "sha256", digests)
    for one in done:
        for digest, place in one.places.items():
            if digest in gone or one.picture.sha256 in gone:
                await context.store.delete(place.key)


async def _store(work: Work, _chunk: Chunk, outcomes: list[Outcome]) -> None:
    done = [one for one in outcomes if isinstance(one, Done)]
    failed = [one for one in outcomes if isinstance(one, Left)]
    for one in done:
        if work.rehearsal:
            await variants.tell(work, one.picture.sha256, InWords("smaller copies"))
        else:
            await variants.store(work, one.picture, one.made, one.signature)
    for_long = [one.what.sha256 for one in failed if one.for_long]
    await variants.fail(work.tx, for_long)
    work.failures.extend((_picture_label(one.what), one.reason) for one in failed)
    count_pictures(work, [one.put_bytes for one in done], len(failed))


VARIANTS: Final[Stage[Chunk, list[Outcome]]] = Stage(
    "variants", _label, _plan, _collect, _store, parallel=2, size=len
)
