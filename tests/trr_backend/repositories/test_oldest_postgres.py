"""PostgreSQL 15, the oldest one supported, set up as Supabase does."""

import os
from collections.abc import Iterator
from pathlib import Path

import httpx2
import psycopg
import pytest

from api.app import create_app
from api.schemas.shows import ShowDetail
from tests.findings import states
from tests.open_folder import home, open_folder
from tests.seed import CATALOGUE, seed_show
from tests.seed_whole import seed_island
from trr_backend.config import Settings
from trr_backend.repositories.db import open_database
from trr_backend.repositories.embedded import process, stop_server
from trr_backend.repositories.embedded.cluster import ensure_cluster
from trr_backend.repositories.embedded.layout import layout_of
from trr_backend.repositories.migrations import load_migrations, migrate

__all__ = ["home", "open_folder"]

BINARIES = Path("/usr/lib/postgresql/15/bin")
ISLAND = "/api/v1/shows/the-island"
OLGA = "/api/v1/people/tmdb:7300"
PARTS = (
    f"{ISLAND}/seasons",
    f"{ISLAND}/seasons/1",
    f"{ISLAND}/seasons/1/episodes",
    f"{ISLAND}/seasons/1/episodes/1",
    f"{ISLAND}/orders",
    f"{ISLAND}/cast",
    f"{ISLAND}/cast?season=1",
    f"{ISLAND}/cast?season=1&episode=1",
    "/api/v1/people",
    "/api/v1/people?q=olga",
    "/api/v1/search?q=oglab",
    "/api/v1/shows?q=the+iland&genre=reality&sort=next_air",
    "/api/v1/whats-on?days=14",
    "/api/v1/episodes",
    f"{ISLAND}/watch-providers/history",
    "/api/v1/watch-providers",
    OLGA,
    f"{OLGA}/credits",
    f"{OLGA}/shows/the-island",
    f"{OLGA}/works",
    "/shows/the-island",
    "/people/tmdb:7300",
)
AS_SUPABASE = """
create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;
create role owner login createrole password 'owner';
create schema extensions;
grant all on schema extensions to owner;
grant create on database postgres to owner;
"""

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(
        not BINARIES.is_dir(), reason="needs the Debian package postgresql-15"
    ),
]


@pytest.fixture
def owner_url(home: Path) -> Iterator[str]:
    """Return the URL of a PostgreSQL 15 for a role that is no superuser."""
    layout = layout_of(home)
    layout.make_folder()
    lock = process.try_lock(layout)
    assert lock is not None
    ensure_cluster(layout, BINARIES, lock)
    server = process.start(layout, BINARIES, {"fsync": "off"}, lock)
    os.close(lock)
    place = f"{process.HOST}:{server.port}/postgres"
    password = layout.password.read_text()
    with psycopg.connect(f"postgresql://postgres:{password}@{place}") as connection:
        connection.execute(AS_SUPABASE)
    yield f"postgresql://owner:owner@{place}"
    stop_server(home)


async def test_migrations_apply_to_postgres_15(owner_url: str) -> None:
    """A role without superuser rights migrates PostgreSQL 15 and uses the tables."""
    settings = Settings(_env_file=None, database_url=owner_url)
    async with open_database(settings) as database:
        done = await migrate(database)
        async with database.transaction() as tx:
            cursor = await tx.execute(
                "insert into core.shows (name) values ('Operación') returning "
                "core.folded(name), current_setting('server_version_num')::int / 10000"
            )
            row = await cursor.fetchone()
        again = await migrate(database)
    assert [str(migration) for migration in done] == [
        str(migration) for migration in load_migrations()
    ]
    assert row == ("operacion", 15)
    assert again == ()
    # And `trr doctor` finds nothing wrong with it.
    assert set((await states(settings, "database")).values()) == {"ok"}


async def test_api_reads_postgres_15(owner_url: str) -> None:
    """The API's statements, search included, are understood by PostgreSQL 15."""
    settings = Settings(_env_file=None, database_url=owner_url)
    async with open_database(settings) as database:
        await migrate(database)
        async with database.transaction() as tx:
            for show in CATALOGUE:
                await seed_show(tx, show)
            await seed_island(tx)
    app = create_app(settings)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app), base_url="http://trr.test"
        ) as client,
    ):
        found = await client.get("/api/v1/shows", params={"q": "hosewives"})
        premieres = await client.get("/api/v1/shows?sort=premiere&limit=3&region=US")
        networks = await client.get("/api/v1/networks")
        shown = await client.get("/api/v1/shows/tmdb:12546")
        parts = {path: (await client.get(path)).status_code for path in PARTS}
    assert [show["tmdb_id"] for show in found.json()["items"]] == [12546]
    assert [show["tmdb_id"] for show in premieres.json()["items"]] == [12546, 10160]
    assert len(networks.json()["items"]) == 5
    assert parts == dict.fromkeys(PARTS, 200)
    assert ShowDetail.model_validate_json(shown.content).slug == CATALOGUE[0].slug
