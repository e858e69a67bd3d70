"""ThumbHash read back: against another decoder, the picture it came from, and zlib."""

import zlib
from base64 import b64decode

import numpy as np
import pytest
from numpy.typing import NDArray
from thumbhash import (  # type: ignore[import-untyped]  # it has no annotations
    thumb_hash_to_average_rgba,
    thumb_hash_to_rgba,
)

from trr_backend.media.thumbhash import thumbhash
from trr_backend.utils.thumbhash import decode, png, read_header


def drawn(width: int, height: int, *, is_opaque: bool = True) -> NDArray[np.uint8]:
    """Return a picture that goes from red to blue, and fades out to the left."""
    down = np.linspace(0, 1, height)[:, None, None]
    colours = (1 - down) * [150, 70, 60] + down * [90, 120, 200]
    pixels = np.full((height, width, 4), 255.0)
    pixels[..., :3] = colours
    if not is_opaque:
        pixels[..., 3] = np.linspace(0, 255, width)
    return pixels.astype(np.uint8)


@pytest.mark.parametrize("is_opaque", [True, False])
@pytest.mark.parametrize(("width", "height"), [(40, 60), (64, 36), (50, 50)])
def test_decode(
    width: int,
    height: int,
    is_opaque: bool,  # noqa: FBT001 -- a parameter of the test
) -> None:
    """A picture comes back alike, and its corner as another decoder has it."""
    pixels = drawn(width, height, is_opaque=is_opaque)
    body = b64decode(thumbhash(pixels))
    header = read_header(body)
    assert header.has_alpha is not is_opaque
    assert header.ratio == pytest.approx(width / height, abs=0.2)
    # The other decoder is right in the first pixel only: it keeps the cosines of that.
    other_width, other_height, other = thumb_hash_to_rgba(list(body))
    first = decode(body, other_width, other_height)[0, 0]
    assert first.tolist() == other[: 3 if is_opaque else 4]
    found = decode(body, width, height).astype(int)
    assert found.shape == (height, width, 3 if is_opaque else 4)
    rows = abs(found[..., :3].mean(axis=1) - pixels[..., :3].mean(axis=1))
    assert rows.mean() < 12
    if not is_opaque:
        assert abs(found[..., 3] - pixels[..., 3].astype(int)).mean() < 25


def test_average() -> None:
    """Over all pixels the mean is that of the header."""
    body = b64decode(thumbhash(drawn(30, 30)))
    average = [255 * part for part in thumb_hash_to_average_rgba(list(body))[:3]]
    assert decode(body, 9, 9).mean(axis=(0, 1)) == pytest.approx(average, abs=1)


@pytest.mark.parametrize("body", [b"", b"1234", b"\x00" * 5, b"\xff" * 6])
def test_cut(body: bytes) -> None:
    """A hash that is cut is an error, not a picture."""
    with pytest.raises(ValueError, match="ThumbHash"):
        decode(body, 4, 4)


def test_png() -> None:
    """The pixels of a PNG are those that were given, row by row."""
    pixels = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    body = png(pixels)
    assert body[:8] == b"\x89PNG\r\n\x1a\n"
    header, data, end = (body.index(name) for name in (b"IHDR", b"IDAT", b"IEND"))
    assert body[header + 4 : header + 17] == bytes.fromhex("00000003000000020806000000")
    length = int.from_bytes(body[data - 4 : data])
    rows = zlib.decompress(body[data + 4 : data + 4 + length])
    assert rows == b"\0" + bytes(range(12)) + b"\0" + bytes(range(12, 24))
    check = int.from_bytes(body[data + 4 + length : data + 8 + length])
    assert check == zlib.crc32(body[data : data + 4 + length])
    assert body[end + 4 :] == zlib.crc32(b"IEND").to_bytes(4)
