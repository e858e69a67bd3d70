"""Telling webhooks: in order, at least once, and none waits for another."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, timedelta
from uuid import UUID

import pytest

from scripts._courier import Courier, wait_seconds
from tests.webhook_receiver import OK, Received, receiving, status
from tests.webhook_rows import OTHER, PERSON, SHOW, Rows
from trr_backend.config import Settings
from trr_backend.ingestion.webhooks import WebhookClient
from trr_backend.repositories.db import Database, open_database

HUGE = status("200 OK", body=b"x" * 5_000_000)
# Failures have no time limit of their own here but this.
SEND_SECONDS = 0.3


@pytest.fixture
def rows(settings: Settings) -> Iterator[Rows]:
    """A hand on the test's database."""
    made = Rows(settings)
    yield made
    made.close()


@asynccontextmanager
async def courier_of(
    settings: Settings, database: Database
) -> AsyncIterator[tuple[Courier, list[str]]]:
    """Yield a courier who may go anywhere, and the lines that he says."""
    said: list[str] = []
    open_to_all = settings.model_copy(update={"private_webhooks": True})
    client = WebhookClient(open_to_all, send_seconds=SEND_SECONDS)
    async with aclosing(client):
        yield (
            Courier(database, client, said.append, wait_scale=settings.wait_scale),
            said,
        )


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
        }
    ]
    assert receiver.ids("/one") == [f"msg_{one.hex}_run_{run.hex}"]
    assert {m.body["run_id"] for m in receiver.received if m.path == "/all"} == {
        str(run),
        str(other),
    }
    assert len(receiver.received) == 3
    assert rows.ask("select from ops.webhook_runs") == []


FAILURES = {
    "/500": (status("500 Oops"), "HTTP 500"),
    "/hang": (None, "no answer within 0.3 s"),
    "/cut": (b"", "no whole answer (RemoteProtocolError)"),
    "/junk": (b"junk\r\n\r\n", "no whole answer (RemoteProtocolError)"),
    "/moved": (
        status("302 Found", "Location: http://127.0.0.1:1/admin"),
        "HTTP 302: a redirect, which is not followed",
    ),
    "/busy": (status("429 Slow down", "Retry-After: 40"), "HTTP 429"),
    "/no": (status("404 Not Found", body=b"x" * 5_000_000), "HTTP 404"),
}


async def test_what_fails_is_sent_again_as_it_was(
    settings: Settings, database: Database, rows: Rows
) -> None:
    """The same id and body, whatever happened since; then it goes on after that."""
    rows.events(3)
    async with (
        receiving(lambda m: FAILURES[m.path][0]) as receiver,
        courier_of(settings, database) as (courier, said),
    ):
        hooks = {at: rows.webhook(receiver.url + at) for at in FAILURES}
        await courier.once()
        assert [rows.state(one, "last_error") for one in hooks.values()] == [
            (error,) for _, error in FAILURES.values()
        ]
        assert len(said) == courier.said["failed"] == len(FAILURES)
        _waited(rows, hooks["/500"], 5, settings)
        _waited(rows, hooks["/busy"], 40, settings)
        first = {one.path: one for one in receiver.received}
        rows.events(2)
        receiver.answer = lambda _: OK
        rows.is_due()
        await courier.once()
    for path, hook in hooks.items():
        _, again, then = (m for m in receiver.received if m.path == path)
        assert (again.id, again.body) == (first[path].id, first[path].body)
        assert receiver.cursors(path) == [1, 2, 3, 1, 2, 3, 4, 5]
        assert then.id == f"msg_{hook.hex}_3_5"
        assert rows.state(hook, "failures", "failing_since", "last_error") == (
            0,
            None,
            None,
        )


def _waited(rows: Rows, hook: UUID, seconds: float, settings: Settings) -> None:
    ((wait, failures),) = rows.ask(
        "select next_try_at - failing_since, failures from ops.webhooks where id = %s",
        hook,
    )
    least = timedelta(seconds=seconds * settings.wait_scale)
    assert failures == 1
    assert least <= wait <= 1.25 * least


def test_waits_grow_to_an_hour() -> None:
    """With jitter, and never shorter than the target asked for."""
    least = [5, 30, 120, 600, 3600, 3600, 3600]
    for failures, seconds in enumerate(least):
        assert seconds <= wait_seconds(failures, None) <= 1.25 * seconds
    assert wait_seconds(0, 7000) >= 7000
    assert len({wait_seconds(0, None) for _ in range(9)}) > 1


