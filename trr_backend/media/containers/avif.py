"""AVIF: boxes in boxes (ISO 14496-12), with items that they point at (ISO 23008-12).

Boxes point into the file by counted bytes, so nothing is cut out: what has to go is
overwritten in its place. The way up is said by boxes, `irot` and `imir`, which stay;
viewers take it from nowhere else.
"""

import struct
from typing import Final

from trr_backend.media.containers.avif_items import (
    IN_FILE,
    IN_META,
    Place,
    hidden_items,
    item_places,
)
from trr_backend.media.containers.boxes import HEAD_BYTES, Box, Boxes
from trr_backend.media.containers.parts import damaged

_VERSION_BYTES: Final = 4
# What is kept, by the box that it lies in; everything else becomes free space.
_KEPT: Final = {
    b"": frozenset((b"ftyp", b"meta", b"mdat", b"moov")),
    b"meta": frozenset(b"hdlr pitm iinf iloc iprp iref idat dinf grpl".split()),
    b"iprp": frozenset((b"ipco", b"ipma")),
    # Shape, turning and colours; others are titles, tags and times.
    b"ipco": frozenset(
        b"a1lx a1op amve auxC av1C cclv clap clli colr imir irot ispe lsel mdcv ndwt"
        b" pasp pixi reve rloc".split()
    ),
    b"moov": frozenset((b"mvhd", b"trak", b"mvex")),
    b"trak": frozenset((b"tkhd", b"mdia", b"edts", b"tref", b"meta")),
}
# Readers refuse EXIF that is none: how far it is to its start, and no entries.
_NO_EXIF: Final = bytes(4) + b"MM\0*\0\0\0\x08" + bytes(6)


def strip_avif(body: bytes) -> bytes:
    """Return the picture with its EXIF, XMP, previews and unknown boxes overwritten.

    Raises PictureRefused.
    """
    clean = bytearray(body)
    try:
        end = _strip(Boxes(body), clean, b"", 0, len(body))
    except (struct.error, IndexError):
        raise damaged("a box breaks off") from None
    return bytes(memoryview(clean)[:end])


def _strip(boxes: Boxes, clean: bytearray, parent: bytes, start: int, end: int) -> int:
    """Overwrite what is not kept of the boxes in `parent`; return where they end."""
    place = start
    for box in boxes.between(start, end):
        place = box.end
        if box.name not in _KEPT[parent]:
            clean[box.start + HEAD_BYTES - 4 : box.start + HEAD_BYTES] = b"free"
            clean[box.content : box.end] = bytes(box.end - box.content)
        elif box.name == b"meta":
            _strip(boxes, clean, b"meta", box.content + _VERSION_BYTES, box.end)
            _hide_items(boxes, clean, box)
        elif box.name in _KEPT:
            _strip(boxes, clean, box.name, box.content, box.end)
    return place


def _hide_items(boxes: Boxes, clean: bytearray, meta: Box) -> None:
    start = meta.content + _VERSION_BYTES
    found = {box.name: box for box in boxes.between(start, meta.end)}
    if b"iinf" not in found:
        return
    hidden = hidden_items(boxes, found[b"iinf"], found.get(b"iref"))
    if not hidden:
        return
    if b"iloc" not in found:
        raise damaged("its metadata lies nowhere")
    size = len(boxes.body)
    for place in item_places(boxes, found[b"iloc"]):
        if place.item not in hidden:
            continue
        start, end = _span(place, found.get(b"idat"), size)
        boxes.left -= end - start
        if boxes.left < 0:
            raise damaged("its metadata lies in more places than it has bytes")
        clean[start:end] = _NO_EXIF[: end - start].ljust(end - start, b"\0")


def _span(place: Place, inner: Box | None, size: int) -> tuple[int, int]:
    """Return where the bytes of an item begin and end in the file."""
    if place.method == IN_META and inner is not None:
        base, limit = inner.content, inner.end
    elif place.method == IN_FILE:
        base, limit = 0, size
    else:
        raise damaged("its metadata lies in an unknown place")
    start = base + place.start
    # No length means: to the end of the file.
    end = start + place.length if place.length else limit
    if not start <= end <= limit:
        raise damaged("its metadata lies beyond its end")
    return start, end
