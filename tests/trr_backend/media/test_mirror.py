"""The media half of mirroring: check, and put under the claimed key."""

import hashlib
import time
import uuid

import pytest

from tests.real_data import real_data
from tests.stored import logo_key, stored
from tests.trr_backend.media.decoders import most_megabytes
from tests.trr_backend.media.drawing import FORMATS, drawn, plain
from tests.trr_backend.media.tagged import SECRET, tagged
from trr_backend.config import Settings
from trr_backend.errors import MediaError, PictureRefused
from trr_backend.media import mirror, worker
from trr_backend.media.containers.strip import without_metadata
from trr_backend.media.decoder import Answer
from trr_backend.media.inspect import inspect
from trr_backend.media.store import open_store

MEMORY = Settings(_env_file=None, media_url="memory:")


async def test_a_picture_is_checked_and_put_once() -> None:
    """The first put writes the bytes, the second finds them there."""
    store = open_store(MEMORY)
    body = drawn("JPEG")
    inspected = (await mirror.check(body)).inspected
    key = logo_key("network", uuid.uuid4(), inspected.sha256, inspected.extension)
    assert await mirror.put(store, key, body, inspected, 60) is True
    assert await mirror.put(store, key, body, inspected, 60) is False
    assert await stored(store, key) == body


async def test_a_key_of_other_bytes_is_refused() -> None:
    """Nothing is written under a key whose hash is not that of the bytes."""
    store = open_store(MEMORY)
    inspected = (await mirror.check(drawn("JPEG"))).inspected
    key = logo_key("network", uuid.uuid4(), "0" * 64, "jpg")
    with pytest.raises(MediaError, match="belongs to other bytes"):
        await mirror.put(store, key, drawn("JPEG"), inspected, 60)
    assert await stored(store, key) is None


async def test_what_is_broken_in_the_store_is_put_anew() -> None:
    """The key is the hash of the bytes: whatever else lies there gives way."""
    store = open_store(MEMORY)
    body = drawn("JPEG")
    inspected = (await mirror.check(body)).inspected
    key = logo_key("network", uuid.uuid4(), inspected.sha256, inspected.extension)
    await store.replace(key, body[:-1] + b"?", inspected.content_type, 60)
    assert await mirror.put(store, key, body, inspected, 60) is True
    assert await stored(store, key) == body
    assert await mirror.put(store, key, body, inspected, 60) is False


@pytest.mark.parametrize("kind", FORMATS)
async def test_a_picture_is_stored_without_its_metadata(kind: str) -> None:
    """The hash is that of what is stored; what came has one too."""
    body = tagged(kind)
    checked = await mirror.check(body)
    assert checked == mirror.Checked(
        inspected=inspect(without_metadata(body)),
        body=without_metadata(body),
        source_sha256=hashlib.sha256(body).hexdigest(),
    )
    assert checked.inspected.sha256 == hashlib.sha256(checked.body).hexdigest()
    assert checked.inspected.bytes == len(checked.body)
    assert SECRET not in checked.body
    assert await mirror.check(checked.body) == mirror.Checked(
        checked.inspected, checked.body, checked.inspected.sha256
    )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "is empty"),
        (b"<svg/>", "SVG"),
        (b"\x89PNG\r\n\x1a\n", "its end mark is missing"),
        (drawn("JPEG")[:-2], "its end mark is missing"),
        (plain("JPEG", 8, 8) * 200_000, "at most 20971520"),
    ],
    ids=["nothing", "svg", "png", "jpeg", "too long"],
)
async def test_what_is_no_picture_is_refused(body: bytes, reason: str) -> None:
    """Whoever notices it, with the reason in one line."""
    with pytest.raises(PictureRefused, match=reason) as caught:
        await mirror.check(body)
    assert "\n" not in str(caught.value)


async def test_a_decoder_that_names_other_bytes_is_not_believed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A picture that took over its decoder cannot take another's place."""
    other = inspect(drawn("PNG"))
    monkeypatch.setattr(worker, "_ask", lambda *_: (Answer(inspected=other), []))
    with pytest.raises(PictureRefused, match="made its decoder crash"):
        await mirror.check(drawn("JPEG"))
    with pytest.raises(PictureRefused, match="made its decoder crash"):
        await mirror.check(tagged("JPEG"))


@pytest.mark.real
async def test_no_recorded_picture_takes_much_time_or_memory() -> None:
    """Two seconds and 300 MB in its decoder are far away, for broken ones too."""
    worker.close_all()
    taken = 0
    slow = {}
    for path in sorted((real_data() / "images").rglob("*.*")):
        began = time.perf_counter()
        try:
            await mirror.check(path.read_bytes())
        except PictureRefused:
            taken -= 1
        taken += 1
        if time.perf_counter() - began > 2:
            slow[path.name] = time.perf_counter() - began
    assert slow == {}
    assert most_megabytes() < 100
    assert taken == 86
