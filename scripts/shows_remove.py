"""`trr shows remove`: take a show away, with what only it has."""

import click

from scripts._confirm import run_confirmed, yes_option
from scripts._decisions import decision_stage, known_show, subject_label
from scripts._errors import reports_errors
from scripts._options import Request, output_options
from scripts._stage import Stage, Work
from trr_backend.config import Settings
from trr_backend.models.selection import ShowRef
from trr_backend.repositories import tracking
from trr_backend.repositories.columns import Subject
from trr_backend.repositories.db import Transaction


def removal_stage(ref: ShowRef) -> Stage[Subject, Settings]:
    """Return the stage that removes a show."""

    async def find(tx: Transaction) -> list[Subject]:
        return [await known_show(tx, ref)]

    async def act(work: Work, show: Subject, _settings: Settings) -> None:
        removed = await tracking.remove(work, show)
        work.notes.append(f"{show.label} goes, with {removed}")

    return decision_stage("remove", find, subject_label, act)


@click.command("remove")
@click.argument("show")
@yes_option
@output_options
@reports_errors
def command(*, show: str, yes: bool, dry_run: bool, as_json: bool) -> None:
    """Take SHOW away: its seasons, episodes and credits, and who is in no other show.

    What was merged into it goes, too. A list that names it brings it back: to keep it
    off, take it from the list or use `trr shows untrack` instead.

    \b
    Example:
      trr shows remove tmdb:8514 --dry-run
    """
    request = Request.of(dry_run=dry_run, as_json=as_json)
    stages = [removal_stage(ShowRef.parse(show))]
    run_confirmed("shows remove", stages, request, yes=yes)


if __name__ == "__main__":
    command()
