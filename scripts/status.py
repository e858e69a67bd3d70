"""`trr status`: how old each part is, how much there is, what is due, what waits."""

import asyncio
import json
from dataclasses import asdict
from datetime import UTC, date, datetime

import click
from rich.console import Console

from scripts import sync_people
from scripts._database import open_migrated
from scripts._errors import reports_errors
from scripts._status import print_status
from trr_backend.config import load_settings
from trr_backend.ingestion.imdb_answers import IMDB_API_MAX_AGE
from trr_backend.repositories.families import SLOW, SLOW_AIRING
from trr_backend.repositories.people import PersonFreshness
from trr_backend.repositories.shows import Freshness
from trr_backend.repositories.status import Age, Status, load_status

_SHOWS = Freshness()
_PEOPLE = PersonFreshness("", sync_people.AGE)
# As old as the stages let them be.
_AGES = (
    Age("tmdb", "tv", _SHOWS.settled, _SHOWS.airing, _SHOWS.spread),
    Age("tmdb", "tv_part", _SHOWS.settled, _SHOWS.airing, _SHOWS.spread),
    Age("tmdb", "tv_lang", SLOW, SLOW_AIRING),
    Age("tmdb", "episode_group", SLOW, SLOW_AIRING),
    Age("tmdb", "person", _PEOPLE.age, _PEOPLE.age, _PEOPLE.spread),
    Age("imdb", "title", IMDB_API_MAX_AGE, IMDB_API_MAX_AGE),
)


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON to stdout.")
@reports_errors
def command(*, as_json: bool) -> None:
    """Say how old each part of the catalogue is, what is due, and what waits for you.

    \b
    Example:
      trr status --json
    """
    status = asyncio.run(_load())
    if as_json:
        told = json.dumps(asdict(status), indent=2, default=_text, ensure_ascii=False)
        print(told)
        return
    print_status(Console(highlight=False), status, datetime.now(UTC))


async def _load() -> Status:
    async with open_migrated(load_settings()) as database, database.transaction() as tx:
        return await load_status(tx, _AGES)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


if __name__ == "__main__":
    command()
