"""CPU of one ShowDetail in the API's process: floor, ours, and a usual way to do it.

Calls the ASGI apps in this process, eight requests at a time, without a socket and
without a client library: what is measured is routing, database driver and answer. The
embedded Postgres is another process and not counted. One request at a time would
measure how cold the caches become while waiting for Postgres. Rounds are interleaved,
so that whatever else the machine does hits all candidates alike; medians are shown.

    python -m benchmarks.show_detail [--rounds 9] [--requests 160]

floor    a FastAPI route that returns constant bytes of the same size
ours     one SQL statement whose JSON is sent as it is, with its ETag
304      the same, asked with If-None-Match
peer     five queries, rows into Pydantic models, FastAPI serialises the response model
"""

import argparse
import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from psycopg.rows import dict_row
from starlette.types import ASGIApp, Message, Scope

from api.app import create_app
from api.attribution import JUSTWATCH, TMDB
from api.installation import installation, lifespan
from api.schemas.names import EpisodeName
from api.schemas.shows import ExternalIds, ShowDetail
from benchmarks._installation import new_installation
from trr_backend.config import Settings
from trr_backend.repositories.db import Database, open_database
from trr_backend.repositories.migrations import migrate

PATH = "/api/v1/shows/a-show"
AT_ONCE = 8
OFFER_ORDER = ["flatrate", "free", "ads", "rent", "buy"]

FILL = Path(__file__).with_suffix(".sql").read_bytes()

# The peer's queries do no more than ours, and nothing once per row.
SHOW = """
select s.*, (select json_object_agg(e.source, e.id) from core.external_ids e
  where e.entity = 'show' and e.entity_id = s.id and e.superseded_at is null) as ids
from core.shows s where s.slug = %s and s.published
"""
TERMS = """
select 'genre' as kind, g.id, g.name, e.id as tmdb_id, sg.position,
  null as region, null as type
from core.show_genres sg join core.genres g on g.id = sg.genre_id
left join core.external_ids e on e.entity_id = g.id and e.source = 'tmdb'
where sg.show_id = %(id)s and sg.missing_since is null
union all
select 'keyword', k.id, k.name, e.id, sk.position, null, null
from core.show_keywords sk join core.keywords k on k.id = sk.keyword_id
left join core.external_ids e on e.entity_id = k.id and e.source = 'tmdb'
where sk.show_id = %(id)s and sk.missing_since is null
union all
select 'title', null, a.title, null, a.position, a.region, a.type
from core.show_alternative_titles a
where a.show_id = %(id)s and a.missing_since is null
order by kind, position
"""
ORGANISATIONS = """
select o.*, e.id as tmdb_id, a.key
from (
  select 'network' as kind, n.id, n.name, n.origin_country, sn.position
  from core.show_networks sn join core.networks n on n.id = sn.network_id
  where sn.show_id = %(id)s and sn.missing_since is null
  union all
  select 'company', c.id, c.name, c.origin_country, sc.position
  from core.show_companies sc
  join core.production_companies c on c.id = sc.production_company_id
  where sc.show_id = %(id)s and sc.missing_since is null
) o
left join core.external_ids e on e.entity_id = o.id and e.source = 'tmdb'
left join core.media_links l on l.entity_id = o.id and l.kind = 'logo'
left join core.media_assets a on a.sha256 = l.sha256 and a.confirmed_at is not null
order by o.position
"""
OFFERS = """
select o.region, o.offer_type, o.display_priority, p.id, p.name, e.id as tmdb_id, a.key,
  r.link
from core.show_watch_providers o
join core.watch_providers p on p.id = o.watch_provider_id
left join core.external_ids e on e.entity_id = p.id and e.source = 'tmdb'
left join core.media_links l on l.entity_id = p.id and l.kind = 'logo'
left join core.media_assets a on a.sha256 = l.sha256 and a.confirmed_at is not null
left join core.show_watch_regions r on r.show_id = o.show_id and r.region = o.region
where o.show_id = %(id)s and o.ended_at is null
order by o.region, array_position(%(order)s, o.offer_type), o.display_priority, p.name
"""
TOTALS = """
select t.season_count, t.episode_count, t.special_count, t.next_air_date,
  e.id, e.episode_number, e.name, e.air_date, n.season_number,
  e.id = t.next_episode_id as is_next
from core.show_totals t
left join core.episodes e on e.id in (t.latest_episode_id, t.next_episode_id)
left join core.seasons n on n.id = e.season_id
where t.show_id = %(id)s
"""
Row = dict[str, Any]


def floor_app(body: bytes) -> FastAPI:
    """Return an app whose one route sends `body`."""
    app = FastAPI()

    @app.get("/api/v1/shows/{show_id}")
    async def show(show_id: str) -> Response:
        assert show_id
        return Response(body, media_type="application/json")

    return app


def peer_app(settings: Settings) -> FastAPI:
    """Return an app that maps rows to models, as most would write it."""
    app = FastAPI(lifespan=lifespan)
    app.state.settings = settings

    @app.get("/api/v1/shows/{show_id}")
    async def show(request: Request, show_id: str) -> ShowDetail:
        here = installation(request)
        async with (
            here.database.reading() as connection,
            connection.cursor(row_factory=dict_row) as cursor,
        ):
            found = await (await cursor.execute(SHOW, [show_id])).fetchone()
            assert found is not None
            key = {"id": found["id"], "order": OFFER_ORDER}
            terms = await (await cursor.execute(TERMS, key)).fetchall()
            behind = await (await cursor.execute(ORGANISATIONS, key)).fetchall()
            offers = await (await cursor.execute(OFFERS, key)).fetchall()
            totals = await (await cursor.execute(TOTALS, key)).fetchall()
        return detail(
            found | counted(totals), terms, behind, offers, here.site.media_base
        )

    return app


