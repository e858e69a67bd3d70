"""What stands behind the name on a drawn picture: shapes that its path picks.

Two paths give two arrangements, so that pictures of one show are told apart by eye and
by a perceptual hash, not by their colour alone.
"""

import colorsys
import hashlib
import math
from collections.abc import Callable, Iterator

from PIL import ImageDraw

Colour = tuple[int, int, int]
Size = tuple[int, int]
_SHADES = (0.45, 0.7, 1.0, 1.35)
_TILES = 5


def colour(path: str, shade: float = 1.0) -> Colour:
    """Return a path's colour; at shade 1 and below it is dark enough for white type."""
    hue, strength, light = hashlib.sha256(path.encode()).digest()[:3]
    parts = colorsys.hsv_to_rgb(
        hue / 256, 0.4 + strength / 640, min((0.4 + light / 1000) * shade, 1.0)
    )
    red, green, blue = (round(255 * part) for part in parts)
    return red, green, blue


def lay(brush: ImageDraw.ImageDraw, full: Size, path: str) -> None:
    """Cover a picture with the shapes of a path."""
    picks = _picks(path)
    _PATTERNS[next(picks) % len(_PATTERNS)](brush, full, path, picks)


def figure(brush: ImageDraw.ImageDraw, full: Size, path: str) -> None:
    """Draw a head and shoulders: somebody, but nobody in particular."""
    width, height = full
    picks = _picks(f"figure {path}")
    middle = width * (0.32 + next(picks) / 700)
    stature = width * (0.8 + next(picks) / 700)
    head, chest = stature * 0.19, stature * 0.34
    neck, tone = height * 0.47, colour(path, 1.5)
    chin = neck + head * 0.2
    brush.ellipse((middle - head, chin - 2.4 * head, middle + head, chin), tone)
    brush.ellipse((middle - chest, neck, middle + chest, height * 1.2), tone)


def _picks(path: str) -> Iterator[int]:
    """Yield bytes that only the path decides, as many as are asked for."""
    block = hashlib.sha256(f"pattern {path}".encode()).digest()
    while True:
        yield from block
        block = hashlib.sha256(block).digest()


def _shade(path: str, picks: Iterator[int]) -> Colour:
    return colour(path, _SHADES[next(picks) % len(_SHADES)])


def _tiles(
    brush: ImageDraw.ImageDraw, full: Size, path: str, picks: Iterator[int]
) -> None:
    wide, high = full[0] / _TILES, full[1] / _TILES
    for column in range(_TILES):
        for row in range(_TILES):
            left, top = column * wide, row * high
            brush.rectangle((left, top, left + wide, top + high), _shade(path, picks))


def _discs(
    brush: ImageDraw.ImageDraw, full: Size, path: str, picks: Iterator[int]
) -> None:
    for _ in range(9):
        across, down = (side * next(picks) / 255 for side in full)
        radius = min(full) * (0.12 + next(picks) / 700)
        box = (across - radius, down - radius, across + radius, down + radius)
        brush.ellipse(box, _shade(path, picks))


def _bands(
    brush: ImageDraw.ImageDraw, full: Size, path: str, picks: Iterator[int]
) -> None:
    width, height = full
    lean = (next(picks) - 128) / 128 * width / 2
    left = -abs(lean)
    while left < width + abs(lean):
        right = left + width * (0.06 + next(picks) / 1500)
        corners = [(left + lean, 0), (right + lean, 0), (right, height), (left, height)]
        brush.polygon(corners, _shade(path, picks))
        left = right


def _rays(
    brush: ImageDraw.ImageDraw, full: Size, path: str, picks: Iterator[int]
) -> None:
    across, down = (side * next(picks) / 255 for side in full)
    reach = sum(full)
    turn, whole = next(picks) / 40, 2 * math.pi
    end = turn + whole
    while turn < end:
        after = min(turn + 0.15 + next(picks) / 500, end)
        far = [
            (across + reach * math.cos(angle), down + reach * math.sin(angle))
            for angle in (turn, after)
        ]
        brush.polygon([(across, down), *far], _shade(path, picks))
        turn = after


_PATTERNS: tuple[
    Callable[[ImageDraw.ImageDraw, Size, str, Iterator[int]], None], ...
] = (_tiles, _discs, _bands, _rays)
