"""`trr db migrate`: bring the database up to date."""

import asyncio
import json

import click

from scripts._errors import reports_errors
from scripts._options import output_options
from trr_backend.config import load_settings
from trr_backend.repositories import installation
from trr_backend.repositories.db import open_database, rehearse
from trr_backend.repositories.migrations import Migration, migrate


@click.command()
@output_options
@reports_errors
def command(*, dry_run: bool, as_json: bool) -> None:
    """Apply the files of supabase/migrations that the database does not have yet.

    The history is the Supabase CLI's own: what `supabase db push` applied is done, and
    the other way round. --dry-run applies them and takes everything back.

    \b
    Example:
      trr db migrate --dry-run
    """
    done = asyncio.run(_migrate(dry_run=dry_run))
    names = [str(migration) for migration in done]
    if as_json:
        print(json.dumps({"dry_run": dry_run, "applied": names}, indent=2))
        return
    for name in names:
        print(f"{'would apply' if dry_run else 'applied'} {name}")
    if not names:
        print("up to date")


async def _migrate(*, dry_run: bool) -> tuple[Migration, ...]:
    settings = load_settings()
    async with open_database(settings) as database:
        if dry_run:
            async with rehearse(database) as stage:
                return await migrate(stage)
        done = await migrate(database)
        async with database.transaction() as tx:
            await installation.write(tx, private=settings.private)
        return done


if __name__ == "__main__":
    command()
