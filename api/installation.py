"""What a running API holds: made once by the factory, read by every route."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import FastAPI, Request

from api.cache.store import Cache
from api.ending import Drain, Ending
from api.metering.parts import watch_cache, watch_feed
from api.metering.telling import Telling, telling
from api.realtime.follower import Follower
from api.realtime.hub import Hub
from api.realtime.reading import FeedReader
from api.realtime.seats import Seats
from trr_backend.config import Settings
from trr_backend.repositories.catalogue.reading import Site
from trr_backend.repositories.db import Database, open_database
from trr_backend.repositories.migrations import Migration, load_migrations
from trr_backend.utils.media_location import public_base
from trr_backend.utils.tracing import tracing

# Nobody waits for an answer that long; the server has others to read for.
_READING_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Installation:
    """The settings, the open database and what all answers have in common.

    `migrations` are those that this version needs, read once.
    """

    settings: Settings
    database: Database
    site: Site
    migrations: tuple[Migration, ...]
    cache: Cache
    hub: Hub
    feed_reader: FeedReader
    seats: Seats
    follower: Follower
    telling: Telling
    ending: Ending


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Drain]]:
    """Keep the database open while the app runs; the server is handed `drain`."""
    settings: Settings = app.state.settings
    migrations = load_migrations()
    hub = Hub()
    follower = Follower(settings, app.state.cache, hub)
    ending = Ending()
    ending.before(hub.close)
    watch_cache(app.state.metrics, app.state.cache)
    watch_feed(app.state.metrics, hub, follower)
    with tracing(settings.otlp_endpoint, "trr-api"):
        async with (
            open_database(
                settings,
                keeps_plans=follower.is_direct,
                reading_seconds=_READING_SECONDS,
            ) as database,
            follower.running(),
            telling(app.state.metrics, database, settings.metrics_folder) as told,
        ):
            site = Site(public_base(settings), settings.private)
            app.state.installation = Installation(
                settings,
                database,
                site,
                migrations,
                app.state.cache,
                hub,
                FeedReader(database, site),
                Seats(settings.socket_clients, settings.socket_clients_per_address),
                follower,
                told,
                ending,
            )
            yield {"drain": ending.drain}


def installation(request: Request) -> Installation:
    """Return what the app that answers `request` holds."""
    found: Installation = request.app.state.installation
    return found
