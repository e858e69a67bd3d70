"""The object that is put to see whether a store works."""

from pathlib import Path

import pytest
from obstore.store import MemoryStore

from trr_backend.errors import MediaError, ObjectMissing
from trr_backend.media.keys import sha256_of
from trr_backend.media.store import MediaStore
from trr_backend.media.trial import missing_folders, new_trial, remove_empty


def in_memory() -> MediaStore:
    """Return a store that is empty."""
    return MediaStore(MemoryStore, name="memory:", keeps_attributes=True)


async def test_it_is_a_picture_under_a_key_of_its_own() -> None:
    """It comes and goes; no two have the same key."""
    store, one, other = in_memory(), new_trial(), new_trial()

    await one.put(store)
    there = await store.head(one.key)
    await one.take_away(store)

    with pytest.raises(ObjectMissing):
        await store.head(one.key)
    assert (there, one.is_left, one.key == other.key) == (len(one.body), False, False)
    assert one.body.startswith(b"\x89PNG")
    assert sha256_of(one.key) is not None


async def test_a_store_that_keeps_what_it_says_it_deleted() -> None:
    """That is an error, and the object counts as left."""

    class Keeping(MediaStore):
        async def delete(self, key: str) -> None:
            """Say that it is done."""

    store, trial = Keeping(MemoryStore, name="m:", keeps_attributes=True), new_trial()
    await trial.put(store)

    with pytest.raises(MediaError, match="says that it deleted"):
        await trial.take_away(store)
    assert trial.is_left


def test_only_folders_that_were_made_are_taken_away(tmp_path: Path) -> None:
    """And only where nothing came to lie in them meanwhile."""
    key = "images/show_images/one/two.png"
    (tmp_path / "images").mkdir()
    made = missing_folders(tmp_path, key)
    (tmp_path / key).parent.mkdir(parents=True)
    (tmp_path / "images" / "show_images" / "other").mkdir()

    remove_empty(made)

    assert [one.relative_to(tmp_path).as_posix() for one in made] == [
        "images/show_images/one",
        "images/show_images",
    ]
    assert sorted(one.name for one in tmp_path.rglob("*")) == [
        "images",
        "other",
        "show_images",
    ]
