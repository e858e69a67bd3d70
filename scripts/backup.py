"""`trr backup`: everything that cannot be fetched again, in a folder."""

import asyncio
import json
import sys
from pathlib import Path

import click

from scripts._backup import Made, make
from scripts._backup_check import check
from scripts._backup_objects import Asked
from scripts._errors import reports_errors
from scripts._progress import watching
from trr_backend.config import load_settings
from trr_backend.errors import InputError
from trr_backend.repositories.restoring import check_readable


@click.command("backup")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--with-objects", is_flag=True, help="Copy the pictures into the backup as well."
)
@click.option(
    "--verify",
    is_flag=True,
    help="Read each picture in the store and compare it with its hash.",
)
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    metavar="N",
    help="With --verify: only N of them, drawn at random.",
)
@click.option(
    "--check",
    "checks",
    is_flag=True,
    help="Make none: read every file of the backup at PATH and say whether it is "
    "whole.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON summary to stdout.")
@reports_errors
def command(  # noqa: PLR0913 -- one parameter an option, as click hands them over
    *,
    path: Path,
    with_objects: bool,
    verify: bool,
    sample: int | None,
    checks: bool,
    as_json: bool,
) -> None:
    """Write a backup to PATH, a folder that is not there yet.

    It holds a dump of the database, made by pg_dump of one moment while everything goes
    on, and names every picture of that moment with its hash. The pictures themselves
    lie in your store; --with-objects copies them. A backup that was cut off is named
    PATH.part, and the same command makes it anew.

    It holds all that the database holds, secrets of webhooks among it: keep it as
    closely. Sources set a time for which what they said may be kept, TMDb six months:
    that holds for backups as well.

    Exit code 1: pictures are lost or broken in the store; the backup is made and names
    them.

    \b
    Examples:
      trr backup backups/2026-11-23
      trr backup backups/2026-11-23 --with-objects
      trr backup backups/2026-11-23 --check
    """
    asked = Asked(copies=with_objects, verify=verify, sample=sample)
    if checks and asked != Asked():
        raise InputError("--check makes no backup: name no other option with it")
    if sample is not None and not verify:
        raise InputError("--sample says how many --verify reads: add --verify")
    path = path.absolute()
    made = asyncio.run(_check(path) if checks else _make(path, asked))
    if as_json:
        print(json.dumps(made.as_json(), indent=2))
    else:
        print("\n".join(made.lines()))
    sys.exit(made.exit_code)


async def _make(path: Path, asked: Asked) -> Made:
    with watching() as watcher:
        return await make(load_settings(), path, asked, watcher)


async def _check(path: Path) -> Made:
    with watching() as watcher:
        read = check(path, watcher)
        await check_readable(read.archive, read.backup)
    return Made(read.path, read.backup, read.archive_bytes)


if __name__ == "__main__":
    command()
