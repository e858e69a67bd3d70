"""Smaller copies of a picture for the web: upright, in sRGB, nothing but pixels.

A copy is made of the next larger one, which takes three fifths of the time of making
each from the whole picture and differs from that by a fiftieth of what WebP loses
(docs/decisions/0031). The same bytes and the same Pillow give the same copies.
`trr_backend.media.worker` runs this in a process of its own.
"""

import hashlib
import math
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image, ImageCms

from trr_backend.errors import PictureRefused
from trr_backend.media.footprint import make_room
from trr_backend.media.inspect import BROKEN, OPENED_AS, one_line
from trr_backend.media.looks import looks
from trr_backend.media.upright import SIDEWAYS, orientation_of, upright
from trr_backend.models.media import Inspected, VariantFormat

# Measured in docs/decisions/0031. The number of threads may not change the bytes.
_SAVED_WITH: Final[dict[VariantFormat, dict[str, int]]] = {
    "webp": {"quality": 80, "method": 4},
    "avif": {"quality": 60, "speed": 8, "max_threads": 1},
}
_LANCZOS: Final = Image.Resampling.LANCZOS
_LANCZOS_ROWS: Final = 3
"""How far LANCZOS looks up and down, in rows of what it makes."""
_ROWS: Final = 128
# A JPEG is decoded at half its size where that is still so many times the copies'.
_GAP: Final = 2
# Which colours a profile may speak of, by the mode of the pixels.
_SPACES: Final = {"L": "GRAY", "RGB": "RGB", "RGBA": "RGB", "CMYK": "CMYK"}


@dataclass(frozen=True, slots=True)
class Copy:
    """A smaller copy of a picture; `inspected` says of its bytes what they are."""

    format: VariantFormat
    width: int
    inspected: Inspected


def copies(
    body: bytes,
    formats: Sequence[VariantFormat],
    widths: Sequence[int],
    max_bytes: int,
    *,
    alone: bool = True,
) -> list[tuple[Copy, bytes]]:
    """Return the copies narrower than the picture, with their bytes; widest first.

    There are none of an animation, and none that has more than `max_bytes`. Raises
    PictureRefused for bytes that are no picture, Crowded for a picture that has to be
    decoded `alone`.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return list(_copies(body, formats, widths, max_bytes, alone=alone))
    except MemoryError:
        raise PictureRefused("the picture needs too much memory to decode") from None
    except (Image.DecompressionBombError, *BROKEN) as error:
        said = f"no smaller copies can be made of the picture ({one_line(error)})"
        raise PictureRefused(said) from error


def _copies(
    body: bytes,
    formats: Sequence[VariantFormat],
    widths: Sequence[int],
    max_bytes: int,
    *,
    alone: bool,
) -> Iterator[tuple[Copy, bytes]]:
    with Image.open(BytesIO(body), formats=OPENED_AS) as picture:
        if getattr(picture, "n_frames", 1) > 1:
            return
        make_room(picture, alone=alone, least_side=_GAP * max(widths))
        smaller = _resized(picture, widths)
    if not smaller:
        return
    seen = looks(smaller[-1])
    for pixels in smaller:
        for name in formats:
            saved = _saved(pixels, name)
            if len(saved) > max_bytes:
                continue
            inspected = Inspected(
                sha256=hashlib.sha256(saved).hexdigest(),
                content_type=f"image/{name}",
                extension=name,
                bytes=len(saved),
                width=pixels.width,
                height=pixels.height,
                colour=seen.colour,
                thumbhash=seen.thumbhash,
                phash=seen.phash,
                frames=1,
            )
            yield Copy(name, pixels.width, inspected), saved


def _resized(picture: Image.Image, widths: Sequence[int]) -> list[Image.Image]:
    """Return the picture as it is looked at, in each narrower width, widest first."""
    size = picture.size
    # A JPEG far larger than its copies is decoded at half or a quarter of its size.
    picture.draft(None, (_GAP * max(widths),) * 2)
    picture.load()
    lies = orientation_of(picture)
    sideways = lies in SIDEWAYS
    width, height = size[::-1] if sideways else size
    sizes = [
        (narrower, max(1, round(height * narrower / width)))
        for narrower in sorted(set(widths), reverse=True)
        if narrower < width
    ]
    if not sizes:
        return []
    # The widest is made first and all else of it: turning or recolouring 50 megapixels
    # would take their memory once more.
    widest = _resized_to(picture, sizes[0][::-1] if sideways else sizes[0])
    widest = _in_srgb(widest, picture.info.get("icc_profile"))
    widest = upright(widest, lies)
    # Savers take profiles and texts from here.
    widest.info.clear()
    made = [widest]
    for size in sizes[1:]:
        made.append(made[-1].resize(size, _LANCZOS))
    return made


def _resized_to(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return the picture in this size, made some rows at a time.

    All its pixels once more, with their alpha multiplied in, need not be in memory.
    """
    width, height = size
    scale = picture.height / height
    reach = math.ceil(_LANCZOS_ROWS * max(scale, 1)) + 1
    made: Image.Image | None = None
    for top in range(0, height, _ROWS):
        bottom = min(top + _ROWS, height)
        first = max(0, math.floor(top * scale) - reach)
        last = min(picture.height, math.ceil(bottom * scale) + reach)
        rows = _plain(picture.crop((0, first, picture.width, last)))
        seen = (0, top * scale - first, rows.width, min(bottom * scale, last) - first)
        band = rows.resize((width, bottom - top), _LANCZOS, box=seen)
        if made is None:
            made = Image.new(band.mode, size)
        made.paste(band, (0, top))
    assert made is not None  # noqa: S101 - for mypy: every picture has rows
    return made


def _plain(picture: Image.Image) -> Image.Image:
    """Return the pixels as grey, RGB, RGBA or CMYK, eight bits each."""
    if picture.mode == "RGBA":
        return picture
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    if picture.mode.startswith("I"):
        # Sixteen bits: `convert` would make white of all but the darkest.
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode == "1":
        return picture.convert("L")
    return picture if picture.mode in _SPACES else picture.convert("RGB")


def _in_srgb(picture: Image.Image, profile: object) -> Image.Image:
    """Return the picture as RGB or RGBA, read by its profile where that is readable.

    Browsers do the same: a broken profile, or one of other colours, is left alone.
    """
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    if isinstance(profile, bytes) and profile:
        try:
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            if own.profile.xcolor_space.strip() == _SPACES[picture.mode]:
                srgb = ImageCms.createProfile("sRGB")
                picture = (
                    ImageCms.profileToProfile(picture, own, srgb, outputMode=mode)
                    or picture
                )
        except (ImageCms.PyCMSError, OSError):
            # No readable profile: the numbers are taken as sRGB, as without one.
            pass
    if mode == "RGBA" and picture.getchannel("A").getextrema() == (255, 255):
        mode = "RGB"
    return picture.convert(mode)


def _saved(pixels: Image.Image, name: VariantFormat) -> bytes:
    out = BytesIO()
    pixels.save(out, name.upper(), **_SAVED_WITH[name])
    return out.getvalue()
