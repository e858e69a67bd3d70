"""Fetching IMDb's files over real HTTP: what is asked, what is kept and resumed."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dataset_server import FileServer, file_server
from tests.imdb_files import HEADERS
from tests.trr_backend.integrations.upstream import FakeLimiter
from trr_backend.config import Settings
from trr_backend.errors import ConfigError, NotFound, Refused, Unavailable
from trr_backend.integrations.imdb.datasets import (
    FetchedFile,
    forget_file,
    holding,
    open_datasets,
)

NAMES = [f"{dataset}.tsv.gz" for dataset in HEADERS]
AKAS = "/title.akas.tsv.gz"
LARGE = os.urandom(3 * 1024 * 1024)
LIMITER = FakeLimiter()


@pytest.fixture
def server() -> Iterator[FileServer]:
    """A server that has all seven files."""
    with file_server() as running:
        running.files = {f"/{name}": name.encode() * 100 for name in NAMES}
        yield running


async def _fetch(
    server: FileServer, folder: Path, told: list[tuple[str, int, int]] | None = None
) -> list[FetchedFile]:
    settings = Settings(
        _env_file=None, imdb_datasets_base_url=server.url, wait_scale=0.001
    )

    def progress(name: str, done: int, size: int) -> None:
        if told is not None:
            told.append((name, done, size))

    async with open_datasets(settings, LIMITER) as client:
        return await client.fetch(folder, progress=progress)


def _contents(folder: Path) -> dict[str, bytes]:
    return {f"/{path.name}": path.read_bytes() for path in folder.glob("*.tsv.gz")}


async def test_seven_files_come_and_then_nothing_does(
    server: FileServer, tmp_path: Path
) -> None:
    """The second time each is asked for by its ETag, and no body comes."""
    first = await _fetch(server, tmp_path)

    assert _contents(tmp_path) == server.files
    assert sorted(os.listdir(tmp_path)) == sorted(  # noqa: PTH208 -- names alone
        [*NAMES, *(f"{name}.json" for name in NAMES)]
    )
    assert first == [
        FetchedFile(
            dataset=one.dataset,
            path=tmp_path / f"{one.dataset}.tsv.gz",
            url=f"https://datasets.imdbws.com/{one.dataset}.tsv.gz",
            etag=server.etag(f"/{one.dataset}.tsv.gz"),
            bytes=len(server.files[f"/{one.dataset}.tsv.gz"]),
            came=True,
        )
        for one in first
    ]
    agents = {headers["user-agent"] for headers in server.headers}
    assert {agent.partition("/")[0] for agent in agents} == {"trr-backend"}
    server.take()

    second = await _fetch(server, tmp_path)

    assert {(status, sent) for _, status, sent in server.take()} == {(304, 0)}
    assert [one.came for one in second] == [False] * 7
    assert [one.etag for one in second] == [one.etag for one in first]
    assert set(LIMITER.reserved) == {"imdb"}


async def test_a_changed_file_alone_comes_again(
    server: FileServer, tmp_path: Path
) -> None:
    """And takes the old one's place in one step."""
    await _fetch(server, tmp_path)
    server.take()
    server.files[AKAS] = b"new"

    fetched = await _fetch(server, tmp_path)

    assert _contents(tmp_path) == server.files
    assert [one.dataset for one in fetched if one.came] == ["title.akas"]
    assert [sent for _, status, sent in server.take() if status == 200] == [3]


async def test_a_broken_download_goes_on_where_it_broke(
    server: FileServer, tmp_path: Path
) -> None:
    """Within one run: the rest is asked for, of the same file."""
    server.files[AKAS] = LARGE
    server.cut[AKAS] = [1_000_000, 500_000]
    told: list[tuple[str, int, int]] = []

    await _fetch(server, tmp_path, told)

    assert _contents(tmp_path) == server.files
    assert [one for one in server.take() if one[0] == AKAS] == [
        (AKAS, 200, 1_000_000),
        (AKAS, 206, 500_000),
        (AKAS, 206, len(LARGE) - 1_500_000),
    ]
    steps = [done for name, done, size in told if name == AKAS[1:] and size]
    assert steps == sorted(steps)
    assert steps[-1] == len(LARGE)


async def test_the_next_run_goes_on_where_the_last_one_ended(
    server: FileServer, tmp_path: Path
) -> None:
    """After four tries the run gives up; what came is kept."""
    server.files[AKAS] = LARGE
    server.cut[AKAS] = [1000, 1000, 1000, 1000]
    with pytest.raises(Unavailable):
        await _fetch(server, tmp_path)
    assert not (tmp_path / AKAS[1:]).exists()
    server.take()

    await _fetch(server, tmp_path)

    assert _contents(tmp_path) == server.files
    assert (AKAS, 206, len(LARGE) - 4000) in server.take()


async def test_tries_that_bring_something_on_are_not_counted(
    server: FileServer, tmp_path: Path
) -> None:
    """A large file comes through a line that breaks every megabyte."""
    server.files[AKAS] = LARGE * 3
    server.cut[AKAS] = [1_100_000] * 7

    await _fetch(server, tmp_path)

    assert _contents(tmp_path) == server.files


