"""Which items of an AVIF tell of more than its pixels, and where their bytes lie.

An item is a numbered part of the file: coded pixels, EXIF, XMP, a preview. `iinf` says
what each is, `iref` which is a preview of another, `iloc` where its bytes are.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from trr_backend.media.containers.boxes import Box, Boxes
from trr_backend.media.containers.parts import damaged

# Coded pixels, and how they are put together from others; not EXIF, XMP, addresses.
_PIXELS: Final = frozenset((b"av01", b"grid", b"iovl", b"iden", b"tmap", b"sato"))
_PREVIEW_OF: Final = b"thmb"
_VERSION_BYTES: Final = 4
# Versions from which numbers of items and counts have four bytes.
_LONG_INFO, _LONG_ENTRY, _LONG_REFERENCES, _LONG_PLACES = 1, 3, 1, 2
_NAMED_ENTRY: Final = 2
IN_FILE: Final = 0
IN_META: Final = 1
"""Bytes are counted from the start of the file, or of the box `idat`."""
_ELSEWHERE = 15


@dataclass(frozen=True, slots=True)
class Place:
    """Bytes of an item; `method` says what they are counted in."""

    item: int
    method: int
    start: int
    length: int


def hidden_items(boxes: Boxes, info: Box, references: Box | None) -> set[int]:
    """Return the numbers of the items that are neither pixels nor needed for them."""
    body = boxes.body
    start = info.content + _VERSION_BYTES
    start += 4 if body[info.content] >= _LONG_INFO else 2
    found = set()
    for entry in boxes.between(start, info.end):
        version = body[entry.content]
        if version < _NAMED_ENTRY:
            raise damaged("an item has no kind")
        layout = ">I2x4s" if version >= _LONG_ENTRY else ">H2x4s"
        number, kind = struct.unpack_from(layout, body, entry.content + _VERSION_BYTES)
        if kind not in _PIXELS:
            found.add(number)
    return found | set(_previews(boxes, references) if references else ())


def _previews(boxes: Boxes, references: Box) -> Iterator[int]:
    body = boxes.body
    long = body[references.content] >= _LONG_REFERENCES
    start = references.content + _VERSION_BYTES
    for one in boxes.between(start, references.end):
        if one.name == _PREVIEW_OF:
            yield struct.unpack_from(">I" if long else ">H", body, one.content)[0]


def item_places(boxes: Boxes, box: Box) -> Iterator[Place]:
    """Yield where the bytes of all items lie. Raises PictureRefused."""
    version = boxes.body[box.content]
    numbers = _Numbers(boxes.body, box.content + _VERSION_BYTES, box.end)
    sizes = numbers.take(2)
    start_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version else 0
    number_size = 4 if version >= _LONG_PLACES else 2
    for _ in range(numbers.take(number_size)):
        boxes.steps.take()
        item = numbers.take(number_size)
        method = numbers.take(2) & 15 if version else IN_FILE
        if numbers.take(2):
            method = _ELSEWHERE
        base = numbers.take(base_size)
        for _ in range(numbers.take(2)):
            boxes.steps.take()
            numbers.take(index_size)
            start = base + numbers.take(start_size)
            yield Place(item, method, start, numbers.take(length_size))


class _Numbers:
    """Numbers of so many bytes each, one after the other."""

    def __init__(self, body: bytes, place: int, end: int) -> None:
        self._body, self._place, self._end = body, place, end

    def take(self, size: int) -> int:
        """Return the next number; one of no bytes is 0. Raises PictureRefused."""
        start, self._place = self._place, self._place + size
        if self._place > self._end:
            raise damaged("the list of items breaks off")
        return int.from_bytes(self._body[start : self._place], "big")
