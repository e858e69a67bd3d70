"""Pictures drawn for the tests: nothing recorded, nothing anybody owns."""

import random
from io import BytesIO
from typing import Final

from PIL import Image

FORMATS: Final = {
    "JPEG": ("image/jpeg", "jpg"),
    "PNG": ("image/png", "png"),
    "WEBP": ("image/webp", "webp"),
    "AVIF": ("image/avif", "avif"),
    "GIF": ("image/gif", "gif"),
}


def noise(width: int, height: int, seed: int = 1) -> Image.Image:
    """Return a picture that compresses badly, so that every byte matters."""
    body = random.Random(seed).randbytes(3 * width * height)
    return Image.frombytes("RGB", (width, height), body)


def drawn(kind: str, width: int = 32, height: int = 24, seed: int = 1) -> bytes:
    """Return the bytes of a small picture in one of Pillow's formats."""
    return encoded(noise(width, height, seed), kind)


def plain(
    kind: str, width: int, height: int, mode: str = "L", **options: object
) -> bytes:
    """Return the bytes of a picture of one colour, of any size."""
    return encoded(Image.new(mode, (width, height)), kind, **options)


def animated(kind: str, frames: int, width: int = 16, height: int = 16) -> bytes:
    """Return the bytes of an animation whose frames all differ."""
    first, *others = (noise(width, height, seed) for seed in range(frames))
    return encoded(first, kind, save_all=True, append_images=others)


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    """Return the picture's bytes in one of Pillow's formats."""
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()
