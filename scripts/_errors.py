"""Turns what this project raises on purpose into one line and an exit code."""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import click

from trr_backend.errors import ConfigError, InputError, TrrError

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def reports_errors(
    function: Callable[Parameters, Result],
) -> Callable[Parameters, Result]:
    """Let a command end with `Error: ...` on stderr instead of a traceback.

    The exit code is 2 for what the user can set right (ConfigError, InputError),
    else 1.
    """

    @functools.wraps(function)
    def wrapper(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        try:
            return function(*args, **kwargs)
        except TrrError as error:
            line = " ".join(str(error).split())
            if isinstance(error, ConfigError | InputError):
                raise _Usage(line) from error
            raise _Failed(line) from error

    return wrapper


class _Failed(click.ClickException):
    exit_code = 1


class _Usage(click.ClickException):
    exit_code = 2
