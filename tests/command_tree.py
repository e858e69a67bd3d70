"""The commands of `trr`, by the words that call them."""

from collections.abc import Iterator
from typing import cast

import click

from scripts.cli import main

# The entry point is declared as what it is to its caller: a function without arguments.
TRR = cast("click.Group", main)


def children(group: click.Group) -> dict[str, click.Command]:
    """Return the members of a group by name."""
    context = click.Context(group)
    return {
        name: command
        for name in group.list_commands(context)
        if (command := group.get_command(context, name)) is not None
    }


def leaves(
    command: click.Command = TRR, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield each command that does something, with the words that call it."""
    if isinstance(command, click.Group):
        for name, member in children(command).items():
            yield from leaves(member, (*path, name))
    else:
        yield path, command


def is_command(words: list[str]) -> bool:
    """Say whether the first words name a command or group of `trr`."""
    command: click.Command = TRR
    for word in words:
        if not isinstance(command, click.Group):
            return True
        if word not in children(command):
            return False
        command = children(command)[word]
    return True
