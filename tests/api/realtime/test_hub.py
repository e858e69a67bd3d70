"""The hub: who is told, in which order, and that nobody waits for anybody."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from api.realtime.hub import Counts, Hub
from api.realtime.messages import EventMessage, Message, Resync
from api.realtime.recent import RECENT
from trr_backend.models.feed import CATALOG, FeedEvent, RunProgress

AT = datetime(2026, 1, 2, tzinfo=UTC)


class Listener:
    """A client that notes what it is told."""

    def __init__(self) -> None:
        self.told: list[Message] = []
        self.lost: list[tuple[int, Resync]] = []
        self.ended = 0.0
        self.wakes = 0
        self.waiting = 0

    @property
    def cursors(self) -> list[int | None]:
        """What it was told, by cursor."""
        return [one.cursor for one in self.told]

    def tell(self, message: Message) -> None:
        """Note it."""
        self.told.append(message)

    def wake(self) -> None:
        """Note that, too."""
        self.wakes += 1

    def lose(self, cursor: int, reason: Resync) -> None:
        """Note what was missed."""
        self.lost.append((cursor, reason))

    def close(self, reconnect_seconds: float) -> None:
        """Note the end."""
        self.ended = reconnect_seconds


def event(cursor: int, show: UUID | None = None) -> FeedEvent:
    """Return an event, of a show or a network."""
    entity_id = show or uuid4()
    return FeedEvent(
        cursor,
        "show" if show else "network",
        entity_id,
        "updated",
        ("name",),
        show,
        None,
        AT,
    )


async def test_topics() -> None:
    """An event is encoded once, told once to each of its topics, the known never."""
    hub, show = Hub(), uuid4()
    everything, both, one, nobody = (Listener() for _ in range(4))
    for listener in (everything, both, one, nobody):
        hub.join(listener)
    hub.subscribe(everything, [CATALOG])
    hub.subscribe(both, [CATALOG, f"show:{show}"])
    hub.subscribe(one, [f"show:{show}"])
    with pytest.raises(RuntimeError):
        hub.publish([event(11)])
    hub.start(10)
    hub.publish([event(10), event(11, show), event(14)])
    hub.publish([event(14), event(15, show)])
    assert (hub.head, everything.told) == (10, [])
    assert await hub.reached(15) == hub.head == 15
    await asyncio.sleep(0)

    assert everything.cursors == both.cursors == [11, 14, 15]
    assert one.cursors == [11, 15]
    assert everything.told[0] is both.told[0] is one.told[0]
    assert [x.wakes for x in (everything, both, one, nobody)] == [1, 1, 1, 0]
    assert hub.counts == Counts(
        clients=4, waiting=0, deepest=0, inbox=0, told=8, resyncs=0
    )
    hub.leave(both, [CATALOG, f"show:{show}"])
    hub.unsubscribe(one, [f"show:{show}"])
    hub.publish([event(16, show)])
    await hub.reached(16)
    assert [x.cursors[-1] for x in (everything, both, one)] == [16, 15, 15]


async def test_recent() -> None:
    """What happened last is at hand, up to the head, and nothing else is claimed."""
    hub = Hub()
    assert hub.recent(0) is None
    hub.start(10)
    assert hub.recent(10) == []
    assert hub.recent(9) is hub.recent(11) is None
    hub.publish([event(number) for number in range(11, 11 + RECENT + 5)])
    await hub.reached(10 + RECENT + 5)
    assert hub.recent(14) is None
    recent = hub.recent(15)
    assert recent is not None
    assert [x.event.cursor for x in recent] == [*range(16, 11 + RECENT + 5)]
    assert all(isinstance(one, EventMessage) for one in recent)


async def test_gap() -> None:
    """Behind a gap it goes on, maybe lower; who is being caught up hears of it, too."""
    hub = Hub()
    live, behind = Listener(), Listener()
    hub.join(live)
    hub.join(behind)
    hub.subscribe(live, [CATALOG])
    hub.start(50)
    hub.publish([event(51)])
    ahead = asyncio.create_task(hub.reached(52))
    await asyncio.sleep(0)
    hub.skip(7, "unknown")
    assert await asyncio.wait_for(ahead, 1) == 7
    hub.publish([event(8)])
    await hub.reached(8)
    assert live.lost == behind.lost == [(7, "unknown")]
    assert (live.cursors[-1], behind.cursors) == (8, [])


async def test_a_gap_while_events_are_handed_out() -> None:
    """Who waits for a place that the gap has passed goes on, without another event."""
    hub = Hub()
    for _ in range(100):
        one = Listener()
        hub.join(one)
        hub.subscribe(one, [CATALOG])
    hub.start(50)
    hub.publish([event(51)])
    await hub.reached(51)
    ahead = asyncio.create_task(hub.reached(60))
    await asyncio.sleep(0)
    hub.skip(70, "expired")
    assert await asyncio.wait_for(ahead, 1) == 70


async def test_progress() -> None:
    """How far a run is reaches those who follow it or all, at once."""
    hub, run = Hub(), uuid4()
    one, other = Listener(), Listener()
    hub.subscribe(one, [f"run:{run}", "runs"])
    hub.subscribe(other, [f"run:{uuid4()}", CATALOG])
    hub.progress(RunProgress(run, "trr sync all", None, 0, 0, None, None, AT))
    assert (len(one.told), one.wakes, other.told) == (1, 1, [])


async def test_close() -> None:
    """Clients are told to come back at different times; it waits for them to go."""
    hub = Hub()
    listeners = [Listener() for _ in range(100)]
    for one in listeners:
        hub.join(one)
    closing = asyncio.create_task(hub.close(patience_seconds=5))
    while not listeners[-1].ended:  # noqa: ASYNC110 -- each turn of the loop counts
        await asyncio.sleep(0)
    assert hub.is_closing
    for one in listeners:
        assert not closing.done()
        hub.leave(one, [])
    await closing
    late = Listener()
    hub.join(late)
    assert late.ended
    times = sorted(one.ended for one in listeners)
    assert 0 < times[0] < 0.5
    assert 1.5 < times[-1] < 2
