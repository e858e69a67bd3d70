"""Opens what stages work with: a database's clients, stores and limits, once a run.

What is shared by all that a process does at a time (limits, memory for pictures,
the claims of their places) is a `Shop`; clients are of a run or a task, so that each
counts its own requests.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from scripts._claims import Claims
from scripts._progress import Watcher
from scripts._rates import rates
from scripts._stage import Context
from trr_backend.config import Settings
from trr_backend.ingestion.upstreams import open_fandom, open_imdb, open_tmdb
from trr_backend.media.store import MediaStore, open_store
from trr_backend.models.limits import Limiter, Room
from trr_backend.models.selection import Selection
from trr_backend.repositories.db import Database
from trr_backend.repositories.limits import PostgresLimiter
from trr_backend.utils.room import ByteRoom

# What the bodies of pictures may take of the memory at once; each is there twice while
# its metadata is cut out.
PICTURE_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Shop:
    """What all work of a process shares."""

    settings: Settings
    database: Database
    limiter: Limiter
    store: MediaStore
    claims: Claims
    room: Room

    @classmethod
    def of(cls, settings: Settings, database: Database) -> "Shop":
        """Return that of a process. Raises ConfigError for a store that cannot be."""
        return cls(
            settings=settings,
            database=database,
            limiter=PostgresLimiter(database, rates(settings)),
            store=open_store(settings),
            claims=Claims(database, settings.wait_scale),
            room=ByteRoom(PICTURE_BYTES),
        )


@asynccontextmanager
async def open_context(
    shop: Shop, selection: Selection, watcher: Watcher, *, rehearsal: bool = False
) -> AsyncIterator[Context]:
    """Yield what stages work with. Raises ConfigError."""
    settings = shop.settings
    async with AsyncExitStack() as stack:
        tmdb = await stack.enter_async_context(open_tmdb(settings, shop.limiter))
        imdb = await stack.enter_async_context(open_imdb(settings, shop.limiter))
        fandom = await stack.enter_async_context(open_fandom(settings, shop.limiter))
        yield Context(
            settings=settings,
            database=shop.database,
            selection=selection,
            tmdb=tmdb,
            imdb=imdb,
            fandom=fandom,
            store=shop.store,
            limiter=shop.limiter,
            watcher=watcher,
            claims=shop.claims,
            room=shop.room,
            rehearsal=rehearsal,
        )
