"""`trr review`: what waits for a person, and the answers."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from scripts._answers import KINDS, accept_stage, refuse_stage
from scripts._command import AnyStage, run_and_exit
from scripts._database import open_migrated
from scripts._errors import reports_errors
from scripts._options import Request, output_options
from scripts._wiki_answers import page_named, wrong_stage
from trr_backend.config import Settings, load_settings
from trr_backend.errors import InputError
from trr_backend.models.selection import ShowRef
from trr_backend.repositories import review, subjects
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.review import Item

Listed = tuple[Item, list[str]]


@click.command("review")
@click.option(
    "--kind", type=click.Choice(KINDS), help="List only questions of this kind."
)
@click.option(
    "--accept", metavar="ID", help="Say yes: to the candidate, or to --choose."
)
@click.option(
    "--choose",
    type=click.IntRange(min=1),
    metavar="N",
    help="Which candidate is accepted, counted from 1.",
)
@click.option(
    "--refuse",
    metavar="ID",
    multiple=True,
    help="Say no: to every candidate. Repeatable.",
)
@click.option(
    "--wrong",
    metavar="PAGE",
    help="Say that a wiki's page is not about whom it was taken to be: its address, as "
    "facts name it (source_url), or WIKI:NUMBER.",
)
@output_options
@reports_errors
def command(  # noqa: PLR0913 -- one parameter an option, as click hands them over
    *,
    kind: str | None,
    accept: str | None,
    choose: int | None,
    refuse: tuple[str, ...],
    wrong: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """List what waits for a decision, or decide.

    An ID may be cut short as long as it is one question's. What is decided is
    remembered and not asked again. Whose a wiki's page is (kind wiki-page): after a yes
    the next `trr enrich` writes what it says; after a no it is never theirs. What was
    not asked, because it looked certain, is undone by --wrong: facts and pictures of
    that page leave the record.

    \b
    Examples:
      trr review
      trr review --accept 3f2a91c0 --choose 2
      trr review --refuse 3f2a91c0 --refuse 91aa04d2
      trr review --wrong https://survivor.fandom.com/wiki/Rob_Mariano
    """
    if choose is not None and accept is None:
        raise InputError("--choose needs --accept with the question's id")
    if accept is None and not refuse and wrong is None:
        _print(asyncio.run(_load(load_settings(), kind)), as_json=as_json)
        return
    if kind is not None:
        raise InputError("--kind is for the list; a question is named by its id")
    refused = asyncio.run(_meant(load_settings(), accept, refuse))
    stages: list[AnyStage] = [
        *([] if accept is None else [accept_stage(accept, choose)]),
        *(refuse_stage(str(one)) for one in refused),
        *([] if wrong is None else [wrong_stage(wrong)]),
    ]
    run_and_exit("review", stages, Request.of(dry_run=dry_run, as_json=as_json))


async def _meant(
    settings: Settings, accept: str | None, refuse: Sequence[str]
) -> list[UUID]:
    """Return the questions to refuse, each once, before anything is done.

    Raises InputError where an id is none, or is to be accepted as well.
    """
    async with open_migrated(settings) as database, database.transaction() as tx:
        accepted = None if accept is None else await review.find(tx, accept)
        refused = [await review.find(tx, one) for one in refuse]
    ids = list(dict.fromkeys(one.id for one in refused))
    if accepted is not None and accepted.id in ids:
        raise InputError(
            f"{accepted.short_id} is to be accepted and refused; nothing was done: "
            "say one of both"
        )
    return ids


async def _load(settings: Settings, kind: str | None) -> list[Listed]:
    async with open_migrated(settings) as database, database.transaction() as tx:
        items = await review.load_open(tx, kind)
        return [
            (item, [await _named(tx, one) for one in item.candidates]) for item in items
        ]


async def _named(tx: Transaction, candidate: Mapping[str, Any]) -> str:
    """Return a candidate as a person knows it, whatever the question."""
    if "show_id" in candidate:
        ref = ShowRef("", str(candidate["show_id"]))
        found = await subjects.find_show(tx, ref)
        return found.label if found else f"show {ref} (gone)"
    if "page_id" in candidate:
        return await page_named(tx, candidate)
    ids = [
        f"{source}:{candidate[key]}"
        for source, key in (("tmdb", "tmdb_id"), ("imdb", "imdb_id"))
        if candidate.get(key)
    ]
    said = [
        str(candidate[key])
        for key in ("first_air_date", "year", "birth_year", "reason")
        if candidate.get(key)
    ]
    if candidate.get("season_number") is not None:
        said.insert(0, f"{candidate['season_number']}x{candidate['episode_number']}")
    name = candidate.get("name") or "(no name)"
    details = f" ({', '.join(said)})" if said else ""
    return f"{' '.join(ids)} {name}{details}".strip()


def _print(listed: Sequence[Listed], *, as_json: bool) -> None:
    if as_json:
        rows = [_as_json(item) for item, _ in listed]
        print(json.dumps({"questions": rows}, indent=2, ensure_ascii=False))
    elif listed:
        Console(highlight=False).print(_table(listed))
        print("Decide with `trr review --accept ID [--choose N]` or `--refuse ID`.")
    else:
        print("Nothing waits for a decision.")


def _table(listed: Sequence[Listed]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("id", no_wrap=True)
    for name in ("kind", "what", "candidates"):
        table.add_column(name, overflow="fold")
    for name in ("sure", "age"):
        table.add_column(name, justify="right", no_wrap=True)
    for item, named in listed:
        table.add_row(
            item.short_id,
            item.kind,
            escape(f"{item.label}: {item.reason}"),
            escape("\n".join(f"{n}. {one}" for n, one in enumerate(named, start=1))),
            "" if item.confidence is None else f"{item.confidence:.0%}",
            f"{(datetime.now(UTC) - item.asked_at).days} d",
        )
    return table


def _as_json(item: Item) -> dict[str, object]:
    return {
        "id": str(item.id),
        "kind": item.kind,
        "entity": item.entity,
        "entity_id": str(item.entity_id),
        "label": item.label,
        "reason": item.reason,
        "candidates": list(item.candidates),
        "confidence": item.confidence,
        "asked_at": item.asked_at.isoformat(),
    }


if __name__ == "__main__":
    command()
