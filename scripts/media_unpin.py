"""`trr media unpin`: the rule says again which picture is shown first."""

from typing import Any

import click

from scripts._command import run_and_exit
from scripts._decisions import decision_stage
from scripts._errors import reports_errors
from scripts._options import Request, output_options
from scripts._pins import KINDS, check_kind
from scripts._stage import Stage, Work
from scripts._subject_options import Named, subject_options
from trr_backend.config import Settings
from trr_backend.errors import InputError
from trr_backend.models.media import PictureKind
from trr_backend.repositories import pins
from trr_backend.repositories.columns import Subject
from trr_backend.repositories.db import Transaction


def unpin_stage(named: Named, kind: PictureKind) -> Stage[Subject, Settings]:
    """Return the stage that takes a choice back."""

    async def find(tx: Transaction) -> list[Subject]:
        subject = await named.find(tx)
        if await pins.load_pinned(tx, subject, kind) is None:
            raise InputError(
                f"no {kind} of {subject.label} is pinned; what was decided about its "
                "path is taken back by `trr override unset`"
            )
        return [subject]

    async def act(work: Work, subject: Subject, _settings: Settings) -> None:
        former = await pins.load_pinned(work.tx, subject, kind)
        await pins.unpin(work, subject, kind)
        first = next(iter(await pins.load_listed(work.tx, subject, kind)), None)
        work.told.append(
            f"{subject.label}: the {kind} shown first is {first or 'none'} "
            f"(was {former})"
        )

    return decision_stage(
        "unpin", find, lambda subject: f"{subject.label}: {kind}", act
    )


@click.command("unpin")
@subject_options
@click.argument("kind", type=click.Choice(KINDS))
@output_options
@reports_errors
def command(*, kind: PictureKind, dry_run: bool, as_json: bool, **named: Any) -> None:
    """Let the rule choose the first picture of a KIND again.

    First come the installation's languages (of backdrops, stills and photos: those
    without text), then votes, then size.

    \b
    Example:
      trr media unpin --show tmdb:8514 poster
    """
    about = Named.of(**named)
    check_kind(about.entity, kind)
    request = Request.of(dry_run=dry_run, as_json=as_json)
    run_and_exit("media unpin", [unpin_stage(about, kind)], request)


if __name__ == "__main__":
    command()
