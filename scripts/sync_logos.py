"""`trr sync logos`: logos of networks, companies and providers, kept once."""

from uuid import UUID

import click

from scripts._command import AnyStage, stage_command
from scripts._mirror import mirror_stage
from scripts._options import selection_options
from scripts._stage import Context, Plan, Stage, Work
from scripts._variants import VARIANTS
from trr_backend.ingestion.images import addresses
from trr_backend.repositories import pictures, suppressions
from trr_backend.repositories.pictures import Choice, Owners


async def _plan(context: Context) -> Plan[str]:
    async with context.database.transaction() as tx:
        is_due = await pictures.has_unlisted_logos(tx)
    return Plan(["the current logos"] if is_due else [])


async def _collect(_context: Context, _item: str) -> None:
    """Organisations came with the shows' documents; nobody is asked."""


async def _store(work: Work, _item: str, _got: None) -> None:
    await suppressions.hold(work)
    paths = await pictures.load_logo_paths(work.tx)
    await pictures.list_logos(work, addresses(paths))


LIST_LOGOS: Stage[str, None] = Stage(
    "list-logos", str, _plan, _collect, _store, prepares=True, sweeps=True
)


def logo_stages(*owners: Owners) -> list[AnyStage]:
    """Return the stages that keep the logos of these organisations."""

    def choose(context: Context, show_ids: tuple[UUID, ...]) -> Choice:
        return Choice(
            owners=owners,
            show_ids=show_ids,
            numbers=(("organisation", None),),
            languages=None,
            force=context.selection.force,
            at_once=True,
        )

    return [LIST_LOGOS, mirror_stage("logos", choose)]


STAGES = logo_stages("organisations", "providers")


@click.command("logos")
@selection_options
@stage_command("sync logos")
def command() -> list[AnyStage]:
    """Fetch the logos that are not kept yet, check them and store each once.

    Equal bytes are stored once, whoever they belong to. A logo that is no proper
    picture is refused, named, and tried again after a day, then two, then four. With
    --force every logo is asked for again, and put where the store lacks it: after the
    store was moved or emptied.

    \b
    Example:
      trr sync logos
    """
    return [*STAGES, VARIANTS]


if __name__ == "__main__":
    command()
