"""ThumbHash: a blurred preview of a picture in some 25 bytes.

The format of https://evanw.github.io/thumbhash/, computed with numpy in some 0.04 ms:
the package `thumbhash` takes 25 ms for 100 x 50 pixels, 25 times what decoding a poster
of 500 x 750 does, and fails on pictures with alpha. The tests hold the results equal.
"""

import base64
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

_Floats = NDArray[np.float64]
_Table = list[list[float]]

# Below this a channel is flat: what is left of it is the noise of the arithmetic.
_FLAT: Final = 1e-9
_OPAQUE: Final = 3
_LEVELS: Final = 255
# Light, yellow against blue and red against green, made of red, green and blue.
_AXES: Final = np.array(((1 / 3, 0.5, 1), (1 / 3, 0.5, -1), (1 / 3, -1, 0)))


def thumbhash(pixels: NDArray[np.uint8]) -> str:
    """Return the ThumbHash, in base64, of pixels of shape (height, width, 3 or 4).

    They are red, green, blue and alpha; more than 100 a side add nothing.
    """
    height, width, _ = pixels.shape
    colours, alpha = _seen(pixels)
    limit = 7 if alpha is None else 5
    columns = max(1, round(limit * width / max(width, height)))
    rows = max(1, round(limit * height / max(width, height)))
    light, yellow, red = _transformed(colours, max(3, columns), max(3, rows))
    l_mean, l_scale, waves = _scaled(light, max(3, columns), max(3, rows))
    p_mean, p_scale, p_waves = _scaled(yellow, 3, 3)
    q_mean, q_scale, q_waves = _scaled(red, 3, 3)
    waves += p_waves + q_waves
    wide = width > height
    head = (
        round(63 * l_mean)
        | round(31.5 + 31.5 * p_mean) << 6
        | round(31.5 + 31.5 * q_mean) << 12
        | round(31 * l_scale) << 18
        | (alpha is not None) << 23
        | (rows if wide else columns) << 24
        | round(63 * p_scale) << 27
        | round(63 * q_scale) << 33
        | wide << 39
    ).to_bytes(5, "little")
    if alpha is not None:
        (clear,) = _transformed(alpha, 5, 5)
        a_mean, a_scale, a_waves = _scaled(clear, 5, 5)
        head += bytes([round(15 * a_mean) | round(15 * a_scale) << 4])
        waves += a_waves
    halves = [round(15 * wave) for wave in waves] + [0] * (len(waves) % 2)
    body = bytes(
        low | high << 4 for low, high in zip(halves[::2], halves[1::2], strict=True)
    )
    return base64.b64encode(head + body).decode("ascii")


def _seen(pixels: NDArray[np.uint8]) -> tuple[_Floats, _Floats | None]:
    """Return the colours, laid over their mean, and alpha where anything is clear."""
    colours = pixels[..., :3] / 255
    if pixels.shape[2] == _OPAQUE or pixels[..., 3].min() == _LEVELS:
        return colours, None
    alpha = pixels[..., 3:] / 255
    mean = (colours * alpha).sum((0, 1)) / (alpha.sum() or 1)
    return mean + (colours - mean) * alpha, alpha


def _transformed(planes: _Floats, columns: int, rows: int) -> list[_Table]:
    """Return the cosine transform of light, yellow-blue and red-green, or of alpha."""
    height, width, count = planes.shape
    # Before all else: what is grey is so without an error in the last place.
    planes = planes @ _AXES if count == _OPAQUE else planes
    down = _cosines(rows, height) @ planes.reshape(height, width * count)
    across = (
        down.reshape(rows, width, count).swapaxes(1, 2) @ _cosines(columns, width).T
    )
    return [plane.tolist() for plane in across.swapaxes(0, 1)]


def _scaled(table: _Table, columns: int, rows: int) -> tuple[float, float, list[float]]:
    """Return the mean, the largest wave, and all waves from 0 to 1 in units of it."""
    mean, *waves = (table[y][x] for y, x in _triangle(columns, rows))
    scale = max(map(abs, waves))
    if scale < _FLAT:
        return mean, 0.0, [0.0] * len(waves)
    half = 0.5 / scale
    return mean, scale, [0.5 + half * wave for wave in waves]


@cache
def _cosines(count: int, length: int) -> _Floats:
    places = np.arange(length) + 0.5
    waves = np.arange(count)[:, np.newaxis]
    return np.asarray(np.cos(np.pi / length * waves * places) / length)


@cache
def _triangle(columns: int, rows: int) -> list[tuple[int, int]]:
    """Return which waves are kept, as rows and columns."""
    return [
        (y, x)
        for y in range(rows)
        for x in range(columns)
        if x * rows < columns * (rows - y)
    ]
