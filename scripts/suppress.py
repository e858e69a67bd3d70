"""`trr suppress`: a person, a fact or a picture is taken down for good."""

from typing import Any

import click

from scripts._confirm import run_confirmed, yes_option
from scripts._errors import reports_errors
from scripts._options import Request, output_options
from scripts._picture_names import picture_named
from scripts._stage import Context, Plan, Stage, Work
from scripts._subject_options import Named, subject_options
from scripts._takedowns import FactOf, PersonNamed, PictureNamed, TakeDown
from trr_backend.errors import InputError
from trr_backend.repositories import suppressions, takedown_pictures
from trr_backend.repositories.takedown_pictures import Asset


def takedown_stage(asked: TakeDown) -> Stage[TakeDown, bool]:
    """Return the stage that takes something down. Its label names nobody."""

    async def plan(context: Context) -> Plan[TakeDown]:
        async with context.database.transaction() as tx:
            await asked.check(tx)
        return Plan([asked])

    async def collect(context: Context, _asked: TakeDown) -> bool:
        return context.rehearsal

    async def store(work: Work, what: TakeDown, rehearsal: bool) -> None:  # noqa: FBT001 -- what collect returned
        await suppressions.take_turn(work.tx)
        await what.carry_out(work, rehearsal=rehearsal)

    return Stage("suppress", lambda what: what.kind, plan, collect, store)


async def _condemned(context: Context) -> Plan[Asset]:
    async with context.database.transaction() as tx:
        return Plan(await takedown_pictures.load_condemned(tx))


async def _delete(context: Context, asset: Asset) -> None:
    if not context.rehearsal:
        await context.store.delete(asset.key)


async def _forget(work: Work, asset: Asset, _got: None) -> None:
    await takedown_pictures.forget_asset(work.tx, asset)


# Also what an earlier run could not take from the store any more.
OBJECTS = Stage("objects", str, _condemned, _delete, _forget)


def _asked(
    named: dict[str, Any], field: str | None, picture: str | None, reason: str
) -> TakeDown:
    if picture is not None:
        if field is not None or any(one is not None for one in named.values()):
            raise InputError("--picture stands alone")
        return _picture(picture, reason)
    about = Named.of(**named)
    if field is not None:
        return FactOf(about, field, reason)
    if about.person is None:
        raise InputError(
            "say which fact with --field; `trr shows remove` takes a whole show away"
        )
    return PersonNamed(about.person, reason)


def _picture(text: str, reason: str) -> PictureNamed:
    return PictureNamed(picture_named(text), reason)


@click.command("suppress")
@subject_options
@click.option("--field", help="A fact: the field of the show, season ... or person.")
@click.option(
    "--picture",
    metavar="SHA256|KEY|URL",
    help="A picture: its hash, its key, or its address at its source; of a wiki also "
    "survivor/File.jpg.",
)
@click.option("--reason", required=True, help="Why; it is kept, the data are not.")
@yes_option
@output_options
@reports_errors
def command(  # noqa: PLR0913 -- one parameter an option, as click hands them over
    *,
    field: str | None,
    picture: str | None,
    reason: str,
    yes: bool,
    dry_run: bool,
    as_json: bool,
    **named: Any,
) -> None:
    """Take down a person, a fact or a picture: gone, and never imported again.

    A person goes from the catalogue, the stored answers and the store, with credits,
    ids and pictures; a fact is emptied in every language; a picture goes with its
    object and its smaller copies, whatever it shows. Pictures that only look the same
    stay; their keys are told. What is kept are the reason and fingerprints by which it
    is known again. Caches before the API and the store keep what they have for as long
    as they may.

    \b
    Examples:
      trr suppress --person tmdb:1190668 --reason "asked for by letter, 2026-11-02"
      trr suppress --show tmdb:8514 --field overview --reason "not ours to print"
      trr suppress --picture https://image.tmdb.org/t/p/original/a.jpg --reason "asked"
    """
    if not reason.strip():
        raise InputError("say why: --reason is all that is kept")
    asked = _asked(named, field, picture, reason.strip())
    request = Request.of(dry_run=dry_run, as_json=as_json)
    run_confirmed("suppress", [takedown_stage(asked), OBJECTS], request, yes=yes)


if __name__ == "__main__":
    command()
