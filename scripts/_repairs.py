"""Puts a broken object right: from its source, or from the picture that it is of.

Only bytes that have the very hash of the key are put; nothing else can stand there.
"""

from collections.abc import Sequence

from scripts._stage import Context
from trr_backend.errors import (
    ConfigError,
    InputError,
    ObjectDiffers,
    ObjectMissing,
    PictureRefused,
    UpstreamError,
)
from trr_backend.ingestion.documents import TMDB
from trr_backend.ingestion.images import fetch_picture
from trr_backend.media import whole
from trr_backend.media.mirror import check
from trr_backend.media.store import MAX_AGE_SECONDS, TMDB_MAX_AGE_SECONDS
from trr_backend.media.variants import Variant, make
from trr_backend.models.media import NotModified, PictureWanted
from trr_backend.repositories import media_upkeep
from trr_backend.repositories.media_upkeep import Copied, Origin, Stored

_NOBODY = "nothing names it any more: `trr media prune` takes it away in time"


async def repair(context: Context, broken: Stored) -> str | None:
    """Put the right bytes in their place; return why that cannot be, or None."""
    origins, copied = await _load(context, broken)
    reasons = []
    for origin in origins:
        reason = await _fetch(context, broken, origin)
        if reason is None:
            return None
        reasons.append(f"{origin}: {reason}")
    for picture in copied:
        reason = await _make(context, broken, picture)
        if reason is None:
            return None
        reasons.append(f"{reason}; `trr media variants` makes it again")
    return "; ".join(reasons) or _NOBODY


async def foretell(context: Context, broken: Stored) -> str:
    """Return how it would be repaired."""
    origins, copied = await _load(context, broken)
    ways = [f"fetched again from {one}" for one in origins]
    ways += [f"made again from {one}" for one in copied]
    return f"it would be {' or '.join(ways)}" if ways else _NOBODY


async def _load(context: Context, broken: Stored) -> tuple[list[Origin], list[Copied]]:
    async with context.database.transaction() as tx:
        origins = await media_upkeep.load_origins(tx, broken.sha256)
        return origins, await media_upkeep.load_copied(tx, broken.sha256)


async def _fetch(context: Context, broken: Stored, origin: Origin) -> str | None:
    wanted = PictureWanted(origin.source, origin.path, origin.url, owners=())
    try:
        picture = await fetch_picture(context.picture_hosts, wanted, room=context.room)
    except ConfigError:
        raise
    except (InputError, UpstreamError) as error:
        return str(error)
    if isinstance(picture, NotModified):
        return "the source says that it is unchanged"
    try:
        checked = await check(picture.body)
        if checked.inspected.sha256 != broken.sha256:
            return "the source gives other bytes now"
        return await _put(context, broken, checked.body)
    except PictureRefused as refused:
        return str(refused)
    finally:
        context.room.give(len(picture.body))


async def _make(context: Context, broken: Stored, picture: Copied) -> str | None:
    """Make all copies of a format: one alone might come out differently."""
    made = await _made(context, picture)
    if made is None:
        async with context.database.transaction() as tx:
            found = await media_upkeep.load(tx, [picture.sha256])
        if not found or await repair(context, found[0]) is not None:
            return "the picture of which it is a copy is broken, too"
        made = await _made(context, picture) or ()
    for one in made:
        if one.inspected.sha256 == broken.sha256:
            return await _put(context, broken, one.body)
    return "a copy that is made now has other bytes"


async def _made(context: Context, picture: Copied) -> Sequence[Variant] | None:
    """Return a picture's copies, none where it is refused; None: it is broken."""
    await context.room.take(picture.bytes)
    try:
        body = await whole.read(
            context.store, picture.key, picture.sha256, picture.bytes
        )
        return await make(body, (picture.format,))
    except (ObjectMissing, ObjectDiffers):
        return None
    except PictureRefused:
        return ()
    finally:
        context.room.give(picture.bytes)


async def _put(context: Context, broken: Stored, body: bytes) -> str | None:
    """Write the right bytes, unless they were taken down or away meanwhile.

    Returns why they cannot be written, or None.
    """
    async with context.database.transaction() as tx:
        if not await media_upkeep.hold(tx, [broken.sha256]):
            return None
        origins = await media_upkeep.load_origins(tx, broken.sha256)
        try:
            await context.store.replace(
                broken.key, body, broken.content_type, _max_age(origins)
            )
        except ObjectDiffers as error:
            return f"{error}; remove it"
    return None


def _max_age(origins: Sequence[Origin]) -> int:
    """Return for how long an object may be kept; a smaller copy has no origin."""
    is_wikis = origins and all(one.source != TMDB for one in origins)
    return MAX_AGE_SECONDS if is_wikis else TMDB_MAX_AGE_SECONDS
