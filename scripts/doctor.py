"""`trr doctor`: does everything that is set up work, and what is to be done if not?"""

import asyncio
import json
import sys
from collections.abc import Callable, Sequence

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
from scripts._doctor_told import as_json, is_well, print_findings
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
@click.option("--json", "in_json", is_flag=True, help="Print JSON to stdout.")
@reports_errors
def command(*, only: str | None, host: str, in_json: bool) -> None:
    """Check the database, the store, keys, clocks, disks, versions, workers and access.

    Each finding says what to do. What is not set up is no fault. It exits 1 where
    something that is set up does not work, and 0 after warnings. One object is put into
    the store and deleted again; nothing else is written.

    \b
    Examples:
      trr doctor
      trr doctor --only database,store --json
    """
    print_ = _print_json if in_json else _print_lines
    is_good = asyncio.run(_check(load_settings(), host, _groups(only), print_))
    sys.exit(0 if is_good else 1)


async def _check(
    settings: Settings,
    host: str,
    groups: list[str],
    print_: Callable[[Sequence[Finding]], None],
) -> bool:
    """Print what is found; return whether that is well.

    Printed here, because the end of the loop waits for names that are looked up.
    """
    async with installed(settings, host) as installation:
        findings = await run_checks(installation, CHECKS, groups)
        print_(findings)
    return is_well(findings)


def _print_json(findings: Sequence[Finding]) -> None:
    print(json.dumps(as_json(findings), indent=2, ensure_ascii=False), flush=True)


def _print_lines(findings: Sequence[Finding]) -> None:
    print_findings(Console(highlight=False), findings)


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
