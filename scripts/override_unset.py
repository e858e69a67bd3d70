"""`trr override unset`: a field says again what its source says."""

from typing import Any

import click

from scripts._command import run_and_exit
from scripts._decisions import decision_stage, said_now
from scripts._errors import reports_errors
from scripts._options import Request, output_options
from scripts._reapply import reapply, reapply_pictures
from scripts._stage import Stage, Work
from scripts._subject_options import Meant, Named, subject_options
from trr_backend.config import Settings
from trr_backend.ingestion.overriding import check_field
from trr_backend.repositories import columns, overrides
from trr_backend.repositories.columns import Subject
from trr_backend.repositories.db import Transaction


def unset_stage(named: Meant, field: str) -> Stage[Subject, Settings]:
    """Return the stage that takes a person's word about a field back."""

    async def find(tx: Transaction) -> list[Subject]:
        subject = await named.find(tx)
        await overrides.check_decided(tx, subject, field)
        return [subject]

    async def act(work: Work, subject: Subject, settings: Settings) -> None:
        former = await columns.load(work.tx, subject, field)
        await overrides.unset(work, subject, field)
        await reapply(work, subject, settings)
        await reapply_pictures(work, subject, field, settings)
        now = await columns.load(work.tx, subject, field)
        work.told.append(said_now(subject, field, now.value, former.value))

    return decision_stage(
        "override", find, lambda subject: f"{subject.label}: {field}", act
    )


@click.command("unset")
@subject_options
@click.argument("field")
@output_options
@reports_errors
def command(*, field: str, dry_run: bool, as_json: bool, **named: Any) -> None:
    """Take a person's word about FIELD back: it says what its source says.

    Read from what is stored; no request is made.

    \b
    Example:
      trr override unset --show tmdb:8514 name
    """
    about = Named.of(**named)
    check_field(about.entity, field)
    request = Request.of(dry_run=dry_run, as_json=as_json)
    run_and_exit("override unset", [unset_stage(about, field)], request)


if __name__ == "__main__":
    command()
