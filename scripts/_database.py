"""Opens the database for a command, ready to use."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from trr_backend.config import Settings
from trr_backend.errors import ConfigError
from trr_backend.repositories.db import Database, open_database
from trr_backend.repositories.migrations import migrate, migration_status


@asynccontextmanager
async def open_migrated(settings: Settings) -> AsyncIterator[Database]:
    """Yield the database with every migration applied.

    The embedded one is migrated here, because it is ours; somebody's own is not touched
    unasked: ConfigError says which command does it.
    """
    async with open_database(settings) as database:
        if settings.database_url is None:
            await migrate(database)
        else:
            pending = (await migration_status(database)).pending
            if pending:
                raise ConfigError(
                    f"the database lacks {len(pending)} migrations; "
                    "run `trr db migrate` first"
                )
        yield database
