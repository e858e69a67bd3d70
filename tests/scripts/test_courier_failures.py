"""Targets that fail: what is sent again, when, and when it ends."""

import asyncio
from datetime import timedelta
from uuid import UUID

from scripts._courier import wait_seconds
from tests.webhook_courier import courier_of
from tests.webhook_receiver import OK, Received, receiving, status
from tests.webhook_rows import Rows, rows
from trr_backend.config import Settings
from trr_backend.repositories.db import Database

__all__ = ["rows"]

HUGE = status("200 OK", body=b"x" * 5_000_000)
FAILURES = {
    "/500": (status("500 Oops"), "HTTP 500"),
    "/hang": (None, "no answer within 1 s"),
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


async def test_what_was_taken_is_noted_as_soon_as_the_database_lets_us(
    settings: Settings, database: Database, rows: Rows
) -> None:
    """It is not sent twice for what lasted a moment."""
    rows.events(1)
    rows.run(
        "alter table ops.webhooks add constraint none_yet"
        " check (last_delivery_at is null)"
    )
    later = "alter table ops.webhooks drop constraint none_yet"
    patient = settings.model_copy(update={"wait_scale": 0.2})

    def answer(_: Received) -> bytes:
        loop = asyncio.get_running_loop()
        loop.call_later(0.05, loop.run_in_executor, None, rows.run, later)
        return OK

    async with (
        receiving(answer) as receiver,
        courier_of(patient, database) as (courier, _),
    ):
        hook = rows.webhook(f"{receiver.url}/")
        await courier.once()
    assert rows.state(hook, "cursor") == (1,)
    assert (len(receiver.received), courier.said["taken"]) == (1, 1)
