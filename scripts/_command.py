"""Makes a command of a function that returns its stages."""

import asyncio
import functools
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from scripts._detached import detach_and_exit
from scripts._errors import reports_errors
from scripts._options import Request
from scripts._report import print_report
from scripts._run import run_stages
from scripts._stage import AnyStage
from trr_backend.config import load_settings

__all__ = ["STAGED", "AnyStage", "run_and_exit", "stage_command"]

Stages = Callable[[], Sequence[AnyStage]]

STAGED: dict[str, Stages] = {}
"""What each command that was made here does, by its name, once it is imported."""

_detach_option = click.option(
    "--detach",
    is_flag=True,
    help="Let workers do it (`trr worker`): print the run's id and return at once.",
)


def run_and_exit(
    name: str,
    stages: Sequence[AnyStage],
    request: Request,
    *,
    nothing: str | None = None,
) -> None:
    """Run the stages with this process's settings, print the report and exit.

    With `nothing`, stages that had nothing to do are not shown, and this sentence is
    where all had nothing.
    """
    report = asyncio.run(run_stages(name, stages, request, load_settings()))
    print_report(report, as_json=request.as_json, nothing=nothing)
    sys.exit(report.exit_code)


def stage_command(name: str) -> Callable[[Stages], Callable[..., None]]:
    """Return a decorator: run the stages that the function returns, print, exit.

    The decorated function has the docstring and takes the shared options, and --detach.
    """

    def decorate(stages: Stages) -> Callable[..., None]:
        STAGED[name] = stages

        @_detach_option
        @functools.wraps(stages)
        @reports_errors
        def run(*, detach: bool, **options: Any) -> None:
            request = Request.of(**options)
            if detach:
                detach_and_exit(name, request)
            run_and_exit(name, stages(), request)

        return run

    return decorate
