"""A worker of an older version, which planned runs in waves that nobody knows now."""

from dataclasses import replace

import click

from scripts import _waves, worker
from scripts._stage import AnyStage

_wave = _waves._wave


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Work as that version did, which called its waves otherwise."""
    _waves._wave = _older
    worker.command(list(arguments))


def _older(stages: tuple[AnyStage, ...]) -> _waves.Wave:
    made = _wave(stages)
    return replace(made, name=f"older {made.name}")
