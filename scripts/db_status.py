"""`trr db status`: which migrations the database has."""

import asyncio
import json

import click

from scripts._errors import reports_errors
from trr_backend.config import Settings, load_settings
from trr_backend.repositories.db import open_database
from trr_backend.repositories.embedded import server_state
from trr_backend.repositories.migrations import MigrationStatus, migration_status


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON to stdout.")
@reports_errors
def command(*, as_json: bool) -> None:
    """Say which database is used, and which migrations it has and has not.

    \b
    Example:
      trr db status --json
    """
    settings = load_settings()
    status = asyncio.run(_status(settings))
    place = _place(settings)
    if as_json:
        print(json.dumps(_as_json(place, status), indent=2))
        return
    print(place)
    for migration in status.applied:
        print(f"applied {migration}")
    for migration in status.pending:
        print(f"pending {migration}")
    for name in status.ahead:
        print(f"ahead   {name} (of a newer checkout)")


async def _status(settings: Settings) -> MigrationStatus:
    async with open_database(settings) as database:
        return await migration_status(database)


def _place(settings: Settings) -> str:
    """Return where the database is, without any secret."""
    if settings.database_url is not None:
        return "the server of TRR_DATABASE_URL"
    state = server_state(settings.home_path)
    return f"the embedded server in {state.folder}, port {state.port}"


def _as_json(place: str, status: MigrationStatus) -> dict[str, object]:
    return {
        "database": place,
        "applied": [str(migration) for migration in status.applied],
        "pending": [str(migration) for migration in status.pending],
        "ahead": list(status.ahead),
    }


if __name__ == "__main__":
    command()
