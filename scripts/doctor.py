"""`trr doctor`: does everything that is set up work, and what is to be done if not?"""

import asyncio
import json
import sys

import click
from rich.console import Console

from scripts._doctor import Checks, Finding, run_checks
from scripts._doctor_api import API
from scripts._doctor_clocks import CLOCKS
from scripts._doctor_database import DATABASE
from scripts._doctor_disk import DISK
from scripts._doctor_keys import KEYS
from scripts._doctor_place import installed
from scripts._doctor_store import STORE
from scripts._doctor_told import as_json as told
from scripts._doctor_told import is_well, print_findings
from scripts._doctor_versions import VERSIONS
from scripts._doctor_workers import WORKERS
from scripts._errors import reports_errors
from trr_backend.config import Settings, load_settings
from trr_backend.errors import InputError

CHECKS: Checks = {
    "database": DATABASE,
    "store": STORE,
    "keys": KEYS,
    "clocks": CLOCKS,
    "disk": DISK,
    "versions": VERSIONS,
    "workers": WORKERS,
    "api": API,
}


@click.command("doctor")
@click.option(
    "--only",
    metavar="CHECKS",
    help=f"Only these, with commas between them: {', '.join(CHECKS)}.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Where the API is served, as `trr serve --host` is told.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON to stdout.")
@reports_errors
def command(*, only: str | None, host: str, as_json: bool) -> None:
    """Check the database, the store, keys, clocks, disks, versions, workers and access.

    Each finding says what to do. What is not set up is no fault. It exits 1 where
    something that is set up does not work, and 0 after warnings. One object is put into
    the store and deleted again; nothing else is written.

    \b
    Examples:
      trr doctor
      trr doctor --only database,store --json
    """
    findings = asyncio.run(_check(load_settings(), host, _groups(only)))
    if as_json:
        print(json.dumps(told(findings), indent=2, ensure_ascii=False))
    else:
        print_findings(Console(highlight=False), findings)
    sys.exit(0 if is_well(findings) else 1)


async def _check(settings: Settings, host: str, groups: list[str]) -> list[Finding]:
    async with installed(settings, host) as installation:
        return await run_checks(installation, CHECKS, groups)


def _groups(only: str | None) -> list[str]:
    """Return the checks that are asked for, in their own order. Raises InputError."""
    if only is None:
        return [*CHECKS]
    asked = {part.strip() for part in only.split(",") if part.strip()}
    unknown = sorted(asked - CHECKS.keys())
    if unknown or not asked:
        raise InputError(
            f"--only {only!r} names no check; there are {', '.join(CHECKS)}"
        )
    return [name for name in CHECKS if name in asked]


if __name__ == "__main__":
    command()
