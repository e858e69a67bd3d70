"""CPU of a ShowDetail in the API's process, beside a floor and two usual ways.

Calls the ASGI apps in this process, eight requests at a time, without a socket and
without a client library: what is measured is middlewares, routing, database driver and
answer. The embedded Postgres is another process and not counted. One request at a time
would measure how cold the caches become while waiting for Postgres. Rounds are
interleaved, so that whatever else the machine does hits all candidates alike, each
begins with a few requests that do not count, and medians are shown. How long an answer
takes is another question: there each is asked for alone, and the waits of all rounds
are one sample. The second show has as few offers as most.

    python -m benchmarks.api [--rounds 9] [--requests 160]

floor      a FastAPI route that returns constant bytes of the same size
layer      a kept answer, inside request id, auth, rate limit and metrics
304        the same, asked with If-None-Match
in route   a kept answer from its route, without those four and without the layer
miss       one SQL statement whose JSON is sent; it has passed its schema before
validated  the same, for a body that nobody has seen before
no plan    a miss as behind a pooler: no plan is kept (none stands there, though)
queries    four queries, rows into Pydantic models, FastAPI serialises them
orm        SQLAlchemy's ORM with asyncio, and response_model (`make bench-peers`)
"""

import argparse
import asyncio
import json
import statistics
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from fastapi import FastAPI, Response
from psycopg.conninfo import make_conninfo
from pydantic import SecretStr

from api import validation
from api.app import create_app
from api.schemas.shows import ShowDetail
from benchmarks._calls import PATHS, Answer, Call, ask, cost, waits
from benchmarks._installation import new_installation
from benchmarks._query_peer import query_peer
from trr_backend.config import Settings
from trr_backend.repositories.database_url import database_url
from trr_backend.repositories.db import Database, open_database
from trr_backend.repositories.migrations import migrate

FILL = Path(__file__).with_suffix(".sql").read_bytes()
PEERS = Path(__file__).resolve().parents[1] / ".venv-bench" / "orm"
# These take so little that a round needs more of them.
KEPT = ("floor", "layer", "304", "in route")
QUICK = 10


def floor_app(body: bytes) -> FastAPI:
    """Return an app whose one route sends `body`."""
    app = FastAPI()

    @app.get("/api/v1/shows/{show_id}")
    async def show(show_id: str) -> Response:
        assert show_id
        return Response(body, media_type="application/json")

    return app


def bare_app(settings: Settings) -> FastAPI:
    """Return ours without middlewares: routes, and what they keep."""
    app = create_app(settings)
    app.user_middleware = []
    return app


def unkept_app(settings: Settings) -> FastAPI:
    """Return ours, keeping nothing."""
    return create_app(settings.model_copy(update={"cache_mb": 0}))


def peers(settings: Settings) -> dict[str, FastAPI]:
    """Return the apps that are compared with; the ORM's where it is installed."""
    found = {"queries": query_peer(settings)}
    if PEERS.is_dir():
        sys.path.append(str(PEERS))
        from benchmarks._orm_peer import (  # noqa: PLC0415 -- found only now
            orm_peer,
        )

        found["orm"] = orm_peer(settings)
    return found


@dataclass(slots=True)
class Figures:
    """What was measured of a candidate: CPU us a request, and waits in ms."""

    cpu: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    @property
    def cost(self) -> float:
        """The CPU of the median round."""
        return statistics.median(self.cpu)

    def wait(self, share: float) -> float:
        """Return within which time so many of the answers came."""
        return sorted(self.waits)[int(share * (len(self.waits) - 1))]


