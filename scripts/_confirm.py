"""For what cannot be undone: said first, done after a yes."""

import asyncio
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace

import click

from scripts._command import AnyStage, run_and_exit
from scripts._options import Request
from scripts._report import print_report
from scripts._run import run_stages
from trr_backend.config import load_settings
from trr_backend.errors import InputError
from trr_backend.utils.text import one_line


def run_confirmed(
    name: str, stages: Sequence[AnyStage], request: Request, *, yes: bool
) -> None:
    """Rehearse the stages, say what they would do, ask, run them and exit.

    With `yes`, or in a dry run, nobody is asked. Raises InputError where there is
    nobody to ask.
    """
    if not (yes or request.dry_run):
        _ask(name, stages, request)
    run_and_exit(name, stages, request)


def _ask(name: str, stages: Sequence[AnyStage], request: Request) -> None:
    rehearsal = replace(request, dry_run=True)
    report = asyncio.run(
        run_stages(name, stages, rehearsal, load_settings(), silent=True)
    )
    if report.exit_code:
        print_report(report, as_json=request.as_json)
        sys.exit(report.exit_code)
    ask([*report.notes, *report.told])


def ask(notes: Iterable[str]) -> None:
    """Say what would happen and ask whether it shall; end the command after a no.

    Raises InputError where there is nobody to ask.
    """
    for note in notes:
        click.echo(one_line(note), err=True)
    if not sys.stdin.isatty():
        raise InputError("this cannot be undone: say --yes, or --dry-run to only look")
    click.confirm("This cannot be undone. Go on?", abort=True, err=True)


yes_option = click.option("--yes", is_flag=True, help="Do it without asking.")