def detail(
    show: Row,
    terms: Sequence[Row],
    behind: Sequence[Row],
    offers: Sequence[Row],
    base: str,
) -> ShowDetail:
    """Return the model of the rows."""
    ids = show.pop("ids")
    for name in (
        "published",
        "tracked",
        "missing_checked_at",
        "merged_into",
        "slug_digest",
    ):
        show.pop(name, None)
    fields = show | {
        "external_ids": {name: ids.get(name) for name in ExternalIds.model_fields},
        "genres": [term(row) for row in terms if row["kind"] == "genre"],
        "keywords": [term(row) for row in terms if row["kind"] == "keyword"],
        "alternative_names": [
            {
                "title": row["name"],
                "region": row["region"] or None,
                "type": row["type"] or None,
            }
            for row in terms
            if row["kind"] == "title"
        ],
        "networks": [
            organisation(row, base) for row in behind if row["kind"] == "network"
        ],
        "production_companies": [
            organisation(row, base) for row in behind if row["kind"] == "company"
        ],
        "watch_providers": groups(offers, base),
        "attribution": [TMDB, JUSTWATCH],
    }
    return ShowDetail.model_validate(fields)


def counted(totals: Sequence[Row]) -> Row:
    """Return what the episodes say of their show."""
    of = {row["is_next"]: episode(row) for row in totals}
    names = ("season_count", "episode_count", "special_count", "next_air_date")
    return {
        **{name: totals[0][name] for name in names},
        "latest_episode": of.get(False),
        "next_episode": of.get(True),
        "imdb_rating": None,
        # The show that is measured has none, and the peer does not even ask.
        **dict.fromkeys(("poster", "backdrop", "logo")),
    }


def episode(row: Row) -> Row:
    """Return which episode it is."""
    return {name: row[name] for name in EpisodeName.model_fields}


def term(row: Row) -> Row:
    """Return a genre or keyword."""
    return {"id": row["id"], "name": row["name"], "tmdb_id": int(row["tmdb_id"])}


def organisation(row: Row, base: str) -> Row:
    """Return a network or company."""
    return {
        **term(row),
        "origin_country": row["origin_country"],
        "logo_url": f"{base}/{row['key']}",
        "logo_srcset": None,
    }


def groups(offers: Sequence[Row], base: str) -> list[Row]:
    """Return the offers of each region and type."""
    found: dict[tuple[str, str], Row] = {}
    for row in offers:
        group = found.setdefault(
            (row["region"], row["offer_type"]),
            {
                "region": row["region"],
                "offer_type": row["offer_type"],
                "link": row["link"],
                "providers": [],
            },
        )
        group["providers"].append(
            {
                **term(row),
                "logo_url": f"{base}/{row['key']}",
                "logo_srcset": None,
                "display_priority": row["display_priority"],
            }
        )
    return list(found.values())


async def ask(app: ASGIApp, etag: str | None = None) -> tuple[int, bytes, str]:
    """Send one request to `app`; return status, body and ETag."""
    headers = [(b"host", b"localhost"), (b"accept", b"*/*")]
    if etag is not None:
        headers.append((b"if-none-match", etag.encode()))
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": PATH,
        "raw_path": PATH.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    tags = [value for name, value in sent[0]["headers"] if name == b"etag"]
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], body, tags[0].decode() if tags else ""


async def cost(requests: int, call: Callable[[], Awaitable[object]]) -> float:
    """Return the CPU microseconds of this process a request."""
    start = time.process_time()
    for _ in range(requests // AT_ONCE):
        await asyncio.gather(*(call() for _ in range(AT_ONCE)))
    return (time.process_time() - start) / requests * 1e6


async def measure(settings: Settings, rounds: int, requests: int) -> None:
    """Run the rounds and print the table."""
    ours, peer = create_app(settings), peer_app(settings)
    async with (
        ours.router.lifespan_context(ours),
        peer.router.lifespan_context(peer),
    ):
        status, body, etag = await ask(ours)
        peer_status, peer_body, _ = await ask(peer)
        assert (status, peer_status) == (200, 200)
        assert same(body, peer_body), "the candidates answer differently"
        floor = floor_app(body)
        calls: dict[str, Callable[[], Awaitable[object]]] = {
            "floor": lambda: ask(floor),
            "ours": lambda: ask(ours),
            "304": lambda: ask(ours, etag),
            "peer": lambda: ask(peer),
        }
        costs: dict[str, list[float]] = {name: [] for name in calls}
        for _ in range(rounds):
            for name, call in calls.items():
                costs[name].append(await cost(requests, call))
    report({name: statistics.median(found) for name, found in costs.items()}, body)


def same(ours: bytes, peers: bytes) -> bool:
    """Say whether both checked answers mean the same."""
    return ShowDetail.model_validate_json(ours) == ShowDetail.model_validate_json(peers)


def report(medians: dict[str, float], body: bytes) -> None:
    """Print the medians, and each as a share of the floor and of the peer."""
    offers = sum(len(one["providers"]) for one in json.loads(body)["watch_providers"])
    print(f"ShowDetail of {len(body) / 1000:.0f} kB with {offers} offers")
    print(f"{'':8}{'CPU us':>10}{'x floor':>10}{'floor /':>10}{'peer /':>10}")
    for name, value in medians.items():
        print(
            f"{name:8}{value:10.0f}{value / medians['floor']:10.2f}"
            f"{medians['floor'] / value:10.3f}{medians['peer'] / value:10.1f}"
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
    with new_installation() as settings:
        asyncio.run(run(settings, options.rounds, options.requests))


if __name__ == "__main__":
    main()
