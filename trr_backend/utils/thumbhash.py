"""ThumbHash: a picture in some 25 bytes, made visible again as a few blurred pixels.

A hash holds the lowest cosine terms of brightness, of two colour differences and, where
the picture is not opaque, of that: https://evanw.github.io/thumbhash/ says how.
"""

import struct
import zlib
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
_Terms = npt.NDArray[np.float64]

_HEADER_BYTES = 5
_COLOUR_TERMS = 3
_ALPHA_TERMS = 5
# The encoder makes colour differences smaller so that more of them fit.
_COLOUR_GAIN = 1.25


@dataclass(frozen=True, slots=True)
class Header:
    """What a hash says of the whole picture; `terms` are those of brightness (x, y)."""

    average: tuple[float, float, float]
    scales: tuple[float, float, float]
    has_alpha: bool
    terms: tuple[int, int]

    @property
    def ratio(self) -> float:
        """Width by height, as roughly as the hash tells it."""
        return self.terms[0] / self.terms[1]


def read_header(thumbhash: bytes) -> Header:
    """Return the header of a hash. Raises ValueError for one that is too short."""
    if len(thumbhash) < _HEADER_BYTES:
        raise ValueError("a ThumbHash has at least 5 bytes")
    first = int.from_bytes(thumbhash[:3], "little")
    second = int.from_bytes(thumbhash[3:5], "little")
    has_alpha, is_landscape = bool(first >> 23), bool(second >> 15)
    longer, shorter = (_ALPHA_TERMS if has_alpha else 7), max(1, second & 7)
    return Header(
        average=(
            (first & 63) / 63,
            (first >> 6 & 63) / 31.5 - 1,
            (first >> 12 & 63) / 31.5 - 1,
        ),
        scales=(
            (first >> 18 & 31) / 31,
            (second >> 3 & 63) / 63 * _COLOUR_GAIN,
            (second >> 9 & 63) / 63 * _COLOUR_GAIN,
        ),
        has_alpha=has_alpha,
        terms=(longer, shorter) if is_landscape else (shorter, longer),
    )


def decode(thumbhash: bytes, width: int, height: int) -> Pixels:
    """Return rows of red, green, blue and, if it is not opaque, alpha.

    Raises ValueError for a hash that is cut.
    """
    header = read_header(thumbhash)
    nibbles = _nibbles(thumbhash[_HEADER_BYTES + header.has_alpha :])
    many_x, many_y = (max(_COLOUR_TERMS, many) for many in header.terms)
    shapes = [(many_x, many_y), *[(_COLOUR_TERMS, _COLOUR_TERMS)] * 2]
    averages, scales = [*header.average], [*header.scales]
    if header.has_alpha:
        alpha = thumbhash[_HEADER_BYTES]
        shapes.append((_ALPHA_TERMS, _ALPHA_TERMS))
        averages.append((alpha & 15) / 15)
        scales.append((alpha >> 4) / 15)
    channels = []
    for shape, average, scale in zip(shapes, averages, scales, strict=True):
        terms, nibbles = _terms(nibbles, shape, scale)
        waves_x, waves_y = _waves(width, shape[0]), _waves(height, shape[1])
        channels.append(average + 2 * waves_y.T @ terms @ waves_x)
    return _colours(channels)


def png(pixels: Pixels) -> bytes:
    """Return the pixels as a PNG."""
    height, width, channels = pixels.shape
    kind = 6 if channels == 4 else 2  # noqa: PLR2004 -- alpha is the fourth
    # Each row begins with the number of its filter: 0 is none.
    rows = np.zeros((height, 1 + width * channels), np.uint8)
    rows[:, 1:] = pixels.reshape(height, -1)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)),
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _nibbles(body: bytes) -> npt.NDArray[np.uint8]:
    """Return half bytes, the lower half of each first."""
    whole = np.frombuffer(body, np.uint8)
    return np.stack((whole & 15, whole >> 4), axis=1).reshape(-1)


def _terms(
    nibbles: npt.NDArray[np.uint8], shape: tuple[int, int], scale: float
) -> tuple[_Terms, npt.NDArray[np.uint8]]:
    """Return the terms (y, x) of a channel, and the half bytes behind them."""
    rows, columns = _triangle(*shape)
    many = len(rows)
    if len(nibbles) < many:
        raise ValueError("a ThumbHash is cut")
    terms = np.zeros((shape[1], shape[0]))
    terms[rows, columns] = (nibbles[:many] / 7.5 - 1) * scale
    return terms, nibbles[many:]


@cache
def _triangle(many_x: int, many_y: int) -> tuple[list[int], list[int]]:
    """Return row and column of each term that is kept, in the hash's order.

    The first term, which is the average, is in the header.
    """
    kept = [
        (y, x)
        for y in range(many_y)
        for x in range(0 if y else 1, many_x)
        if x * many_y < many_x * (many_y - y)
    ]
    return [y for y, _ in kept], [x for _, x in kept]


@cache
def _waves(size: int, many: int) -> _Terms:
    """Return the cosines of `many` terms at the middle of each of `size` pixels."""
    middles = (np.arange(size) + 0.5) * np.pi / size
    waves: _Terms = np.cos(np.outer(np.arange(many), middles))
    return waves


def _colours(channels: list[_Terms]) -> Pixels:
    brightness, yellow_blue, red_green, *alpha = channels
    blue = brightness - 2 / 3 * yellow_blue
    red = (3 * brightness - blue + red_green) / 2
    shown = np.stack((red, red - red_green, blue, *alpha), axis=-1)
    pixels: Pixels = np.rint(np.clip(shown, 0, 1) * 255).astype(np.uint8)
    return pixels


def _chunk(name: bytes, body: bytes) -> bytes:
    check = zlib.crc32(name + body)
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)
