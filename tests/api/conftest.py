"""A client of the API over a new database with a handful of shows."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from api.app import create_app
from tests.seed import CATALOGUE, seed_show
from tests.seed_whole import Island, seed_island
from tests.seed_wikis import seed_island_wikis
from trr_backend.config import Settings
from trr_backend.repositories.db import Database

# Of an admin of `served`.
KEY = "a-key-of-an-admin"


@pytest.fixture
async def catalogue(database: Database) -> Database:
    """Return the database with the handful of shows in it."""
    async with database.transaction() as tx:
        for show in CATALOGUE:
            await seed_show(tx, show)
    return database


@pytest.fixture
async def island(database: Database) -> Island:
    """Return the ids of a whole show in the database."""
    async with database.transaction() as tx:
        return await seed_island(tx)


@pytest.fixture
async def known(database: Database, island: Island) -> Island:
    """Return the whole show, with what wikis say of it."""
    async with database.transaction() as tx:
        await seed_island_wikis(tx, island)
    return island


@pytest.fixture
def private_settings(settings: Settings) -> Settings:
    """Return the settings of an installation that nobody but its owner reads."""
    return settings.model_copy(update={"private": True})


@pytest.fixture
async def private_client(
    private_settings: Settings,
) -> AsyncIterator[httpx2.AsyncClient]:
    """Return a client of the app of a private installation."""
    async with running(create_app(private_settings)) as opened:
        yield opened


@pytest.fixture
def media_root(settings: Settings) -> Path:
    """Return the folder of pictures, made."""
    root = settings.home_path / "media"
    root.mkdir(parents=True)
    return root


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    """Return the app on the test's database."""
    return create_app(settings)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """Return a client of the running app; a fault of the app is a 500, as in life."""
    async with running(app) as opened:
        yield opened


@pytest.fixture
async def admin(settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    """Return a client of a running app with the key of an admin, `key:e924a477`."""
    key = "an-admin's-key-0001"
    app = create_app(settings.model_copy(update={"api_keys": (SecretStr(key),)}))
    async with running(app) as opened:
        opened.headers["X-API-Key"] = key
        yield opened


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """Run an app and yield a client of it."""
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://trr.test") as opened,
    ):
        yield opened


@pytest.fixture
def served(
    catalogue: Database, known: Island, database_url: str, tmp_path: Path
) -> Iterator[str]:
    """Return the address of a real server over the handful of shows and a whole one."""
    assert catalogue
    assert known
    environment = {
        **os.environ,
        "TRR_DATABASE_URL": database_url,
        "TRR_HOME": str(tmp_path / "trr-home"),
        "TRR_RATE_LIMIT": "none",
        "TRR_KEY_RATE_LIMIT": "none",
        "TRR_API_KEYS": KEY,
    }
    with subprocess.Popen(
        [sys.executable, "-m", "scripts.serve", "--port", "0", "--no-worker"],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            yield line.removeprefix("serving on ").strip()
        finally:
            process.terminate()
