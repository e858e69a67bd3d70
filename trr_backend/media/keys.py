"""The names of objects in the store; the layout is fixed in docs/architecture.md.

`images/logos/{kind}/{id}/{sha256}.{ext}` and, for what is to come, the folders of
people, shows and seasons. A key is made of our own ids and the hash of the bytes, never
of a word from upstream; `check_key` refuses everything else before it reaches a store.
"""

import re
from typing import Final
from uuid import UUID

from trr_backend.errors import MediaError
from trr_backend.models.media import LogoOwner

_FOLDERS: Final[dict[LogoOwner, str]] = {
    "network": "networks",
    "production_company": "production_companies",
    "watch_provider": "watch_providers",
}
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_KEY = re.compile(
    r"images/"
    rf"(?:logos/(?:{'|'.join(_FOLDERS.values())})|cast_photos|show_images|season_images)"
    rf"/{_UUID}/[0-9a-f]{{64}}\.(?:avif|gif|jpg|png|webp)"
)


def logo_key(owner: LogoOwner, owner_id: UUID, sha256: str, extension: str) -> str:
    """Return the key of an organisation's logo. Raises MediaError for odd parts."""
    folder = _FOLDERS.get(owner, "")
    return check_key(f"images/logos/{folder}/{owner_id}/{sha256}.{extension}")


def check_key(key: str) -> str:
    """Return `key` unchanged. Raises MediaError where it is not one of our layout."""
    if not _KEY.fullmatch(key):
        raise MediaError(f"not a key of the media layout: {key[:200]!r}")
    return key
