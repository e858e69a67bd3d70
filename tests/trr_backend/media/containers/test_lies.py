"""Containers that lie about what they hold cost no time and end in a refusal."""

import struct
import time
import tracemalloc
from collections.abc import Callable
from typing import Final

import pytest

from tests.trr_backend.media.drawing import drawn
from trr_backend.errors import PictureRefused
from trr_backend.media.containers.strip import without_metadata

MUCH: Final = 19_000_000
BEYOND: Final = "in more places than it has bytes"
MANY: Final = "more than 100000 parts"
JPEG: Final = b"\xff\xd8\xff\xe0\0\2"
PNG: Final = b"\x89PNG\r\n\x1a\n"
GIF: Final = b"GIF89a" + bytes(7)


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), name) + content


def _chunk(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack("<4sI", name, len(content)) + content


def _avif(*boxes: bytes) -> bytes:
    return _box(b"ftyp", b"avif" + bytes(4)) + b"".join(boxes)


def _exif_at(places: int, *, items: int = 1, length: int = 0) -> bytes:
    """Return a list of items whose EXIF lies in so many places from byte 0 on."""
    entry = _box(b"infe", b"\2\0\0\0" + struct.pack(">HH", 1, 0) + b"Exif\0")
    size = 2 if length else 0
    item = struct.pack(">HHH", 1, 0, places) + length.to_bytes(size, "big") * places
    head = bytes(4) + bytes((size, 0)) + struct.pack(">H", items)
    known = _box(b"iinf", bytes(4) + b"\0\1" + entry)
    return _box(b"meta", bytes(4) + known + _box(b"iloc", head + item))


def _frames_of_nothing() -> bytes:
    frame = _chunk(b"ANMF", bytes(16) + _chunk(b"ALPH") * 90_000)
    return _chunk(b"RIFF", b"WEBP" + frame * (MUCH // len(frame)))


def _scans(count: int) -> bytes:
    whole = drawn("JPEG")
    start = whole.index(b"\xff\xda")
    return whole[:start] + whole[start:-2] * count + whole[-2:]


LIES: Final[dict[str, tuple[Callable[[], bytes], str]]] = {
    "thousands of scans": (lambda: _scans(3_000), "more than 500 scans"),
    "everything is EXIF, often": (
        lambda: _avif(_exif_at(65_535), _box(b"mdat", bytes(MUCH))),
        BEYOND,
    ),
    "everything is EXIF, in many lists": (
        lambda: _avif(*[_exif_at(1)] * 9_000, _box(b"mdat", bytes(MUCH))),
        BEYOND,
    ),
    "more items than bytes": (
        lambda: _avif(_exif_at(1, items=65_535, length=1)),
        "the list of items breaks off",
    ),
    "boxes in boxes": (
        lambda: _avif(_box(b"moov", _box(b"trak", _box(b"free", b"") * 90_000) * 26)),
        MANY,
    ),
    "a box longer than all files": (
        lambda: _avif(struct.pack(">I4sQ", 1, b"mdat", 2**64 - 1)),
        "has no proper length",
    ),
    "a box shorter than its head": (
        lambda: _avif(struct.pack(">I4s", 7, b"mdat")),
        "has no proper length",
    ),
    "frames of nothing": (_frames_of_nothing, MANY),
    "a chunk longer than the file": (
        lambda: PNG + b"\xff\xff\xff\xffIDAT" + bytes(9),
        "longer than the file",
    ),
    "scans of nothing": (
        lambda: JPEG + b"\xff\xda\0\2" * 200_000,
        "more than 500 scans",
    ),
    "tables of nothing": (lambda: JPEG + b"\xff\xdb\0\2" * 200_000, MANY),
    "a segment shorter than its length": (
        lambda: JPEG + b"\xff\xe1\0\1",
        "no proper length",
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_refused_in_no_time(lie: str) -> None:
    """The time is that of the bytes, whatever they say of themselves."""
    make, reason = LIES[lie]
    body = make()
    begun = time.process_time()
    with pytest.raises(PictureRefused, match=reason):
        without_metadata(body)
    assert time.process_time() - begun < 2


LARGE: Final = {
    "JPEG": b"\xff\xd8\xff\xda\0\2" + bytes(MUCH // 8) + b"\xff\xd9",
    "PNG": PNG
    + struct.pack(">I", MUCH // 8)
    + b"IDAT"
    + bytes(MUCH // 8 + 8)
    + b"IENDabcd",
    "WEBP": _chunk(
        b"RIFF",
        b"WEBP" + _chunk(b"ANMF", bytes(16) + _chunk(b"VP8L", bytes(MUCH // 8 * 2))),
    ),
    "GIF": GIF + b"," + bytes(10) + (b"\xff" + bytes(255)) * (MUCH // 2048) + b"\0;",
}


@pytest.mark.parametrize("kind", LARGE)
def test_a_large_picture_is_copied_once(kind: str) -> None:
    """Several pictures of 20 MB are in memory at once, and little else is to be."""
    body = LARGE[kind] + b"to be cut off"
    tracemalloc.start()
    try:
        stored = without_metadata(body)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert stored == LARGE[kind]
    assert most < 1.1 * len(body)


def test_a_title_that_is_a_property_of_an_avif_goes() -> None:
    """Properties may be titles, tags and times; nothing else changes."""
    body = drawn("AVIF")
    # Written over the box about the depth of the colours, which no reader needs.
    place = body.index(b"\0\0\0\x10pixi") + 4
    telling = body[:place] + b"udes" + b"Jane Doe" + body[place + 12 :]
    clean = body[:place] + b"free" + bytes(8) + body[place + 12 :]
    assert without_metadata(telling) == clean


def test_items_of_an_avif_that_nobody_knows_go() -> None:
    """What is not known to be coded pixels is overwritten like EXIF."""
    item = _exif_at(1, length=400).replace(b"Exif", b"name")
    body = without_metadata(_avif(item, _box(b"mdat", b"Jane Doe" * 50)))
    assert b"Jane" not in body[:400]
