"""Containers that break off, lie about lengths or never end are refused, and soon."""

import random
import struct
import time
from io import BytesIO

import pytest
from PIL import Image

from tests.trr_backend.media.drawing import FORMATS, animated, drawn
from tests.trr_backend.media.tagged import SECRET, tagged
from trr_backend.errors import PictureRefused
from trr_backend.media.containers.exif import orientation, orientation_alone
from trr_backend.media.containers.strip import without_metadata

MANY = 4_000_000
PNG = b"\x89PNG\r\n\x1a\n"
GIF = b"GIF89a" + bytes(7)
FTYP = b"\0\0\0\x10ftypavif\0\0\0\0"
# Each as large as a picture may be at most, made of as many parts as possible.
ENDLESS = {
    "segments": b"\xff\xd8\xff" + b"\xe1\0\2\xff" * MANY,
    "markers": b"\xff\xd8\xff\xd0" * MANY,
    "fill": b"\xff\xd8" + b"\xff" * 4 * MANY,
    "pixels": b"\xff\xd8\xff\xda\0\2" + b"\xff\0" * 2 * MANY,
    "chunks": PNG + (bytes(4) + b"teXt" + bytes(4)) * (MANY // 3),
    "blocks": GIF + b"!\xfe\0" * MANY,
    "bytes in a block": GIF + b"!\xfe" + b"\1a" * 2 * MANY,
    "nothing": GIF + bytes(4 * MANY),
    "boxes": FTYP + b"\0\0\0\x08free" * (MANY // 2),
    "riff": b"RIFF"
    + struct.pack("<I", 4 + 8 * (MANY // 2))
    + b"WEBP"
    + (b"abcd" + bytes(4)) * (MANY // 2),
}


def _clean(body: bytes) -> bytes | None:
    """Return the picture without metadata, None where it is refused in one line."""
    try:
        return without_metadata(body)
    except PictureRefused as refused:
        return None if "\n" not in str(refused) else b"more than one line"


@pytest.mark.parametrize("kind", FORMATS)
def test_a_container_that_breaks_off_is_refused_or_left_as_broken(kind: str) -> None:
    """No beginning of a picture makes another error, and nothing is made up."""
    body = tagged(kind, 6 if kind != "GIF" else 1)
    refused = 0
    for end in range(0, len(body), 7):
        clean = _clean(body[:end])
        refused += clean is None
        assert clean is None or len(clean) <= end
    assert refused > len(body) // 7 // 4


@pytest.mark.parametrize("kind", [*FORMATS, "animated GIF", "animated WEBP"])
def test_a_damaged_container_is_followed_or_refused(kind: str) -> None:
    """Bytes changed anywhere never lead to another error."""
    *moving, name = kind.split()
    whole = animated(name, 3) if moving else tagged(name)
    chance = random.Random(7)
    for _ in range(300):
        body = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            body[chance.randrange(len(body))] = chance.randrange(256)
        clean = _clean(bytes(body))
        assert clean is None or _clean(clean) == clean


@pytest.mark.parametrize("name", ENDLESS)
def test_a_container_of_very_many_parts_takes_no_time(name: str) -> None:
    """16 MB of next to nothing are refused within two seconds."""
    began = time.perf_counter()
    with pytest.raises(PictureRefused):
        without_metadata(ENDLESS[name])
    assert time.perf_counter() - began < 2


def test_metadata_of_an_avif_that_lies_nowhere_is_refused() -> None:
    """Where it cannot be found, it cannot be taken away."""
    body = tagged("AVIF")
    assert SECRET not in without_metadata(body)
    with pytest.raises(PictureRefused):
        without_metadata(body.replace(b"iloc", b"free"))
    place = body.index(b"iloc") + 4 + 4
    with pytest.raises(PictureRefused):
        without_metadata(body[:place] + b"\xff\xff" + body[place + 2 :])


def test_a_preview_in_an_avif_goes() -> None:
    """An item that is a smaller view of another is overwritten."""
    body = tagged("AVIF")
    exif = body.index(SECRET)
    # What is said to describe the pixels (cdsc) is said to be a preview of them.
    clean = without_metadata(
        body.replace(b"cdsc", b"thmb")
        .replace(b"Exif", b"av01")
        .replace(b"mime", b"av01")
    )
    assert SECRET not in clean
    assert len(clean) <= len(body)
    assert not any(clean[exif : exif + len(SECRET)])


def test_a_needed_chunk_that_nobody_knows_is_refused() -> None:
    """PNG says which chunks may be left out; the others mean something."""
    body = drawn("PNG")
    head = body.index(b"IDAT") - 4
    chunk = b"\0\0\0\0NEED\0\0\0\0"
    with pytest.raises(PictureRefused, match="nobody knows the chunk b'NEED'"):
        without_metadata(body[:head] + chunk + body[head:])


@pytest.mark.parametrize(
    ("exif", "lies"),
    [
        (b"", 1),
        (b"II*\0", 1),
        (b"II*\0\xff\xff\xff\xff", 1),
        (b"XX*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0\0", 1),
        (b"II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0\0", 6),
        (b"Exif\0\0II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0\0", 6),
        (b"MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\6\0\0", 6),
        (b"II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\x09\0\0\0", 1),
        (b"II*\0\x08\0\0\0\1\0\x12\1\4\0\1\0\0\0\6\0\0\0", 1),
        (b"II*\0\x08\0\0\0\xff\xff" + bytes(12), 1),
    ],
)
def test_a_way_up_that_cannot_be_read_is_upright(exif: bytes, lies: int) -> None:
    """Damaged EXIF says nothing; both byte orders are read."""
    assert orientation(exif) == lies


@pytest.mark.parametrize("lies", range(1, 9))
def test_the_way_up_alone_is_read_by_others(lies: int) -> None:
    """Ours and Pillow's readers agree on what is written."""
    written = orientation_alone(lies)
    assert orientation(written) == lies
    picture = Image.new("L", (2, 1))
    file = BytesIO()
    picture.save(file, "JPEG", exif=b"Exif\0\0" + written)
    with Image.open(file) as found:
        assert dict(found.getexif()) == {0x0112: lies}
