"""`trr shows track`: follow shows (again)."""

from collections.abc import Sequence

import click

from scripts._command import run_and_exit
from scripts._decisions import decision_stage, known_show, subject_label
from scripts._errors import reports_errors
from scripts._options import Request, output_options
from scripts._stage import Stage, Work
from trr_backend.config import Settings
from trr_backend.models.selection import ShowRef
from trr_backend.repositories import tracking
from trr_backend.repositories.columns import Subject
from trr_backend.repositories.db import Transaction


def tracking_stage(
    refs: Sequence[ShowRef], *, tracked: bool
) -> Stage[Subject, Settings]:
    """Return the stage that tracks shows, or stops it."""

    async def find(tx: Transaction) -> list[Subject]:
        found = [await known_show(tx, ref) for ref in refs]
        return list(dict.fromkeys(found))

    async def act(work: Work, show: Subject, _settings: Settings) -> None:
        is_news = await tracking.follow(work, show, tracked=tracked)
        work.notes.append(f"{show.label} {_said(is_news=is_news, tracked=tracked)}")

    return decision_stage("tracking", find, subject_label, act)


def _said(*, is_news: bool, tracked: bool) -> str:
    if not is_news:
        return f"is {'tracked' if tracked else 'untracked'} already"
    if tracked:
        return "is followed now; `trr sync all` brings it up to date"
    return "is not followed any more; what is stored is kept"


@click.command("track")
@click.argument("shows", metavar="SHOW...", nargs=-1, required=True)
@output_options
@reports_errors
def command(*, shows: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Follow shows again: `trr sync` keeps them up to date.

    SHOW is a uuid, a slug, tmdb:ID or imdb:ID.

    \b
    Example:
      trr shows track tmdb:8514
    """
    stage = tracking_stage([ShowRef.parse(one) for one in shows], tracked=True)
    run_and_exit("shows track", [stage], Request.of(dry_run=dry_run, as_json=as_json))


if __name__ == "__main__":
    command()