async def measure(settings: Settings, rounds: int, requests: int) -> None:
    """Run the rounds and print a table for each show."""
    ours = {
        "kept": create_app(settings),
        "bare": bare_app(settings),
        "miss": unkept_app(settings),
        "no plan": unkept_app(pooled(settings)),
    }
    others = peers(settings)
    async with AsyncExitStack() as running:
        for app in (*ours.values(), *others.values()):
            await running.enter_async_context(app.router.lifespan_context(app))
        for name, app in ours.items():
            await until_heard(app)
            is_direct = app.state.installation.follower.is_direct()
            assert is_direct == (name != "no plan")
        for path in PATHS:
            expected = await compared(path, ours | others)
            calls = candidates(path, expected, ours, others)
            figures = {name: Figures() for name in calls}
            for _ in range(rounds):
                for name, call in calls.items():
                    many = requests * QUICK if name in KEPT else requests
                    figures[name].cpu.append(await cost(many, call))
                    figures[name].waits += await waits(max(requests // 8, 2), call)
            report(figures, expected.body)
        for name in ("kept", "bare"):
            assert ours[name].state.cache.misses == len(PATHS)


def pooled(settings: Settings) -> Settings:
    """Return the same with an address of its own for listening, as behind a pooler."""
    url = database_url(settings)
    other = make_conninfo(url, application_name="listener")
    return settings.model_copy(
        update={
            "database_url": SecretStr(url),
            "database_direct_url": SecretStr(other),
        }
    )


async def compared(path: str, apps: dict[str, FastAPI]) -> Answer:
    """Return what all apps answer. Raises AssertionError for one that differs."""
    expected = await ask(apps["kept"], path)
    for name, app in apps.items():
        found = await ask(app, path)
        assert found.status == 200, f"{name} answers {found.status}"
        assert same(found.body, expected.body), f"{name} answers differently"
    assert (await ask(apps["kept"], path, expected.etag)).status == 304
    return expected


def candidates(
    path: str, expected: Answer, ours: dict[str, FastAPI], others: dict[str, FastAPI]
) -> dict[str, Call]:
    """Return what is measured of one show, in the order of the table."""
    floor = floor_app(expected.body)

    async def unseen() -> None:
        await ask(ours["miss"], path)
        # Nobody else was answered since this one was checked.
        validation.forget()

    return {
        "floor": lambda: ask(floor, path),
        "layer": lambda: ask(ours["kept"], path),
        "304": lambda: ask(ours["kept"], path, expected.etag),
        "in route": lambda: ask(ours["bare"], path),
        "miss": lambda: ask(ours["miss"], path),
        "validated": unseen,
        "no plan": lambda: ask(ours["no plan"], path),
        **{name: partial(ask, app, path) for name, app in others.items()},
    }


async def until_heard(app: FastAPI) -> None:
    """Wait until the app hears of changes and keeps answers, where it may."""
    while app.state.installation.follower.state != "up":  # noqa: ASYNC110 -- nobody else waits for it
        await asyncio.sleep(0.01)


def same(ours: bytes, peers: bytes) -> bool:
    """Say whether both checked answers mean the same."""
    return ShowDetail.model_validate_json(ours) == ShowDetail.model_validate_json(peers)


def report(figures: dict[str, Figures], body: bytes) -> None:
    """Print the medians, and each as a share of the floor and of the peers."""
    offers = sum(len(one["providers"]) for one in json.loads(body)["watch_providers"])
    print(f"ShowDetail of {len(body) / 1000:.0f} kB with {offers} offers")
    shown = [name for name in ("queries", "orm") if name in figures]
    heads = ["CPU us", "floor / it", *(f"{name} / it" for name in shown)]
    print(" " * 10 + "".join(f"{head:>14}" for head in [*heads, "p50 ms", "p99 ms"]))
    for name, found in figures.items():
        ratios = [figures[one].cost / found.cost for one in ("floor", *shown)]
        columns = (
            f"{found.cost:14.0f}{ratios[0]:14.3f}",
            *(f"{ratio:14.1f}" for ratio in ratios[1:]),
            *(f"{found.wait(share):14.2f}" for share in (0.5, 0.99)),
        )
        print(f"{name:10}{''.join(columns)}")


async def fill(database: Database) -> None:
    """Write the shows that are asked for."""
    async with database.transaction() as tx:
        await tx.execute(FILL)
    async with database.reading() as connection:
        await connection.execute("vacuum analyze")


async def run(settings: Settings, rounds: int, requests: int) -> None:
    """Prepare a database of its own and measure on it."""
    async with open_database(settings) as database:
        await migrate(database)
        await fill(database)
    await measure(settings, rounds, requests)


def main() -> None:
    """Read the options, measure, and leave nothing behind."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--requests", type=int, default=160)
    options = parser.parse_args()
    # Each request is counted, but none is too many.
    with new_installation(rate_limit="999999999/minute") as settings:
        asyncio.run(run(settings, options.rounds, options.requests))


if __name__ == "__main__":
    main()
