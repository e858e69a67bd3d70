"""PNG and APNG: chunks, each a length, a name, its content and a check sum."""

import struct
import zlib
from typing import Final

from trr_backend.media.containers.exif import UPRIGHT, orientation, orientation_alone
from trr_backend.media.containers.parts import Parts, Piece, damaged, endless

_START: Final = b"\x89PNG\r\n\x1a\n"
_END: Final = b"IEND"
_EXIF: Final = b"eXIf"
# Pixels and frames, what is clear, how colours and the shape of a pixel are meant.
_KEPT: Final = frozenset(
    b"IHDR PLTE IDAT IEND acTL fcTL fdAT tRNS bKGD"
    b" cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI pHYs".split()
)
_HEAD_BYTES: Final = 8
_CHECK_BYTES: Final = 4
_FRAME_BYTES: Final = _HEAD_BYTES + _CHECK_BYTES
# A small letter says that a decoder may leave the chunk out.
_OPTIONAL: Final = 0x20


def strip_png(body: bytes) -> bytes:
    """Return the picture up to its end: pixels, frames, colours and the orientation.

    Raises PictureRefused.
    """
    view = memoryview(body)
    parts = Parts(_START)
    place = len(_START)
    while place + _FRAME_BYTES <= len(body):
        size, name = struct.unpack_from(">I4s", body, place)
        end = place + _FRAME_BYTES + size
        if end > len(body):
            raise damaged(f"the chunk {name!r} is longer than the file")
        parts.add(_kept(name, view[place:end]))
        if name == _END:
            return parts.joined()
        place = end
    raise endless()


def _kept(name: bytes, chunk: memoryview) -> Piece:
    """Return the chunk as it is stored, nothing where it goes."""
    if name in _KEPT:
        return chunk
    if name == _EXIF:
        return _turned(bytes(chunk[_HEAD_BYTES:-_CHECK_BYTES]))
    if not name[0] & _OPTIONAL:
        raise damaged(f"nobody knows the chunk {name!r}")
    return b""


def _turned(exif: bytes) -> bytes:
    """Return a chunk that says the orientation, nothing for an upright picture."""
    turned = orientation(exif)
    if turned == UPRIGHT:
        return b""
    content = _EXIF + orientation_alone(turned)
    check = zlib.crc32(content)
    return struct.pack(">I", len(content) - 4) + content + struct.pack(">I", check)
