"""WebP: one RIFF with chunks, each a name, a length and an even number of bytes."""

import struct
from collections.abc import Iterator, Sequence
from typing import Final

from trr_backend.media.containers.exif import UPRIGHT, orientation, orientation_alone
from trr_backend.media.containers.parts import Parts, Piece, Steps, damaged

_HEAD_BYTES: Final = 8
_RIFF_BYTES: Final = 12
_FEATURES: Final = b"VP8X"
_FEATURES_BYTES: Final = 10
_FRAME: Final = b"ANMF"
_FRAME_HEAD_BYTES: Final = 16
_EXIF: Final = b"EXIF"
_HAS_EXIF: Final = 0x08
_HAS_XMP: Final = 0x04
_PIXELS: Final = frozenset((b"VP8 ", b"VP8L", b"ALPH"))
_KEPT: Final = _PIXELS | {b"ICCP", b"ANIM"}


def strip_webp(body: bytes) -> bytes:
    """Return the picture up to its end: pixels, frames, colours and the orientation.

    Raises PictureRefused.
    """
    end = _HEAD_BYTES + int.from_bytes(body[4:_HEAD_BYTES], "little")
    if not body.startswith(b"RIFF") or end > len(body):
        raise damaged("it is shorter than it says")
    steps = Steps()
    parts = Parts(steps=steps)
    features, turned = b"", UPRIGHT
    for name, content in _chunks(memoryview(body)[_RIFF_BYTES:end]):
        parts.add(*_kept(name, content, steps))
        if name == _FEATURES and not features:
            if len(content) < _FEATURES_BYTES:
                raise damaged("its list of features is too short")
            features = bytes(content[:_FEATURES_BYTES])
        # Readers look for EXIF only where the list of features has it.
        if name == _EXIF and features and features[0] & _HAS_EXIF:
            turned = orientation(bytes(content)) if turned == UPRIGHT else turned
    if turned != UPRIGHT:
        parts.add(*_chunk(_EXIF, orientation_alone(turned)))
    return b"".join(_chunk(b"RIFF", b"WEBP", *_listed(features, turned), *parts.kept))


def _listed(features: bytes, turned: int) -> Sequence[Piece]:
    """Return the list of features, which is the first chunk where there is one."""
    if not features:
        return ()
    flags = features[0] & ~(_HAS_EXIF | _HAS_XMP)
    flags |= _HAS_EXIF if turned != UPRIGHT else 0
    return _chunk(_FEATURES, bytes((flags,)) + features[1:])


def _kept(name: bytes, content: memoryview, steps: Steps) -> Sequence[Piece]:
    """Return the chunk as it is stored, nothing where it goes."""
    if name == _FRAME:
        return _chunk(name, *_frame(content, steps))
    return _chunk(name, content) if name in _KEPT else ()


def _frame(content: memoryview, steps: Steps) -> Sequence[Piece]:
    """Return a frame of an animation with nothing but its pixels."""
    parts = Parts(content[:_FRAME_HEAD_BYTES], steps=steps)
    for name, inner in _chunks(content[_FRAME_HEAD_BYTES:]):
        parts.add(*(_chunk(name, inner) if name in _PIXELS else ()))
    return parts.kept


def _chunks(view: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    start = 0
    while start < len(view):
        if start + _HEAD_BYTES > len(view):
            raise damaged("a chunk breaks off")
        name, size = struct.unpack_from("<4sI", view, start)
        start += _HEAD_BYTES
        if start + size > len(view):
            raise damaged(f"the chunk {name!r} is longer than the file")
        yield name, view[start : start + size]
        start += size + size % 2


def _chunk(name: bytes, *content: Piece) -> Sequence[Piece]:
    size = sum(map(len, content))
    return struct.pack("<4sI", name, size), *content, bytes(size % 2)
