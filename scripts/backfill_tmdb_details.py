"""`trr backfill tmdb-details`: each show's TMDb answer, kept and turned into rows."""

import click

from scripts._command import AnyStage, stage_command
from scripts._keep import Answer, keep
from scripts._options import max_age_option, selection_options
from scripts._show_stage import (
    ANOTHER_SERIES,
    BY_SHOW,
    SHOWS_TOGETHER,
    is_still,
    selected_ids,
    show_label,
)
from scripts._stage import Context, Plan, Stage, Work
from scripts._successors import Gone, look_for_successor, settle
from trr_backend.errors import NotFound, TrrError
from trr_backend.ingestion.shows import (
    DETAILS_MAPPING,
    fetch_tv,
    from_tmdb,
    tv_address,
    tv_key,
)
from trr_backend.models.documents import Document, StoredDocument
from trr_backend.repositories import documents, overrides, resolving, review, shows
from trr_backend.repositories.shows import DueShow, Freshness


async def _plan(context: Context) -> Plan[DueShow]:
    ids = await selected_ids(context)
    async with context.database.reading() as tx:
        due = await shows.load_details_due(
            tx,
            ids,
            mapping=DETAILS_MAPPING,
            selection=context.selection,
            freshness=Freshness(tv_address(context.tmdb)),
        )
    waiting = [show for show in due if show.waiting_since]
    asked = [show for show in due if not show.waiting_since]
    items = [show for show in asked if show.fetch or show.apply]
    notes = [_waits(show) for show in waiting]
    return Plan(items, unchanged=len(asked) - len(items), notes=notes)


def _waits(show: DueShow) -> str:
    known = (
        f"has not known it since {show.waiting_since:%Y-%m-%d}"
        if show.was_known
        else "does not know this id; check the list it came from"
    )
    return (
        f"{show_label(show)}: TMDb {known}; it is kept and asked for again a week "
        "after the last time (now: with --show)"
    )


def _unknown(show: DueShow, error: NotFound) -> str:
    """Say what to do about an id that TMDb does not know."""
    if show.was_known:
        return str(error)
    named = f"tmdb:{show.tmdb_id}"
    return (
        f"TMDb does not know {named}; check the list it came from, or choose with "
        f"`trr resolve tmdb-ids --pick {named}=tmdb:ID`"
    )


async def _collect(context: Context, show: DueShow) -> Answer | Gone | None:
    if not show.fetch:
        return None
    etag = None
    if show.was_known:
        async with context.database.reading() as tx:
            url = context.tmdb.tv_url(show.tmdb_id)
            etag = await documents.load_etag(tx, tv_key(show.tmdb_id), url)
    try:
        return await fetch_tv(context.tmdb, show.tmdb_id, etag=etag, now=context.now())
    except NotFound as error:
        return await look_for_successor(context, show, error)


async def _store(work: Work, show: DueShow, got: Answer | Gone | None) -> str | None:
    if not isinstance(got, Gone):
        return await _store_answer(work, show, got)
    if not await is_still(work, show):
        return ANOTHER_SERIES
    successor = await settle(work, show, got)
    if successor is None:
        return _unknown(show, got.error) if got.document is None else None
    return await _store_answer(work, successor, got.document)


async def _store_answer(work: Work, show: DueShow, got: Answer | None) -> str | None:
    stored = await _kept(work, show, got)
    if stored is None or not (show.apply or _is_news(got, stored)):
        return None
    if not await is_still(work, show):
        return ANOTHER_SERIES
    record = from_tmdb(stored.document, await overrides.load_for_show(work.tx, show.id))
    taken = await shows.write(work, show.id, record, stored.document.fetched_at)
    label = f"{record.name} (tmdb:{record.tmdb_id})"
    await resolving.ask_same_show(work, show.id, label, taken)
    await review.close_successor(work.tx, show.id, show.tmdb_id, "TMDb knows it")
    await documents.mark_applied(work.tx, stored, show.id, "details", DETAILS_MAPPING)
    return None


async def _kept(work: Work, show: DueShow, got: Answer | None) -> StoredDocument | None:
    stored = await keep(work, got)
    if stored is not None or not show.apply:
        return stored
    return await documents.load_for_use(work.tx, tv_key(show.tmdb_id))


def _is_news(got: Answer | None, stored: StoredDocument) -> bool:
    """Tell whether what was fetched differs from what was applied before."""
    return isinstance(got, Document) and got.fetched_at == stored.document.fetched_at


async def _failed(work: Work, show: DueShow, error: TrrError) -> None:
    if isinstance(error, NotFound) and await is_still(work, show):
        await shows.flag_missing(work, show.id, show.name)


STAGE = Stage(
    "details",
    show_label,
    _plan,
    _collect,
    _store,
    _failed,
    together=SHOWS_TOGETHER,
    parts=BY_SHOW,
)


@click.command("tmdb-details")
@max_age_option
@selection_options
@stage_command("backfill tmdb-details")
def command() -> list[AnyStage]:
    """Fetch what TMDb says about each show: one request a show.

    Only what is missing, older than a week (a day for shows in production) or forced is
    fetched; what is not due costs nothing.

    \b
    Example:
      trr backfill tmdb-details --show tmdb:8514
    """
    return [STAGE]


if __name__ == "__main__":
    command()
