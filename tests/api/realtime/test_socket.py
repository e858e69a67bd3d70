"""The WebSocket, on a real server: what is said, what is heard, what closes it."""

import asyncio
import json
from base64 import urlsafe_b64encode
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.frames import Frame, Opcode

from tests.api.realtime.served import ADMIN, Client, Served, client, serving
from tests.api.realtime.told import tell
from tests.seed import CATALOGUE, seed_show
from trr_backend.config import Settings
from trr_backend.repositories import runs
from trr_backend.repositories.db import Database

_MISUNDERSTOOD = [
    ("[]", "invalid"),
    ("1", "invalid"),
    ("{", "malformed"),
    ("", "malformed"),
    ('{"type":"ping\x00"}', "malformed"),
    ('{"type":"dance"}', "invalid"),
    ('{"type":"ping","loud":true}', "invalid"),
    ('{"type":"subscribe"}', "invalid"),
    ('{"type":"subscribe","topics":"catalog"}', "invalid"),
    ('{"type":"subscribe","topics":["catalog"],"since":"1"}', "invalid"),
    ('{"type":"subscribe","topics":["catalog"],"since":-1}', "invalid"),
    (json.dumps({"type": "subscribe", "topics": ["a"], "since": 2**70}), "invalid"),
    (json.dumps({"type": "subscribe", "topics": ["catalog"] * 101}), "invalid"),
    ('{"type":"subscribe","topics":["show:no-such-show"]}', "unknown_topic"),
    ('{"type":"subscribe","topics":["show:\\u0000"]}', "unknown_topic"),
    ('{"type":"subscribe","topics":["weather"]}', "unknown_topic"),
    ('{"type":"subscribe","topics":["catalog","runs"]}', "forbidden"),
]


async def closes(one: Client) -> tuple[int, str]:
    """Return the code and the reason with which the server closes a connection."""
    async with asyncio.timeout(10):
        await one.socket.wait_closed()
    with pytest.raises(ConnectionClosed) as caught:
        await one.socket.send("")
    assert caught.value.rcvd is not None
    return caught.value.rcvd.code, caught.value.rcvd.reason


async def test_what_is_not_understood(settings: Settings, tmp_path: Path) -> None:
    """It is answered, the connection stays; frames that are none of ours close it."""
    with serving(settings, tmp_path) as served:
        async with client(served) as one:
            heard = []
            for said, _ in _MISUNDERSTOOD:
                await one.socket.send(said)
                heard.append(await one.hear())
            assert [(x["type"], x["code"]) for x in heard] == [
                ("error", code) for _, code in _MISUNDERSTOOD
            ]
            assert all(len(x["message"]) > 20 for x in heard)
            assert await one.ask("ping") == {"type": "pong"}
            for _ in range(3):
                await one.socket.send("{")
            assert await closes(one) == (
                1008,
                "too many messages had no effect",
            )
        async with client(served) as one:
            assert one.socket.subprotocol == "trr.v1.json"
            await one.socket.send(b"{}")
            assert await closes(one) == (1003, "text frames only")
        async with client(served) as one:
            await one.socket.send(json.dumps({"type": "ping", "x": "x" * 17_000}))
            assert (await closes(one))[0] == 1009
        async with client(served) as one:
            frame = Frame(Opcode.TEXT, b'{"type":"\xff"}')
            one.socket.transport.write(frame.serialize(mask=True))
            assert (await closes(one))[0] == 1007
        async with connect(served.url, compression=None) as socket:
            assert socket.subprotocol is None
            assert await Client(socket).ask("ping") == {"type": "pong"}
        with pytest.raises(InvalidStatus) as caught:
            await connect(served.url, subprotocols=["chat"])  # type: ignore[list-item]  # a NewType of str
        answer = caught.value.response
        assert (answer.status_code, json.loads(answer.body)["detail"]) == (
            400,
            "Offer the subprotocol trr.v1.json, or none.",
        )
        await served.becomes("trr_feed_clients", 0)
        assert served.log == ""


