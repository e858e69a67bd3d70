"""What the pixels of a picture are like: main colour, preview, and a hash of the look.

All three come from one small copy of the picture that was decoded anyway, turned the
way it is shown. Each pixel of that copy is the mean of 36 that were picked at even
distances: reading all of a poster of 500 x 750 takes a fifth of the time its decoding
does, and what is alike stays so (figures: docs/decisions/0030).
"""

from dataclasses import dataclass
from typing import Final

import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from trr_backend.media.thumbhash import thumbhash
from trr_backend.media.upright import orientation_of, upright

_SIDE: Final = 32
_PICKED: Final = 6
"""Pixels a side that are read for each pixel of the small copy."""
LEAST_SIDE: Final = _SIDE * _PICKED
"""Pixels a side that a picture should have to be looked at."""
_NEAREST: Final = Image.Resampling.NEAREST
_BOX: Final = Image.Resampling.BOX
_COLOURS: Final = 3
_MIDDLE: Final = 128


@dataclass(frozen=True, slots=True)
class Looks:
    """`colour` as "#rrggbb", `thumbhash` in base64, `phash` as 16 hex digits."""

    colour: str
    thumbhash: str
    phash: str


def looks(picture: Image.Image) -> Looks:
    """Return what a decoded picture is like; it stays as it is."""
    small = _small(picture)
    pixels = np.asarray(small)
    return Looks(
        colour=_main_colour(pixels),
        thumbhash=thumbhash(pixels),
        phash=np.packbits(imagehash.dhash(_opaque(small)).hash).tobytes().hex(),
    )


def _small(picture: Image.Image) -> Image.Image:
    """Return a copy in RGB or RGBA of at most _SIDE pixels a side, as it is shown."""
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    scale = min(1.0, _SIDE / max(picture.size))
    width, height = (max(1, round(side * scale)) for side in picture.size)
    if min(picture.width / width, picture.height / height) > _PICKED:
        picked = picture.resize((width * _PICKED, height * _PICKED), _NEAREST)
        small = _converted(picked, mode).reduce(_PICKED)
    else:
        small = _converted(picture, mode).resize((width, height), _BOX)
    return upright(small, orientation_of(picture))


def _converted(picture: Image.Image, mode: str) -> Image.Image:
    if picture.mode == "I;16":
        # `convert` would make white of all but the darkest.
        picture = picture.point(lambda level: level / 256)
    return picture if picture.mode == mode else picture.convert(mode)


def _main_colour(pixels: NDArray[np.uint8]) -> str:
    """Return the median of red, green and blue, pixels that are rather clear left out.

    It is the colour that covers more than half, where one does. The most frequent one
    is another in 4 % of copies (the mean in none, but it is often nowhere to be seen).
    """
    pixels = pixels.reshape(-1, pixels.shape[2])
    if pixels.shape[1] > _COLOURS:
        alpha = pixels[:, _COLOURS]
        pixels = pixels[alpha >= alpha.max() // 2, :_COLOURS]
    middle = len(pixels) // 2
    return "#" + bytes(np.partition(pixels, middle, axis=0)[middle]).hex()


def _opaque(small: Image.Image) -> Image.Image:
    """Return the picture in grey; a clear one lies on what it stands out from."""
    if small.mode != "RGBA":
        return small.convert("L")
    light, alpha = np.moveaxis(np.asarray(small.convert("LA"), np.float64), 2, 0)
    dark = (light * alpha).sum() < _MIDDLE * alpha.sum()
    ground = 255.0 if dark else 0.0
    mixed = ground + (light - ground) * (alpha / 255)
    return Image.fromarray(np.round(mixed).astype(np.uint8))
