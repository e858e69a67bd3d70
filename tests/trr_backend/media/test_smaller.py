"""Smaller copies: narrower, upright, in sRGB, see-through where the picture is."""

import hashlib
import time
from collections import Counter
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageCms, ImageDraw, ImageOps, ImageStat

from tests.real_data import real_data
from tests.trr_backend.media.drawing import animated, drawn, encoded, plain
from trr_backend.errors import PictureRefused
from trr_backend.media.looks import looks
from trr_backend.media.smaller import Copy, copies
from trr_backend.models.media import Inspected, VariantFormat

BOTH: tuple[VariantFormat, ...] = ("webp", "avif")
PLENTY = 1 << 22
RED, GREEN, BLUE = (200, 30, 30), (30, 200, 30), (30, 30, 200)


def scene(width: int = 240, height: int = 360) -> Image.Image:
    """Return a picture with another colour in each corner, like no mirror of it."""
    corners = Image.new("RGB", (2, 2), (230, 220, 40))
    for place, colour in (((0, 0), RED), ((1, 0), GREEN), ((0, 1), BLUE)):
        corners.putpixel(place, colour)
    return corners.resize((width, height), Image.Resampling.BICUBIC)


def swapped_profile() -> bytes:
    """Return the profile of a screen whose red is sRGB's blue, and the reverse."""
    body = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for old, new in ((b"rXYZ", b"????"), (b"bXYZ", b"rXYZ"), (b"????", b"bXYZ")):
        body = body.replace(old, new, 1)
    return body


def opened(body: bytes) -> Image.Image:
    """Return a decoded picture."""
    picture = Image.open(BytesIO(body))
    picture.load()
    return picture


def made(body: bytes, *widths: int) -> Image.Image:
    """Return the only copy, a WebP, of a picture."""
    ((_, copy),) = copies(body, ("webp",), widths or (120,), PLENTY)
    return opened(copy)


def unlike(one: Image.Image, other: Image.Image) -> float:
    """Return by how much the pixels of two pictures differ in the mean, of 255."""
    assert one.size == other.size
    difference = ImageChops.difference(one.convert("RGBA"), other.convert("RGBA"))
    return max(ImageStat.Stat(difference).mean)


def test_there_is_a_copy_in_each_format_and_width_below_the_pictures_own() -> None:
    """Widest first, in its proportions; what is said of the bytes is true."""
    found = copies(encoded(scene(1000, 1501), "PNG"), BOTH, (185, 500, 1000), PLENTY)

    sizes = [(500, 750), (500, 750), (185, 278), (185, 278)]
    seen = looks(scene(185, 278))
    for (copy, body), size, name in zip(found, sizes, BOTH * 2, strict=True):
        picture = opened(body)
        assert (picture.format, picture.size) == (name.upper(), size)
        assert copy == Copy(
            format=name,
            width=size[0],
            inspected=Inspected(
                sha256=hashlib.sha256(body).hexdigest(),
                content_type=f"image/{name}",
                extension=name,
                bytes=len(body),
                width=size[0],
                height=size[1],
                colour=seen.colour,
                thumbhash=seen.thumbhash,
                phash=seen.phash,
                frames=1,
            ),
        )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_copy_looks_like_the_picture(kind: str) -> None:
    """Whichever format the picture has, the narrowest copy of a row of them too."""
    body = encoded(scene(), kind)
    whole = opened(body)
    for copy, smaller in copies(body, BOTH, (185, 120, 60), PLENTY):
        size = (copy.width, copy.inspected.height)
        expected = whole.resize(size, Image.Resampling.LANCZOS)
        assert unlike(opened(smaller), expected) < 2.5, (copy.format, copy.width)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "CMYK"])
def test_a_picture_far_larger_than_its_copies_looks_the_same(mode: str) -> None:
    """Its rows are averaged first, without a seam and without a shift."""
    whole = scene(1207, 2011).convert(mode)
    body = encoded(whole, "JPEG" if mode == "CMYK" else "PNG")
    copy = made(body, 100)
    expected = whole.convert("RGB").resize(copy.size, Image.Resampling.LANCZOS)
    assert unlike(copy, expected) < 3


