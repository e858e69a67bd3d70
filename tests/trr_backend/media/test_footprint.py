"""Large pictures are decoded alone or in less memory; too large ones not at all."""

import warnings
from io import BytesIO

import pytest
from PIL import Image

from tests.trr_backend.media.drawing import animated, encoded, noise, plain
from trr_backend.errors import PictureRefused
from trr_backend.media.footprint import Crowded, make_room
from trr_backend.media.inspect import inspect
from trr_backend.media.looks import looks


def _room(body: bytes, *, alone: bool) -> tuple[int, int]:
    """Return the size in which a picture is decoded."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        picture = Image.open(BytesIO(body))
    with picture:
        make_room(picture, alone=alone, least_side=200)
        return picture.size


@pytest.mark.parametrize(
    ("kind", "mode", "shared", "large"),
    [
        ("PNG", "RGB", 3_400, 3_500),
        ("PNG", "L", 6_800, 7_000),
        ("GIF", "P", 6_800, 7_000),
        ("WEBP", "RGBA", 1_600, 1_800),
        ("AVIF", "RGB", 1_900, 2_100),
    ],
)
def test_a_picture_that_needs_much_memory_is_decoded_alone(
    kind: str, mode: str, shared: int, large: int
) -> None:
    """From 48 MB on, by what its format takes a pixel."""
    quick = {"AVIF": {"speed": 10}, "WEBP": {"method": 0}}.get(kind, {})
    body = plain(kind, large, large, mode, **quick)
    assert _room(plain(kind, shared, shared, mode, **quick), alone=False)
    with pytest.raises(Crowded):
        _room(body, alone=False)
    assert _room(body, alone=True) == (large, large)


@pytest.mark.parametrize("options", [{}, {"progressive": True}])
def test_a_large_jpeg_is_read_at_an_eighth(options: dict[str, bool]) -> None:
    """It looks the same, and its description has its own size."""
    soft = noise(9, 7).resize((4_000, 3_200), Image.Resampling.BICUBIC)
    body = encoded(soft, "JPEG", quality=70, **options)
    assert _room(body, alone=False) == (500, 400)
    found = inspect(body)
    assert (found.width, found.height) == (4_000, 3_200)
    unlike = int(found.phash, 16) ^ int(looks(soft).phash, 16)
    assert unlike.bit_count() < 3


def test_a_large_jpeg_that_is_cut_off_is_refused() -> None:
    """No less of it is checked."""
    body = plain("JPEG", 4_000, 3_200, "RGB")
    for end in (len(body) - 2, len(body) // 2):
        with pytest.raises(PictureRefused, match="truncated"):
            inspect(body[:end])


def test_a_progressive_jpeg_needs_its_samples_beside_its_pixels() -> None:
    """Two bytes each, until the last scan: 34 megapixels of three are too much."""
    options = {"progressive": True, "subsampling": 0}
    body = plain("JPEG", 6_000, 6_000, "RGB", **options)
    with pytest.raises(PictureRefused, match="needs 218 MB to be decoded; at most 205"):
        inspect(body)
    with pytest.raises(Crowded):
        _room(plain("JPEG", 4_000, 4_000, "RGB", **options), alone=False)


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "AVIF"])
def test_an_animation_needs_more_than_a_picture(kind: str) -> None:
    """Frames are laid over each other."""
    small = animated(kind, 2, 40, 30)
    with Image.open(BytesIO(small)) as picture:
        picture._size = (3_000, 2_500)
        with pytest.raises(Crowded):
            make_room(picture, alone=False, least_side=200)
        picture._size = (6_000, 5_000)
        with pytest.raises(PictureRefused):
            make_room(picture, alone=True, least_side=200)
