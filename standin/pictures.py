"""Pictures drawn by this program: a name over shapes, all derived from the path.

The same path and label always give the same bytes. Names in other scripts are
romanised, because the font that comes with Pillow holds ASCII only.
"""

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from xml.sax.saxutils import escape

from anyascii import anyascii
from PIL import Image, ImageDraw, ImageFont

from standin.patterns import Size, colour, figure, lay

Subject = Literal["poster", "backdrop", "logo", "still", "profile"]

SIZES: dict[Subject, Size] = {
    "poster": (500, 750),
    "backdrop": (1280, 720),
    "logo": (500, 250),
    "still": (640, 360),
    "profile": (400, 600),
}
LARGEST_PIXELS = 1920 * 1080
_SMALLEST_POINTS = 8
_MEASURED_POINTS = 100
_TYPES = {
    "jpg": ("JPEG", "image/jpeg"),
    "png": ("PNG", "image/png"),
    "svg": ("SVG", "image/svg+xml"),
    "webp": ("WEBP", "image/webp"),
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """What to draw: a subject, the name on it, and the path that picks the rest.

    `note` stands small below the name; without a `size` it is the subject's.
    """

    subject: Subject
    label: str
    path: str
    note: str = ""
    size: Size | None = None

    @property
    def full(self) -> Size:
        """The width and height of the original in pixels."""
        return self.size or SIZES[self.subject]


def content_type(path: str) -> str | None:
    """Return the type that the path's ending stands for, None if it is none of ours."""
    known = _TYPES.get(path.rpartition(".")[2].lower())
    return known[1] if known else None


@lru_cache(maxsize=512)
def draw(drawing: Drawing, size: str) -> bytes:
    """Return the picture at a size such as `w342`, `h632` or `original`."""
    name = _TYPES[drawing.path.rpartition(".")[2].lower()][0]
    if name == "SVG":
        return _svg(drawing)
    picture = _scaled(_painted(drawing), size)
    file = io.BytesIO()
    picture.save(file, name, quality=85)
    return file.getvalue()


def _painted(drawing: Drawing) -> Image.Image:
    full, path = drawing.full, drawing.path
    picture = Image.new("RGB", full, colour(path))
    brush = ImageDraw.Draw(picture)
    lay(brush, full, path)
    if drawing.subject == "profile":
        figure(brush, full, path)
        _write(brush, drawing, full[1] * 0.8, full[1] * 0.2)
    else:
        _write(brush, drawing, full[1] * 0.5, full[1] * 0.4)
    return picture


def _write(
    brush: ImageDraw.ImageDraw, drawing: Drawing, middle: float, height: float
) -> None:
    """Write the name, and the note below it, on a dark field around `middle`."""
    width = drawing.full[0]
    name = _Words(brush, _lines(drawing), width * 0.8, height)
    note = _Words(brush, anyascii(drawing.note), width * 0.5, name.points * 0.4)
    below = note.height * 2
    edge = min(drawing.full) / 30
    wide = max(name.width, note.width) / 2 + edge
    high = (name.height + below) / 2 + edge
    field = (width / 2 - wide, middle - high, width / 2 + wide, middle + high)
    brush.rectangle(field, colour(drawing.path, 0.35))
    name.write((width / 2, middle - below / 2))
    if drawing.note:
        note.write((width / 2, middle + name.height / 2))


class _Words:
    """Words in the largest type in which they fit `width` and `height`."""

    def __init__(
        self, brush: ImageDraw.ImageDraw, text: str, width: float, height: float
    ) -> None:
        self._brush = brush
        self._text = text
        wide, high = self._measure(_MEASURED_POINTS)
        least = min(width / max(wide, 1), height / max(high, 1))
        self.points = max(int(_MEASURED_POINTS * least), _SMALLEST_POINTS)
        self.width, self.height = self._measure(self.points) if text else (0.0, 0.0)

    def write(self, centre: tuple[float, float]) -> None:
        """Write the words in white around a point."""
        font = ImageFont.load_default(self.points)
        white = (255, 255, 255)
        self._brush.multiline_text(
            centre, self._text, white, font, anchor="mm", align="center"
        )

    def _measure(self, points: int) -> tuple[float, float]:
        font = ImageFont.load_default(points)
        box = self._brush.multiline_textbbox((0, 0), self._text, font)
        return box[2] - box[0], box[3] - box[1]


def _lines(drawing: Drawing) -> str:
    """Return the name, one word a line where the picture is narrow."""
    words = anyascii(drawing.label).split() or ["-"]
    width, height = drawing.full
    return "\n".join(words) if width < height * 2 else " ".join(words)


def _scaled(picture: Image.Image, size: str) -> Image.Image:
    if size == "original":
        return picture
    asked = int(size[1:])
    given = picture.width if size[0] == "w" else picture.height
    factor = min(asked / given, 1)
    return picture.resize(
        (max(round(picture.width * factor), 1), max(round(picture.height * factor), 1))
    )


def _svg(drawing: Drawing) -> bytes:
    width, height = drawing.full
    red, green, blue = colour(drawing.path)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<rect width="100%" height="100%" fill="rgb({red},{green},{blue})"/>'
        f'<text x="50%" y="50%" fill="#fff" text-anchor="middle">'
        f"{escape(drawing.label)}</text></svg>"
    ).encode()
