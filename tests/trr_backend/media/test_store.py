"""Every kind of store keeps an object once, whole, and gives it back."""

import asyncio
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.stored import logo_key, stored
from trr_backend.config import Settings
from trr_backend.errors import MediaError, ObjectDiffers, ObjectMissing
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
    """Neither overwritten nor taken for ours, not even one of the same size."""
    for other in (b"something else", BODY[:-1] + b"?", BODY + b"more"):
        await store.replace(key, other, "image/png", 60)
        with pytest.raises(ObjectDiffers, match=key):
            await store.put_if_absent(key, BODY, "image/png", 60)
        assert await stored(store, key) == other


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
        await store.get(wrong, 10)
    with pytest.raises(MediaError, match="not a key"):
        await store.replace(wrong, BODY, "image/png", 60)
    with pytest.raises(MediaError, match="not a key"):
        await store.put_if_absent(wrong, BODY, "image/png", 60)


async def test_what_is_deleted_is_gone(store: MediaStore, key: str) -> None:
    """And may be put again; what is not there is gone already."""
    await store.delete(key)
    await store.put_if_absent(key, BODY, "image/png", 60)
    await store.delete(key)
    assert await stored(store, key) is None
    assert await store.put_if_absent(key, BODY, "image/png", 60) is True


async def test_what_is_read_back_is_bounded(store: MediaStore, key: str) -> None:
    """An object is read where it is no larger than what is expected."""
    with pytest.raises(ObjectMissing, match=key):
        await store.get(key, len(BODY))
    await store.put_if_absent(key, BODY, "image/png", 60)
    assert await store.get(key, len(BODY)) == BODY
    with pytest.raises(ObjectDiffers, match=f"holds {len(BODY)} bytes as {key}"):
        await store.get(key, len(BODY) - 1)


async def test_what_is_broken_is_replaced(store: MediaStore, key: str) -> None:
    """Whatever was there, also nothing; a picture that is put later finds it."""
    await store.replace(key, b"broken", "image/png", 60)
    await store.replace(key, BODY, "image/png", 60)
    assert await store.get(key, len(BODY)) == BODY
    assert await store.put_if_absent(key, BODY, "image/png", 60) is False


async def test_all_objects_are_listed_in_pages(store: MediaStore) -> None:
    """More than S3 tells at once, each with its size and time, of our prefix alone."""
    begun = datetime.now(UTC) - timedelta(seconds=2)
    assert [page async for page in store.list()] == []
    keys = {f"images/show_images/{number // 100}/{number}" for number in range(1005)}
    others = ["imagesque/1", "other/images/2"]
    await asyncio.gather(
        *(store._objects.put_async(key, b"four") for key in [*keys, *others])
    )

    pages = [page async for page in store.list()]

    assert max(len(page) for page in pages) <= 1000
    listed = [one for page in pages for one in page]
    assert sorted(one.key for one in listed) == sorted(keys)
    assert {one.bytes for one in listed} == {4}
    ended = datetime.now(UTC) + timedelta(seconds=2)
    assert all(begun <= one.modified <= ended for one in listed)
    below = [
        one.key async for page in store.list("images/show_images/3") for one in page
    ]
    assert sorted(below) == [f"images/show_images/3/{n}" for n in range(300, 400)]
