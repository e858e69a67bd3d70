"""`trr retention`: what must go because a source's terms say so."""

from datetime import timedelta
from typing import Any, Literal

import click

from scripts._command import AnyStage, run_and_exit
from scripts._errors import reports_errors
from scripts._options import Request, output_options
from scripts._stage import Context, Plan, Stage, Work
from trr_backend.errors import InputError
from trr_backend.ingestion.documents import TMDB_KEEP
from trr_backend.repositories import retention
from trr_backend.repositories.retention import Expired

Source = Literal["tmdb", "imdb"]


def expired_stage(source: Source, *, everything: bool) -> Stage[Expired, None]:
    """Return the stage that takes away what each expired document supports."""

    async def plan(context: Context) -> Plan[Expired]:
        if source != "tmdb":
            return Plan([])
        async with context.database.transaction() as tx:
            return Plan(await retention.load_expired(tx, everything=everything))

    async def collect(_context: Context, _item: Expired) -> None:
        return None

    async def store(work: Work, item: Expired, _got: None) -> None:
        forget = (
            retention.forget_show if item.entity == "show" else retention.forget_person
        )
        await forget(work, item)

    return Stage("expired", _label, plan, collect, store, parallel=1)


def rest_stage(source: Source, *, everything: bool) -> Stage[str, None]:
    """Return the stage that takes away what nothing supports any more."""
    keep = timedelta(0) if everything else TMDB_KEEP

    async def plan(_context: Context) -> Plan[str]:
        return Plan([f"what {source} has not confirmed any more"])

    async def collect(_context: Context, _item: str) -> None:
        return None

    async def store(work: Work, _item: str, _got: None) -> None:
        await retention.forget_rest(work, source, keep, everything=everything)

    return Stage("rest", str, plan, collect, store)


def _label(item: Expired) -> str:
    return f"{item.entity} {item.name} (tmdb:{item.key})"


@click.command("retention")
@click.option(
    "--source",
    type=click.Choice(["tmdb", "imdb"]),
    default="tmdb",
    show_default=True,
    help="Whose terms.",
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Whatever its age: the licence has ended. Needs --yes.",
)
@click.option("--yes", is_flag=True, help="I know that --all takes all of it away.")
@output_options
@reports_errors
def command(source: Source, *, everything: bool, yes: bool, **options: Any) -> None:
    """Take away answers past the time for which the terms let us keep them.

    What only they support goes with them: facts, seasons, credits, offers, people. Your
    own decisions, lists and the ids by which shows are found stay. A sync fetches what
    is followed again.

    \b
    Examples:
      trr retention --dry-run
      trr retention --source tmdb --all --yes
    """
    request = Request.of(**options)
    if everything and not yes and not request.dry_run:
        raise InputError(
            f"--all takes everything from {source} away, whatever its age; add --yes "
            "to do it, or --dry-run to see it"
        )
    stages: list[AnyStage] = [
        expired_stage(source, everything=everything),
        rest_stage(source, everything=everything),
    ]
    run_and_exit("retention", stages, request)


if __name__ == "__main__":
    command()
