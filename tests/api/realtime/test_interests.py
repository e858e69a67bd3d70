"""What a client follows, and which events it was told already."""

from datetime import UTC, datetime
from uuid import uuid4

from api.realtime.interests import Interests
from trr_backend.models.feed import CATALOG, FeedEvent

SHOW = uuid4()
TOPIC = f"show:{SHOW}"


def wanted(interests: Interests, *cursors: int) -> list[int]:
    """Return which of these events of the show are wanted."""
    at = datetime(2026, 1, 2, tzinfo=UTC)
    return [
        cursor
        for cursor in cursors
        if interests.wants(
            FeedEvent(cursor, "show", SHOW, "updated", (), SHOW, None, at)
        )
    ]


def test_told_once() -> None:
    """What came under another topic does not come again; asked for by name, it does."""
    interests = Interests()
    interests.add([TOPIC, "runs"], since=10)
    assert (interests.of_events, interests.topics) == ([TOPIC], [TOPIC, "runs"])
    assert wanted(interests, 9, 10, 11, 20, 21) == [11, 20, 21]
    interests.note(20)
    interests.add([CATALOG], since=5)
    assert interests.reached == 5
    assert wanted(interests, 5, 6, 10, 11, 20, 21) == [6, 10, 21]
    interests.note(30)
    assert wanted(interests, 6, 30, 31) == [31]
    interests.add([TOPIC], since=0)
    assert wanted(interests, 1, 5, 6, 30, 31) == [1, 5, 31]
    interests.restart(40)
    assert (interests.reached, wanted(interests, 31, 41)) == (40, [41])
    interests.remove([TOPIC, CATALOG, "show:unknown"])
    assert (interests.topics, interests.of_events) == (["runs"], [])
    assert interests.missing(["runs", TOPIC]) == 1
