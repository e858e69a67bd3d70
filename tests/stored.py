"""What a media store holds, for tests, past the checks of the product, and as what."""

from uuid import UUID

from trr_backend.media.keys import picture_key
from trr_backend.media.store import MediaStore
from trr_backend.models.media import ImageOf, LogoOwner


async def stored(store: MediaStore, key: str) -> bytes | None:
    """Return the object's bytes, or None where there is none."""
    try:
        answer = await store._objects.get_async(key)
    except FileNotFoundError:
        return None
    return bytes(await answer.bytes_async())


def logo_key(owner: LogoOwner, owner_id: UUID, sha256: str, extension: str) -> str:
    """Return the key of an organisation's logo."""
    of = ImageOf(owner, owner_id, "logo", owner_id, "")
    return picture_key(of, sha256, extension)
