"""`trr resolve tmdb-ids`: which TMDb series each listed show is."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import click

from scripts._command import run_and_exit
from scripts._errors import reports_errors
from scripts._options import Request, selection_options
from scripts._picks import Pick, pick_stage
from scripts._show_stage import selected_ids
from scripts._stage import Context, Plan, Stage, Work
from trr_backend.errors import Missing
from trr_backend.ingestion.lookups import (
    fetch_find,
    fetch_search,
    find_key,
    search_key,
)
from trr_backend.ingestion.resolve import resolve_by_document
from trr_backend.models.documents import Document, DocumentKey, Unchanged
from trr_backend.models.resolve import Resolution, Wanted
from trr_backend.repositories import documents, resolving
from trr_backend.repositories.resolving import UnresolvedShow

# What an upstream did not know a week ago it may know now.
_MAX_AGE = timedelta(days=7)

Answer = Document | Unchanged
Fetch = Callable[..., Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class _Verdict:
    """Who a show is, and the answers that were asked for it and must be kept."""

    resolution: Resolution
    answers: tuple[Answer, ...]


async def _plan(context: Context) -> Plan[UnresolvedShow]:
    ids = await selected_ids(context)
    async with context.database.transaction() as tx:
        items = await resolving.load_unresolved(tx, ids)
    return Plan(items, unchanged=len(ids) - len(items))


async def _collect(context: Context, show: UnresolvedShow) -> _Verdict:
    """Ask until somebody can be named; a fresh answer costs no request."""
    resolution = Resolution(None, "neither an IMDb id nor a title is known")
    answers: list[Answer] = []
    for key, fetch in _lookups(context, show.wanted):
        document, answer = await _look_up(context, key, fetch)
        answers += [answer] if answer else []
        resolution = resolve_by_document(show.wanted, document)
        if resolution.candidates:
            break
    return _Verdict(resolution, tuple(answers))


def _lookups(context: Context, wanted: Wanted) -> Iterator[tuple[DocumentKey, Fetch]]:
    """Yield what to ask: by IMDb id; else by title and year, then by title alone.

    The last one names candidates for a person where the list's year is wrong.
    """
    if wanted.imdb_id:
        find = partial(fetch_find, context.tmdb, wanted.imdb_id)
        yield find_key(wanted.imdb_id), find
    elif wanted.title:
        for year in dict.fromkeys((wanted.year, None)):
            search = partial(fetch_search, context.tmdb, wanted.title, year)
            yield search_key(wanted.title, year), search


async def _look_up(
    context: Context, key: DocumentKey, fetch: Fetch
) -> tuple[Document, Answer | None]:
    """Return the document, and the upstream's answer where it was asked."""
    now = context.now()
    async with context.database.transaction() as tx:
        stored = await documents.load(tx, key)
    fresh = stored is not None and stored.checked_at > now - _MAX_AGE
    if stored and fresh and not context.selection.force:
        return stored.document, None
    answer = await fetch(now=now, etag=stored.document.etag if stored else None)
    if isinstance(answer, Document):
        return answer, answer
    if stored is None:
        raise Missing(f"TMDb confirmed an answer that is not kept: {key.key}")
    return stored.document, answer


async def _store(work: Work, show: UnresolvedShow, verdict: _Verdict) -> str | None:
    for answer in verdict.answers:
        if isinstance(answer, Document):
            await documents.store(work.tx, answer)
        else:
            await documents.confirm(work.tx, answer)
    resolution = verdict.resolution
    if resolution.tmdb_id is None:
        await resolving.ask(work.tx, show.id, resolution)
        return _question(show, resolution)
    await resolving.assign(
        work, show.id, show.name, resolution.tmdb_id, resolution.reason
    )
    return None


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
