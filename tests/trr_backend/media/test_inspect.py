"""Bytes are taken for what they are: a picture with its size, or refused and why."""

import hashlib
import struct
import time
import zlib
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image

from tests.real_data import real_data
from tests.trr_backend.media.drawing import (
    FORMATS,
    animated,
    drawn,
    encoded,
    noise,
    plain,
)
from trr_backend.errors import PictureRefused
from trr_backend.media.containers.strip import without_metadata
from trr_backend.media.inspect import MAX_BYTES, MAX_SIDE, inspect
from trr_backend.models.media import Inspected

REAL = real_data()
MANIFEST = REAL / "images" / "MANIFEST.tsv"
# What Pillow loads and we refuse, or the other way about, by file name: with the rule.
UNLIKE = {
    # Its texts are a bomb; they are cut out before Pillow looks.
    "png_decompression_dos.png": "image/png ",
    "chunk_no_fdat.png": "truncated or damaged (APNG missing frame data)",
    "decompression_bomb_extents.gif": "more than 50 megapixels",
    "syntax_num_frames_high.png": "truncated or damaged (Truncated File Read)",
}
# The manifest has the size of what is stored, we that of what is seen.
ON_THEIR_SIDE = ("rot1mir0.avif", "rot1mir1.avif", "rot3mir0.avif", "rot3mir1.avif")


def _refusal(body: bytes) -> str:
    with pytest.raises(PictureRefused) as caught:
        inspect(body)
    reason = str(caught.value)
    assert "\n" not in reason
    return reason


def _png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def _webp_header(width: int, height: int) -> bytes:
    canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    chunk = b"VP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + canvas
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


