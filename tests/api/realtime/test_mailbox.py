"""The mailbox of one client: bounded, in order, folded, dropped."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from api.realtime.mailbox import ROOM, Mailbox
from api.realtime.messages import EventMessage, Message, message, progress_message
from trr_backend.models.changes import ChangeKind
from trr_backend.models.feed import FeedEvent, RunProgress

AT = datetime(2026, 1, 2, tzinfo=UTC)


def event(
    cursor: int, entity_id: UUID, kind: ChangeKind = "updated", *fields: str
) -> EventMessage:
    """Return an event of a network."""
    return EventMessage(
        FeedEvent(cursor, "network", entity_id, kind, fields, None, None, AT)
    )


def progress(run: UUID, done: int) -> Message:
    """Return how far a run is."""
    return progress_message(
        RunProgress(run, "trr sync all", "shows", done, 0, 9, None, AT)
    )


def emptied(mailbox: Mailbox) -> list[Message]:
    """Take everything."""
    return list(iter(mailbox.take, None))


def test_in_order() -> None:
    """What fits comes out as it was put in, also several events of one entity."""
    mailbox, one = Mailbox(), uuid4()
    told = [event(cursor, one) for cursor in range(ROOM)]
    assert all(mailbox.put(each) for each in told)
    assert emptied(mailbox) == told


def test_folded_by_entity() -> None:
    """A full one keeps one event an entity: the last cursor, all fields, still new."""
    mailbox, new, old = Mailbox(), uuid4(), uuid4()
    pong = message("pong")
    mailbox.put(event(1, new, "created", "name"))
    mailbox.put(event(2, old, "created", "name"))
    mailbox.reply(pong)
    for cursor in range(3, ROOM):
        assert mailbox.put(event(cursor, new, "updated", "homepage"))
    assert len(mailbox) == ROOM
    assert mailbox.put(event(ROOM + 1, old, "removed"))
    assert mailbox.put(event(ROOM + 2, new, "updated", "logo"))

    assert mailbox.take() is pong
    told = [each.event for each in emptied(mailbox) if isinstance(each, EventMessage)]
    assert told == [
        FeedEvent(ROOM + 1, "network", old, "removed", ("name",), None, None, AT),
        FeedEvent(
            ROOM + 2,
            "network",
            new,
            "created",
            ("homepage", "logo", "name"),
            None,
            None,
            AT,
        ),
    ]


def test_dropped() -> None:
    """Where folding makes no room nothing is left but answers; then it goes on."""
    mailbox = Mailbox()
    pong = message("pong")
    mailbox.reply(pong)
    assert all(mailbox.put(event(cursor, uuid4())) for cursor in range(ROOM - 1))
    assert not mailbox.put(event(ROOM, uuid4()))
    later = event(ROOM + 1, uuid4())
    assert mailbox.put(later)
    assert emptied(mailbox) == [pong, later]


def test_progress() -> None:
    """Of a run the last word waits; it is told even where events are dropped."""
    mailbox, run = Mailbox(), uuid4()
    mailbox.put(progress(run, 1))
    last = progress(run, 2)
    mailbox.put(last)
    assert emptied(mailbox) == [last]

    for cursor in range(ROOM):
        mailbox.put(event(cursor, uuid4()))
    assert not mailbox.put(last)
    assert emptied(mailbox) == [last]


def test_too_many_answers() -> None:
    """A client that asks and takes nothing finds no more room; taken, there is some."""
    mailbox = Mailbox()
    asked = 0
    while mailbox.reply(message("pong")):
        asked += 1
    assert asked == len(mailbox) == 64
    mailbox.take()
    assert mailbox.reply(message("pong"))
