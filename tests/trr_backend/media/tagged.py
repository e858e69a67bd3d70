"""Pictures that tell of people: where they were taken, by whom, and more words."""

import struct
import zlib
from io import BytesIO
from typing import Final

from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from tests.trr_backend.media.drawing import noise

SECRET: Final = b"Jane Doe of Elm Street"
"""What must not be in any picture that is stored."""
_XMP: Final = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/'
    b'1999/02/22-rdf-syntax-ns#"><rdf:Description dc:creator="' + SECRET + b'"/>'
    b"</rdf:RDF></x:xmpmeta>"
)
_IPTC: Final = (
    b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0\0\0\0\x1b\x1c\2\x50\0\x16" + SECRET
)
_GIF_XMP: Final = (
    b"\x21\xff\x0bXMP DataXMP" + _XMP + b"\1" + bytes(range(255, -1, -1)) + b"\0"
)
_GIF_TEXT: Final = b"\x21\x01\x0c" + bytes(12) + bytes((len(SECRET),)) + SECRET + b"\0"


def exif(orientation: int = 1) -> bytes:
    """Return EXIF with a name, a place, a time, and a way up."""
    tags = Image.Exif()
    tags[ExifTags.Base.Artist] = SECRET.decode()
    tags[ExifTags.Base.DateTime] = "2026:11:22 10:00:00"
    if orientation != 1:
        tags[ExifTags.Base.Orientation] = orientation
    tags.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: tuple(map(IFDRational, (51, 28, 38))),
        }
    )
    return tags.tobytes()


def tagged(kind: str, orientation: int = 1, **options: object) -> bytes:
    """Return a picture in one of Pillow's formats with all the metadata it can have."""
    file = BytesIO()
    words: dict[str, object] = {"exif": exif(orientation), "xmp": _XMP}
    if kind == "GIF":
        words = {"comment": SECRET}
    if kind == "JPEG":
        words["comment"] = SECRET
    picture = noise(40, 30)
    picture.save(file, kind, **(words | options))
    return _MORE.get(kind, bytes)(file.getvalue())


def _more_jpeg(body: bytes) -> bytes:
    """Add IPTC, a comment behind the pixels and a second picture behind the end."""
    app13 = b"\xff\xed" + struct.pack(">H", len(_IPTC) + 2) + _IPTC
    comment = b"\xff\xfe" + struct.pack(">H", len(SECRET) + 2) + SECRET
    return body[:2] + app13 + body[2:-2] + comment + body[-2:] + body + SECRET


def _more_png(body: bytes) -> bytes:
    """Add texts, a time, a chunk of somebody's own, and bytes behind the end."""
    chunks = [
        _chunk(b"tEXt", b"Author\0" + SECRET),
        _chunk(b"zTXt", b"Author\0\0" + zlib.compress(SECRET)),
        _chunk(b"tIME", struct.pack(">HBBBBB", 2026, 11, 22, 10, 0, 0)),
        _chunk(b"myOw", SECRET),
    ]
    head = body.index(b"IDAT") - 4
    return body[:head] + b"".join(chunks) + body[head:] + SECRET


def _chunk(name: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + check


def _more_webp(body: bytes) -> bytes:
    """Add a chunk of somebody's own, and bytes behind the end."""
    whole = body[8:] + b"OWN " + struct.pack("<I", len(SECRET)) + SECRET
    return b"RIFF" + struct.pack("<I", len(whole)) + whole + SECRET


def _more_avif(body: bytes) -> bytes:
    """Add a box of somebody's own and free space with words in it."""
    size = struct.pack(">I", 8 + len(SECRET))
    return body + size + b"uuid" + SECRET + size + b"free" + SECRET + b"end"


def _more_gif(body: bytes) -> bytes:
    """Add XMP and a text to be drawn, and bytes behind the end."""
    return body[:-1] + _GIF_XMP + _GIF_TEXT + body[-1:] + SECRET


_MORE: Final = {
    "JPEG": _more_jpeg,
    "PNG": _more_png,
    "WEBP": _more_webp,
    "AVIF": _more_avif,
    "GIF": _more_gif,
}