@pytest.mark.parametrize("kind", FORMATS)
def test_an_allowed_picture_is_described(kind: str) -> None:
    """Type, ending, size in pixels and bytes and the hash follow from the content."""
    body = drawn(kind, 33, 21)
    content_type, extension = FORMATS[kind]
    found = inspect(body)
    assert found == Inspected(
        sha256=hashlib.sha256(body).hexdigest(),
        content_type=content_type,
        extension=extension,
        bytes=len(body),
        width=33,
        height=21,
        colour=found.colour,
        thumbhash=found.thumbhash,
        phash=found.phash,
        frames=1,
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_picture_on_its_side_has_the_size_that_is_seen(kind: str) -> None:
    """Pages leave room for what a browser shows, and copies are made upright."""
    exif = Image.Exif()
    exif[0x0112] = 6
    found = inspect(encoded(noise(33, 21), kind, exif=exif.tobytes()))
    assert (found.width, found.height) == (21, 33)


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "AVIF"])
def test_an_animation_is_taken(kind: str) -> None:
    """An animation of few frames is a picture like another."""
    assert inspect(animated(kind, 3)).content_type == FORMATS[kind][0]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><svg xmlns='x'/>", "SVG"),
        (b"<svg onload='alert(1)'/>", "SVG"),
        (b"<!DOCTYPE html><title>Sorry</title>", "an HTML page"),
        (b"\n<HTML>", "an HTML page"),
        (b'{"status_code":34}', "no readable"),
        (b"GIF", "no readable"),
        (b"BM" + b"\0" * 60, "no readable"),
        (b"\0" * 1000, "no readable"),
        (plain("BMP", 8, 8), "no readable"),
        (plain("TIFF", 8, 8), "no readable"),
        (plain("ICO", 16, 16), "no readable"),
        (b"\0" * (MAX_BYTES + 1), "at most 20971520"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_picture_is_refused(body: bytes, reason: str) -> None:
    """The reason says what came instead, in one line."""
    assert reason in _refusal(body)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_truncated_picture_is_refused_wherever_it_ends(kind: str) -> None:
    """No proper beginning of a picture passes, not even one with all its pixels."""
    body = drawn(kind)
    passed = []
    for end in range(len(body)):
        try:
            inspect(body[:end])
        except PictureRefused:
            continue
        passed.append(end)
    assert passed == []


def test_a_truncated_progressive_jpeg_is_refused() -> None:
    """A progressive JPEG without its last scan looks whole and is not."""
    body = encoded(noise(64, 64), "JPEG", progressive=True)
    assert "truncated" in _refusal(body[: len(body) * 9 // 10])


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF", "GIF"])
def test_a_truncated_animation_is_refused(kind: str) -> None:
    """An animation must hold every frame it promises."""
    body = animated(kind, 4)
    for end in range(len(body) // 2, len(body), 97):
        assert _refusal(body[:end])


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF"])
def test_a_picture_of_20000_pixels_width_is_refused(kind: str) -> None:
    """Either side is limited, whatever the area."""
    assert "20000 x 2 pixels" in _refusal(plain(kind, 20_000, 2))
    assert "2 x 20000 pixels" in _refusal(plain(kind, 2, 20_000))


def test_the_longest_side_is_taken() -> None:
    """The limit itself is allowed."""
    assert inspect(plain("PNG", MAX_SIDE, 1)).width == MAX_SIDE


@pytest.mark.parametrize(
    "body",
    [
        _png_header(8_000, 8_000),
        _png_header(2**31 - 1, 2**31 - 1),
        _webp_header(16_000, 16_000),
        plain("GIF", 8_000, 8_000),
    ],
    ids=["png", "huge png", "webp", "gif"],
)
def test_a_bomb_is_refused_by_its_header(body: bytes) -> None:
    """More than 50 megapixels are refused before a canvas is made, in no time."""
    begun = time.perf_counter()
    assert "megapixels" in _refusal(body) or "at most" in _refusal(body)
    assert time.perf_counter() - begun < 1


def test_a_large_picture_within_the_limits_is_taken() -> None:
    """Between Pillow's warning and our limit there is neither error nor warning."""
    found = inspect(plain("PNG", 7_000, 7_000, "1"))
    assert (found.width, found.height) == (7_000, 7_000)


def test_an_animation_of_too_many_frames_is_refused() -> None:
    """More than a thousand frames are no picture."""
    frames = [Image.new("1", (1, 1), index % 2) for index in range(1_001)]
    body = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert "too large: at most 1000 frames" in _refusal(body)


def test_an_animation_of_too_many_pixels_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Frames within the limit for one may not add up to more than that for all."""
    body = animated("WEBP", 4, 100, 100)
    assert inspect(body).width == 100
    monkeypatch.setattr("trr_backend.media.inspect.MAX_ANIMATED_PIXELS", 39_999)
    assert "megapixels in all" in _refusal(body)


def test_trailing_bytes_do_not_change_what_a_picture_is() -> None:
    """A PNG with a script behind it is a PNG, and its hash covers all bytes."""
    body = drawn("PNG") + b"<script>alert(1)</script>"
    found = inspect(body)
    assert (found.content_type, found.bytes) == ("image/png", len(body))
    assert found.sha256 == hashlib.sha256(body).hexdigest()


def test_the_content_decides_and_not_what_stands_around_it() -> None:
    """A JPEG that carries HTML in a comment is a JPEG."""
    body = encoded(noise(8, 8), "JPEG", comment=b"<!doctype html><svg>")
    assert inspect(body).content_type == "image/jpeg"


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_arbitrary_bytes_are_refused_and_nothing_else(body: bytes) -> None:
    """Whatever comes, the outcome is a refusal."""
    assert _refusal(body)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    kind=st.sampled_from([*FORMATS, "animated GIF", "animated PNG", "animated WEBP"]),
    edits=st.lists(
        st.tuples(st.floats(0, 0.999), st.binary(min_size=1, max_size=6)),
        min_size=1,
        max_size=5,
    ),
)
def test_a_damaged_picture_is_taken_or_refused(
    kind: str, edits: list[tuple[float, bytes]]
) -> None:
    """Bytes changed anywhere in a valid picture never lead to another error."""
    *moving, name = kind.split()
    body = bytearray(animated(name, 3) if moving else drawn(name))
    for place, new in edits:
        start = int(place * len(body))
        body[start : start + len(new)] = new
    try:
        found = inspect(bytes(body))
    except PictureRefused as refused:
        reason = str(refused)
    else:
        reason = ""
        with Image.open(BytesIO(bytes(body))) as picture:
            assert {found.width, found.height} == set(picture.size)
    assert "\n" not in reason


@pytest.mark.real
def test_every_recorded_picture_has_its_outcome() -> None:
    """Good and broken pictures end as the manifest says or by a stricter rule of ours.

    An allowed format that loads is taken with its size and frames, without its
    metadata; everything else is refused. Nothing takes two seconds.
    """
    wrong = []
    lines = MANIFEST.read_text(encoding="utf-8").splitlines()[1:]
    for line in lines:
        path, _, kind, size, _, frames, outcome = line.split("\t")
        expected = _expected(path, kind, size, frames, outcome)
        begun = time.perf_counter()
        found = _outcome((REAL / path).read_bytes())
        if time.perf_counter() - begun > 2 or expected not in found:
            wrong.append((path, expected, found))
    assert wrong == []
    assert len(lines) == 173


def _expected(path: str, kind: str, size: str, frames: str, outcome: str) -> str:
    name = path.rsplit("/", 1)[-1]
    if name in UNLIKE:
        return UNLIKE[name]
    # The further pictures of an MPO go with its metadata.
    kind, frames = ("JPEG", "1") if kind == "MPO" else (kind, frames)
    if name in ON_THEIR_SIDE:
        size = "x".join(reversed(size.split("x")))
    if kind in FORMATS:
        whole = f"{FORMATS[kind][0]} {size} x {frames}"
        return whole if outcome == "loads" else "refused"
    return "refused"


def _outcome(body: bytes) -> str:
    """Return what becomes of bytes that were fetched."""
    try:
        clean = without_metadata(body)
        found = inspect(clean)
    except PictureRefused as refused:
        return f"refused: {refused}"
    if found.sha256 != hashlib.sha256(clean).hexdigest() or _words_of(clean):
        return "stored with metadata, or under another hash"
    size = f"{found.width}x{found.height}"
    return f"{found.content_type} {size} x {found.frames}"


def _words_of(body: bytes) -> set[object]:
    """Return what a picture says beside its pixels."""
    with Image.open(BytesIO(body)) as picture:
        said = picture.info.keys() & {"comment", "photoshop", "XML:com.adobe.xmp"}
        xmp = picture.info.get("xmp", b"")
        tags = picture.getexif().keys() - {ExifTags.Base.Orientation}
    return said | tags | ({"xmp"} if b"<" in xmp else set())
