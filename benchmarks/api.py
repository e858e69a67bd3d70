"""CPU of one ShowDetail in the API's process, beside a floor and two usual ways.

Calls the ASGI apps in this process, eight requests at a time, without a socket and
without a client library: what is measured is middlewares, routing, database driver and
answer. The embedded Postgres is another process and not counted. One request at a time
would measure how cold the caches become while waiting for Postgres. Rounds are
interleaved, so that whatever else the machine does hits all candidates alike; medians
are shown.

    python -m benchmarks.api [--rounds 9] [--requests 160]

floor      a FastAPI route that returns constant bytes of the same size
layer      a kept answer, inside request id, auth, rate limit and metrics
304        the same, asked with If-None-Match
in route   a kept answer from its route, without those four and without the layer
miss       one SQL statement whose JSON is sent; it has passed its schema before
validated  the same, for a body that nobody has seen before
queries    four queries, rows into Pydantic models, FastAPI serialises them
orm        SQLAlchemy's ORM with asyncio, and response_model (`make bench-peers`)
"""

import argparse
import asyncio
import json
import statistics
import sys
from contextlib import AsyncExitStack
from pathlib import Path

from fastapi import FastAPI, Response

from api import validation
from api.app import create_app
from api.schemas.shows import ShowDetail
from benchmarks._calls import Call, ask, cost
from benchmarks._installation import new_installation
from benchmarks._query_peer import query_peer
from trr_backend.config import Settings
from trr_backend.repositories.db import Database, open_database
from trr_backend.repositories.migrations import migrate

FILL = Path(__file__).with_suffix(".sql").read_bytes()
PEERS = Path(__file__).resolve().parents[1] / ".venv-bench" / "orm"
# Kept answers and the floor take so little that a round needs more of them.
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


async def measure(settings: Settings, rounds: int, requests: int) -> None:
    """Run the rounds and print the table."""
    kept, bare, miss = (make(settings) for make in (create_app, bare_app, unkept_app))
    others = peers(settings)
    async with AsyncExitStack() as running:
        for app in (kept, bare, miss, *others.values()):
            await running.enter_async_context(app.router.lifespan_context(app))
        await until_open(kept)
        await until_open(bare)
        expected = await ask(kept)
        for name, app in {"bare": bare, "miss": miss, **others}.items():
            found = await ask(app)
            assert found.status == 200, f"{name} answers {found.status}"
            assert same(found.body, expected.body), f"{name} answers differently"
        assert (await ask(kept, expected.etag)).status == 304
        floor = floor_app(expected.body)

        async def unseen() -> None:
            validation.forget()
            await ask(miss)

        calls: dict[str, Call] = {
            "floor": lambda: ask(floor),
            "layer": lambda: ask(kept),
            "304": lambda: ask(kept, expected.etag),
            "in route": lambda: ask(bare),
            "miss": lambda: ask(miss),
            "validated": unseen,
            **{name: lambda app=app: ask(app) for name, app in others.items()},  # type: ignore[misc]  # a default of a lambda has no type
        }
        costs: dict[str, list[float]] = {name: [] for name in calls}
        for _ in range(rounds):
            for name, call in calls.items():
                is_quick = list(calls).index(name) < list(calls).index("miss")
                many = requests * QUICK if is_quick else requests
                costs[name].append(await cost(many, call))
        assert kept.state.cache.misses == bare.state.cache.misses == 1
    medians = {name: statistics.median(found) for name, found in costs.items()}
    report(medians, expected.body)


async def until_open(app: FastAPI) -> None:
    """Wait until the app hears of changes and keeps answers."""
    while not app.state.cache.is_open:  # noqa: ASYNC110 -- nobody else waits for it
        await asyncio.sleep(0.01)


def same(ours: bytes, peers: bytes) -> bool:
    """Say whether both checked answers mean the same."""
    return ShowDetail.model_validate_json(ours) == ShowDetail.model_validate_json(peers)


def report(medians: dict[str, float], body: bytes) -> None:
    """Print the medians, and each as a share of the floor and of the peers."""
    offers = sum(len(one["providers"]) for one in json.loads(body)["watch_providers"])
    print(f"ShowDetail of {len(body) / 1000:.0f} kB with {offers} offers")
    shown = [name for name in ("queries", "orm") if name in medians]
    heads = ("CPU us", "floor / it", *(f"{name} / it" for name in shown))
    print(" " * 10 + "".join(f"{head:>14}" for head in heads))
    for name, value in medians.items():
        ratios = (medians["floor"] / value, *(medians[one] / value for one in shown))
        print(
            f"{name:10}{value:14.0f}{ratios[0]:14.3f}"
            + "".join(f"{ratio:14.1f}" for ratio in ratios[1:])
        )


async def fill(database: Database) -> None:
    """Write the show that is asked for."""
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
