"""Opening the database for a command: ours is migrated, any newer one is used."""

from pathlib import Path

import pytest

from scripts._database import open_migrated
from tests.open_folder import home, open_folder
from trr_backend.config import Settings
from trr_backend.errors import InputError
from trr_backend.repositories.migrations import (
    load_migrations,
    load_missing,
    migrate,
)

__all__ = ["home", "open_folder"]

AHEAD = (
    "insert into supabase_migrations.schema_migrations (version, name)"
    " values ('20991231000000', 'next')"
)


async def _open_after_a_newer_checkout(settings: Settings) -> None:
    async with open_migrated(settings) as database, database.transaction() as tx:
        await tx.execute(AHEAD)
    async with open_migrated(settings) as database:
        assert await load_missing(database, load_migrations()) == ()
        with pytest.raises(InputError, match="20991231000000_next; update the check"):
            await migrate(database)


async def test_ours_is_migrated_and_may_be_ahead(home: Path) -> None:
    """The embedded one gets every migration; a newer checkout's does not matter."""
    await _open_after_a_newer_checkout(Settings(_env_file=None, home=home))


async def test_a_database_of_one_s_own_may_be_ahead(settings: Settings) -> None:
    """While a new version is rolled out, the commands of the old one go on."""
    await _open_after_a_newer_checkout(settings)


@pytest.mark.parametrize("private", [True, False])
async def test_policies_are_told_whether_the_installation_is_private(
    settings: Settings,
    private: bool,  # noqa: FBT001 -- a parameter of the test
) -> None:
    """As the settings of whoever opened it last say."""
    for said in (not private, private):
        told = settings.model_copy(update={"private": said})
        async with open_migrated(told) as database, database.transaction() as tx:
            cursor = await tx.execute("select private from core.installation")
            assert await cursor.fetchall() == [(said,)]
