"""`trr restore`: a backup in the place of what is there."""

import asyncio
import json
import sys
from pathlib import Path

import click

from scripts._backup_check import Read, check
from scripts._confirm import ask, yes_option
from scripts._errors import reports_errors
from scripts._progress import watching
from scripts._restoring import (
    Restored,
    refuse,
    rehearse,
    restore,
    restore_objects,
    warnings,
)
from trr_backend.config import Settings, load_settings
from trr_backend.errors import InputError
from trr_backend.repositories import target
from trr_backend.repositories.restoring import check_readable
from trr_backend.repositories.target import Target


@click.command("restore")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--replace", is_flag=True, help="Put it in the place of what the database holds."
)
@click.option(
    "--objects-only",
    is_flag=True,
    help="Only put pictures back that the store lacks; the database stays as it is.",
)
@yes_option
@click.option(
    "--dry-run",
    is_flag=True,
    help="Read the whole backup, say what would be restored, and write nothing.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON summary to stdout.")
@reports_errors
def command(  # noqa: PLR0913 -- one parameter an option, as click hands them over
    *,
    path: Path,
    replace: bool,
    objects_only: bool,
    yes: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Restore the backup at PATH into the database and the store of the settings.

    Every file of the backup is read and compared first. Pictures that the store lacks
    are put where the backup has copies. The database is replaced in one transaction: a
    restore that is cut off, or fails, leaves it as it was. Then what is past the time
    for which its source lets it be kept goes again, as by `trr retention`.

    A database that is not empty is refused without --replace. Stop the API, the workers
    and all runs before. Whoever followed the feed of changes reads everything anew:
    cursors of before are not valid any more.

    Exit code 1: restored, but the store lacks pictures of which there is no copy.

    \b
    Examples:
      trr restore backups/2026-11-23 --dry-run
      trr restore backups/2026-11-23
      trr restore backups/2026-11-23 --replace --yes
      trr restore backups/2026-11-23 --objects-only
    """
    if objects_only and replace:
        raise InputError("--objects-only leaves the database as it is: no --replace")
    settings, path = load_settings(), path.absolute()
    with watching() as watcher:
        read = check(path, watcher)
    if objects_only:
        done = asyncio.run(_restore_objects(settings, read, dry_run=dry_run))
    else:
        there = asyncio.run(_look(settings, read))
        refuse(read, there, replace=replace or dry_run)
        if there.filled and not (yes or dry_run):
            ask(warnings(read, there))
        done = asyncio.run(_restore(settings, read, there, dry_run=dry_run))
    if as_json:
        print(json.dumps(done.as_json(), indent=2))
    else:
        print("\n".join(done.lines()))
    sys.exit(done.exit_code)


async def _look(settings: Settings, read: Read) -> Target:
    await check_readable(read.archive, read.backup)
    return await target.look(settings, read.backup.contents)


async def _restore(
    settings: Settings, read: Read, there: Target, *, dry_run: bool
) -> Restored:
    with watching() as watcher:
        if dry_run:
            return await rehearse(settings, read, there, watcher)
        return await restore(settings, read, there, watcher)


async def _restore_objects(
    settings: Settings, read: Read, *, dry_run: bool
) -> Restored:
    with watching() as watcher:
        return await restore_objects(settings, read, watcher, dry_run=dry_run)


if __name__ == "__main__":
    command()
