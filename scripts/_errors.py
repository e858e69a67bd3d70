"""What every command begins and ends with: log on stderr, errors in one line."""

import functools
import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import click

from trr_backend.config import load_settings
from trr_backend.errors import ConfigError, InputError, TrrError
from trr_backend.utils.logs import log_to_stderr

# As shells say it: 128 and the number of SIGINT.
_INTERRUPTED = 130

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def reports_errors(
    function: Callable[Parameters, Result],
) -> Callable[Parameters, Result]:
    """Let a command log to stderr, and end with `Error: ...` instead of a traceback.

    The exit code is 2 for what the user can set right (ConfigError, InputError), 130
    after Ctrl-C, else 1.
    """

    @functools.wraps(function)
    def wrapper(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        try:
            settings = load_settings()
            log_to_stderr(settings.log_level, settings.log_format)
            return function(*args, **kwargs)
        except TrrError as error:
            line = " ".join(str(error).split())
            if isinstance(error, ConfigError | InputError):
                raise _Usage(line) from error
            raise _Failed(line) from error
        except KeyboardInterrupt:
            click.echo("Stopped. The same command goes on from here.", err=True)
            sys.exit(_INTERRUPTED)

    return wrapper


class _Failed(click.ClickException):
    exit_code = 1


class _Usage(click.ClickException):
    exit_code = 2
