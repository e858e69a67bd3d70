"""Every kind of store keeps an object once, whole, and gives it back."""

import asyncio
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.stored import stored
from trr_backend.config import Settings
from trr_backend.errors import MediaError, ObjectMissing
from trr_backend.media.keys import logo_key
from trr_backend.media.store import MediaStore, open_store

BODY = b"bytes of a picture" * 1000


@pytest.fixture
def key() -> str:
    """Return a key nobody used."""
    return logo_key("network", uuid.uuid4(), uuid.uuid4().hex * 2, "png")


@pytest.fixture(params=["folder", "s3", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> MediaStore:
    """Return an empty store of each kind."""
    if request.param == "s3":
        make: Callable[..., Settings] = request.getfixturevalue("s3_settings")
        return open_store(make())
    url = "memory:" if request.param == "memory" else None
    return open_store(Settings(_env_file=None, home=tmp_path, media_url=url))


async def test_what_is_put_is_there(store: MediaStore, key: str) -> None:
    """An object has the bytes and the size that were put."""
    assert await stored(store, key) is None
    assert await store.put_if_absent(key, BODY, "image/png", 60) is True
    assert await stored(store, key) == BODY
    assert await store.head(key) == len(BODY)


async def test_a_second_put_changes_nothing(store: MediaStore, key: str) -> None:
    """Whoever comes later is told that the object was there."""
    await store.put_if_absent(key, BODY, "image/png", 60)
    assert await store.put_if_absent(key, BODY, "image/png", 60) is False
    assert await stored(store, key) == BODY


async def test_of_eight_racing_puts_one_writes(store: MediaStore, key: str) -> None:
    """The put-if-absent is atomic: exactly one of eight at once is told True."""
    puts = [store.put_if_absent(key, BODY, "image/png", 60) for _ in range(8)]
    assert sorted(await asyncio.gather(*puts)) == [False] * 7 + [True]
    assert await stored(store, key) == BODY


async def test_an_absent_object_is_missing(store: MediaStore, key: str) -> None:
    """Asking for what is not there says so, with the key."""
    with pytest.raises(ObjectMissing, match=key):
        await store.head(key)


async def test_another_object_under_the_key_is_an_error(
    store: MediaStore, key: str
) -> None:
    """An object of another size is neither overwritten nor taken for ours."""
    await store.put_if_absent(key, b"something else", "image/png", 60)
    with pytest.raises(MediaError, match="holds another object"):
        await store.put_if_absent(key, BODY, "image/png", 60)
    assert await stored(store, key) == b"something else"


async def test_a_large_object_is_put_in_one_piece(store: MediaStore, key: str) -> None:
    """The largest picture that is taken is still a put-if-absent."""
    body = bytes(20 * 1024 * 1024)
    assert await store.put_if_absent(key, body, "image/png", 60) is True
    assert await store.put_if_absent(key, body, "image/png", 60) is False
    assert await store.head(key) == len(body)


@pytest.mark.parametrize("wrong", ["../../x.png", "/etc/passwd", "images/x.png", ""])
async def test_a_key_outside_the_layout_reaches_no_store(
    store: MediaStore, wrong: str
) -> None:
    """Whatever is no key of ours is refused by every method."""
    with pytest.raises(MediaError, match="not a key"):
        await store.head(wrong)
    with pytest.raises(MediaError, match="not a key"):
        await store.put_if_absent(wrong, BODY, "image/png", 60)


async def test_what_is_deleted_is_gone(store: MediaStore, key: str) -> None:
    """And may be put again; what is not there is gone already."""
    await store.delete(key)
    await store.put_if_absent(key, BODY, "image/png", 60)
    await store.delete(key)
    assert await stored(store, key) is None
    assert await store.put_if_absent(key, BODY, "image/png", 60) is True
