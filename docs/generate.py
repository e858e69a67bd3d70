#!/usr/bin/env python
"""Makes docs/reference from the code: the settings and every command's help.

Run by `make docs`. A test compares the files with what this module renders, so that a
setting or an option without its line in the reference fails.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import cast, get_args

import click
from pydantic import AliasChoices, SecretStr
from pydantic.fields import FieldInfo

from scripts.cli import main as trr
from trr_backend.config import Settings
from trr_backend.config.api import ApiSettings
from trr_backend.config.workers import WorkerSettings

REFERENCE = Path(__file__).parent / "reference"
NOTE = "Made by `make docs` from the code; do not edit."
SIZE = {"terminal_width": 88, "max_content_width": 88}


def render_settings() -> str:
    """Return the page of settings as they stand in the code, the API's last."""
    of_api, of_workers = ApiSettings.model_fields, WorkerSettings.model_fields
    fields = sorted(
        Settings.model_fields.items(),
        key=lambda one: (one[0] in of_api, one[0] in of_workers),
    )
    rows = [
        f"| {_variables(field)} | {_default(field)} | {field.description} |"
        for _, field in fields
    ]
    return "\n".join(
        [
            "# Settings",
            "",
            NOTE,
            "",
            "All optional; from the environment or from `.env` in the working folder.",
            "",
            "| variable | default | meaning |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def _variables(field: FieldInfo) -> str:
    alias = field.validation_alias
    names = alias.choices if isinstance(alias, AliasChoices) else [alias]
    return ", ".join(f"`{name}`" for name in names if str(name).isupper())


def _default(field: FieldInfo) -> str:
    if SecretStr in (field.annotation, *get_args(field.annotation)):
        return "unset (secret)"
    if field.default is None or field.default == ():
        return "unset"
    if isinstance(field.default, tuple):
        return f"`{','.join(field.default)}`"
    return f"`{field.default}`"


def render_cli() -> str:
    """Return the page of commands: each with its help, groups before their members."""
    parts = ["# Commands", "", NOTE, ""]
    for path, text in _helps(cast("click.Command", trr), "trr", None):
        parts += [f"## {path}", "", "```text", text, "```", ""]
    return "\n".join(parts)


def _helps(
    command: click.Command, name: str, parent: click.Context | None
) -> Iterator[tuple[str, str]]:
    settings = {**command.context_settings, **SIZE}
    context = click.Context(command, parent, info_name=name, **settings)
    lines = command.get_help(context).splitlines()
    yield context.command_path, "\n".join(line.rstrip() for line in lines)
    if isinstance(command, click.Group):
        for member in command.list_commands(context):
            found = command.get_command(context, member)
            if found is not None and not found.hidden:
                yield from _helps(found, member, context)


def pages() -> dict[Path, str]:
    """Return every page of the reference and what must be in it."""
    return {
        REFERENCE / "settings.md": render_settings(),
        REFERENCE / "cli.md": render_cli(),
    }


def main() -> None:
    """Write the pages."""
    REFERENCE.mkdir(exist_ok=True)
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
