"""The media half of mirroring: check, and put under the claimed key."""

import uuid

import pytest

from tests.stored import stored
from tests.trr_backend.media.drawing import drawn
from trr_backend.config import Settings
from trr_backend.errors import MediaError
from trr_backend.media import mirror
from trr_backend.media.keys import logo_key
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
