"""Published keys are fetched when one is needed, seldom, and missed without harm."""

import asyncio
from collections.abc import Iterator

import pytest

from api.auth.identity import KeysAway
from api.auth.jwks import PublicKeys
from tests.tokens import Publisher, SigningKey, publisher

FIRST, SECOND = SigningKey.ec("first"), SigningKey.ec("second")
# What is no answer: the status, the headers and the body.
USELESS: dict[str, tuple[int, dict[str, str], bytes | None]] = {
    "refused": (403, {}, None),
    "fault": (500, {}, None),
    "no JSON": (200, {}, b"<html>"),
    "no set": (200, {}, b"[]"),
    "no keys": (200, {}, b'{"keys": []}'),
    "keys of no kind": (200, {}, b'{"keys": [{"kty": "x"}, 7]}'),
    "deep": (200, {}, b"[" * 100_000),
    "endless": (200, {}, b" " * 300_000),
    "cut": (200, {"Content-Encoding": "gzip"}, b"\x1f\x8b"),
}


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Return a clock."""
    return Clock()


@pytest.fixture
def published() -> Iterator[Publisher]:
    """Return a server that publishes the first key."""
    with publisher(FIRST) as made:
        yield made


async def found(keys: PublicKeys, key_id: object) -> bool:
    """Say whether a key is known."""
    return await keys.find(key_id) is not None


async def test_a_new_key_is_fetched_when_it_is_used(
    published: Publisher, clock: Clock
) -> None:
    """The old one goes on as long as it is published."""
    keys = PublicKeys(published.url, clock)
    assert await found(keys, "first")
    published.keys.append(SECOND.published)
    # Its first use may come right after a fetch: then it waits for the next.
    assert not await found(keys, "second")
    clock.now = 11
    assert await found(keys, "second")
    assert await found(keys, "first")
    assert published.asked == 2


async def test_a_key_without_a_name_is_passed_over(
    published: Publisher, clock: Clock
) -> None:
    """Its id is a list; the others of the set are good all the same."""
    published.keys = [FIRST.published | {"kid": ["first"]}, SECOND.published]
    keys = PublicKeys(published.url, clock)
    assert await found(keys, "second")
    assert not await found(keys, "first")


async def test_strangers_cannot_make_it_ask(published: Publisher, clock: Clock) -> None:
    """A thousand unknown keys at once are one question, ten seconds are another."""
    keys = PublicKeys(published.url, clock)
    published.delay_seconds = 0.05
    some = await asyncio.gather(*(found(keys, f"k{n}") for n in range(1000)))
    assert not any(some)
    for second in range(1, 10):
        clock.now = second
        assert not await found(keys, f"x{second}")
    assert published.asked == 1
    clock.now = 11
    assert not any(await asyncio.gather(*(found(keys, f"k{n}") for n in range(100))))
    assert published.asked == 2
    assert await found(keys, "first")
    assert published.asked == 2


async def test_who_goes_away_takes_the_answer_from_nobody(
    published: Publisher, clock: Clock
) -> None:
    """The question that somebody else waits for goes on."""
    published.delay_seconds = 0.1
    keys = PublicKeys(published.url, clock)
    gone = asyncio.create_task(found(keys, "first"))
    await asyncio.sleep(0.02)
    waiting = asyncio.create_task(found(keys, "first"))
    await asyncio.sleep(0.02)
    gone.cancel()
    assert await waiting
    assert published.asked == 1


@pytest.mark.parametrize(("status", "headers", "answer"), USELESS.values(), ids=USELESS)
async def test_known_keys_outlast_an_answer_of_no_use(
    published: Publisher,
    clock: Clock,
    status: int,
    headers: dict[str, str],
    answer: bytes | None,
) -> None:
    """Of others nobody can tell; ten seconds later it is asked again."""
    keys = PublicKeys(published.url, clock)
    assert await found(keys, "first")
    published.status, published.headers, published.answer = status, headers, answer
    clock.now = 601
    # Fetched anew while the old one answers.
    assert await found(keys, "first")
    await _settled(keys)
    clock.now = 604
    with pytest.raises(KeysAway) as away:
        await keys.find("second")
    assert (away.value.seconds, published.asked) == (7, 2)
    assert await found(keys, "first")
    published.status, published.headers, published.answer = 200, {}, None
    published.keys = [SECOND.published]
    clock.now = 612
    assert await found(keys, "second")
    # What is published no more is good no more.
    assert not await found(keys, "first")


async def test_nobody_is_there(clock: Clock) -> None:
    """Not even one key is known then, and each try is ten seconds apart."""
    with publisher() as gone:
        url = gone.url
    keys = PublicKeys(url, clock)
    for now, seconds in ((0.0, 10), (4.0, 6), (9.9, 1), (11.0, 10)):
        clock.now = now
        with pytest.raises(KeysAway) as away:
            await keys.find("first")
        assert away.value.seconds == seconds


async def test_no_other_address_is_asked(published: Publisher, clock: Clock) -> None:
    """A redirect is no answer."""
    with publisher(SECOND) as other:
        published.status, published.headers = 302, {"Location": other.url}
        keys = PublicKeys(published.url, clock)
        with pytest.raises(KeysAway):
            await keys.find("second")
        assert (published.asked, other.asked) == (1, 0)


async def _settled(keys: PublicKeys) -> None:
    """Wait for the question that goes on."""
    asking = keys._asking
    if asking is not None:
        await asking
