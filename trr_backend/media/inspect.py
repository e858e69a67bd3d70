"""Bytes of unknown origin become an `Inspected` picture, or are refused with a reason.

The format follows from the content alone. Sizes are read from the header before any
pixel is decoded; then every frame is decoded, because Pillow's `verify()` passes
truncated JPEGs. `trr_backend.media.worker` runs this in a process of its own.
"""

import hashlib
import struct
import warnings
import zlib
from io import BytesIO
from typing import Final

from PIL import AvifImagePlugin, Image, UnidentifiedImageError

from trr_backend.errors import PictureRefused
from trr_backend.media.footprint import make_room
from trr_backend.media.looks import LEAST_SIDE, Looks, looks
from trr_backend.media.upright import SIDEWAYS, orientation_of
from trr_backend.models.media import Inspected

MAX_BYTES: Final = 20 * 1024 * 1024
MAX_PIXELS: Final = 50_000_000
MAX_SIDE: Final = 16_384
MAX_FRAMES: Final = 1_000
MAX_ANIMATED_PIXELS: Final = 2 * MAX_PIXELS
"""Pixels of all frames together."""

# By Pillow's name of the format. An MPO is a JPEG that carries further pictures.
_TYPES: Final = {
    "AVIF": ("image/avif", "avif"),
    "GIF": ("image/gif", "gif"),
    "JPEG": ("image/jpeg", "jpg"),
    "MPO": ("image/jpeg", "jpg"),
    "PNG": ("image/png", "png"),
    "WEBP": ("image/webp", "webp"),
}
OPENED_AS: Final = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")

_PNG_END: Final = b"IEND\xaeB`\x82"

# What Pillow's readers raise on bytes they cannot make sense of.
BROKEN: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)

# Pillow raises at twice this figure, before it allocates a canvas (WebP does so while
# opening: 2 GB for 1 KB). Between once and twice it only warns: silenced below.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2
# One picture at a time a process: its threads would only add memory.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1


def inspect(body: bytes, *, alone: bool = True) -> Inspected:
    """Return what the bytes are; width and height as the picture is shown.

    Raises PictureRefused with the reason in one line, Crowded for a picture that has to
    be decoded `alone`.
    """
    check_length(body)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _decoded(body, alone=alone)
    except UnidentifiedImageError:
        raise PictureRefused(_what_it_is(body)) from None
    except Image.DecompressionBombError:
        raise PictureRefused(_too_many_pixels()) from None
    except MemoryError:
        raise PictureRefused("the picture needs too much memory to decode") from None
    except BROKEN as error:
        raise PictureRefused(
            f"the picture is truncated or damaged ({one_line(error)})"
        ) from error


def check_length(body: bytes) -> None:
    """Raise PictureRefused for no bytes and for too many."""
    if not body:
        raise PictureRefused("the picture is empty: 0 bytes")
    if len(body) > MAX_BYTES:
        raise PictureRefused(
            f"the picture has {len(body)} bytes; at most {MAX_BYTES} are taken"
        )


def _decoded(body: bytes, *, alone: bool) -> Inspected:
    with Image.open(BytesIO(body), formats=OPENED_AS) as picture:
        content_type, extension = _TYPES[picture.format or ""]
        width, height = picture.size
        _check_size(picture)
        make_room(picture, alone=alone, least_side=LEAST_SIDE)
        frames, seen = _load_frames(picture)
        if orientation_of(picture) in SIDEWAYS:
            width, height = height, width
        declared: int = getattr(picture, "n_frames", 1)
    if frames < declared:
        raise PictureRefused(
            f"the animation is truncated: {frames} of {declared} frames"
        )
    if not _has_its_end(extension, body):
        raise PictureRefused("the picture is truncated: its end mark is missing")
    return Inspected(
        sha256=hashlib.sha256(body).hexdigest(),
        content_type=content_type,
        extension=extension,
        bytes=len(body),
        width=width,
        height=height,
        colour=seen.colour,
        thumbhash=seen.thumbhash,
        phash=seen.phash,
        frames=frames,
    )


def _load_frames(picture: Image.Image) -> tuple[int, Looks]:
    """Decode one frame after the other; return how many there are, and the first."""
    frame = pixels = 0
    seen: Looks | None = None
    while True:
        _check_size(picture)
        pixels += picture.width * picture.height
        if frame and (frame >= MAX_FRAMES or pixels > MAX_ANIMATED_PIXELS):
            raise PictureRefused(
                f"the animation is too large: at most {MAX_FRAMES} frames and "
                f"{MAX_ANIMATED_PIXELS // 1_000_000} megapixels in all are taken"
            )
        picture.load()
        seen = seen or looks(picture)
        frame += 1
        try:
            picture.seek(frame)
        except EOFError:
            return frame, seen


def _check_size(picture: Image.Image) -> None:
    width, height = picture.size
    if max(width, height) > MAX_SIDE:
        raise PictureRefused(
            f"the picture is {width} x {height} pixels; "
            f"at most {MAX_SIDE} a side are taken"
        )
    if width * height > MAX_PIXELS:
        raise PictureRefused(_too_many_pixels())


def _has_its_end(extension: str, body: bytes) -> bool:
    """Say whether PNG and GIF end; Pillow insists on that for the other formats."""
    if extension == "png":
        return _PNG_END in body
    return extension != "gif" or body.rstrip(b"\0").endswith(b";")


def _too_many_pixels() -> str:
    return f"the picture has more than {MAX_PIXELS // 1_000_000} megapixels"


def _what_it_is(body: bytes) -> str:
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in start:
        return "the answer is SVG, which can carry scripts; only pixels are stored"
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "the answer is an HTML page, not a picture"
    return "the answer is no readable JPEG, PNG, WebP, AVIF or GIF"


def one_line(error: Exception) -> str:
    """Return what an error says in one line of at most 200 characters."""
    return " ".join(str(error).split())[:200] or type(error).__name__
