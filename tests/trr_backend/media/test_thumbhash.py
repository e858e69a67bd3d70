"""ThumbHashes are those of the reference, whatever the picture."""

import base64
import inspect
import random
from collections.abc import Callable

import numpy as np
import pytest
import thumbhash as package  # type: ignore[import-untyped] # has no types
from PIL import Image

from tests.trr_backend.media.drawing import noise
from trr_backend.media.thumbhash import thumbhash

Hash = Callable[[int, int, list[int]], list[int]]


def _reference() -> Hash:
    """Return the package's function without the slip that makes alpha fail.

    `a, b, c = made() if alpha else 1.0, [], 1.0` gives all of `made()` to `a`.
    """
    source = inspect.getsource(package.rgba_to_thumb_hash)
    slip = "if has_alpha else 1.0, [], 1.0"
    assert source.count(slip) == 1
    names = dict(vars(package))
    exec(source.replace(slip, "if has_alpha else (1.0, [], 1.0)"), names)
    found: Hash = names["rgba_to_thumb_hash"]
    return found


REFERENCE = _reference()


def _expected(picture: Image.Image) -> str:
    pixels = list(picture.convert("RGBA").tobytes())
    return base64.b64encode(bytes(REFERENCE(*picture.size, pixels))).decode()


def _clear(picture: Image.Image, seed: int) -> Image.Image:
    alpha = noise(*picture.size, seed).getchannel("R")
    picture.putalpha(alpha)
    return picture


@pytest.mark.parametrize(
    "size",
    [(32, 32), (33, 20), (19, 48), (100, 3), (2, 90), (1, 1), (1, 60), (60, 1), (5, 4)],
)
@pytest.mark.parametrize("clear", [False, True])
def test_it_is_the_hash_of_the_reference(size: tuple[int, int], *, clear: bool) -> None:
    """For proportions of every kind, with alpha and without."""
    soft = noise(6, 5).resize(size, Image.Resampling.BICUBIC)
    for picture in (noise(*size), soft, soft.convert("L").convert("RGB")):
        if clear:
            _clear(picture, 9)
        if size != (1, 1):
            assert thumbhash(np.asarray(picture)) == _expected(picture)
        assert thumbhash(np.asarray(picture))[:6] == _expected(picture)[:6]


@pytest.mark.parametrize(
    "colour", [(0, 0, 0), (255, 255, 255), (255, 0, 0), (9, 200, 31, 128), (7, 7, 7, 0)]
)
def test_a_flat_picture_has_no_waves(colour: tuple[int, ...]) -> None:
    """Its head is the reference's; the noise of the arithmetic is left out."""
    mode = "RGBA" if len(colour) == 4 else "RGB"
    picture = Image.new(mode, (31, 17), colour)
    found = base64.b64decode(thumbhash(np.asarray(picture)))
    head = 6 if mode == "RGBA" else 5
    assert found[:head] == base64.b64decode(_expected(picture))[:head]
    assert not any(found[head:])


def test_opaque_alpha_is_no_alpha() -> None:
    """A picture that could be clear and is not has the hash of an opaque one."""
    picture = noise(20, 10, random.Random(1).randrange(100))
    opaque = picture.copy()
    opaque.putalpha(255)
    assert thumbhash(np.asarray(opaque)) == thumbhash(np.asarray(picture))
