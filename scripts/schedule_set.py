"""`trr schedule set`: when a schedule ticks, and whether it does."""

import asyncio
import json
from dataclasses import dataclass, replace

import click

from scripts._errors import reports_errors
from scripts._schedule_told import Told, as_told, lines, load_told
from scripts._schedules import ROUTINES
from scripts._webhooks import dry_run_option, json_option, writing
from trr_backend.config import load_settings
from trr_backend.errors import InputError
from trr_backend.models.schedules import Schedule
from trr_backend.models.source_ref import shown
from trr_backend.repositories import schedules
from trr_backend.utils.ticks import check_schedule


@click.command("set")
@click.argument("name")
@click.option(
    "--cron",
    metavar='"M H D M W"',
    help="When it ticks: minute, hour, day, month and day of the week, as for cron.",
)
@click.option(
    "--timezone",
    metavar="ZONE",
    help="By which clocks, as Europe/Berlin or UTC. An hour that these leave out or "
    "repeat counts once.",
)
@click.option("--on/--off", "enabled", default=None, help="Whether it ticks at all.")
@click.option("--default", "usual", is_flag=True, help="As it is without being set.")
@dry_run_option
@json_option
@reports_errors
def command(  # noqa: PLR0913 -- one parameter an option, as click hands them over
    *,
    name: str,
    cron: str | None,
    timezone: str | None,
    enabled: bool | None,
    usual: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Set when workers do something by themselves, and whether they do.

    It counts from now on: what ticked before is not made up for. A run that goes on or
    waits is not touched (`trr runs cancel`).

    \b
    Examples:
      trr schedule set nightly --cron "30 3 * * *" --timezone Europe/Berlin
      trr schedule set airing --off
      trr schedule set nightly --default
    """
    wanted = _Wanted(name, cron, timezone, enabled, usual)
    told = asyncio.run(_set(wanted, dry_run=dry_run))
    if as_json:
        print(json.dumps(as_told(told), indent=2))
        return
    if dry_run:
        print("would be:")
    print(*lines(told), sep="\n")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be set; None: as it is."""

    name: str
    cron: str | None
    timezone: str | None
    enabled: bool | None
    usual: bool

    def __post_init__(self) -> None:
        """Raise InputError where it says nothing, or two things at once."""
        said = (self.cron, self.timezone, self.enabled)
        if self.usual and said != (None, None, None):
            raise InputError("--default sets everything: leave the other options out")
        if not self.usual and said == (None, None, None):
            raise InputError(
                "say what to set: --cron, --timezone, --on, --off or --default"
            )

    def of(self, one: Schedule) -> Schedule:
        """Return a schedule as it is to be. Raises InputError where it cannot tick."""
        if self.usual:
            usual = {routine.name: routine.cron for routine in ROUTINES}
            cron, timezone, enabled = usual.get(one.name, one.cron), "UTC", True
        else:
            cron = one.cron if self.cron is None else " ".join(self.cron.split())
            timezone = one.timezone if self.timezone is None else self.timezone
            enabled = one.enabled if self.enabled is None else self.enabled
        check_schedule(cron, timezone)
        return replace(one, cron=cron, timezone=timezone, enabled=enabled)


async def _set(wanted: _Wanted, *, dry_run: bool) -> Told:
    async with writing(dry_run=dry_run) as tx:
        await schedules.add_missing(tx, ROUTINES)
        known = (await schedules.load_all(tx)).by_name
        if wanted.name not in known:
            raise InputError(
                f"there is no schedule {shown(wanted.name)}; there are: "
                f"{', '.join(sorted(known))}"
            )
        await schedules.change(tx, wanted.of(known[wanted.name]))
        told = await load_told(load_settings(), tx)
    return next(one for one in told if one.schedule.name == wanted.name)


if __name__ == "__main__":
    command()
