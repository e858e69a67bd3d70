"""ThumbHash: a blurred preview of a picture in some 25 bytes.

The format of https://evanw.github.io/thumbhash/, computed with numpy.
"""

import base64
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

_Plane = NDArray[np.float64]
# Below this a channel is flat: what is left of it is the noise of the arithmetic.
_FLAT: Final = 1e-9


def thumbhash(pixels: NDArray[np.uint8]) -> str:
    """Return the ThumbHash, in base64, of pixels of shape (height, width, 3 or 4).

    They are red, green, blue and alpha; more than 100 a side add nothing.
    """
    height, width, _ = pixels.shape
    light, yellow, red, alpha = _planes(pixels)
    opaque = alpha is None
    limit = 7 if opaque else 5
    columns = max(1, round(limit * width / max(width, height)))
    rows = max(1, round(limit * height / max(width, height)))
    l_mean, l_scale, waves = _encoded(light, max(3, columns), max(3, rows))
    p_mean, p_scale, p_waves = _encoded(yellow, 3, 3)
    q_mean, q_scale, q_waves = _encoded(red, 3, 3)
    waves += p_waves + q_waves
    wide = width > height
    head = (
        round(63 * l_mean)
        | round(31.5 + 31.5 * p_mean) << 6
        | round(31.5 + 31.5 * q_mean) << 12
        | round(31 * l_scale) << 18
        | (not opaque) << 23
        | (rows if wide else columns) << 24
        | round(63 * p_scale) << 27
        | round(63 * q_scale) << 33
        | wide << 39
    ).to_bytes(5, "little")
    if alpha is not None:
        a_mean, a_scale, a_waves = _encoded(alpha, 5, 5)
        head += bytes([round(15 * a_mean) | round(15 * a_scale) << 4])
        waves += a_waves
    halves = [round(15 * wave) for wave in waves] + [0] * (len(waves) % 2)
    body = bytes(
        low | high << 4 for low, high in zip(halves[::2], halves[1::2], strict=True)
    )
    return base64.b64encode(head + body).decode("ascii")


def _planes(pixels: NDArray[np.uint8]) -> tuple[_Plane, _Plane, _Plane, _Plane | None]:
    """Return light, yellow-blue, red-green and, where anything shows through, alpha."""
    red, green, blue, *rest = np.moveaxis(pixels, 2, 0) / 255
    alpha: _Plane | None = None
    if rest and rest[0].min() < 1:
        (alpha,) = rest
        total = alpha.sum() or 1
        red, green, blue = (
            (plane * alpha).sum() / total * (1 - alpha) + plane * alpha
            for plane in (red, green, blue)
        )
    return (red + green + blue) / 3, (red + green) / 2 - blue, red - green, alpha


def _encoded(
    plane: _Plane, columns: int, rows: int
) -> tuple[float, float, list[float]]:
    """Return the mean, the largest wave, and the waves from 0 to 1 in units of it."""
    height, width = plane.shape
    found = _cosines(rows, height) @ plane @ _cosines(columns, width).T
    mean, *waves = found[_triangle(columns, rows)].tolist()
    scale = max(map(abs, waves))
    if scale < _FLAT:
        return mean, 0.0, [0.0] * len(waves)
    return mean, scale, [0.5 + 0.5 / scale * wave for wave in waves]


@cache
def _cosines(count: int, length: int) -> _Plane:
    places = np.arange(length) + 0.5
    waves = np.arange(count)[:, np.newaxis]
    return np.asarray(np.cos(np.pi / length * waves * places) / length)


@cache
def _triangle(columns: int, rows: int) -> tuple[list[int], list[int]]:
    """Return which waves are kept, as their rows and columns."""
    kept = [
        (y, x)
        for y in range(rows)
        for x in range(columns)
        if x * rows < columns * (rows - y)
    ]
    return [y for y, _ in kept], [x for _, x in kept]
