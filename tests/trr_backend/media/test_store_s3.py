"""An S3 store on a real server: headers, prefixes, keys that are wrong."""

import time
import uuid
from collections.abc import Callable
from email.message import Message
from urllib.request import urlopen

import pytest

from tests.s3_server import S3Server
from tests.stored import logo_key, stored
from trr_backend.config import Settings
from trr_backend.errors import ConfigError, StoreRefused, StoreUnavailable
from trr_backend.media.store import TMDB_MAX_AGE_SECONDS, MediaStore, open_store
from trr_backend.utils.media_location import public_base

KEY = logo_key("network", uuid.UUID(int=7), "c0" * 32, "png")
SECRETS = ("WRITERKEY", "READERKEY", "writer-secret", "reader-secret", "x" * 20)

Maker = Callable[..., Settings]


def _read(url: str) -> tuple[bytes, Message]:
    with urlopen(url, timeout=10) as answer:
        return answer.read(), answer.headers


async def _failure(store: MediaStore) -> str:
    with pytest.raises(StoreUnavailable) as caught:
        await store.put_if_absent(KEY, b"x", "image/png", 60)
    message = str(caught.value)
    assert "\n" not in message
    assert not [secret for secret in SECRETS if secret in message]
    return message


async def test_an_object_carries_its_headers(s3_settings: Maker) -> None:
    """Plain HTTP at the public address gives bytes, type and an immutable lifetime."""
    settings = s3_settings()
    store = open_store(settings)
    await store.put_if_absent(KEY, b"png", "image/png", TMDB_MAX_AGE_SECONDS)
    address = f"{public_base(settings)}/{KEY}"
    body, headers = _read(address)
    assert body == b"png"
    assert headers["Content-Type"] == "image/png"
    assert headers["Cache-Control"] == "public, max-age=15552000, immutable"

    await store.replace(KEY, b"webp", "image/webp", 60)
    body, headers = _read(address)
    assert body == b"webp"
    assert headers["Content-Type"] == "image/webp"
    assert headers["Cache-Control"] == "public, max-age=60, immutable"


async def test_a_prefix_stands_before_the_key(
    s3_settings: Maker, s3_server: S3Server
) -> None:
    """Two prefixes of a bucket do not see each other, and none is the bucket itself."""
    one = open_store(s3_settings(media_url="s3://trr-media/one/deep"))
    none = open_store(s3_settings(media_url="s3://trr-media"))
    key = logo_key("watch_provider", uuid.uuid4(), uuid.uuid4().hex * 2, "webp")
    await one.put_if_absent(key, b"one", "image/webp", 60)
    assert await stored(none, key) is None
    await none.put_if_absent(key, b"none", "image/webp", 60)
    bucket = f"{s3_server.endpoint}/trr-media"
    assert _read(f"{bucket}/one/deep/{key}")[0] == b"one"
    assert _read(f"{bucket}/{key}")[0] == b"none"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"aws_access_key_id": "x" * 20}, "InvalidAccessKeyId; check AWS_ACCESS_KEY"),
        ({"aws_secret_access_key": "x" * 20}, "SignatureDoesNotMatch; check AWS_"),
        (
            {
                "aws_access_key_id": "READERKEY",
                "aws_secret_access_key": "reader-secret",
            },
            "AccessDenied; check AWS_ACCESS_KEY_ID",
        ),
        ({"media_url": "s3://no-such-bucket"}, "NoSuchBucket; create the bucket"),
    ],
    ids=["unknown key", "wrong signature", "reader", "bucket"],
)
async def test_what_the_server_refuses_is_said_in_a_line(
    s3_settings: Maker, changes: dict[str, str], said: str
) -> None:
    """One line with the server's code and what to do, without any key."""
    assert said in await _failure(open_store(s3_settings(**changes)))


@pytest.mark.parametrize(
    "changes",
    [{"aws_access_key_id": "x" * 20}, {"aws_secret_access_key": "x" * 20}],
    ids=["unknown key", "wrong signature"],
)
async def test_every_call_is_signed(
    s3_settings: Maker, changes: dict[str, str]
) -> None:
    """A key or a signature that does not fit reads, lists and writes nothing."""
    store = open_store(s3_settings(**changes))

    async def everything() -> list[object]:
        return [page async for page in store.list()]

    for call in (
        store.head(KEY),
        store.get(KEY, 10),
        store.replace(KEY, b"x", "image/png", 60),
        store.delete(KEY),
        everything(),
    ):
        with pytest.raises(StoreRefused, match="check AWS_ACCESS_KEY_ID") as caught:
            await call
        assert "\n" not in str(caught.value)
        assert not [secret for secret in SECRETS if secret in str(caught.value)]


async def test_a_bucket_that_is_missing_holds_no_less_than_others(
    s3_settings: Maker,
) -> None:
    """Nobody is told that an object is gone where the whole bucket is not found."""
    store = open_store(s3_settings(media_url="s3://no-such-bucket"))
    for call in (store.get(KEY, 10), store.delete(KEY), anext(store.list())):
        with pytest.raises(StoreUnavailable, match="NoSuchBucket; create the bucket"):
            await call


async def test_what_may_only_be_read_is_not_replaced(s3_settings: Maker) -> None:
    """A key that may read and list says so when it is to write."""
    writer = s3_settings()
    await open_store(writer).put_if_absent(KEY, b"png", "image/png", 60)
    store = open_store(
        s3_settings(
            media_url=writer.media_url,
            aws_access_key_id="READERKEY",
            aws_secret_access_key="reader-secret",
        )
    )
    assert await store.get(KEY, 3) == b"png"
    assert [one.key async for page in store.list() for one in page] == [KEY]
    with pytest.raises(StoreRefused, match="AccessDenied; check AWS_ACCESS_KEY_ID"):
        await store.replace(KEY, b"new", "image/png", 60)
    with pytest.raises(StoreRefused, match="AccessDenied; check AWS_ACCESS_KEY_ID"):
        await store.delete(KEY)
    assert await store.get(KEY, 3) == b"png"


async def test_a_server_that_is_not_there_is_named(s3_settings: Maker) -> None:
    """Nobody listening: tried again, then said in one line."""
    store = open_store(s3_settings(aws_endpoint_url="http://127.0.0.1:9"))
    begun = time.perf_counter()
    assert "s3://trr-media: Connection refused; check" in await _failure(store)
    assert time.perf_counter() - begun < 10


async def test_a_host_that_does_not_exist_is_named(s3_settings: Maker) -> None:
    """A name that does not resolve is the address's fault.

    It is too long to be one, so that no name server is asked, nor waited for.
    """
    nowhere = f"http://{'a' * 64}.invalid"
    store = open_store(s3_settings(aws_endpoint_url=nowhere))
    assert "there is no such host; check TRR_MEDIA_URL" in await _failure(store)


async def test_half_a_key_is_a_mistake(s3_settings: Maker) -> None:
    """The other half is asked for before anything is sent."""
    store = open_store(s3_settings(aws_secret_access_key=None))
    with pytest.raises(ConfigError, match="AWS_SECRET_ACCESS_KEY belong together"):
        await store.head(KEY)


async def test_a_key_that_is_not_set_is_asked_for(s3_settings: Maker) -> None:
    """Off Amazon's machines there is no key but one that is set."""
    store = open_store(s3_settings(aws_access_key_id="", aws_secret_access_key=""))
    assert "AWS_ACCESS_KEY_ID" in await _failure(store)
