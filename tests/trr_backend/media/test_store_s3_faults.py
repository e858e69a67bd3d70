"""An S3 server that is busy, or that goes away in the middle of a body."""

import time
import uuid
from collections.abc import Callable
from typing import Literal

import pytest

from tests.s3_faults import faulty
from tests.s3_server import S3Server
from tests.stored import logo_key, stored
from trr_backend.config import Settings
from trr_backend.errors import StoreUnavailable
from trr_backend.media.store import MediaStore, open_store

KEY = logo_key("network", uuid.UUID(int=7), "c0" * 32, "png")
# More than fits into the buffers of a connection, so that a reset cuts it.
BODY = bytes(range(256)) * 12_000
MINUTE = 0.6

Maker = Callable[..., Settings]
Call = Literal["put_if_absent", "replace"]


async def _write(store: MediaStore, call: Call) -> None:
    await getattr(store, call)(KEY, BODY, "image/png", 60)


@pytest.mark.parametrize("call", ["put_if_absent", "replace"])
async def test_a_connection_reset_in_the_middle_of_a_body_is_made_again(
    s3_settings: Maker, s3_server: S3Server, call: Call
) -> None:
    """Twice; then the object is there, whole."""
    async with faulty(s3_server.endpoint) as faults:
        store = open_store(s3_settings(aws_endpoint_url=faults.address))
        faults.reset(2)
        await _write(store, call)
        assert faults.seen == 3
        assert await stored(store, KEY) == BODY


@pytest.mark.parametrize("call", ["put_if_absent", "replace"])
async def test_a_server_that_is_busy_for_a_minute_is_waited_for(
    s3_settings: Maker, s3_server: S3Server, call: Call
) -> None:
    """503 SlowDown for a minute (a hundredth of it here); then the object is there."""
    async with faulty(s3_server.endpoint) as faults:
        store = open_store(s3_settings(aws_endpoint_url=faults.address))
        faults.slow_down(MINUTE)
        begun = time.monotonic()
        await _write(store, call)
        assert MINUTE <= time.monotonic() - begun < 5 * MINUTE
        # It is asked again and again, ever more seldom.
        assert faults.seen < 100
        assert await stored(store, KEY) == BODY


async def test_a_server_that_stays_busy_is_given_up_in_a_line(
    s3_settings: Maker, s3_server: S3Server
) -> None:
    """After two minutes (a hundredth of them), and nothing is there."""
    async with faulty(s3_server.endpoint) as faults:
        store = open_store(s3_settings(aws_endpoint_url=faults.address))
        faults.slow_down(60)
        with pytest.raises(StoreUnavailable) as caught:
            await _write(store, "put_if_absent")
        said = "s3://trr-media: SlowDown; run the command again later"
        assert str(caught.value) == said
        assert await stored(store, KEY) is None


async def test_a_lost_answer_is_asked_for_again(
    s3_settings: Maker, s3_server: S3Server
) -> None:
    """What was written before its answer was lost counts as there."""
    async with faulty(s3_server.endpoint) as faults:
        store = open_store(s3_settings(aws_endpoint_url=faults.address))
        faults.lose_answers(1)
        assert await store.put_if_absent(KEY, BODY, "image/png", 60) is False
        assert faults.seen == 2
        assert await stored(store, KEY) == BODY
