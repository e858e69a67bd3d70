"""`trr webhooks`: added, listed, tested, enabled and removed by persons."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from click.testing import CliRunner, Result

from tests.command_tree import TRR
from tests.processes import variables
from tests.webhook_receiver import SECRET, receiving, status
from tests.webhook_rows import Rows
from trr_backend.config import Settings

HOOK = "https://1.1.1.1/hooks/trr"


@pytest.fixture
def rows(settings: Settings) -> Iterator[Rows]:
    """A hand on the test's database, in which there are a show, a person and events."""
    made = Rows(settings)
    made.run("insert into core.shows (id, name, slug) values (%s, 'One', 'one')", SHOW)
    made.run("insert into core.people (id, name) values (%s, 'Rob')", PERSON)
    made.run(
        "insert into core.external_ids (entity, entity_id, source, id)"
        " values ('show', %s, 'tmdb', '5'), ('person', %s, 'imdb', 'nm0000005')",
        SHOW,
        PERSON,
    )
    made.events(4)
    yield made
    made.close()


SHOW = "00000000-0000-0000-0000-000000000005"
PERSON = "00000000-0000-0000-0000-000000000006"


class Commands:
    """`trr webhooks` on the test's database."""

    def __init__(self, settings: Settings, **changed: object) -> None:
        self._settings = settings.model_copy(update=changed)
        self.outputs: list[str] = []

    def invoke(self, *arguments: str) -> Result:
        """Run any command of `trr`."""
        return CliRunner().invoke(TRR, arguments, env=variables(self._settings))

    async def run(self, *arguments: str) -> Result:
        """Run a command; keep what it printed."""
        done = await asyncio.to_thread(self.invoke, "webhooks", *arguments)
        self.outputs.append(done.output)
        return done

    async def json(self, *arguments: str) -> Any:
        """Return what a command says as JSON."""
        done = await self.run(*arguments, "--json")
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)


async def test_a_webhook_is_added_listed_and_removed(
    settings: Settings, rows: Rows
) -> None:
    """Its secret is told once, and ids of any kind become ours."""
    trr = Commands(settings)
    named = "show:tmdb:5, show:one,person:imdb:nm0000005,runs"
    added = await trr.json("add", HOOK, "--topics", named)
    secret = added.pop("secret")
    assert added == {
        "id": added["id"],
        "url": HOOK,
        "topics": [f"person:{PERSON}", "runs", f"show:{SHOW}"],
        "cursor": 4,
    }
    assert rows.ask("select url, topics, cursor, secret from ops.webhooks") == [
        (HOOK, added["topics"], 4, secret)
    ]

    own = await trr.run("add", HOOK, "--since", "2", "--secret", SECRET)
    assert own.exit_code == 0, own.output
    first, second = own.stdout.splitlines()
    assert first.endswith(f"tells {HOOK} of catalog, after cursor 2")
    assert second == f"secret, shown this once: {SECRET}"

    later = len(trr.outputs)
    listed = (await trr.json("list"))["webhooks"]
    assert [(one["topics"], one["cursor"]) for one in listed] == [
        (added["topics"], 4),
        (["catalog"], 2),
    ]
    assert listed[0].keys() == {
        *("id", "url", "topics", "cursor", "created_at", "failures", "failing_since"),
        *("next_try_at", "last_error", "last_delivery_at", "disabled_at"),
    }
    shown = (await trr.run("list")).stdout.splitlines()
    assert shown[4:] == [
        f"{listed[1]['id']}  {HOOK}",
        "  topics  catalog",
        "  told    up to 2; last taken: never",
        "  state   well",
    ]
    looked = await trr.run("remove", HOOK, "--dry-run")
    assert looked.stdout.count("would: removed webhook") == 2
    assert await trr.json("remove", added["id"]) == {"removed": [added["id"]]}
    assert (await trr.json("remove", HOOK))["removed"] == [listed[1]["id"]]
    assert "trr webhooks add" in (await trr.run("list")).stdout
    gone = await trr.run("remove", HOOK)
    assert (gone.exit_code, "`trr webhooks list` shows" in gone.output) == (2, True)
    assert not [text for text in trr.outputs[later:] if "whsec" in text]


async def test_one_may_follow_a_thousand_at_a_long_address(
    settings: Settings, rows: Rows
) -> None:
    """It is still known as the same one when it is added again."""
    trr = Commands(settings)
    url = f"{HOOK}/{''.join(uuid4().hex for _ in range(60))}"
    topics = [f"run:{uuid4()}" for _ in range(1000)]
    added = await trr.json("add", url, "--topics", ",".join(topics))
    assert (added["url"], added["topics"]) == (url, sorted(topics))
    again = await trr.run("add", url, "--topics", ",".join(reversed(topics)))
    assert (again.exit_code, "is told of that already" in again.output) == (2, True)
    with pytest.raises(psycopg.errors.UniqueViolation):
        rows.run(
            "insert into ops.webhooks (url, topics, secret, cursor)"
            " select url, topics, secret, 0 from ops.webhooks"
        )


