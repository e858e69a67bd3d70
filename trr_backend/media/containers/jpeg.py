"""JPEG: segments, each a marker and a length, with coded pixels after some of them."""

import re
from typing import Final

from trr_backend.media.containers.exif import UPRIGHT, orientation, orientation_alone
from trr_backend.media.containers.parts import Parts, damaged, endless

_START: Final = b"\xff\xd8"
_END: Final = 0xD9
_SCAN: Final = 0xDA
_JFIF: Final = 0xE0
_EXIF: Final = 0xE1
_ICC: Final = 0xE2
_ADOBE: Final = 0xEE
# Frames, tables, how often the coder restarts, scans: what the pixels are made of.
_PIXELS: Final = frozenset((*range(0xC0, 0xD0), 0xDB, 0xDD, _SCAN))
# Restarts, a second start, TEM: markers without a length.
_BARE: Final = frozenset((*range(0xD0, 0xD9), 0x01))

_EXIF_NAME: Final = b"Exif\0\0"
_JFIF_BYTES: Final = 14
_ADOBE_BYTES: Final = 12

# Each scan of a progressive picture is decoded over all its pixels: thousands of empty
# ones would take a decoder minutes. Encoders write ten.
MAX_SCANS: Final = 500

# Decoders pass over whatever stands between two segments.
_MARKER = re.compile(rb"\xff([^\x00\xff])")
_MARKER_AFTER_PIXELS = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")


def strip_jpeg(body: bytes) -> bytes:
    """Return the first picture up to its end, with JFIF, ICC, Adobe and orientation.

    Raises PictureRefused.
    """
    parts = Parts(_START)
    place = len(_START)
    scans = 0
    exif_seen = False
    while found := _MARKER.search(body, place):
        marker = found[1][0]
        place = start = found.end()
        if marker in _BARE:
            parts.add(b"")
            continue
        if marker == _END:
            parts.add(found[0])
            return parts.joined()
        place = start + int.from_bytes(body[start : start + 2], "big")
        if not start + 2 <= place <= len(body):
            raise damaged("a segment has no proper length")
        content = body[start + 2 : place]
        is_exif = marker == _EXIF and content.startswith(_EXIF_NAME)
        parts.add(b"" if is_exif and exif_seen else _kept(marker, content))
        exif_seen |= is_exif
        if marker == _SCAN:
            scans += 1
            if scans > MAX_SCANS:
                raise damaged(f"it has more than {MAX_SCANS} scans")
            pixels = place
            place = _end_of_pixels(body, pixels)
            parts.add(memoryview(body)[pixels:place])
    raise endless()


def _end_of_pixels(body: bytes, start: int) -> int:
    found = _MARKER_AFTER_PIXELS.search(body, start)
    return found.start() if found else len(body)


def _kept(marker: int, content: bytes) -> bytes:
    """Return the segment as it is stored, nothing where it goes."""
    if marker in _PIXELS or (marker == _ICC and content.startswith(b"ICC_PROFILE\0")):
        return _segment(marker, content)
    if marker == _JFIF and content.startswith(b"JFIF\0"):
        # The last two bytes are the size of a preview that would follow them.
        head = content[: _JFIF_BYTES - 2] + bytes(2)
        return _segment(marker, head) if len(head) == _JFIF_BYTES else b""
    if marker == _ADOBE and content.startswith(b"Adobe"):
        return _segment(marker, content[:_ADOBE_BYTES])
    if marker == _EXIF and content.startswith(_EXIF_NAME):
        turned = orientation(content.removeprefix(_EXIF_NAME))
        if turned != UPRIGHT:
            return _segment(marker, _EXIF_NAME + orientation_alone(turned))
    return b""


def _segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(content) + 2).to_bytes(2, "big") + content
