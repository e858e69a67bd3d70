"""Variants: made in the decoder's process, whose answer is not simply believed."""

import pytest
from PIL import features

from tests.trr_backend.media.drawing import drawn, plain
from trr_backend.errors import ConfigError, PictureRefused
from trr_backend.media import worker
from trr_backend.media.smaller import copies
from trr_backend.media.variants import Variant, check_formats, make

# A decoder that answers as the test wants it to.
LYING = """
import hashlib, sys
from trr_backend.media import decoder
from trr_backend.media.smaller import Copy
from trr_backend.models.media import Inspected
def copy(body, sha256=None):
    digest = sha256 or hashlib.sha256(body).hexdigest()
    said = Inspected(digest, "image/webp", "webp", len(body), 9, 9, "", "", "", 1)
    return Copy("webp", 9, said)
def answer(body, order):
    made = eval(body)
    return decoder.Answer(copies=tuple(one for one, _ in made)), [b for _, b in made]
decoder.answer = answer
decoder.main()
"""


async def test_the_process_makes_what_the_function_makes() -> None:
    """Byte for byte, in both formats, with what the bytes are."""
    body = drawn("JPEG", 400, 300)
    expected = copies(body, ("webp", "avif"), (342, 185), 1 << 22)

    assert await make(body, ("webp", "avif")) == tuple(
        Variant(copy.format, copy.width, made, copy.inspected)
        for copy, made in expected
    )
    assert len(expected) == 4
    assert await make(drawn("PNG", 100, 100), ("webp",)) == ()


async def test_a_refusal_comes_back_with_its_reason() -> None:
    """What cannot be decoded is refused, and the next picture is fine."""
    with pytest.raises(PictureRefused, match="no smaller copies can be made"):
        await make(b"<html>", ("webp",))
    assert len(await make(drawn("PNG", 200, 100), ("webp",))) == 1


async def test_the_largest_picture_fits_into_the_memory_limit() -> None:
    """50 megapixels become five copies in each format."""
    body = plain("JPEG", 7_071, 7_071, "RGB")
    made = await make(body, ("webp", "avif"))
    assert [one.width for one in made[::2]] == [1280, 780, 500, 342, 185]


@pytest.mark.parametrize(
    "answer",
    [
        "[(copy(b'one'), b'other')]",
        "[(copy(b'one'), b'one')] * 6",
        "[(copy(bytes(5 << 20)), bytes(5 << 20))]",
        "[(copy(b'one'), b'one'), (copy(b'cut', 'x' * 70_000), b'')]",
        "sys.exit()",
    ],
    ids=["another hash", "too many", "too large", "too long", "nothing"],
)
async def test_a_decoder_that_lies_is_replaced(
    answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its picture is refused, and no byte of it gets through."""
    monkeypatch.setattr(worker, "_idle", [worker._Decoder(("-c", LYING))])
    with pytest.raises(PictureRefused, match="made its decoder crash"):
        await make(answer.encode(), ("webp",))
    assert worker._idle == []


def test_formats_that_pillow_lacks_are_a_matter_of_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The message names them and what to do."""
    check_formats(("webp", "avif"))
    monkeypatch.setattr(features, "check", lambda name: name != "avif")
    check_formats(("webp",))
    with pytest.raises(ConfigError) as caught:
        check_formats(("webp", "avif"))
    assert str(caught.value) == (
        "Pillow on this machine was built without avif, which "
        "TRR_VARIANT_FORMATS=webp,avif needs; install its wheel, or choose other "
        "formats (none: no smaller copies)"
    )
