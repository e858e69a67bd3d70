"""An age on the command line: 12h, 30d or 2w."""

import re
from datetime import timedelta
from typing import Final

import click

_AGE: Final = re.compile(r"(\d{1,5})([hdw])")
_UNITS: Final = {
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}


class Age(click.ParamType[timedelta]):
    """Reads a number of hours, days or weeks."""

    name = "AGE"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """Return the age."""
        if isinstance(value, timedelta):
            return value
        found = _AGE.fullmatch(str(value))
        if found is None:
            self.fail(
                f"{str(value)[:40]!r} is no age: write a number and h, d or w, as in "
                "12h, 30d or 2w",
                param,
                ctx,
            )
        return int(found[1]) * _UNITS[found[2]]
