"""What a reply tells besides its body: a status and the time."""

import httpx2
import pytest

from tests.plain_server import answering
from trr_backend.errors import Refused
from trr_backend.integrations.overheard import OverheardTransport


async def heard(address: str) -> OverheardTransport:
    """Ask there and return what was heard."""
    transport = OverheardTransport("test", address)
    async with httpx2.AsyncClient(transport=transport) as client:
        await client.get(f"{address}/any")
    return transport


async def test_status_and_clock() -> None:
    """The Date header is compared with the moment between question and answer."""
    with answering(status=503, ahead_seconds=90) as address:
        ahead = await heard(address)
    with answering(ahead_seconds=-90, age_seconds=90) as address:
        cached = await heard(address)

    assert (ahead.status, cached.status) == (503, 200)
    assert ahead.ahead_seconds == pytest.approx(90, abs=1)
    assert cached.ahead_seconds == pytest.approx(0, abs=1)


async def test_only_the_place_that_was_named_may_be_inside() -> None:
    """The guard is that of every client."""
    transport = OverheardTransport("test", "https://example.org")
    async with httpx2.AsyncClient(transport=transport) as client:
        with pytest.raises(Refused):
            await client.get("http://127.0.0.1:1/")

    assert (transport.status, transport.ahead_seconds) == (None, None)
