"""What a picture is like follows from what is seen, and stays alike in copies."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image, ImageOps

from standin.pictures import Drawing, draw
from tests.real_data import real_data
from tests.trr_backend.media.drawing import encoded, noise
from trr_backend.media.looks import Looks, looks
from trr_backend.utils.likeness import Likeness, groups

REAL = real_data() / "images" / "pillow"
# Different pictures among the recorded ones.
PHOTOS = (
    "flower.webp",
    "hopper.png",
    "icc_profile_big.jpg",
    "iptc.jpg",
    "jpeg_ff00_header.jpg",
    "pil_sample_cmyk.jpg",
    "sugarshack.mpo",
    "xmp_tags_orientation.png",
    "xmp_test.jpg",
    "avif/rot0mir0.avif",
)


@pytest.mark.parametrize(
    ("mode", "colour", "seen"),
    [
        ("1", 1, "#ffffff"),
        ("L", 77, "#4d4d4d"),
        ("I;16", 0x4D00, "#4d4d4d"),
        ("P", 0, "#000000"),
        ("LA", (50, 255), "#323232"),
        ("RGB", (1, 2, 3), "#010203"),
        ("RGBA", (200, 100, 50, 255), "#c86432"),
        ("CMYK", (10, 20, 30, 0), "#f5ebe1"),
        ("RGBA", (0, 0, 0, 0), "#000000"),
    ],
)
@pytest.mark.parametrize("size", [(1, 1), (31, 7), (640, 480), (3_000, 2)])
def test_a_flat_picture_has_its_colour(
    mode: str, colour: tuple[int, ...] | int, seen: str, size: tuple[int, int]
) -> None:
    """Whatever its pixels are made of; 16 bits are not cut off at eight."""
    assert looks(Image.new(mode, size, colour)).colour == seen


def test_the_main_colour_covers_more_than_half() -> None:
    """A stripe does not change it, and what is clear is not seen."""
    picture = Image.new("RGBA", (600, 400), (0, 90, 200, 255))
    picture.paste((250, 250, 0, 255), (0, 0, 250, 400))
    assert looks(picture).colour == "#005ac8"
    picture.paste((1, 1, 1, 0), (0, 0, 500, 400))
    assert looks(picture).colour == "#005ac8"


def test_it_is_looked_at_the_way_it_is_shown() -> None:
    """A picture on its side looks like the upright one."""
    upright = noise(6, 4).resize((300, 200), Image.Resampling.BICUBIC)
    expected = looks(upright)
    sideways = upright.transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6
    body = encoded(sideways, "PNG", exif=exif.tobytes())
    with Image.open(BytesIO(body)) as picture:
        picture.load()
        assert looks(picture) == expected
        assert looks(ImageOps.exif_transpose(picture)) == expected
    assert looks(sideways) != expected


def test_what_is_drawn_in_black_and_in_white_on_nothing_differs() -> None:
    """A logo stands out from what it is laid on; both have a shape, and a colour."""
    shape = noise(5, 3).resize((500, 300), Image.Resampling.NEAREST).getchannel("R")
    black, white = (Image.new("RGBA", shape.size, (n, n, n, 0)) for n in (0, 255))
    for picture in (black, white):
        picture.putalpha(shape.point(lambda level: 255 if level > 128 else 0))
    found = looks(black), looks(white)
    assert [one.colour for one in found] == ["#000000", "#ffffff"]
    assert int(found[0].phash, 16).bit_count() > 5
    assert int(found[1].phash, 16).bit_count() > 5


def test_the_picture_stays_as_it_was() -> None:
    """It is decoded once, and saved or looked at again by others."""
    picture = noise(300, 200)
    before = picture.tobytes()
    assert looks(picture) == looks(picture)
    assert (picture.mode, picture.tobytes()) == ("RGB", before)


def _copies(picture: Image.Image) -> Iterator[Image.Image]:
    """Yield the picture encoded anew and made smaller."""
    for kind, quality in (("JPEG", 40), ("JPEG", 70), ("JPEG", 95), ("WEBP", 70)):
        yield Image.open(BytesIO(encoded(picture, kind, quality=quality)))
    for part in (0.75, 0.5, 0.25):
        size = round(picture.width * part), round(picture.height * part)
        smaller = picture.resize(size, Image.Resampling.LANCZOS)
        yield smaller
        yield Image.open(BytesIO(encoded(smaller, "JPEG", quality=75)))


def _likeness(name: str, picture: Image.Image, found: Looks) -> Likeness:
    width, height = picture.size
    return Likeness(name, found.phash, found.colour, width, height, 1, 1)


def _groups(pictures: dict[str, Image.Image]) -> dict[str, str]:
    return groups(
        [_likeness(name, picture, looks(picture)) for name, picture in pictures.items()]
    )


def test_the_posters_of_a_show_that_is_drawn_are_different_pictures() -> None:
    """The stand-in's have the same words; each is grouped with its smaller copy."""
    drawn: dict[str, Image.Image] = {}
    for number in range(8):
        subject = Drawing("poster", "Big Brother", f"/poster-{number}.jpg")
        drawn[f"{number}"] = Image.open(BytesIO(draw(subject, "original")))
        drawn[f"{number} smaller"] = Image.open(BytesIO(draw(subject, "w342")))
    assert _groups(drawn) == {name: name.split()[0] for name in drawn}


@pytest.mark.real
def test_copies_are_grouped_and_different_pictures_are_not() -> None:
    """Of recorded pictures, encoded anew and made smaller: none joins another's."""
    pictures = {}
    for path in PHOTOS:
        with Image.open(REAL / path) as found:
            whole = found.convert("RGB")
        whole.info.clear()
        pictures[path] = whole
        for number, copy in enumerate(_copies(whole)):
            pictures[f"{path} {number}"] = copy
    best = _groups(pictures)
    strange = {a: b for a, b in best.items() if a.split()[0] != b.split()[0]}
    assert strange == {}
    alone = [name for name in best if best[name] != name.split()[0]]
    assert len(best) == 110
    assert len(alone) <= 3, alone
