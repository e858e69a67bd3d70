"""`trr shows unmerge`: two shows that were merged are two."""

import click

from scripts._command import run_and_exit
from scripts._decisions import decision_stage
from scripts._errors import reports_errors
from scripts._options import Request, output_options
from scripts._stage import Stage, Work
from scripts.shows_merge import BY_A_PERSON
from trr_backend.config import Settings
from trr_backend.errors import InputError
from trr_backend.models.selection import ShowRef
from trr_backend.repositories import merging
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.merging import Merged


def unmerge_stage(ref: ShowRef, reason: str) -> Stage[Merged, Settings]:
    """Return the stage that takes a merged show out of its survivor again."""

    async def find(tx: Transaction) -> list[Merged]:
        merged = await merging.find_merged(tx, ref)
        if merged is None:
            raise InputError(
                f"{ref} is not merged into another show; name the one that was merged, "
                "by an id that it had"
            )
        return [merged]

    async def act(work: Work, merged: Merged, _settings: Settings) -> None:
        survivor = await merging.unmerge(work, merged, reason)
        work.notes.append(
            f"{merged.name} and {survivor} are two shows again; each has its own ids "
            "and places in lists"
        )

    return decision_stage("unmerge", find, lambda merged: merged.name, act)


@click.command("unmerge")
@click.argument("show")
@click.option("--reason", default=BY_A_PERSON, help="Why; it is remembered.")
@output_options
@reports_errors
def command(*, show: str, reason: str, dry_run: bool, as_json: bool) -> None:
    """Undo a merge: SHOW, which was merged, has its ids and list places again.

    Whether the two are one is not asked again.

    \b
    Example:
      trr shows unmerge tmdb:235493
    """
    stage = unmerge_stage(ShowRef.parse(show), reason)
    run_and_exit("shows unmerge", [stage], Request.of(dry_run=dry_run, as_json=as_json))


if __name__ == "__main__":
    command()
