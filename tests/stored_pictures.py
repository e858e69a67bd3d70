"""Stored pictures for tests of the reading side, by plain SQL; no bytes, only rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from tests.seed import AS_OF, insert_row
from trr_backend.repositories.db import Transaction

# Of a picture that goes from dark red above to light blue below.
THUMBHASH = "XkcONQ54eICIiIh4iIh4iIiPh/eI"
_FOLDERS = {
    "show": "show_images",
    "season": "season_images",
    "episode": "season_images",
    "person": "cast_photos",
}


@dataclass(frozen=True, slots=True)
class Stored:
    """A picture to be: `name` makes its path and hash, `link` are further columns.

    It is 1000 x 1500 pixels and has copies of these widths.
    """

    name: str
    kind: str
    position: int = 1
    widths: Sequence[int] = ()
    formats: Sequence[str] = ("webp",)
    link: Mapping[str, object] = field(default_factory=dict)
    asset: Mapping[str, object] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """The hash of what the bytes would be."""
        return sha256(self.name.encode()).hexdigest()


async def seed_picture(
    tx: Transaction, entity: str, entity_id: UUID, picture: Stored
) -> str:
    """Write a picture that readers see, and its copies; return its key."""
    folder = f"images/{_FOLDERS[entity]}/{entity_id}"
    key = f"{folder}/{picture.sha256}.jpg"
    size = {"width": 1000, "height": 1500, "content_type": "image/jpeg"}
    await _asset(tx, picture.sha256, key, {**size, **picture.asset})
    await insert_row(
        tx,
        "media_links",
        {
            "entity": entity,
            "entity_id": entity_id,
            "kind": picture.kind,
            "source": "tmdb",
            "source_path": f"/{picture.name}.jpg",
            "source_url": f"https://image.tmdb.org/t/p/original/{picture.name}.jpg",
            "sha256": picture.sha256,
            "position": picture.position,
            "linked_at": AS_OF,
            **picture.link,
        },
    )
    for width in picture.widths:
        for kind in picture.formats:
            await _copy(tx, picture, folder, width, kind)
    return key


def copy_key(entity: str, entity_id: UUID, picture: Stored, width: int) -> str:
    """Return the key of a picture's WebP of this width."""
    digest = _copied(picture, width, "webp")
    return f"images/{_FOLDERS[entity]}/{entity_id}/{digest}.webp"


def _copied(picture: Stored, width: int, kind: str) -> str:
    return sha256(f"{picture.name} {width} {kind}".encode()).hexdigest()


async def _copy(
    tx: Transaction, picture: Stored, folder: str, width: int, kind: str
) -> None:
    digest = _copied(picture, width, kind)
    size = {"width": width, "height": width * 3 // 2, "content_type": f"image/{kind}"}
    await _asset(tx, digest, f"{folder}/{digest}.{kind}", size)
    await insert_row(
        tx,
        "media_variants",
        {
            "sha256": picture.sha256,
            "format": kind,
            "width": width,
            "variant_sha256": digest,
        },
    )


async def _asset(
    tx: Transaction, digest: str, key: str, columns: Mapping[str, object]
) -> None:
    row = {"sha256": digest, "key": key, "bytes": 1, "confirmed_at": AS_OF}
    looks = {"colour": "#804040", "thumbhash": THUMBHASH}
    await insert_row(tx, "media_assets", {**row, **looks, **columns})
