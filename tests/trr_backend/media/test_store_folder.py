"""A folder store: any folder name, nothing outside it, nothing half written."""

import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

from tests.ordinary_user import ordinary_user
from tests.stored import logo_key, stored
from tests.tiny_disk import tiny_disk
from trr_backend.config import Settings
from trr_backend.errors import StoreUnavailable
from trr_backend.media.keys import check_key
from trr_backend.media.store import open_store

KEY = logo_key("network", uuid.UUID(int=7), "c0" * 32, "png")
BODY = b"png" * 1000
# Puts large objects as fast as it can, until it is killed.
WRITER = """
import asyncio, sys, uuid
from tests.stored import logo_key
from trr_backend.config import Settings
from trr_backend.media.store import open_store

async def main():
    store = open_store(Settings(_env_file=None, home=sys.argv[1]))
    body = b"whole" * 1_000_000
    print("ready", flush=True)
    while True:
        key = logo_key("network", uuid.uuid4(), "c0" * 32, "png")
        await store.put_if_absent(key, body, "image/png", 60)

asyncio.run(main())
"""


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


async def _failure(settings: Settings) -> str:
    with pytest.raises(StoreUnavailable) as caught:
        await open_store(settings).put_if_absent(KEY, BODY, "image/png", 60)
    assert "\n" not in str(caught.value)
    return str(caught.value)


async def test_the_default_folder_is_below_the_home(folder_settings: Settings) -> None:
    """The key is the path below `media`, the file holds the bytes and nothing more."""
    await open_store(folder_settings).put_if_absent(KEY, BODY, "image/png", 60)
    folder = folder_settings.home_path / "media"
    assert _files(folder_settings.home_path) == [folder / KEY]
    assert (folder / KEY).read_bytes() == BODY


def test_opening_a_store_makes_no_folder(folder_settings: Settings) -> None:
    """A run that keeps no picture leaves no trace of a store."""
    open_store(folder_settings)
    assert not folder_settings.home_path.exists()


@pytest.mark.parametrize(
    "name",
    ["with space", "q'uo\"te", "per%20cent", "ha#sh", "ques?tion", "ümläut", "n" * 200],
)
async def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    """Names that mean something in URLs or shells are taken as they are."""
    home = tmp_path / name
    store = open_store(Settings(_env_file=None, home=home))
    await store.put_if_absent(KEY, BODY, "image/png", 60)
    assert _files(tmp_path) == [home / "media" / KEY]
    by_url = Settings(_env_file=None, media_url=(home / "media").as_uri())
    assert await stored(open_store(by_url), KEY) == BODY


async def test_a_kill_in_the_middle_leaves_whole_objects_only(tmp_path: Path) -> None:
    """After kill -9 every file with a key's name is whole, and puts go on."""
    for moment in range(5):
        _put_until_killed(tmp_path, 0.02 + 0.013 * moment)
    media = tmp_path / "media"
    names = [str(path.relative_to(media)) for path in _files(media)]
    # An unfinished put has a name that is no key: `….png#1`.
    whole = [check_key(name) for name in names if "#" not in name]
    assert whole
    assert {(media / name).stat().st_size for name in whole} == {5_000_000}
    store = open_store(Settings(_env_file=None, home=tmp_path))
    for name in names:
        key = name.split("#", maxsplit=1)[0]
        assert await store.put_if_absent(
            key, b"whole" * 1_000_000, "image/png", 60
        ) is (key not in whole)


async def test_an_unfinished_file_is_no_object(folder_settings: Settings) -> None:
    """What a kill left behind, and what somebody else put there by any name."""
    store = open_store(folder_settings)
    await store.put_if_absent(KEY, BODY, "image/png", 60)
    folder = (folder_settings.home_path / "media" / KEY).parent
    for name in (f"{Path(KEY).name}#1", "ümläut & co?.png", ".hidden"):
        (folder / name).write_bytes(b"?")
    (folder / "broken").symlink_to("nowhere")
    found = [one async for page in store.list() for one in page]
    above = str(Path(KEY).parent)
    assert sorted((one.key, one.bytes) for one in found) == sorted(
        [(KEY, len(BODY)), (f"{above}/ümläut & co?.png", 1), (f"{above}/.hidden", 1)]
    )


async def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    """No permission: one line with the folder and what to check."""
    media = tmp_path / "media"
    media.mkdir(mode=0o555)
    with ordinary_user(tmp_path):
        message = await _failure(Settings(_env_file=None, media_url=media.as_uri()))
    assert message == (
        f"{media}: Permission denied; check TRR_MEDIA_URL and who may write there"
    )


async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A file in the place of a parent folder: one line with the folder."""
    (tmp_path / "file").write_text("")
    media = tmp_path / "file" / "media"
    message = await _failure(Settings(_env_file=None, media_url=media.as_uri()))
    assert message == (
        f"{media}: Not a directory; check TRR_MEDIA_URL and who may write there"
    )


async def test_a_full_disk_is_named(tmp_path: Path) -> None:
    """No room: one line, and no object of half the bytes."""
    with tiny_disk(tmp_path / "disk") as disk:
        settings = Settings(_env_file=None, media_url=disk.as_uri())
        body = bytes(1024 * 1024)
        with pytest.raises(StoreUnavailable) as caught:
            await open_store(settings).put_if_absent(KEY, body, "image/png", 60)
        assert str(caught.value) == (
            f"{disk}: No space left on device; make room, then run the command again"
        )
        assert await stored(open_store(settings), KEY) is None
        assert await open_store(settings).put_if_absent(KEY, b"x", "image/png", 60)


def _put_until_killed(home: Path, seconds: float) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, home], stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(seconds)
        writer.send_signal(signal.SIGKILL)
