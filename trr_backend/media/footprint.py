"""How much memory the decoding of a picture takes, told from its header.

A run with all its processes is to stay under 300 MB (docs/decisions/0028). So ordinary
pictures are decoded a few at once, larger ones alone, and what needs more than is left
then is refused. The figures are bytes a pixel, measured at 9 and at 50 megapixels.
"""

from typing import Final

from PIL import Image, JpegImagePlugin

from trr_backend.errors import PictureRefused

SHARED_BYTES: Final = 48_000_000
"""What a picture may need that is decoded while others are."""
ALONE_BYTES: Final = 205_000_000
"""What a picture may need at all: 50 megapixels in RGB are 200 MB."""

_WEBP: Final = 17
_AVIF: Final = 12
_AVIF_ANIMATED: Final = 25
_GIF_ANIMATED: Final = 18
# A frame of an APNG is laid over a copy of the one before.
_PNG_ANIMATED: Final = 3
_NARROW: Final = {"1": 1, "L": 1, "P": 1, "I;16": 2}
_WIDE: Final = 4
# Progressive JPEGs are kept as two bytes a sample until their last scan.
_SAMPLE: Final = 2


class Crowded(Exception):
    """The picture needs so much memory that it has to be decoded alone."""


def make_room(picture: Image.Image, *, alone: bool, least_side: int) -> None:
    """See to it that an opened picture can be decoded in the memory there is.

    A JPEG that would need to be alone is read at a half, quarter or eighth of its size,
    both sides at least `least_side` long: no less of it is checked. Raises Crowded for
    a picture that is not `alone` and has to be, PictureRefused for one that needs too
    much.
    """
    needed = _bytes_needed(picture)
    if needed > SHARED_BYTES and isinstance(picture, JpegImagePlugin.JpegImageFile):
        coded = _coded_bytes(picture)
        picture.draft(picture.mode, (least_side, least_side))
        needed = coded + _pixels(picture) * _WIDE
    if needed > ALONE_BYTES:
        raise PictureRefused(
            f"the picture needs {needed // 1_000_000} MB to be decoded; "
            f"at most {ALONE_BYTES // 1_000_000} MB are given"
        )
    if needed > SHARED_BYTES and not alone:
        raise Crowded


def _bytes_needed(picture: Image.Image) -> int:
    animated: bool = getattr(picture, "is_animated", False)
    pixels = _pixels(picture)
    narrow = pixels * _NARROW.get(picture.mode, _WIDE)
    match picture.format:
        case "WEBP":
            return pixels * _WEBP
        case "AVIF":
            return pixels * (_AVIF_ANIMATED if animated else _AVIF)
        case "GIF":
            return pixels * _GIF_ANIMATED if animated else narrow
        case "PNG":
            return narrow * _PNG_ANIMATED if animated else narrow
    return narrow + _coded_bytes(picture)


def _coded_bytes(picture: Image.Image) -> int:
    """Return what a JPEG takes beside its pixels."""
    if not isinstance(picture, JpegImagePlugin.JpegImageFile):
        return 0
    if "progressive" not in picture.info or not picture.layer:
        return 0
    wide, high = (max(layer[side] for layer in picture.layer) for side in (1, 2))
    samples = sum(layer[1] * layer[2] for layer in picture.layer) / (wide * high)
    return int(_pixels(picture) * samples * _SAMPLE)


def _pixels(picture: Image.Image) -> int:
    return picture.width * picture.height
