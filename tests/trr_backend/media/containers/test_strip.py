"""What tells of people goes, and the pixels stay as they are."""

import struct
from io import BytesIO

import pytest
from PIL import ExifTags, Image, ImageCms

from tests.real_data import real_data
from tests.trr_backend.media.drawing import FORMATS, animated, drawn, noise
from tests.trr_backend.media.tagged import SECRET, tagged
from trr_backend.media.containers.strip import without_metadata

REAL = real_data() / "images"
# What loads to its first frame at most, or is very large.
UNLIKE = {
    "images/pillow/apng/chunk_no_fdat.png",
    "images/pillow/apng/syntax_num_frames_high.png",
    "images/pillow/decompression_bomb_extents.gif",
}
# What stands in EXIF, XMP and IPTC of the recorded pictures.
WORDS = (b"rdf:RDF", b"8BIM", b"Photoshop", b"http://ns.a", b"Exif\0\0II", b"Canon")
TURNED = ("JPEG", "PNG", "WEBP", "AVIF")


def shown(body: bytes) -> tuple[object, ...]:
    """Return all that a viewer shows: pixels, times, colours, way up, repetitions."""
    frames = []
    with Image.open(BytesIO(body)) as picture:
        # What follows in an MPO is another picture.
        count = 1 if picture.format == "MPO" else getattr(picture, "n_frames", 1)
        for frame in range(count):
            picture.seek(frame)
            picture.load()
            frames.append(
                (
                    picture.size,
                    picture.convert("RGBA").tobytes(),
                    picture.info.get("duration"),
                )
            )
        colours = picture.info.get("icc_profile"), picture.info.get("gamma")
        turned = orientation(picture)
        return frames, colours, turned, picture.info.get("loop")


def orientation(picture: Image.Image) -> int:
    """Return the way up as browsers take it: not from XMP."""
    if "exif" not in picture.info:
        return 1
    exif = Image.Exif()
    try:
        exif.load(picture.info["exif"])
    except (SyntaxError, struct.error):
        return 1
    return int(exif.get(ExifTags.Base.Orientation, 1))


@pytest.mark.parametrize("kind", FORMATS)
def test_what_tells_of_people_goes(kind: str) -> None:
    """EXIF, XMP, IPTC, comments, texts, further pictures and bytes behind the end."""
    body = tagged(kind)
    assert SECRET in body
    clean = without_metadata(body)
    assert SECRET not in clean
    assert b"rdf:RDF" not in clean
    assert shown(clean) == shown(body)
    with Image.open(BytesIO(clean)) as picture:
        assert dict(picture.getexif()) == {}
        assert picture.format == kind
        assert not {"comment", "photoshop"} & picture.info.keys()
    assert without_metadata(clean) is clean


@pytest.mark.parametrize("kind", TURNED)
@pytest.mark.parametrize("lies", [2, 3, 6, 8])
def test_the_way_up_stays(kind: str, lies: int) -> None:
    """And of EXIF nothing else."""
    body = tagged(kind, lies)
    clean = without_metadata(body)
    assert SECRET not in clean
    assert shown(clean) == shown(body)
    with Image.open(BytesIO(clean)) as picture:
        assert dict(picture.getexif()) == {ExifTags.Base.Orientation: lies}
    assert without_metadata(clean) is clean


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_an_animation_stays_one(kind: str) -> None:
    """Frames, how long each is shown and how often all are."""
    frames = [noise(40, 30, seed) for seed in range(3)]
    body = tagged(
        kind, save_all=True, append_images=frames, duration=[70, 80, 90, 100], loop=3
    )
    clean = without_metadata(body)
    assert SECRET not in clean
    assert shown(clean) == shown(body)
    assert len(shown(clean)[0]) == 4  # type: ignore[arg-type] # the frames
    assert shown(clean)[-1] == 3
    assert without_metadata(clean) is clean


def test_an_animated_avif_stays_one() -> None:
    """Its frames are found by places in the file, which stay."""
    body = animated("AVIF", 3)
    assert shown(without_metadata(body)) == shown(body)


@pytest.mark.parametrize("kind", [*FORMATS, "animated GIF", "animated WEBP"])
def test_what_tells_nothing_is_stored_as_it_came(kind: str) -> None:
    """The very same bytes."""
    *moving, name = kind.split()
    body = animated(name, 3) if moving else drawn(name)
    assert without_metadata(body) is body


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_colours_keep_their_profile(kind: str) -> None:
    """An ICC profile says how colours are meant."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    body = tagged(kind, icc_profile=profile)
    assert shown(without_metadata(body)) == shown(body)
    with Image.open(BytesIO(without_metadata(body))) as picture:
        assert picture.info["icc_profile"] == profile


def test_a_progressive_jpeg_keeps_its_scans() -> None:
    """Tables and pixels take turns in it."""
    body = tagged("JPEG", progressive=True)
    clean = without_metadata(body)
    assert SECRET not in clean
    assert shown(clean) == shown(body)


def test_a_preview_in_the_head_of_a_jpeg_goes() -> None:
    """JFIF may carry one; it can show what was cropped away."""
    body = drawn("JPEG")
    size = 16 + 3 * 4
    preview = b"\xff\xe0" + size.to_bytes(2, "big") + body[6:18] + b"\2\2" + b"SEEN" * 3
    clean = without_metadata(body[:2] + preview + body[20:])
    assert clean == body


@pytest.mark.parametrize("body", [b"", b"<html>", b"BM" + bytes(60), b"\0" * 100])
def test_what_is_no_picture_is_left_to_others(body: bytes) -> None:
    """It comes back as it is."""
    assert without_metadata(body) is body


@pytest.mark.real
@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_recorded_pictures_show_the_same_without_metadata() -> None:
    """All that Pillow loads; the way up is not taken from XMP, as browsers have it."""
    changed = 0
    lines = (REAL / "MANIFEST.tsv").read_text(encoding="utf-8").splitlines()[1:]
    for path, _, kind, *_, outcome in (line.split("\t") for line in lines):
        if kind not in (*FORMATS, "MPO") or outcome != "loads" or path in UNLIKE:
            continue
        body = (REAL.parent / path).read_bytes()
        clean = without_metadata(body)
        assert shown(clean) == shown(body), path
        assert without_metadata(clean) is clean, path
        assert [word for word in WORDS if word in clean] == [], path
        changed += clean is not body
    assert changed == 49
