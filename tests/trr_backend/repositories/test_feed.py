"""The feed as it is read: by cursor and topic, pruned by age."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from trr_backend.errors import CursorExpired
from trr_backend.models.feed import FeedEvent
from trr_backend.repositories import feed
from trr_backend.repositories.db import Database, Transaction
from trr_backend.repositories.sql import queries

_NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_SHOW, _OTHER, _SEASON, _PERSON, _RUN = (uuid4() for _ in range(5))


async def _write(
    database: Database, *events: tuple[str, UUID, UUID | None], at: datetime = _NOW
) -> None:
    """Write each event in a transaction of its own."""
    for entity, one, show in events:
        async with database.transaction() as tx:
            await tx.execute(
                "insert into ops.events (entity, entity_id, kind, fields, show_id,"
                " run_id, at) values (%s, %s, 'updated', '{b,a}', %s, %s, %s)",
                [entity, one, show, _RUN, at],
            )


async def test_events_by_cursor_and_topic(database: Database) -> None:
    """A page holds what a reader of these topics has not read, in order."""
    await _write(
        database,
        ("show", _SHOW, _SHOW),
        ("season", _SEASON, _SHOW),
        ("person", _PERSON, None),
        ("show", _OTHER, _OTHER),
        ("network", _OTHER, None),
        ("show", _SHOW, _SHOW),
    )
    async with database.reading() as tx:
        whole = await feed.load_events(tx, since=0)
        numbers = [event.cursor for event in whole]
        first, second, third, _, fifth, sixth = numbers

        async def cursors(
            topics: Sequence[str] | None, since: int = 0, limit: int = 100
        ) -> list[int]:
            events = await feed.load_events(
                tx, since=since, topics=topics, limit=limit, until=sixth
            )
            return [event.cursor for event in events]

        shows, person = [f"show:{_SHOW}"], f"person:{_PERSON}"
        assert {
            "catalog": await cursors(["catalog", person]),
            "page": await cursors(None, first, 2),
            "show": await cursors(shows),
            "later": await cursors(shows, second),
            "both": await cursors([*shows, person]),
            "page of both": await cursors([*shows, person], first, 2),
            "person": await cursors([person]),
            "no person": await cursors([f"person:{_OTHER}"]),
            "runs": await cursors(["runs", f"run:{_RUN}"]),
        } == {
            "catalog": numbers,
            "page": [second, third],
            "show": [first, second, sixth],
            "later": [sixth],
            "both": [first, second, third, sixth],
            "page of both": [second, third],
            "person": [third],
            "no person": [],
            "runs": [],
        }
        assert await feed.load_events(tx, since=0, until=fifth) == whole[:5]
        assert await feed.load_head(tx) == sixth
    assert whole[1] == FeedEvent(
        cursor=second,
        entity="season",
        id=_SEASON,
        kind="updated",
        fields=("b", "a"),
        show_id=_SHOW,
        run_id=_RUN,
        at=_NOW,
    )


async def test_what_is_old_is_pruned(database: Database) -> None:
    """Nothing goes that stands behind something younger; the head stays known."""
    old = _NOW - timedelta(days=40)
    events = [("person", uuid4(), None) for _ in range(5)]
    await _write(database, *events[:2], at=old)
    await _write(database, events[2])
    await _write(database, events[3], at=old)
    async with database.transaction() as tx:
        before = [event.cursor for event in await feed.load_events(tx, since=0)]
        second, head = before[1], before[-1]
        limit = _NOW - timedelta(days=30)

        assert [await feed.prune(tx, limit) for _ in range(2)] == [2, 0]
        left = await feed.load_events(tx, since=0)
        assert [event.cursor for event in left] == before[2:]
        assert await _expired(tx, second, head) == {
            0: None,
            second - 1: (second, head),
            second: None,
            head: None,
            head + 1: (second, head),
        }

        assert await feed.prune(tx, _NOW + timedelta(days=1)) == 2
        state = await feed.load_state(tx)
        assert (state.oldest, state.head) == (head, head)
    await _write(database, events[4])
    async with database.reading() as tx:
        assert [one.id for one in await feed.load_events(tx, since=head)] == [
            events[4][1]
        ]


async def _expired(
    tx: Transaction, oldest: int, head: int
) -> dict[int, tuple[int, int] | None]:
    """Return for each cursor what is said of it: how far the feed goes."""
    told: dict[int, tuple[int, int] | None] = {}
    for since in (0, oldest - 1, oldest, head, head + 1):
        try:
            await feed.check_cursor(tx, since)
            told[since] = None
        except CursorExpired as error:
            told[since] = error.oldest, error.head
    return told


async def test_what_was_missed_is_read_by_indexes(database: Database) -> None:
    """Of a long feed, a reader of some shows and people reads nothing but these."""
    async with database.transaction() as tx:
        await tx.execute(
            "insert into ops.events (seq, entity, entity_id, kind, fields, show_id)"
            " select n, case n % 2 when 0 then 'show' else 'person' end,"
            "  gen_random_uuid(), 'updated', '{}',"
            "  case n % 2 when 0 then gen_random_uuid() end"
            " from generate_series(1, 20000) n"
        )
        await tx.execute("analyse ops.events")
        where = {
            "since": 0,
            "until": None,
            "limit": 1000,
            "shows": [_SHOW],
            "people": [_PERSON],
        }
        explain = b"explain (analyse, buffers off, format json) "
        cursor = await tx.execute(explain + queries("feed")["events_of"], where)
        ((plan,),) = await cursor.fetchall()

    def scans(node: dict[str, object]) -> list[tuple[object, object]]:
        plans = node.get("Plans", [])
        assert isinstance(plans, list)
        own = [(node["Node Type"], node.get("Index Name"))] if not plans else []
        return own + [scan for one in plans for scan in scans(one)]

    read = dict.fromkeys(index for _, index in scans(plan[0]["Plan"]))
    assert list(read) == [None, "events_of_show", "events_of_person"]
    assert all(kind != "Seq Scan" for kind, _ in scans(plan[0]["Plan"]))
