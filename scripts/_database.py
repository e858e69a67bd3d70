"""Opens the database for a command, ready to use."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from trr_backend.config import Settings
from trr_backend.errors import ConfigError
from trr_backend.repositories import installation
from trr_backend.repositories.db import Database, Session, open_database
from trr_backend.repositories.migrations import load_migrations, load_missing, migrate


@asynccontextmanager
async def open_migrated(
    settings: Settings, *, session: Session | None = None
) -> AsyncIterator[Database]:
    """Yield the database with every migration of this checkout applied.

    The embedded one is migrated here, because it is ours; somebody's own is not touched
    unasked: ConfigError says which command does it. One that a newer checkout migrated
    is used as it is. Its policies are told whether the installation is private.
    """
    async with open_database(settings, session=session) as database:
        missing = await load_missing(database, load_migrations())
        if missing and settings.database_url is not None:
            raise ConfigError(
                f"the database lacks {len(missing)} migrations; "
                "run `trr db migrate` first"
            )
        if missing:
            await migrate(database)
        async with database.transaction() as tx:
            await installation.write(tx, private=settings.private)
        yield database
