"""What a media store holds, for tests, past the checks of the product."""

from trr_backend.media.store import MediaStore


async def stored(store: MediaStore, key: str) -> bytes | None:
    """Return the object's bytes, or None where there is none."""
    try:
        answer = await store._objects.get_async(key)
    except FileNotFoundError:
        return None
    return bytes(await answer.bytes_async())
