"""`trr override list`: every field about which a person has decided."""

import asyncio
import json
from collections.abc import Sequence

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from scripts._database import open_migrated
from scripts._errors import reports_errors
from trr_backend.config import Settings, load_settings
from trr_backend.repositories import overrides
from trr_backend.repositories.overrides import Override

_VALUE_WIDTH = 60


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON to stdout.")
@reports_errors
def command(*, as_json: bool) -> None:
    """List what persons decided about single fields, the newest first.

    \b
    Example:
      trr override list --json
    """
    decided = asyncio.run(_load(load_settings()))
    if as_json:
        rows = [_as_json(one) for one in decided]
        print(json.dumps({"overrides": rows}, indent=2, ensure_ascii=False))
    elif decided:
        Console(highlight=False).print(_table(decided))
    else:
        print("Nothing is overridden; `trr override set --help` says how.")


async def _load(settings: Settings) -> list[Override]:
    async with open_migrated(settings) as database, database.transaction() as tx:
        return await overrides.load_all(tx)


def _table(decided: Sequence[Override]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("what", "field", "value", "how", "reason", "since"):
        table.add_column(name, overflow="fold")
    for one in decided:
        table.add_row(
            escape(f"{one.entity} {one.label}"),
            one.field,
            escape(_shown(one)),
            _how(one),
            escape(one.reason),
            f"{one.set_at:%Y-%m-%d}",
        )
    return table


def _shown(one: Override) -> str:
    if one.value is None:
        return ""
    text = json.dumps(one.value, ensure_ascii=False)
    return text if len(text) <= _VALUE_WIDTH else f"{text[: _VALUE_WIDTH - 3]}..."


def _how(one: Override) -> str:
    if one.is_taken_down:
        return "taken down"
    return "locked" if one.locked else "set"


def _as_json(one: Override) -> dict[str, object]:
    return {
        "entity": one.entity,
        "id": str(one.entity_id),
        "label": one.label,
        "field": one.field,
        "value": one.value,
        "how": _how(one),
        "reason": one.reason,
        "set_at": one.set_at.isoformat(),
    }


if __name__ == "__main__":
    command()