async def test_what_is_followed(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    """Topics are named by any id; an event of several comes once, from any cursor."""
    async with database.transaction() as tx:
        show, other = [await seed_show(tx, one) for one in CATALOGUE[:2]]
        await tx.execute("delete from ops.events")
    with serving(settings, tmp_path) as served:
        async with client(served) as one:
            topics = [f"show:{CATALOGUE[0].slug}", f"show:tmdb:{CATALOGUE[1].tmdb_id}"]
            begun = await one.ask("subscribe", topics=topics)
            assert begun["topics"] == [f"show:{show}", f"show:{other}"]
            start = begun["cursor"]
            await tell(database, [show, uuid4(), other], entity="show")
            heard = [await one.hear(), await one.hear()]
            assert [(x["cursor"], x["id"]) for x in heard] == [
                (start + 1, str(show)),
                (start + 3, str(other)),
            ]
            assert heard[0] == {
                "type": "event",
                "cursor": start + 1,
                "entity": "show",
                "id": str(show),
                "kind": "updated",
                "fields": ["name"],
                "show_id": str(show),
                "run_id": None,
                "at": heard[0]["at"],
            }
            # What was told under other topics is not told again, also not live.
            again = await one.ask("subscribe", topics=["catalog"], since=0)
            assert again == {"type": "subscribed", "cursor": 0, "topics": ["catalog"]}
            assert [x["cursor"] for x in await one.rest()] == [start + 2]
            await tell(database, [show], entity="show")
            assert (await one.hear())["cursor"] == start + 4
            assert await one.rest() == []
            # Asked for anew by its own name, it is told anew.
            await one.ask("subscribe", topics=topics[:1], since=start)
            await one.say("unsubscribe", topics=[*topics, "catalog"])
            assert await one.rest() == []
            async with client(served) as witness:
                await witness.ask("subscribe", topics=["catalog"])
                await tell(database, [show], entity="show")
                assert (await witness.hear())["cursor"] == start + 5
            assert await one.rest() == []
            many = [f"run:{uuid4()}" for _ in range(2)]
            assert (await one.ask("subscribe", topics=many))["code"] == "forbidden"
            ahead = await one.ask("subscribe", topics=["catalog"], since=start + 99)
            assert ahead["cursor"] == start + 5
            assert await one.hear() == {
                "type": "resync",
                "cursor": start + 5,
                "reason": "unknown",
                "topics": ["catalog"],
            }
        async with database.transaction() as tx:
            await tx.execute("update ops.feed set pruned_through = %s", [start + 2])
        # Another process, whose hub has nothing at hand.
        with serving(settings, tmp_path) as fresh:
            async with client(fresh) as one:
                begun = await one.ask("subscribe", topics=["catalog"], since=start + 2)
                assert begun["cursor"] == start + 2
                cursors = [x["cursor"] for x in await one.rest()]
                assert cursors == [start + 3, start + 4, start + 5]
                await one.ask("subscribe", topics=["catalog"], since=start + 1)
                assert (await one.hear())["reason"] == "expired"
        assert served.log == ""


async def test_runs(settings: Settings, database: Database, tmp_path: Path) -> None:
    """Admins hear how far a run is, what is known first; others are refused."""
    async with database.transaction() as tx:
        run = await runs.start(tx, "trr sync all", {})
        await runs.tell(tx, run, runs.Progress("shows", 1, 0, 9), {})
    with serving(settings, tmp_path) as served:
        async with client(served, ADMIN) as one:
            begun = await one.ask("subscribe", topics=["runs", f"run:{run}"])
            assert begun["topics"] == ["runs", f"run:{run}"]
            known = await one.hear()
            async with database.transaction() as tx:
                await runs.tell(tx, run, runs.Progress("shows", 2, 1, 9), {})
            heard = [known, await one.hear()]
            async with database.transaction() as tx:
                await runs.finish(tx, run, "done", {})
            heard.append(await one.hear())
            assert await one.rest() == []
        assert [(x["done"], x["failed"], x["outcome"]) for x in heard] == [
            (1, 0, None),
            (2, 1, None),
            (2, 1, "done"),
        ]
        told = known.keys() - {"at", "stage_ends_at"}
        assert {name: known[name] for name in told} == {
            "type": "progress",
            "run_id": str(run),
            "command": "trr sync all",
            "stage": "shows",
            "done": 1,
            "failed": 0,
            "total": 9,
            "outcome": None,
            "state": "running",
            "requests": 0,
            "expected_end_at": None,
            "stages": [],
        }
        # Browsers cannot set headers: they offer the key.
        coded = urlsafe_b64encode(ADMIN.encode()).decode().rstrip("=")
        offers = ["trr.v1.json", f"trr.bearer.{coded}"]
        async with connect(served.url, subprotocols=offers) as socket:  # type: ignore[arg-type]  # a NewType of str
            assert socket.subprotocol == "trr.v1.json"
            begun = await Client(socket).ask("subscribe", topics=["runs"])
            assert begun["type"] == "subscribed"
        with pytest.raises(InvalidStatus) as caught:
            async with client(served, "a-key-that-nobody-knows"):
                pass
        assert caught.value.response.status_code == 401
        assert served.log == ""


async def test_end(settings: Settings, database: Database, tmp_path: Path) -> None:
    """A server that ends tells what is left, and when to come back."""
    with serving(settings, tmp_path) as served:
        async with client(served) as one, client(served) as two:
            for each in (one, two):
                await each.ask("subscribe", topics=["catalog"])
            await tell(database)
            assert (await one.hear())["type"] == "event"
            served.process.process.terminate()
            code, reason = await closes(one)
            assert code == 1012
            assert reason.startswith("reconnect in ")
            assert (await two.hear())["type"] == "event"
            assert (await closes(two))[1] != reason
        await asyncio.to_thread(served.process.wait, 10)
        assert (served.process.returncode, served.log) == (0, "")


async def crowd(served: Served, count: int) -> dict[int, int]:
    """Connect so many at once; return how many were answered with which status."""
    ask = (
        b"GET /api/v1/ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
        b"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        b"Sec-WebSocket-Version: 13\r\n\r\n"
    )
    opened = []

    async def one() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
        opened.append(writer)
        writer.write(ask)
        return int((await reader.readuntil(b"\r\n")).split()[1])

    statuses = await asyncio.gather(*(one() for _ in range(count)))
    for writer in opened:
        writer.close()
    return {status: statuses.count(status) for status in set(statuses)}


async def test_crowd(settings: Settings, tmp_path: Path) -> None:
    """2,000 who connect at once are served or refused, and the server goes on."""
    limits = {"TRR_SOCKET_CLIENTS": "300", "TRR_SOCKET_CLIENTS_PER_ADDRESS": "200"}
    with serving(settings, tmp_path, **limits) as served:
        assert await crowd(served, 2000) == {101: 200, 429: 1800}
        await served.becomes("trr_feed_clients", 0)
        async with client(served) as one:
            assert await one.ask("ping") == {"type": "pong"}
        answer = httpx2.get(f"http://127.0.0.1:{served.port}/health/live")
        assert answer.status_code == 200
        assert served.log == ""
