"""`trr resolve tmdb-ids`: which TMDb series each listed show is."""

from datetime import timedelta
from typing import Any

import click

from scripts._command import run_and_exit
from scripts._errors import reports_errors
from scripts._keep import keep
from scripts._lookups import Verdict, by_imdb_id, by_title, look_up
from scripts._options import Request, selection_options
from scripts._picks import Pick, pick_stage
from scripts._show_stage import SHOWS_TOGETHER, selected_ids
from scripts._stage import Context, Plan, Stage, Work
from trr_backend.models.resolve import Resolution
from trr_backend.repositories import resolving, review
from trr_backend.repositories.resolving import UnresolvedShow

# What an upstream did not know a week ago it may know now.
_MAX_AGE = timedelta(days=7)


async def _plan(context: Context) -> Plan[UnresolvedShow]:
    ids = await selected_ids(context)
    async with context.database.reading() as tx:
        items = await resolving.load_unresolved(tx, ids)
    return Plan(items, unchanged=len(ids) - len(items))


async def _collect(context: Context, show: UnresolvedShow) -> Verdict:
    asks = by_imdb_id if show.wanted.imdb_id else by_title
    lookups = asks(context, show.wanted)
    return await look_up(context, show.wanted, lookups, _MAX_AGE)


async def _store(work: Work, show: UnresolvedShow, verdict: Verdict) -> str | None:
    for answer in verdict.answers:
        await keep(work, answer)
    resolution = await review.without_refused(
        work.tx, resolving.RESOLVE, show.id, verdict.resolution
    )
    if resolution.tmdb_id is None:
        if await resolving.ask(work.tx, show.id, resolution):
            return _question(show, resolution)
        work.notes.append(
            f"{_label(show)} stays without a TMDb series, as a person decided; "
            f"`trr resolve tmdb-ids --pick {_ref(show)}=tmdb:ID` decides otherwise"
        )
        return None
    await resolving.assign(
        work, show.id, show.name, resolution.tmdb_id, resolution.reason
    )
    return None


def _question(show: UnresolvedShow, resolution: Resolution) -> str:
    named = "; ".join(
        f"tmdb:{one.tmdb_id} {one.name} ({one.first_air_date or 'no date'}"
        f"{''.join(f', {country}' for country in one.origin_countries)})"
        for one in resolution.candidates
    )
    candidates = f"; candidates: {named}" if named else ""
    return (
        f"not resolved: {resolution.reason}{candidates}; choose with "
        f"`trr resolve tmdb-ids --pick {_ref(show)}=tmdb:ID`"
    )


def _ref(show: UnresolvedShow) -> str:
    imdb_id = show.wanted.imdb_id
    return f"imdb:{imdb_id}" if imdb_id else str(show.id)


def _label(show: UnresolvedShow) -> str:
    return f"{show.name} ({show.wanted.imdb_id or show.id})"


STAGE = Stage(
    "resolve",
    _label,
    _plan,
    _collect,
    _store,
    together=SHOWS_TOGETHER,
)


@click.command("tmdb-ids")
@click.option(
    "--pick",
    "picks",
    multiple=True,
    metavar="SHOW=tmdb:ID",
    help="Decide which TMDb series a show is. Repeatable.",
)
@selection_options
@reports_errors
def command(picks: tuple[str, ...], **options: Any) -> None:
    """Find each listed show on TMDb; what is doubtful is left to you.

    By IMDb id where one is known, checked against the list's name and year, else by
    title and year. A show that may be several is named with its candidates and left as
    it is; the exit code is 1 until you decide.

    \b
    Examples:
      trr resolve tmdb-ids
      trr resolve tmdb-ids --pick imdb:tt0251497=tmdb:10160
    """
    chosen = [Pick.parse(text) for text in picks]
    stages = [pick_stage(chosen)] if chosen else [STAGE]
    run_and_exit("resolve tmdb-ids", stages, Request.of(**options))


if __name__ == "__main__":
    command()
