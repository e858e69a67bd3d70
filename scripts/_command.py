"""Makes a command of a function that returns its stages."""

import asyncio
import functools
import sys
from collections.abc import Callable, Sequence
from typing import Any

from scripts._errors import reports_errors
from scripts._options import Request
from scripts._report import print_report
from scripts._run import run_stages
from scripts._stage import AnyStage
from trr_backend.config import load_settings

__all__ = ["AnyStage", "run_and_exit", "stage_command"]


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


def stage_command(
    name: str,
) -> Callable[[Callable[[], Sequence[AnyStage]]], Callable[..., None]]:
    """Return a decorator: run the stages that the function returns, print, exit.

    The decorated function has the docstring and takes the shared options.
    """

    def decorate(stages: Callable[[], Sequence[AnyStage]]) -> Callable[..., None]:
        @functools.wraps(stages)
        @reports_errors
        def run(**options: Any) -> None:
            run_and_exit(name, stages(), Request.of(**options))

        return run

    return decorate
