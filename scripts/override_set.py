"""`trr override set`: a field's value by a person's word, or a lock on it."""

from dataclasses import dataclass
from typing import Any

import click

from scripts._command import run_and_exit
from scripts._decisions import decision_stage, said_now
from scripts._errors import reports_errors
from scripts._options import Request, output_options
from scripts._reapply import reapply_pictures
from scripts._stage import Stage, Work
from scripts._subject_options import Meant, Named, subject_options
from trr_backend.config import Settings
from trr_backend.errors import InputError
from trr_backend.ingestion.overriding import check_field, value_of
from trr_backend.repositories import overrides
from trr_backend.repositories.columns import Subject
from trr_backend.repositories.db import Transaction


@dataclass(frozen=True, slots=True)
class Word:
    """A person's word about a field: a value as JSON has it, or None for a lock."""

    field: str
    value: Any
    reason: str

    @classmethod
    def of(cls, named: Meant, field: str, text: str | None, reason: str) -> "Word":
        """Read what was written. Raises InputError for what cannot be said."""
        if not reason.strip():
            raise InputError("say why: --reason is kept with the override")
        if text is None:
            check_field(named.entity, field)
            return cls(field, None, reason.strip())
        return cls(field, value_of(named.entity, field, text), reason.strip())


def set_stage(named: Meant, word: Word) -> Stage[Subject, Settings]:
    """Return the stage that lets a field say what a person said."""

    async def find(tx: Transaction) -> list[Subject]:
        subject = await named.find(tx)
        await overrides.check_not_taken_down(tx, subject, word.field)
        return [subject]

    async def act(work: Work, subject: Subject, settings: Settings) -> None:
        if word.value is None:
            value = await overrides.lock(work, subject, word.field, word.reason)
            work.told.append(said_now(subject, word.field, value, value))
        else:
            former = await overrides.set_value(
                work, subject, word.field, word.value, word.reason
            )
            work.told.append(said_now(subject, word.field, word.value, former))
        await reapply_pictures(work, subject, word.field, settings)

    return decision_stage(
        "override", find, lambda subject: f"{subject.label}: {word.field}", act
    )


@click.command("set")
@subject_options
@click.argument("field")
@click.argument("value", required=False)
@click.option("--lock", is_flag=True, help="Keep the value that the field has now.")
@click.option("--reason", required=True, help="Why; it is kept with the override.")
@output_options
@reports_errors
def command(  # noqa: PLR0913 -- one parameter an option, as click hands them over
    *,
    field: str,
    value: str | None,
    lock: bool,
    reason: str,
    dry_run: bool,
    as_json: bool,
    **named: Any,
) -> None:
    """Let FIELD have VALUE, whatever sources say, until `trr override unset`.

    Text and dates (2004-05-15) are written as they are; numbers, true, false and lists
    as JSON. With --lock instead of a value the field keeps what it says now. It takes
    effect at once, makes no request, and no refresh takes it back.

    \b
    Examples:
      trr override set --show tmdb:8514 name "Drag Race" --reason "its name here"
      trr override set --show tmdb:8514 --season 2 --episode 5 air_date 2010-03-01 \\
        --reason "the source has the day of the repeat"
      trr override set --person tmdb:1190668 biography --lock --reason "checked"
    """
    about = Named.of(**named)
    if lock == (value is not None):
        raise InputError("give a value or --lock, one of them")
    stage = set_stage(about, Word.of(about, field, value, reason))
    run_and_exit("override set", [stage], Request.of(dry_run=dry_run, as_json=as_json))


if __name__ == "__main__":
    command()
