"""The media half of mirroring one picture; the caller does the claim in between.

Order: `check` the bytes, claim (SHA-256, key) in Postgres, `put` where the claim was
won, confirm. Media looks nothing up: the key it writes to is the one that was claimed.
"""

import hashlib
from dataclasses import dataclass, field

from trr_backend.errors import MediaError, ObjectDiffers, PictureRefused
from trr_backend.media.calls import in_thread
from trr_backend.media.containers.strip import without_metadata
from trr_backend.media.inspect import check_length
from trr_backend.media.store import MediaStore
from trr_backend.media.worker import inspect_here
from trr_backend.models.media import Inspected


@dataclass(frozen=True, slots=True)
class Checked:
    """A picture that may be stored: `body` are its bytes without their metadata.

    `inspected` describes `body`; `source_sha256` is the hash of the bytes as they came.
    """

    inspected: Inspected
    body: bytes = field(repr=False)
    source_sha256: str


async def check(body: bytes) -> Checked:
    """Return what may be stored. Raises PictureRefused with the reason in one line."""
    return await in_thread(_checked, body)


def _checked(body: bytes) -> Checked:
    check_length(body)
    clean = without_metadata(body)
    inspected = inspect_here(clean)
    came, stored = hashlib.sha256(body).hexdigest(), inspected.sha256
    # What it is named by is counted here, where no picture was decoded.
    if stored != (came if clean is body else hashlib.sha256(clean).hexdigest()):
        raise PictureRefused("the picture made its decoder crash")
    return Checked(inspected, clean, source_sha256=came)


async def put(
    store: MediaStore,
    asset_key: str,
    body: bytes,
    inspected: Inspected,
    max_age_seconds: int,
) -> bool:
    """Write the checked bytes under the claimed key; True: written now.

    Raises MediaError where the key is another picture's.
    """
    if not asset_key.endswith(f"/{inspected.sha256}.{inspected.extension}"):
        raise MediaError(f"the claimed key {asset_key} belongs to other bytes")
    given = (asset_key, body, inspected.content_type, max_age_seconds)
    try:
        return await store.put_if_absent(*given)
    except ObjectDiffers:
        # The key is the hash of these bytes: whatever lies there is broken.
        await store.replace(*given)
        return True
