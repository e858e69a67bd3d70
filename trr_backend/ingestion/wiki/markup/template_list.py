"""The templates that stand in values on many wikis, as `templates.toml` lists them."""

import tomllib
from importlib.resources import files
from typing import Final

import msgspec


class Dates(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names of templates that state a date, by the order of its parts."""

    year_first: tuple[str, ...]
    day_first: tuple[str, ...]
    death_behind: tuple[str, ...]


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Templates that show nothing, by name or by what their name begins with."""

    names: tuple[str, ...]
    beginnings: tuple[str, ...]


class Known(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of them: by how they are shown, by address before a name, by text, label."""

    shown: dict[str, tuple[str, ...]]
    accounts: dict[str, tuple[str, ...]]
    text: dict[str, tuple[str, ...]]
    labels: dict[str, tuple[str, ...]]
    dates: Dates
    nothing: Nothing


KNOWN: Final = msgspec.convert(
    tomllib.loads(files(__package__).joinpath("templates.toml").read_text("utf-8")),
    Known,
)
