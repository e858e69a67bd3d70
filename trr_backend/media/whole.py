"""Whether the store holds, under a key, the bytes that the key names."""

import hashlib

from trr_backend.errors import ObjectDiffers
from trr_backend.media.store import MediaStore


async def read(store: MediaStore, key: str, sha256: str, size: int) -> bytes:
    """Return the object's bytes where they have this hash; `size` as it was claimed.

    Raises ObjectMissing, ObjectDiffers.
    """
    body = await store.get(key, size)
    if len(body) != size:
        raise ObjectDiffers(f"{store.name} holds {len(body)} of {size} bytes as {key}")
    if hashlib.sha256(body).hexdigest() != sha256:
        raise ObjectDiffers(f"{store.name} holds other bytes as {key}")
    return body
