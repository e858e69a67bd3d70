"""The names of objects in the store; the layout is fixed in docs/architecture.md.

`images/logos/{kind}/{id}/{sha256}.{ext}`, and the folders `cast_photos`, `show_images`
and `season_images` beside `logos/{kind}`. A key is made of our own ids and the hash of
the bytes, never of a word from upstream; `check_key` refuses everything else before it
reaches a store.
"""

import re
from typing import Final

from trr_backend.errors import MediaError
from trr_backend.models.media import ImageOf, PictureOwner

_FOLDERS: Final[dict[PictureOwner, str]] = {
    "network": "logos/networks",
    "production_company": "logos/production_companies",
    "watch_provider": "logos/watch_providers",
    "person": "cast_photos",
    "show": "show_images",
    "season": "season_images",
    "episode": "season_images",
}
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_KEY = re.compile(
    r"images/"
    rf"(?:{'|'.join(dict.fromkeys(_FOLDERS.values()))})"
    rf"/{_UUID}/([0-9a-f]{{64}})\.(?:avif|gif|jpg|png|webp)"
)


def picture_key(of: ImageOf, sha256: str, extension: str) -> str:
    """Return the key of a picture in its owner's folder; stills lie with their season.

    Raises MediaError for odd parts.
    """
    folder = _FOLDERS.get(of.owner, "")
    return check_key(f"images/{folder}/{of.folder_id}/{sha256}.{extension}")


def sibling_key(key: str, sha256: str, extension: str) -> str:
    """Return the key of other bytes in the folder of `key`. Raises MediaError."""
    folder = check_key(key).rpartition("/")[0]
    return check_key(f"{folder}/{sha256}.{extension}")


def check_key(key: str) -> str:
    """Return `key` unchanged. Raises MediaError where it is not one of our layout."""
    if not _KEY.fullmatch(key):
        raise MediaError(f"not a key of the media layout: {key[:200]!r}")
    return key


def sha256_of(key: str) -> str | None:
    """Return the hash that a key names; None where it is not one of our layout."""
    found = _KEY.fullmatch(key)
    return found[1] if found else None
