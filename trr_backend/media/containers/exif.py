"""The one thing of EXIF that a viewer needs: which way up the picture is.

EXIF is a TIFF without a picture: a byte order, and entries of twelve bytes.
"""

import struct
from typing import Final

UPRIGHT: Final = 1

_ORIENTATION: Final = 0x0112
_SHORT: Final = 3
_ORDERS: Final = {b"II*\0": "<", b"MM\0*": ">"}
_LAST: Final = 8


def orientation(exif: bytes) -> int:
    """Return the orientation, 1 to 8, of EXIF from its byte order on; 1 is upright.

    What is damaged says nothing and so is upright, as viewers have it.
    """
    exif = exif.removeprefix(b"Exif\0\0")
    order = _ORDERS.get(exif[:4])
    if order is None:
        return UPRIGHT
    try:
        (start,) = struct.unpack_from(order + "I", exif, 4)
        (count,) = struct.unpack_from(order + "H", exif, start)
        for entry in range(count):
            tag, kind, values, value = struct.unpack_from(
                order + "HHIH", exif, start + 2 + 12 * entry
            )
            if tag == _ORIENTATION:
                known = (kind, values) == (_SHORT, 1) and UPRIGHT <= value <= _LAST
                return value if known else UPRIGHT
    except struct.error:
        # It points beyond its end: to browsers, too, it says nothing.
        return UPRIGHT
    return UPRIGHT


def orientation_alone(value: int) -> bytes:
    """Return EXIF, from its byte order on, that says the orientation and no more."""
    entry = struct.pack(">HHIHH", _ORIENTATION, _SHORT, 1, value, 0)
    return b"MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)