async def test_a_file_that_changed_meanwhile_is_not_patched_together(
    server: FileServer, tmp_path: Path
) -> None:
    """The part belongs to the old one: all of the new one comes."""
    server.files[AKAS] = LARGE
    server.cut[AKAS] = [1000] * 4
    with pytest.raises(Unavailable):
        await _fetch(server, tmp_path)
    server.files[AKAS] = LARGE[::-1]
    server.take()

    await _fetch(server, tmp_path)

    assert _contents(tmp_path) == server.files
    assert (AKAS, 200, len(LARGE)) in server.take()


async def test_without_a_strong_etag_nothing_is_resumed(
    server: FileServer, tmp_path: Path
) -> None:
    """A weak one does not promise the same bytes; unchanged files stay unasked."""
    server.weak = True
    server.files[AKAS] = LARGE
    server.cut[AKAS] = [1000]

    await _fetch(server, tmp_path)

    assert _contents(tmp_path) == server.files
    assert [one for one in server.take() if one[0] == AKAS] == [
        (AKAS, 200, 1000),
        (AKAS, 200, len(LARGE)),
    ]
    await _fetch(server, tmp_path)
    assert {status for _, status, _ in server.take()} == {304}


async def test_a_run_that_died_before_the_last_step_asks_for_no_byte(
    server: FileServer, tmp_path: Path
) -> None:
    """All bytes were there: one conditional request, then the step."""
    await _fetch(server, tmp_path)
    whole = tmp_path / AKAS[1:]
    whole.rename(f"{whole}.part")
    note = whole.with_name(f"{whole.name}.json")
    note.rename(whole.with_name(f"{whole.name}.part.json"))
    server.take()

    fetched = await _fetch(server, tmp_path)

    assert {(status, sent) for _, status, sent in server.take()} == {(304, 0)}
    assert _contents(tmp_path) == server.files
    assert [one.dataset for one in fetched if one.came] == ["title.akas"]


@pytest.mark.parametrize("spoil", ["short", "gone", "note", "forgotten", "elsewhere"])
async def test_what_cannot_be_told_is_fetched_whole(
    server: FileServer, tmp_path: Path, spoil: str
) -> None:
    """A file of another size, none, a spoiled note, one of another address."""
    await _fetch(server, tmp_path)
    path = tmp_path / AKAS[1:]
    note = path.with_name(f"{path.name}.json")
    match spoil:
        case "short":
            path.write_bytes(b"x")
        case "gone":
            path.unlink()
        case "note":
            note.write_text("{")
        case "forgotten":
            forget_file(path)
        case _:
            note.write_text(note.read_text().replace("127.0.0.1", "127.0.0.2"))
    server.take()

    await _fetch(server, tmp_path)

    assert _contents(tmp_path) == server.files
    assert [one for one in server.take() if one[1] != 304] == [
        (AKAS, 200, len(server.files[AKAS]))
    ]


async def test_a_missing_file_is_named(server: FileServer, tmp_path: Path) -> None:
    """By the public address."""
    del server.files[AKAS]

    with pytest.raises(
        NotFound, match=r"no such file.*datasets\.imdbws\.com/title\.akas"
    ):
        await _fetch(server, tmp_path)


async def test_another_address_is_named_as_itself(
    server: FileServer, tmp_path: Path
) -> None:
    """Copies elsewhere are not IMDb's."""
    settings = Settings(_env_file=None, wait_scale=0.001)

    async with open_datasets(settings, LIMITER, url=f"{server.url}/") as client:
        fetched = await client.fetch(tmp_path)

    assert fetched[0].url == f"{server.url}/name.basics.tsv.gz"


async def test_a_redirect_to_another_host_is_refused(
    server: FileServer, tmp_path: Path
) -> None:
    """As for every upstream; nothing of it is kept."""
    server.moved[AKAS] = "http://10.0.0.1/title.akas.tsv.gz"

    with pytest.raises(Refused, match=r"the host 10\.0\.0\.1 is not allowed"):
        await _fetch(server, tmp_path)

    assert AKAS not in _contents(tmp_path)


async def test_an_endless_file_is_refused(
    server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is not filled with whatever comes."""
    monkeypatch.setattr("trr_backend.integrations.imdb.datasets.MAX_FILE_BYTES", 2000)
    server.files[AKAS] = LARGE

    with pytest.raises(Refused, match="an answer larger than"):
        await _fetch(server, tmp_path)


def test_one_run_at_a_time_has_the_files(tmp_path: Path) -> None:
    """Another one is told to wait; a folder that cannot be made is named."""
    with (
        holding(tmp_path / "imdb"),
        pytest.raises(ConfigError, match="another run"),
        holding(tmp_path / "imdb"),
    ):
        raise AssertionError
    with holding(tmp_path / "imdb"):
        pass
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="set TRR_HOME"), holding(tmp_path / "file"):
        raise AssertionError
