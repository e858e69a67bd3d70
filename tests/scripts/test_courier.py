"""Telling webhooks: in order, at least once, and none waits for another."""

import asyncio
from datetime import UTC
from uuid import UUID

from tests.webhook_courier import courier_of, serving
from tests.webhook_receiver import OK, Received, receiving
from tests.webhook_rows import OTHER, PERSON, SHOW, Rows, rows
from trr_backend.config import Settings
from trr_backend.repositories.db import Database, open_database

__all__ = ["rows"]


async def test_everything_is_told_in_order_in_batches(
    settings: Settings, database: Database, rows: Rows
) -> None:
    """A hundred events a message at most, one message after the other, none twice."""
    rows.events(230)
    async with receiving() as receiver, courier_of(settings, database) as (courier, _):
        webhook = rows.webhook(f"{receiver.url}/")
        await courier.once()

    assert receiver.cursors() == list(range(1, 231))
    assert [len(one.body["events"]) for one in receiver.received] == [100, 100, 30]
    assert receiver.ids() == [
        f"msg_{webhook.hex}_{part}" for part in ("0_100", "100_200", "200_230")
    ]
    assert receiver.most_in_flight == {"/": 1}
    assert rows.state(webhook, "cursor", "pending_until", "claimed_until") == (
        230,
        None,
        None,
    )
    first = receiver.received[0]
    ((at,),) = rows.ask("select at from ops.events where seq = 1")
    assert first.body["type"] == "events"
    assert first.body["cursor"] == 100
    assert first.body["events"][0] == {
        "cursor": 1,
        "entity": "show",
        "id": str(SHOW),
        "kind": "updated",
        "fields": ["name"],
        "show_id": str(SHOW),
        "run_id": None,
        "at": at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
    }
    assert first.headers["content-type"] == "application/json"
    assert first.headers["user-agent"].startswith("trr-backend/")


async def test_only_what_is_of_its_topics_is_told(
    settings: Settings, database: Database, rows: Rows
) -> None:
    """A stretch with nothing for it moves the cursor without a message."""
    rows.events(2, SHOW)
    rows.events(1, OTHER)
    rows.events(1, PERSON, "person")
    async with receiving() as receiver, courier_of(settings, database) as (courier, _):
        about = {"/a": f"show:{OTHER}", "/b": f"person:{PERSON}", "/c": "runs"}
        hooks = {at: rows.webhook(receiver.url + at, of) for at, of in about.items()}
        hooks["/d"] = rows.webhook(f"{receiver.url}/d", f"show:{UUID(int=9)}")
        await courier.once()

    assert {at: receiver.cursors(at) for at in hooks} == {
        "/a": [3],
        "/b": [4],
        "/c": [],
        "/d": [],
    }
    assert {rows.state(hook, "cursor")[0] for hook in hooks.values()} == {4}
    assert len(receiver.received) == 2


async def test_ended_runs_are_told_to_whom_it_concerns(
    settings: Settings, database: Database, rows: Rows
) -> None:
    """Each once, with how far it came, whether or not there are events."""
    ((run,), (other,)) = rows.ask(
        "insert into ops.runs (command, options, progress)"
        ' values (\'sync all\', \'{}\', \'{"stage": "shows", "done": 3, "failed": 1,'
        " \"total\": 4}'), ('retention', '{}', null) returning id"
    )
    async with receiving() as receiver, courier_of(settings, database) as (courier, _):
        rows.webhook(f"{receiver.url}/all", "runs")
        one = rows.webhook(f"{receiver.url}/one", f"run:{run}")
        rows.webhook(f"{receiver.url}/none", "catalog")
        rows.run("update ops.runs set outcome = 'failed', finished_at = now()")
        await courier.once()
        await courier.once()

    told = {at: [m.body for m in receiver.received if m.path == at] for at in ("/one",)}
    ((at,),) = rows.ask("select distinct finished_at from ops.runs")
    assert told["/one"] == [
        {
            "type": "progress",
            "run_id": str(run),
            "command": "sync all",
            "stage": "shows",
            "done": 3,
            "failed": 1,
            "total": 4,
            "outcome": "failed",
            "at": at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "state": "ended",
            "requests": 0,
            "stage_ends_at": None,
            "expected_end_at": None,
            "stages": [],
        }
    ]
    assert receiver.ids("/one") == [f"msg_{one.hex}_run_{run.hex}"]
    assert {m.body["run_id"] for m in receiver.received if m.path == "/all"} == {
        str(run),
        str(other),
    }
    assert len(receiver.received) == 3
    assert rows.ask("select from ops.webhook_runs") == []


async def test_a_slow_target_holds_up_no_other(
    settings: Settings, database: Database, rows: Rows
) -> None:
    """While one does not answer, all that comes is told to the others."""
    async with (
        receiving(lambda m: None if m.path == "/slow" else OK) as receiver,
        courier_of(settings, database, send_seconds=30) as (courier, _),
    ):
        for path in ("/slow", "/a", "/b"):
            rows.webhook(receiver.url + path)
        async with serving(courier), asyncio.timeout(10):
            for number in range(1, 6):
                rows.events(1)
                courier.wake()
                await receiver.has_all([number], "/a")
                await receiver.has_all([number], "/b")
    assert len(receiver.ids("/slow")) == 1
    # What was on its way is somebody's again: nobody heard whether it arrived.
    assert rows.ask("select claimed_until from ops.webhooks") == [(None,)] * 3


async def test_who_rests_looks_for_nothing_until_woken(
    settings: Settings, database: Database, rows: Rows
) -> None:
    """An embedded database that somebody stopped is not started by looking."""
    async with (
        receiving() as receiver,
        courier_of(settings, database) as (courier, _),
    ):
        hook = rows.webhook(f"{receiver.url}/")
        rows.events(1)
        courier.rest()
        async with serving(courier), asyncio.timeout(10):
            await asyncio.sleep(0.2)
            assert rows.state(hook, "claimed_until", "cursor") == (None, 0)
            courier.wake()
            await rows.has_told(hook, 1)


async def test_two_workers_never_tell_the_same(
    settings: Settings, database: Database, rows: Rows
) -> None:
    """A target is one's at a time, so order holds and nothing comes twice."""
    async with (
        receiving() as receiver,
        open_database(settings) as second,
        courier_of(settings, database) as (one, _),
        courier_of(settings, second) as (other, _),
    ):
        for number in range(6):
            rows.webhook(f"{receiver.url}/{number}")
        rows.events(250)
        await asyncio.gather(one.once(), other.once())
        rows.events(250)
        await asyncio.gather(one.once(), other.once())
    assert [receiver.cursors(f"/{number}") for number in range(6)] == [
        list(range(1, 501))
    ] * 6
    assert set(receiver.most_in_flight.values()) == {1}
    assert min(one.said["taken"], other.said["taken"]) > 0


async def test_a_claim_that_has_ended_says_nothing_any_more(
    settings: Settings, database: Database, rows: Rows
) -> None:
    """A worker that slept too long does not overwrite what another one did."""
    rows.events(1)

    def answer(_: Received) -> bytes:
        # Another worker claims it meanwhile.
        rows.run("update ops.webhooks set claimed_until = now() + interval '1 minute'")
        return OK

    async with (
        receiving(answer) as receiver,
        courier_of(settings, database) as (courier, said),
    ):
        hook = rows.webhook(f"{receiver.url}/")
        await courier.once()
    assert rows.state(hook, "cursor", "pending_until") == (0, 1)
    assert (said, courier.said["taken"]) == ([], 0)
