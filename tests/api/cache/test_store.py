"""What is kept, for how long, and what makes it go."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

import pytest

from api.cache.entry import Entry
from api.cache.store import Cache
from api.representation import HeaderList

SHOW, PERSON, OTHER = (UUID(int=number) for number in (1, 2, 3))
ROUTE = "/shows/{show_id}"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp()
Read = Callable[[], Awaitable[tuple[bytes, str]]]


def body(*ids: UUID, text: str = "") -> bytes:
    """Return JSON that names entities."""
    named = ",".join(f'"{one}"' for one in ids)
    return f'{{"ids":[{named}],"text":"{text}"}}'.encode()


def opened(max_bytes: int = 1_000_000, at: float = NOON) -> Cache:
    """Return a cache that is followed; its clock stands still."""
    cache = Cache(max_bytes, clock=lambda: at)
    cache.open()
    return cache


def keep(cache: Cache, path: str, content: bytes) -> Entry | None:
    """Keep what was read just now."""
    return cache.keep(path, content, cache.ticket(), route=ROUTE)


def kept(cache: Cache, *paths: str) -> list[bytes | None]:
    """Return the bodies that are kept under paths."""
    found = [cache.get(path) for path in paths]
    return [None if entry is None else entry.body for entry in found]


def test_forgotten_by_what_is_named() -> None:
    """An entity makes every body go that names it, under each of its addresses."""
    cache = opened()
    show, both = body(SHOW), body(SHOW, PERSON)
    for path, content in (("/a", show), ("/slug", show), ("/b", both)):
        assert keep(cache, path, content)
    assert cache.entries == 2
    cache.forget([OTHER])
    assert kept(cache, "/a", "/slug", "/b") == [show, show, both]
    cache.forget([PERSON])
    assert kept(cache, "/a", "/slug", "/b") == [show, show, None]
    cache.forget([OTHER, SHOW])
    assert kept(cache, "/a", "/slug", "/b") == [None, None, None]
    assert (cache.entries, cache.bytes, cache.hits, cache.misses) == (0, 0, 5, 3)


@pytest.mark.parametrize(
    ("meanwhile", "is_kept"),
    [
        (lambda _: None, True),
        (lambda cache: cache.forget([OTHER]), True),
        (lambda cache: cache.forget([OTHER, SHOW]), False),
        (lambda cache: cache.open(), False),
        (lambda cache: (cache.close(), cache.open()), False),
        (lambda cache: cache.close(), False),
        (lambda cache: cache.forget(UUID(int=n) for n in range(100, 10_200)), False),
    ],
)
def test_fill_race(meanwhile: Callable[[Cache], object], *, is_kept: bool) -> None:
    """What was forgotten since, or read before all was heard, is not kept."""
    cache = opened()
    ticket = cache.ticket()
    meanwhile(cache)
    entry = cache.keep("/a", body(SHOW), ticket, route=ROUTE)
    assert (entry is not None) is is_kept
    assert (cache.get("/a") is not None) is is_kept


def test_closed() -> None:
    """Before somebody follows the changes nothing is kept, afterwards it is gone."""
    cache = Cache(1_000_000)
    assert keep(cache, "/a", body(SHOW)) is None
    cache.open()
    assert keep(cache, "/a", body(SHOW))
    cache.close()
    assert (cache.is_open, cache.entries, cache.bytes) == (False, 0, 0)
    cache.open()
    assert kept(cache, "/a") == [None]
    none = Cache(0)
    none.open()
    assert not none.is_open


@pytest.mark.parametrize(
    ("read_at", "asked_at", "is_kept"),
    [
        ("2026-03-01T00:01:00", "2026-03-01T23:59:59", True),
        ("2026-03-01T23:59:59", "2026-03-02T00:00:00", False),
        # The database's clock may be behind: it may still have been yesterday there.
        ("2026-03-01T00:00:59", "2026-03-01T00:00:59", True),
        ("2026-03-01T00:00:59", "2026-03-01T00:01:00", False),
    ],
)
def test_ends_with_the_day(read_at: str, asked_at: str, *, is_kept: bool) -> None:
    """A body lasts to the end of its day in UTC: parts of it depend on the date."""
    now = datetime.fromisoformat(f"{read_at}+00:00").timestamp()
    cache = Cache(1_000_000, clock=lambda: now)
    cache.open()
    assert keep(cache, "/a", body(SHOW))
    now = datetime.fromisoformat(f"{asked_at}+00:00").timestamp()
    assert (cache.get("/a") is not None) is is_kept
    assert cache.entries == is_kept


def test_bounded() -> None:
    """The least recently used goes first; what is too large drives out nothing."""
    cache = opened(18_000)
    for name in "abcd":
        assert keep(cache, name, body(OTHER, text=name * 2900))
    assert cache.get("a")
    assert keep(cache, "e", body(OTHER, text="e" * 2900))
    assert [cache.get(name) is None for name in "abcde"] == [False, True, *[False] * 3]
    assert keep(cache, "f", body(OTHER, text="f" * 3500)) is None
    assert cache.entries == 4
    assert 17_000 < cache.bytes <= 18_000


def test_counted() -> None:
    """Whatever happens, the bytes are those of the entries, and within bounds."""
    cache = opened(60_000)
    dice = random.Random(6)
    seen: set[Entry] = set()
    codings: tuple[HeaderList, ...] = (
        [],
        [(b"accept-encoding", b"gzip")],
        [(b"accept-encoding", b"zstd")],
    )
    for _ in range(3000):
        number = dice.randrange(60)
        entry = cache.get(f"/{number}") or keep(
            cache, f"/{number}", body(UUID(int=number % 40), text="x" * (number % 40))
        )
        assert entry is not None
        entry.answer(dice.choice(codings))
        seen.add(entry)
        if dice.random() < 0.05:
            cache.forget([UUID(int=dice.randrange(40))])
    held = {entry for entry in seen if any(cache.get(path) for path in entry.paths)}
    living = {one for one in held if cache.get(next(iter(one.paths))) is one}
    assert cache.bytes == sum(one.size for one in living) <= 60_000
    assert cache.entries == len(living) > 5


def test_many_spellings() -> None:
    """An id that is written in many ways does not fill the cache."""
    cache = opened()
    for number in range(100):
        assert keep(cache, f"/{number}", body(SHOW))
    assert cache.entries == 1
    assert kept(cache, "/83", "/84") == [None, body(SHOW)]


async def reading(content: bytes, wait: asyncio.Event, reads: list[bytes]) -> bytes:
    """Read slowly, and note it."""
    reads.append(content)
    await wait.wait()
    await asyncio.sleep(0)
    return content


async def test_one_reading_for_all() -> None:
    """Who asks while somebody reads waits for that reading; each has the same body."""
    cache, go = opened(), asyncio.Event()
    reads: list[bytes] = []

    async def read() -> tuple[bytes, str]:
        content = await reading(body(SHOW), go, reads)
        return content, sha256(content).hexdigest()

    tasks = [asyncio.create_task(cache.fill("/a", ROUTE, read)) for _ in range(9)]
    await asyncio.sleep(0)
    tasks[3].cancel()
    go.set()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(found.pop(3), asyncio.CancelledError)
    assert set(found) == {cache.get("/a")}
    assert len(reads) == 1


async def test_nobody_gets_what_is_older_than_the_question() -> None:
    """Who asks after a change does not get what was being read before it."""
    cache, go = opened(), asyncio.Event()
    reads: list[bytes] = []
    now = "old"

    async def read() -> tuple[bytes, str]:
        content = await reading(body(SHOW, text=now), go, reads)
        return content, sha256(content).hexdigest()

    before = asyncio.create_task(cache.fill("/a", ROUTE, read))
    await asyncio.sleep(0)
    now = "new"
    cache.forget([SHOW])
    after = [asyncio.create_task(cache.fill("/a", ROUTE, read)) for _ in range(5)]
    await asyncio.sleep(0)
    go.set()
    old, new = body(SHOW, text="old"), body(SHOW, text="new")
    assert (await before).body == old
    assert {entry.body for entry in await asyncio.gather(*after)} == {new}
    assert reads == [old, new]
    assert kept(cache, "/a") == [new]


async def test_what_is_not_kept_is_read_for_all_who_wait() -> None:
    """However often a body changes, those who wait do not read it one by one."""
    cache, go = opened(), asyncio.Event()
    reads: list[bytes] = []

    async def read() -> tuple[bytes, str]:
        content = await reading(body(SHOW, text=str(len(reads))), go, reads)
        cache.forget([SHOW])
        return content, sha256(content).hexdigest()

    tasks = [asyncio.create_task(cache.fill("/a", ROUTE, read)) for _ in range(9)]
    await asyncio.sleep(0)
    go.set()
    found = [entry.body for entry in await asyncio.gather(*tasks)]
    assert reads == [body(SHOW, text="0"), body(SHOW, text="1")]
    assert found == [reads[0]] + [reads[1]] * 8
    assert (cache.entries, cache.hits, cache.misses) == (0, 7, 2)


async def test_failed_reading() -> None:
    """What one could not read each other one tries for itself."""
    cache, go = opened(), asyncio.Event()
    reads: list[bytes] = []

    async def read() -> tuple[bytes, str]:
        await reading(b"", go, reads)
        raise LookupError

    tasks = [asyncio.create_task(cache.fill("/a", ROUTE, read)) for _ in range(4)]
    await asyncio.sleep(0)
    go.set()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(one) for one in found] == [LookupError] * 4
    assert len(reads) == 4
    assert cache.entries == 0


async def test_closed_reads_each_time() -> None:
    """While the cache is closed everybody reads, and nothing stays."""
    cache, go = Cache(1_000_000), asyncio.Event()
    go.set()
    reads: list[bytes] = []

    async def read() -> tuple[bytes, str]:
        content = await reading(body(SHOW), go, reads)
        return content, sha256(content).hexdigest()

    for _ in range(3):
        assert (await cache.fill("/a", ROUTE, read)).body == body(SHOW)
    assert (len(reads), cache.entries) == (3, 0)
