"""Mirroring pictures: the stage behind `sync logos`, `show-images` and their like.

A chunk of pictures is an item. Each picture is fetched, checked, claimed and put; then
the chunk is linked in one transaction, with its events. A picture that is refused is
named and tried again when its time has come, and the others go on. Stopped at any
moment, the next run finds by the claims what lies in the store already.
"""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from scripts._attempts import Left, attempted
from scripts._due_pictures import Chunk, DuePictures
from scripts._patience import patiently
from scripts._picture_notes import notes_on
from scripts._show_stage import selected_ids
from scripts._stage import Context, Parts, Plan, Stage, Work
from scripts._tally import count_pictures
from scripts._together import together
from trr_backend.errors import (
    MediaError,
    NotFound,
    ObjectDiffers,
    ObjectMissing,
    PictureRefused,
    Refused,
)
from trr_backend.ingestion.documents import TMDB
from trr_backend.ingestion.images import fetch_picture
from trr_backend.media import whole
from trr_backend.media.keys import picture_key
from trr_backend.media.mirror import check, put
from trr_backend.media.store import MAX_AGE_SECONDS, TMDB_MAX_AGE_SECONDS
from trr_backend.models.changes import Change
from trr_backend.models.media import (
    ImageOf,
    Kept,
    NotModified,
    Picture,
    PictureWanted,
)
from trr_backend.repositories import picture_claims, pictures, suppressions
from trr_backend.repositories.picture_claims import Claim, Linked
from trr_backend.repositories.pictures import Choice


@dataclass(frozen=True, slots=True)
class Taken:
    """A picture that is in the store now; `put_bytes` is 0 where it was before."""

    linked: Linked
    key: str
    put_bytes: int = 0


Outcome = Taken | Left[PictureWanted]
# It is no picture that may be kept, whoever asks for it tomorrow.
_FOR_LONG = (NotFound, Refused, PictureRefused)


def mirror_stage(
    name: str,
    choose: Callable[[Context, tuple[UUID, ...]], Choice],
    of: Callable[[Context], Awaitable[Sequence[UUID]]] = selected_ids,
    *,
    parts: Parts | None = None,
) -> Stage[Chunk, list[Outcome]]:
    """Return a stage that keeps the pictures that `choose` names for what it is of.

    That are the selected shows, or the people where these are the owners.
    """

    async def plan(context: Context) -> Plan[Chunk]:
        choice = choose(context, tuple(await of(context)))
        async with context.database.transaction() as tx:
            counts = await pictures.count(tx, choice)
            notes = await notes_on(tx, name, choice, counts)
        more = DuePictures(context.database, choice).more if counts.wanted else None
        return Plan((), counts.kept, notes, more=more, total=counts.wanted)

    async def collect(context: Context, chunk: Chunk) -> list[Outcome]:
        return await _collect(context, chunk)

    return Stage(
        name,
        chunk_label,
        plan,
        collect,
        _store,
        parallel=6,
        size=len,
        parts=parts,
    )


def chunk_label(chunk: Chunk) -> str:
    """Return a chunk as a message names it."""
    if len(chunk) == 1:
        return picture_label(chunk[0])
    return f"{picture_label(chunk[0])} and {len(chunk) - 1} more"


def picture_label(wanted: PictureWanted) -> str:
    """Return a picture as a message names it: whose, of which kind, which one."""
    owners = ", ".join(f"{one.name} ({one.what})" for one in wanted.owners)
    return f"{owners}: {wanted.source_path}"


async def _collect(context: Context, chunk: Chunk) -> list[Outcome]:
    if context.rehearsal:
        return []
    outcomes = await together(
        attempted(context, _take, wanted, for_long=_FOR_LONG) for wanted in chunk
    )
    await _take_back(context, outcomes)
    return outcomes


async def _take(context: Context, wanted: PictureWanted) -> Taken:
    kept, force = wanted.kept, context.selection.force
    is_there = kept is not None and await _is_there(context, kept, look=force)
    believed = kept is not None and kept.confirmed and not force
    if kept and is_there and kept.is_current and not force:
        return Taken(Linked(wanted, kept.sha256, believed=believed), kept.key)
    answer = await _fetched(context, wanted, conditional=is_there)
    if isinstance(answer, NotModified):
        if kept is None or not is_there:
            raise MediaError(f"{wanted.source_url} is unchanged and yet not kept")
        known = Linked(
            wanted=wanted,
            sha256=kept.sha256,
            believed=believed,
            etag=answer.etag,
            last_modified=answer.last_modified,
        )
        return Taken(known, kept.key)
    try:
        return await _keep(context, wanted, answer)
    finally:
        context.room.give(len(answer.body))