@pytest.mark.parametrize(
    "body",
    [
        drawn("PNG", 120, 200),
        drawn("JPEG", 1, 1),
        animated("GIF", 3, 300, 200),
        animated("WEBP", 2, 300, 200),
    ],
    ids=["as wide", "a pixel", "animated GIF", "animated WebP"],
)
def test_small_and_animated_pictures_have_no_copies(body: bytes) -> None:
    """A wider copy shows no more, and one of an animation stands still."""
    assert copies(body, BOTH, (120, 185), PLENTY) == []


@pytest.mark.parametrize("orientation", range(1, 9))
def test_copies_stand_upright(orientation: int) -> None:
    """A photo that says how the camera was held is turned; its copy says nothing."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    body = encoded(scene(), "JPEG", exif=exif)
    expected = ImageOps.exif_transpose(opened(body))
    copy = made(body, 100)

    assert dict(copy.getexif()) == {}
    assert copy.size == (100, round(expected.height * 100 / expected.width))
    assert unlike(copy, expected.resize(copy.size)) < 3


def test_a_picture_is_as_wide_as_it_stands() -> None:
    """One that lies on its side in its file is no wider than it is shown."""
    exif = Image.Exif()
    exif[0x0112] = 6
    body = encoded(scene(360, 240), "JPEG", exif=exif)
    found = copies(body, ("webp",), (200, 240, 300), PLENTY)
    assert [copy.width for copy, _ in found] == [200]


def disc(kind: str) -> bytes:
    """Return a red disc on nothing."""
    picture = Image.new("RGBA", (240, 240), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((20, 20, 220, 220), fill=(*RED, 255))
    if kind != "GIF":
        return encoded(picture, kind)
    few = picture.convert("RGB").quantize(4)
    return encoded(few, "GIF", transparency=few.getpixel((0, 0)))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF", "GIF"])
@pytest.mark.parametrize("name", BOTH)
def test_what_is_see_through_stays_so(kind: str, name: VariantFormat) -> None:
    """Nothing around, the colour within, and no dark seam between the two."""
    ((_, body),) = copies(disc(kind), (name,), (120,), PLENTY)
    copy = opened(body)

    assert copy.mode == "RGBA"
    assert copy.getpixel((2, 2))[3] == 0  # type: ignore[index] # four bands
    centre = Image.new("RGBA", (1, 1), copy.getpixel((60, 60)))
    assert unlike(centre, Image.new("RGBA", (1, 1), (*RED, 255))) < 6
    on_white = Image.new("RGBA", copy.size, "white")
    on_white.alpha_composite(copy)
    row = [on_white.getpixel((x, 60)) for x in range(60)]
    assert min(pixel[0] for pixel in row) > RED[0] - 40  # type: ignore[index] # RGB


def test_alpha_without_a_hole_is_left_out() -> None:
    """An opaque picture with a fourth channel is an opaque picture."""
    body = encoded(scene().convert("RGBA"), "PNG")
    ((_, copy),) = copies(body, ("avif",), (120,), PLENTY)
    assert opened(copy).mode == "RGB"


@pytest.mark.parametrize(
    ("picture", "profile", "expected"),
    [
        (Image.new("RGB", (240, 240), RED), swapped_profile(), BLUE),
        (Image.new("RGB", (240, 240), RED), swapped_profile()[:200], RED),
        (Image.new("RGB", (240, 240), RED), b"no profile", RED),
        (Image.new("L", (240, 240), 90), swapped_profile(), (90, 90, 90)),
        (Image.new("RGBA", (240, 240), (*RED, 128)), swapped_profile(), BLUE),
    ],
    ids=["other primaries", "cut", "nonsense", "of other colours", "see-through"],
)
def test_colours_are_those_that_the_profile_means(
    picture: Image.Image, profile: bytes, expected: tuple[int, int, int]
) -> None:
    """They are sRGB then and need no profile; a useless one changes nothing."""
    copy = made(encoded(picture, "PNG", icc_profile=profile))

    assert "icc_profile" not in copy.info
    wanted = Image.new("RGB", copy.size, expected)
    assert unlike(copy.convert("RGB"), wanted) < 4
    if picture.mode == "RGBA":
        assert copy.getpixel((5, 5))[3] == 128  # type: ignore[index] # four bands


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (plain("JPEG", 240, 240, "CMYK"), (255, 255, 255)),
        (encoded(Image.new("I;16", (240, 240), 0x8000), "PNG"), (128, 128, 128)),
        (encoded(Image.new("1", (240, 240), 1), "PNG"), (255, 255, 255)),
        (encoded(Image.new("L", (240, 240), 77), "JPEG"), (77, 77, 77)),
        (encoded(Image.new("LA", (240, 240), (77, 255)), "PNG"), (77, 77, 77)),
        (encoded(Image.new("P", (240, 240), 0), "GIF"), (0, 0, 0)),
    ],
    ids=["CMYK", "16 bits", "black and white", "grey", "grey and alpha", "palette"],
)
def test_pixels_of_every_kind_become_rgb(
    body: bytes, expected: tuple[int, int, int]
) -> None:
    """Printing inks, sixteen bits, one bit: the same colour as before."""
    copy = made(body)
    assert copy.mode == "RGB"
    assert unlike(copy, Image.new("RGB", copy.size, expected)) < 3


def test_nothing_is_carried_over_but_pixels() -> None:
    """Neither the camera nor a profile nor a comment reaches a copy."""
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    body = encoded(
        scene(), "WEBP", exif=exif, xmp=b"<x:xmpmeta/>", icc_profile=swapped_profile()
    )
    for copy, smaller in copies(body, BOTH, (120,), PLENTY):
        told = {"exif", "xmp", "icc_profile", "comment"} & opened(smaller).info.keys()
        assert (copy.format, told) == (copy.format, set())
        assert b"camera" not in smaller


def test_the_same_picture_gives_the_same_bytes() -> None:
    """So a copy that is made twice is one object in the store."""
    body = drawn("JPEG", 300, 200)
    assert copies(body, BOTH, (185, 90), PLENTY) == copies(
        body, BOTH, (185, 90), PLENTY
    )


def test_a_copy_that_is_too_large_is_left_out() -> None:
    """Noise does not compress; the smaller copies stay."""
    found = copies(drawn("PNG", 300, 300), ("webp",), (250, 40), 4_000)
    assert [copy.width for copy, _ in found] == [40]


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", drawn("PNG", 300, 300)[:-500], drawn("JPEG", 300, 300)[:900]],
    ids=["nothing", "HTML", "half a PNG", "half a JPEG"],
)
def test_what_is_no_picture_is_refused(body: bytes) -> None:
    """In one line, whatever came to lie in the store."""
    with pytest.raises(PictureRefused, match="no smaller copies can be made") as caught:
        copies(body, BOTH, (120,), PLENTY)
    assert "\n" not in str(caught.value)


@pytest.mark.real
def test_real_pictures_have_copies_or_a_reason() -> None:
    """The files of Pillow's own tests: nothing crashes, nothing takes two seconds."""
    outcomes: Counter[str] = Counter()
    for path in sorted((real_data() / "images").rglob("*")):
        if not path.is_file():
            continue
        begun = time.perf_counter()
        try:
            found = copies(path.read_bytes(), ("webp",), (185, 342), PLENTY)
            outcomes[f"{len(found)} copies"] += 1
        except PictureRefused:
            outcomes["refused"] += 1
        assert time.perf_counter() - begun < 2, path.name

    assert outcomes == {"refused": 86, "0 copies": 62, "1 copies": 9, "2 copies": 17}
