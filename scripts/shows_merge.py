"""`trr shows merge`: two of our shows are one."""

from dataclasses import dataclass

import click

from scripts._command import run_and_exit
from scripts._decisions import decision_stage, known_show
from scripts._errors import reports_errors
from scripts._options import Request, output_options
from scripts._stage import Stage, Work
from trr_backend.config import Settings
from trr_backend.errors import InputError
from trr_backend.models.selection import ShowRef
from trr_backend.repositories import merging
from trr_backend.repositories.columns import Subject
from trr_backend.repositories.db import Transaction

BY_A_PERSON = "a person said so"


@dataclass(frozen=True, slots=True)
class Pair:
    """The show that is merged, and the one that survives."""

    show: Subject
    into: Subject

    def __str__(self) -> str:
        """Return the pair as a run names it."""
        return f"{self.show.label} into {self.into.label}"


def merge_stage(show: ShowRef, into: ShowRef, reason: str) -> Stage[Pair, Settings]:
    """Return the stage that merges a show into another one."""

    async def find(tx: Transaction) -> list[Pair]:
        pair = Pair(await known_show(tx, show), await known_show(tx, into))
        if pair.show.id == pair.into.id:
            raise InputError(f"{show} and {into} are one show already; name two")
        return [pair]

    async def act(work: Work, pair: Pair, _settings: Settings) -> None:
        await merging.merge(work, pair.show.id, pair.into.id, reason)
        work.notes.append(
            f"{pair.show.label} leads to {pair.into.label} now; "
            f"`trr shows unmerge {show}` undoes it"
        )

    return decision_stage("merge", find, str, act)


@click.command("merge")
@click.argument("show")
@click.argument("into")
@click.option("--reason", default=BY_A_PERSON, help="Why; it is kept with the merge.")
@output_options
@reports_errors
def command(*, show: str, into: str, reason: str, dry_run: bool, as_json: bool) -> None:
    """Say that SHOW is INTO: SHOW is hidden and leads there.

    Its ids and its places in lists become those of INTO; all else of it stays as it is,
    so that `trr shows unmerge` can take the two apart again.

    \b
    Example:
      trr shows merge tmdb:235493 tmdb:8514
    """
    stage = merge_stage(ShowRef.parse(show), ShowRef.parse(into), reason)
    run_and_exit("shows merge", [stage], Request.of(dry_run=dry_run, as_json=as_json))


if __name__ == "__main__":
    command()
