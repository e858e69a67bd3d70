"""GIF: a head, then pictures and extensions made of blocks of at most 255 bytes."""

from typing import Final

from trr_backend.media.containers.parts import Parts, damaged, endless

_HEAD_BYTES: Final = 13
_PICTURE_HEAD_BYTES: Final = 10
_EXTENSION: Final = 0x21
_PICTURE: Final = 0x2C
_END: Final = 0x3B
_CONTROL: Final = 0xF9
_APPLICATION: Final = 0xFF
# Who wrote what says how often an animation runs, and what its colours mean.
_APPLICATIONS: Final = (b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0", b"\x0bICCRGBG1012")


def strip_gif(body: bytes) -> bytes:
    """Return the pictures with what steers them, without comments and written text.

    Raises PictureRefused.
    """
    try:
        return _stripped(body)
    except IndexError:
        raise endless() from None


def _stripped(body: bytes) -> bytes:
    view = memoryview(body)
    place = _HEAD_BYTES + _colours(body[_HEAD_BYTES - 3])
    parts = Parts(view[:place])
    while (kind := body[place]) != _END:
        start = place
        if kind == _PICTURE:
            place += _PICTURE_HEAD_BYTES
            place += _colours(body[place - 1])
            # One byte says how wide the codes are.
            place = _after_blocks(body, place + 1)
            parts.add(view[start:place])
        elif kind == _EXTENSION:
            place = _after_blocks(body, start + 2)
            kept = _is_kept(body[start + 1], body[start + 2 : place])
            parts.add(view[start:place] if kept else b"")
        elif kind == 0:
            place += 1
            parts.add(b"")
        else:
            raise damaged(f"a block of an unknown kind, {kind}")
    parts.add(bytes((_END,)))
    return parts.joined()


def _is_kept(label: int, start: bytes) -> bool:
    return label == _CONTROL or (
        label == _APPLICATION and start.startswith(_APPLICATIONS)
    )


def _colours(flags: int) -> int:
    """Return the bytes of a table of colours."""
    return 3 << (flags % 8 + 1) if flags & 0x80 else 0


def _after_blocks(body: bytes, place: int) -> int:
    while size := body[place]:
        place += size + 1
    return place + 1
