"""`trr resolve tmdb-ids`: which TMDb series each listed show is."""

from datetime import timedelta
from typing import Any

import click

from scripts._command import run_and_exit
from scripts._errors import reports_errors
from scripts._options import Request, selection_options
from scripts._picks import Pick, pick_stage
from scripts._show_stage import selected_ids
from scripts._stage import Context, Plan, Stage, Work
from trr_backend.errors import StorageError
from trr_backend.ingestion.lookups import (
    fetch_find,
    fetch_search,
    find_key,
    search_key,
)
from trr_backend.ingestion.resolve import resolve_by_document
from trr_backend.models.documents import Document, DocumentKey, Unchanged
from trr_backend.models.resolve import Resolution
from trr_backend.repositories import documents, resolving
from trr_backend.repositories.resolving import UnresolvedShow

# What an upstream did not know a week ago it may know now.
_MAX_AGE = timedelta(days=7)


async def _plan(context: Context) -> Plan[UnresolvedShow]:
    ids = await selected_ids(context)
    async with context.database.transaction() as tx:
        items = await resolving.load_unresolved(tx, ids)
    return Plan(items, unchanged=len(ids) - len(items))


async def _collect(
    context: Context, show: UnresolvedShow
) -> Document | Unchanged | None:
    key = _key(show)
    if key is None:
        return None
    async with context.database.transaction() as tx:
        stored = await documents.load(tx, key)
    now = context.now()
    fresh = stored is not None and stored.checked_at > now - _MAX_AGE
    if fresh and not context.selection.force:
        return None
    etag = stored.document.etag if stored else None
    wanted = show.wanted
    if wanted.imdb_id:
        return await fetch_find(context.tmdb, wanted.imdb_id, now=now, etag=etag)
    return await fetch_search(
        context.tmdb, wanted.title or "", wanted.year, now=now, etag=etag
    )


async def _store(
    work: Work, show: UnresolvedShow, got: Document | Unchanged | None
) -> str | None:
    if isinstance(got, Document):
        await documents.store(work.tx, got)
    elif isinstance(got, Unchanged):
        await documents.confirm(work.tx, got)
    resolution = await _resolve(work, show)
    if resolution.tmdb_id is not None:
        await resolving.assign(
            work,
            show.id,
            show.name,
            resolution.tmdb_id,
            resolution.reason,
        )
        return None
    await resolving.ask(work.tx, show.id, resolution)
    return _question(show, resolution)


async def _resolve(work: Work, show: UnresolvedShow) -> Resolution:
    key = _key(show)
    if key is None:
        return Resolution(None, "neither an IMDb id nor a title is known")
    stored = await documents.load(work.tx, key)
    if stored is None:
        raise StorageError(f"the answer about {show.name} is gone; run it again")
    return resolve_by_document(show.wanted, stored.document)


def _key(show: UnresolvedShow) -> DocumentKey | None:
    wanted = show.wanted
    if wanted.imdb_id:
        return find_key(wanted.imdb_id)
    return search_key(wanted.title, wanted.year) if wanted.title else None


def _question(show: UnresolvedShow, resolution: Resolution) -> str:
    imdb_id = show.wanted.imdb_id
    ref = f"imdb:{imdb_id}" if imdb_id else str(show.id)
    named = "; ".join(
        f"tmdb:{one.tmdb_id} {one.name} ({one.first_air_date or 'no date'}"
        f"{''.join(f', {country}' for country in one.origin_countries)})"
        for one in resolution.candidates
    )
    candidates = f"; candidates: {named}" if named else ""
    return (
        f"not resolved: {resolution.reason}{candidates}; choose with "
        f"`trr resolve tmdb-ids --pick {ref}=tmdb:ID`"
    )


def _label(show: UnresolvedShow) -> str:
    return f"{show.name} ({show.wanted.imdb_id or show.id})"


STAGE = Stage("resolve", _label, _plan, _collect, _store)


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