async def test_an_answer_of_any_length_is_taken(
    settings: Settings, database: Database, rows: Rows
) -> None:
    """What stands after a good status, or never comes, is nobody's concern."""
    rows.events(1)
    endless = b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"
    answers = {"/huge": HUGE, "/endless": endless}
    async with (
        receiving(lambda m: answers[m.path]) as receiver,
        courier_of(settings, database) as (courier, _),
    ):
        hooks = [rows.webhook(receiver.url + at) for at in answers]
        await courier.once()
    assert [rows.state(one, "cursor", "last_error") for one in hooks] == [(1, None)] * 2


async def test_a_target_that_is_gone_or_failed_for_a_week_is_disabled(
    settings: Settings, database: Database, rows: Rows
) -> None:
    """Until somebody enables it; then it is told what it missed."""
    rows.events(1)
    answers = {"/gone": status("410 Gone"), "/week": status("503 No")}
    async with (
        receiving(lambda m: answers[m.path]) as receiver,
        courier_of(settings, database) as (courier, said),
    ):
        hooks = {at: rows.webhook(receiver.url + at) for at in answers}
        rows.run(
            "update ops.webhooks set failing_since = now() - interval '7 days',"
            " failures = 170 where id = %s",
            hooks["/week"],
        )
        await courier.once()
        state = [
            rows.state(one, "disabled_at is not null", "failures", "last_error")
            for one in hooks.values()
        ]
        assert state == [
            (True, 1, "HTTP 410: the target wants no message any more"),
            (True, 171, "HTTP 503, after failures for a week"),
        ]
        assert courier.said["disabled"] == 2
        assert f"trr webhooks enable {hooks['/gone']}" in "\n".join(said)
        rows.is_due()
        await courier.once()
        assert len(receiver.received) == 2


async def test_a_cursor_that_is_not_kept_becomes_a_resync(
    settings: Settings, database: Database, rows: Rows
) -> None:
    """It is told to read everything anew, once, and then what comes after that."""
    rows.events(5)
    rows.run("delete from ops.events where seq <= 3")
    rows.run("update ops.feed set pruned_through = 3")
    async with receiving() as receiver, courier_of(settings, database) as (courier, _):
        old = rows.webhook(f"{receiver.url}/old", cursor=2)
        far = rows.webhook(f"{receiver.url}/far", cursor=99)
        rows.webhook(f"{receiver.url}/all", cursor=0)
        receiver.answer = lambda _: status("500 Oops")
        await courier.once()
        rows.events(1)
        rows.is_due()
        receiver.answer = lambda _: OK
        await courier.once()
    told: dict[str, list[Received]] = {"/old": [], "/far": [], "/all": []}
    for one in receiver.received:
        told[one.path].append(one)
    assert [one.body for one in told["/old"][:2]] == [
        {"type": "resync", "cursor": 5, "reason": "expired"}
    ] * 2
    assert [one.id for one in told["/old"]] == [
        f"msg_{old.hex}_2_5_resync",
        f"msg_{old.hex}_2_5_resync",
        f"msg_{old.hex}_5_6",
    ]
    assert told["/far"][0].body == {"type": "resync", "cursor": 5, "reason": "unknown"}
    assert told["/far"][0].id == f"msg_{far.hex}_99_5_resync"
    assert receiver.cursors("/old") == receiver.cursors("/far") == [6]
    assert receiver.cursors("/all") == [4, 5, 4, 5, 6]


async def test_a_slow_target_holds_up_no_other(
    settings: Settings, database: Database, rows: Rows
) -> None:
    """While one does not answer, all that comes is told to the others."""
    async with (
        receiving(lambda m: None if m.path == "/slow" else OK) as receiver,
        courier_of(settings, database) as (courier, _),
    ):
        for path in ("/slow", "/a", "/b"):
            rows.webhook(receiver.url + path)
        task = asyncio.create_task(courier.serve())
        for number in range(1, 6):
            rows.events(1)
            courier.wake()
            async with asyncio.timeout(SEND_SECONDS):
                await receiver.has_all([number], "/a")
                await receiver.has_all([number], "/b")
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert receiver.most_in_flight["/slow"] == 1


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


async def test_what_was_taken_is_noted_though_the_database_was_away(
    settings: Settings, database: Database, rows: Rows
) -> None:
    """It is not sent twice for what lasted a moment."""
    rows.events(1)
    patient = settings.model_copy(update={"wait_scale": 0.2})

    async def answer(_: Received) -> bytes:
        away = "alter table ops.webhooks rename to away"
        await asyncio.to_thread(rows.run, away)
        back = "alter table ops.away rename to webhooks"
        asyncio.get_running_loop().call_later(0.05, rows.run, back)
        return OK

    async with (
        receiving(answer) as receiver,
        courier_of(patient, database) as (courier, _),
    ):
        hook = rows.webhook(f"{receiver.url}/")
        await courier.once()
    assert rows.state(hook, "cursor") == (1,)
    assert (len(receiver.received), courier.said["taken"]) == (1, 1)
