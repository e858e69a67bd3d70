"""`trr sync show-cast`: who was what in a show, its seasons and its episodes."""

from dataclasses import dataclass

import click

from scripts._command import AnyStage, stage_command
from scripts._options import accept_removals_option, selection_options
from scripts._show_stage import (
    ANOTHER_SERIES,
    BY_SHOW,
    SHOWS_TOGETHER,
    is_still,
    selected_ids,
    show_label,
)
from scripts._stage import Context, Plan, Stage, Work
from scripts.backfill_tmdb_details import STAGE as DETAILS
from scripts.sync_seasons_episodes import ROWS_USE, seasons_use
from scripts.sync_seasons_episodes import STAGE as SEASONS
from trr_backend.ingestion.credits import CREDITS_MAPPING, credits_from_tmdb
from trr_backend.repositories import credits as credit_rows
from trr_backend.repositories import families, suppressions
from trr_backend.repositories.families import DueFamily, Use
from trr_backend.repositories.removals import Removals
from trr_backend.repositories.sets import Owner
from trr_backend.repositories.shows import Freshness

USE = Use(stage="show-cast", mapping=CREDITS_MAPPING, kinds=("tv", "tv_part"))


@dataclass(frozen=True, slots=True)
class _Rules:
    """What seasons must have been written by, and how much may vanish."""

    seasons: Use
    removals: Removals


async def _plan(context: Context) -> Plan[DueFamily]:
    ids = await selected_ids(context)
    async with context.database.reading() as tx:
        found = await families.load_due(
            tx, ids, USE, force=context.selection.force, freshness=Freshness()
        )
    items = [show for show in found if show.apply]
    return Plan(items, unchanged=len(found) - len(items))


async def _collect(context: Context, _show: DueFamily) -> _Rules:
    return _Rules(seasons_use(context.settings), context.removals)


async def _store(work: Work, show: DueFamily, rules: _Rules) -> str | None:
    # Credits name people: who is taken down meanwhile must not come with them.
    await suppressions.hold(work)
    if not await is_still(work, show):
        return ANOTHER_SERIES
    where = (work.tx, show.id, show.tmdb_id)
    stored = await families.load_for_use(work.tx, show.tmdb_id, USE)
    if not (
        await families.is_applied(*where, rules.seasons)
        or await families.is_applied(*where, ROWS_USE)
    ):
        return "its seasons are not written yet; mend what they failed by, run it again"
    said = [one.document for one in stored]
    as_of = max(document.fetched_at for document in said)
    owner = Owner(show.id, show.name, as_of)
    await credit_rows.write(work, owner, credits_from_tmdb(said), rules.removals)
    await families.mark_applied(*where, USE)
    return None


STAGE = Stage(
    "show-cast",
    show_label,
    _plan,
    _collect,
    _store,
    together=SHOWS_TOGETHER,
    parts=BY_SHOW,
)


@click.command("show-cast")
@accept_removals_option
@selection_options
@stage_command("sync show-cast")
def command() -> list[AnyStage]:
    """Write the credits of each show, its seasons and its episodes.

    Hosts, judges, contestants and who plays themselves are told apart; the role's text
    is kept as the source words it. Seasons and episodes are brought up to date first;
    credits cost no request of their own.

    \b
    Example:
      trr sync show-cast --show tmdb:14658
    """
    return [DETAILS, SEASONS, STAGE]


if __name__ == "__main__":
    command()
