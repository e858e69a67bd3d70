"""Pictures that lie on their side or are seen in a mirror, turned as they are shown."""

from typing import Final

from PIL import Image

from trr_backend.media.containers.exif import UPRIGHT, orientation

SIDEWAYS: Final = frozenset({5, 6, 7, 8})
"""Orientations in which width and height change places."""

_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def orientation_of(picture: Image.Image) -> int:
    """Return how an opened picture says that it lies, 1 to 8; 1 is upright."""
    exif = picture.info.get("exif")
    return orientation(exif) if isinstance(exif, bytes) else UPRIGHT


def upright(picture: Image.Image, lies: int) -> Image.Image:
    """Return a picture that lies so as it is to be shown."""
    turn = _TURNS.get(lies)
    return picture if turn is None else picture.transpose(turn)
