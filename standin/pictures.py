"""Pictures drawn by this program: a name on a colour, both derived from the path.

The same path and label always give the same bytes. Names in other scripts are
romanised, because the font that comes with Pillow holds ASCII only.
"""

import hashlib
import io
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from xml.sax.saxutils import escape

from anyascii import anyascii
from PIL import Image, ImageDraw, ImageFont

Subject = Literal["poster", "backdrop", "logo", "still", "profile"]

SIZES: dict[Subject, tuple[int, int]] = {
    "poster": (500, 750),
    "backdrop": (1280, 720),
    "logo": (500, 250),
    "still": (640, 360),
    "profile": (400, 600),
}
_SMALLEST_POINTS = 8
_TYPES = {
    "jpg": ("JPEG", "image/jpeg"),
    "png": ("PNG", "image/png"),
    "svg": ("SVG", "image/svg+xml"),
    "webp": ("WEBP", "image/webp"),
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """What to draw: a subject, the name on it, and the path that picks the colour."""

    subject: Subject
    label: str
    path: str


def content_type(path: str) -> str | None:
    """Return the type that the path's ending stands for, None if it is none of ours."""
    known = _TYPES.get(path.rpartition(".")[2].lower())
    return known[1] if known else None


@lru_cache(maxsize=512)
def draw(drawing: Drawing, size: str) -> bytes:
    """Return the picture at a size such as `w342`, `h632` or `original`."""
    full = SIZES[drawing.subject]
    name = _TYPES[drawing.path.rpartition(".")[2].lower()][0]
    if name == "SVG":
        return _svg(drawing, full)
    picture = _scaled(_painted(drawing, full), size)
    file = io.BytesIO()
    picture.save(file, name, quality=85)
    return file.getvalue()


def _painted(drawing: Drawing, full: tuple[int, int]) -> Image.Image:
    picture = Image.new("RGB", full, _colour(drawing.path))
    brush = ImageDraw.Draw(picture)
    edge = min(full) // 40
    brush.rectangle(
        (edge, edge, full[0] - edge - 1, full[1] - edge - 1),
        outline=(255, 255, 255),
        width=max(edge // 3, 1),
    )
    text, font = _fitted(brush, _words(drawing.label), full)
    centre = (full[0] / 2, full[1] / 2)
    brush.multiline_text(
        centre, text, (255, 255, 255), font, anchor="mm", align="center"
    )
    return picture


def _fitted(
    brush: ImageDraw.ImageDraw, words: list[str], full: tuple[int, int]
) -> tuple[str, ImageFont.FreeTypeFont | ImageFont.ImageFont]:
    """Return the largest type in which the words fit, one word a line on narrow."""
    lines = "\n".join(words) if full[0] < full[1] * 2 else " ".join(words)
    points = full[1] // 4
    while True:
        font = ImageFont.load_default(points)
        box = brush.multiline_textbbox((0, 0), lines, font)
        fits = box[2] - box[0] < full[0] * 0.85 and box[3] - box[1] < full[1] * 0.85
        if fits or points <= _SMALLEST_POINTS:
            return lines, font
        points = points * 9 // 10


def _words(label: str) -> list[str]:
    return anyascii(label).split() or ["-"]


def _scaled(picture: Image.Image, size: str) -> Image.Image:
    if size == "original":
        return picture
    asked = int(size[1:])
    given = picture.width if size[0] == "w" else picture.height
    factor = min(asked / given, 1)
    return picture.resize(
        (max(round(picture.width * factor), 1), max(round(picture.height * factor), 1))
    )


def _svg(drawing: Drawing, full: tuple[int, int]) -> bytes:
    red, green, blue = _colour(drawing.path)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {full[0]} {full[1]}">'
        f'<rect width="100%" height="100%" fill="rgb({red},{green},{blue})"/>'
        f'<text x="50%" y="50%" fill="#fff" text-anchor="middle">'
        f"{escape(drawing.label)}</text></svg>"
    ).encode()


def _colour(path: str) -> tuple[int, int, int]:
    # Dark enough for white type: each channel stays below 150.
    red, green, blue = hashlib.sha256(path.encode()).digest()[:3]
    return red * 150 // 256, green * 150 // 256, blue * 150 // 256