BAD = [
    (["http://1.1.1.1/"], "it is not https"),
    (["https://127.0.0.1/"], "no public address"),
    ([HOOK, "--topics", ""], "--topics catalog"),
    ([HOOK, "--topics", "shows"], "'shows' is no topic"),
    ([HOOK, "--topics", "show:"], "'show:' is no topic"),
    ([HOOK, "--topics", "run:5"], "'run:5' is no topic"),
    ([HOOK, "--topics", "show:tmdb:6"], "no show tmdb:6"),
    ([HOOK, "--topics", "show:imdb:6"], "names no show"),
    ([HOOK, "--topics", "person:tmdb:6"], "no person tmdb:6"),
    ([HOOK, "--topics", ",".join(f"run:{n:032x}" for n in range(1001))], "more than"),
    ([HOOK, "--since", "9"], "it is kept from 2 to 4"),
    ([HOOK, "--since", "1"], "write 0 for the oldest"),
    ([HOOK, "--since", "-1"], "Invalid value for '--since'"),
    ([HOOK, "--secret", "whsec_short"], "24 to 64 bytes"),
    ([HOOK], "is told of that already, by webhook"),
]


async def test_what_cannot_be_added_is_told(settings: Settings, rows: Rows) -> None:
    """Exit code 2, one line, and nothing is kept; nor is it of a dry run."""
    trr = Commands(settings)
    rows.run("delete from ops.events where seq <= 2")
    rows.run("update ops.feed set pruned_through = 2")
    looked = await trr.json("add", HOOK, "--dry-run")
    assert (looked["secret"], rows.ask("select from ops.webhooks")) == (None, [])
    rows.webhook(HOOK)
    said = {}
    for arguments, _ in BAD:
        done = await trr.run("add", *arguments)
        said[*arguments] = (done.exit_code, done.output)
    assert [
        (arguments, said[*arguments])
        for arguments, words in BAD
        if said[*arguments][0] != 2 or words not in said[*arguments][1]
    ] == []
    assert rows.ask("select count(*) from ops.webhooks") == [(1,)]
    assert "whsec_short" not in "".join(trr.outputs)


async def test_one_that_was_disabled_is_enabled(settings: Settings, rows: Rows) -> None:
    """The list says since when and why; it goes on from where it was."""
    trr = Commands(settings)
    ids = [str(rows.webhook(HOOK, topic, cursor=1)) for topic in ("catalog", "runs")]
    rows.run(
        "update ops.webhooks set failures = 3, failing_since = '2026-11-01 10:00Z',"
        " next_try_at = now() + interval '1 hour', last_error = 'HTTP 500',"
        " disabled_at = case when id = %s then timestamptz '2026-11-08 10:00Z' end",
        ids[0],
    )
    status = (await asyncio.to_thread(trr.invoke, "status")).stdout.splitlines()
    assert "2 webhooks, 1 failing, 1 disabled" in status
    assert "`trr webhooks list` shows why one is not told" in status
    ((at,),) = rows.ask("select max(next_try_at) from ops.webhooks")
    then = f"HTTP 500; next try {at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    assert (await trr.run("list")).stdout.splitlines()[3::4] == [
        "  state   disabled since 2026-11-08 10:00 UTC: HTTP 500",
        f"  state   failing since 2026-11-01 10:00 UTC (3 times): {then}",
    ]
    done = await trr.run("enable", ids[0], "--dry-run")
    assert done.stdout.startswith("would: ")
    assert rows.ask("select count(disabled_at) from ops.webhooks") == [(1,)]
    assert await trr.json("enable", HOOK) == {"enabled": ids}
    assert (
        rows.ask(
            "select cursor, failures, failing_since, last_error, disabled_at,"
            " next_try_at <= now() from ops.webhooks"
        )
        == [(1, 0, None, None, None, True)] * 2
    )


async def test_a_test_says_whether_it_arrives(settings: Settings, rows: Rows) -> None:
    """Signed like every message; cursor and failures stay as they are."""
    trr = Commands(settings, private_webhooks=True)
    async with receiving() as receiver:
        webhook = rows.webhook(f"{receiver.url}/")
        before = rows.ask("select * from ops.webhooks")
        good = await trr.run("test", str(webhook))
        receiver.answer = lambda _: status("500 Oops")
        bad = await trr.run("test", f"{receiver.url}/", "--json")
    assert (good.exit_code, good.stdout) == (
        0,
        f"{receiver.url}/ took it: HTTP 204\n",
    )
    assert (bad.exit_code, json.loads(bad.stdout)) == (
        1,
        {"id": str(webhook), "taken": False, "status": 500, "problem": "HTTP 500"},
    )
    assert [one.body.keys() for one in receiver.received] == [{"type", "at"}] * 2
    assert len(set(receiver.ids())) == 2
    assert rows.ask("select * from ops.webhooks") == before
    closed = await trr.run("test", str(webhook))
    assert (closed.exit_code, "did not take it: no connection" in closed.output) == (
        1,
        True,
    )
