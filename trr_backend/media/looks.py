"""What the pixels of a picture are like: main colour, preview, and a hash of the look.

All three come from one small copy of the picture that was decoded anyway.
"""

from dataclasses import dataclass
from typing import Final

import imagehash
from PIL import Image

from trr_backend.media.thumbhash import MAX_SIDE, thumbhash

_NEAREST: Final = Image.Resampling.NEAREST


@dataclass(frozen=True, slots=True)
class Looks:
    """`colour` as "#rrggbb", `thumbhash` in base64, `phash` as 16 hex digits."""

    colour: str
    thumbhash: str
    phash: str


def looks(picture: Image.Image) -> Looks:
    """Return what a decoded picture is like; it stays as it is."""
    small = _small(picture)
    red, green, blue = (
        small.convert("RGB")
        .resize((1, 1), Image.Resampling.BOX)
        .getpixel(  # type: ignore[misc] # three bands
            (0, 0)
        )
    )
    return Looks(
        colour=f"#{red:02x}{green:02x}{blue:02x}",
        thumbhash=thumbhash(small),
        phash=str(imagehash.dhash(small)),
    )


def _small(picture: Image.Image) -> Image.Image:
    scale = min(1.0, MAX_SIDE / max(picture.size))
    size = (
        max(1, round(picture.width * scale)),
        max(1, round(picture.height * scale)),
    )
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    return picture.resize(size, _NEAREST).convert(mode)