async def _fetched(
    context: Context, wanted: PictureWanted, *, conditional: bool
) -> Picture | NotModified:
    """Fetch a picture; its turn to be asked for is the database's to give.

    That is waited for here: the chunk done anew would fetch all of it again.
    """

    async def fetch() -> Picture | NotModified:
        return await fetch_picture(
            context.picture_hosts,
            wanted,
            room=context.room,
            conditional=conditional,
        )

    return await patiently(fetch, scale=context.settings.wait_scale)


async def _is_there(context: Context, kept: Kept, *, look: bool) -> bool:
    """Tell whether the store holds what was claimed; a confirmed one is believed.

    Else it is read: also what `trr media verify` found broken is not confirmed.
    """
    if kept.confirmed and not look:
        return True
    await context.room.take(kept.bytes)
    try:
        await whole.read(context.store, kept.key, kept.sha256, kept.bytes)
    except (ObjectDiffers, ObjectMissing):
        return False
    finally:
        context.room.give(kept.bytes)
    return True


async def _keep(context: Context, wanted: PictureWanted, picture: Picture) -> Taken:
    """Check, claim, put: safe to repeat, also by two at once."""
    checked = await check(picture.body)
    found = checked.inspected
    claim = Claim(
        wanted=wanted,
        inspected=found,
        source_sha256=checked.source_sha256,
        key=picture_key(wanted.owners[0], found.sha256, found.extension),
        etag=picture.etag,
        last_modified=picture.last_modified,
    )
    place = await context.claims.claim(claim)
    put_bytes = 0
    believed = place.confirmed and not context.selection.force
    is_tmdb = wanted.source == TMDB
    seconds = TMDB_MAX_AGE_SECONDS if is_tmdb or place.from_tmdb else MAX_AGE_SECONDS
    if not believed:
        is_new = await put(context.store, place.key, checked.body, found, seconds)
        put_bytes = found.bytes if is_new else 0
    if is_tmdb and place.from_wikis and not put_bytes:
        await context.store.keep_shorter(
            place.key, checked.body, found.content_type, seconds
        )
    linked = Linked(
        wanted=wanted,
        sha256=found.sha256,
        believed=believed,
        source_sha256=checked.source_sha256,
        etag=picture.etag,
        last_modified=picture.last_modified,
    )
    return Taken(linked, place.key, put_bytes)


async def _take_back(context: Context, outcomes: Sequence[Outcome]) -> None:
    """Delete what was taken down while it was being put.

    What is taken down later finds the object, and deletes it itself.
    """
    keys = {one.linked.sha256: one.key for one in outcomes if isinstance(one, Taken)}

    async def load() -> Collection[str]:
        async with context.database.transaction() as tx:
            return await suppressions.load_suppressed(tx, "picture", "sha256", keys)

    for sha256 in await patiently(load, scale=context.settings.wait_scale):
        await context.store.delete(keys[sha256])


async def _store(work: Work, chunk: Chunk, outcomes: list[Outcome]) -> None:
    if work.rehearsal:
        _rehearse(work, chunk)
        return
    taken = [one for one in outcomes if isinstance(one, Taken)]
    left = [one for one in outcomes if isinstance(one, Left)]
    await picture_claims.link(work, [one.linked for one in taken])
    await picture_claims.refuse(
        work,
        [picture_claims.Refused(one.what, one.reason) for one in left if one.for_long],
    )
    work.failures.extend((picture_label(one.what), one.reason) for one in left)
    count_pictures(work, [one.put_bytes for one in taken], len(left))


def _rehearse(work: Work, chunk: Chunk) -> None:
    paths: dict[ImageOf, list[str]] = {}
    for wanted in chunk:
        if wanted.kept and wanted.kept.confirmed and wanted.kept.is_current:
            # By force it is asked for again; what comes of that is not known yet.
            continue
        for one in wanted.owners:
            paths.setdefault(one, []).append(wanted.source_path)
    for one, theirs in paths.items():
        fields: dict[str, tuple[object, object]] = {one.kind: (None, theirs)}
        work.changes.add(Change(one.owner, one.id, "updated", one.name, fields))
