"""`trr runs retry-failed`: what a run left undone, asked for again."""

import asyncio

import click

from scripts._database import open_migrated
from scripts._detached import print_queued, user
from scripts._errors import reports_errors
from scripts._watching import look
from scripts._webhooks import json_option
from trr_backend.config import load_settings
from trr_backend.errors import Conflict, InputError
from trr_backend.models.tasks import PERSON, Queued
from trr_backend.repositories import queued_runs, workers


@click.command("retry-failed")
@click.argument("run", metavar="[ID]", required=False)
@json_option
@reports_errors
def command(*, run: str | None, as_json: bool) -> None:
    """Ask workers for what a run left undone; print the id of the run that does it.

    ID is the run's uuid, or how that begins; without it, the latest of workers that
    left something undone and was not asked for again. Nothing that was done is done
    again.

    \b
    Examples:
      trr runs retry-failed
      trr runs retry-failed 3f2a91c0 --json
    """
    queued, is_anyone_there = asyncio.run(_retry(run))
    print_queued(queued, is_anyone_there=is_anyone_there, as_json=as_json)


async def _retry(named: str | None) -> tuple[Queued, bool]:
    async with open_migrated(load_settings()) as database:
        run_id = None if named is None else (await look(database, named)).runs[0].id
        async with database.transaction() as tx:
            run_id = run_id or await queued_runs.load_latest_failed(tx)
            if run_id is None:
                raise InputError("no run of workers left anything undone")
            try:
                queued = await queued_runs.retry(
                    tx, run_id, actor=f"cli:{user()}", priority=PERSON
                )
            except Conflict as error:
                raise InputError(f"run {run_id}: {error}") from None
            return queued, await workers.is_anyone_there(tx)


if __name__ == "__main__":
    command()
