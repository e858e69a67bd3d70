"""The stage that asks wikis what they are, and what was edited since the last run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from scripts._keep import keep
from scripts._show_stage import selected_ids
from scripts._stage import Context, Plan, Stage, Work
from scripts._wiki_options import load_known, may_be_read
from scripts._wiki_pages import Shows
from trr_backend.config import Settings
from trr_backend.errors import InputError, UpstreamError
from trr_backend.ingestion.wiki.fetch import (
    fetch_changes,
    fetch_revisions,
    fetch_site,
)
from trr_backend.models.documents import Document
from trr_backend.models.wiki import ChangesSaid, KnownWiki, Wiki, WikiSite
from trr_backend.repositories import wiki_pages, wikis

# Name, licence and paths of a wiki change seldom.
_SITE_AGE = timedelta(days=30)
# By what the wiki's clock may be behind ours at first; later it tells the time itself.
_CLOCKS = timedelta(minutes=10)
_NOBODY = (
    "no show has a wiki yet; name one: `trr enrich shows --wiki survivor`, with --show "
    "for the shows that it is about"
)


@dataclass(frozen=True, slots=True)
class WikiItem:
    """A wiki of this run, what is known of it, and the shows named along with it."""

    wiki: Wiki
    known: KnownWiki | None
    shows: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class _Got:
    """What a wiki said of itself, where that was due, and what changed there."""

    settings: Settings
    site: WikiSite
    document: Document | None
    changes: ChangesSaid | None


def wikis_stage(
    named: Sequence[Wiki], of: Shows = selected_ids, *, required: bool = True
) -> Stage[WikiItem, _Got]:
    """Return the stage over these wikis, or over those that the shows remember.

    Where one is `required`, it raises InputError if there is none.
    """

    async def plan(context: Context) -> Plan[WikiItem]:
        ids = await of(context)
        explicit = tuple(ids) if named and context.selection.shows else ()
        async with context.database.transaction() as tx:
            known = await load_known(tx, named, ids)
        stored = {one.wiki.name: one for one in known}
        wanted = named or [one.wiki for one in known]
        if required and not wanted:
            raise InputError(_NOBODY)
        items = [WikiItem(one, stored.get(one.name), explicit) for one in wanted]
        return Plan(items)

    return Stage("wikis", _label, plan, _collect, _store, prepares=True)


def _label(item: WikiItem) -> str:
    return item.wiki.name


async def _collect(context: Context, item: WikiItem) -> _Got:
    try:
        return await _ask(context, item)
    except UpstreamError:
        context.silences.given_up.add(item.wiki.name)
        raise


async def _ask(context: Context, item: WikiItem) -> _Got:
    now, known = context.now(), item.known
    site, document = known.site if known else None, None
    if site is None or _is_old(known, now) or context.selection.force:
        site, document = await fetch_site(context.fandom, item.wiki, now)
    changes = None
    if may_be_read(item.wiki, site, context.settings):
        changes = await _changes(context, item, now)
    return _Got(context.settings, site, document, changes)


def _is_old(known: KnownWiki | None, now: datetime) -> bool:
    site_at = known.site_at if known else None
    return site_at is None or now - site_at > _SITE_AGE


async def _changes(context: Context, item: WikiItem, now: datetime) -> ChangesSaid:
    """Return what changed since it was asked last; nothing where it never was.

    Where a wiki no longer lists all of it, or too much, the revisions are compared, and
    every title without a page is asked for again.
    """
    known = item.known
    if known is None or known.changes_at is None:
        return ChangesSaid(now - _CLOCKS, frozenset(), frozenset())
    listed = await fetch_changes(context.fandom, item.wiki, known.changes_at, now)
    if listed is not None:
        return listed
    async with context.database.transaction() as tx:
        stored = await wiki_pages.load_numbers(tx, known.id)
        titles = await wiki_pages.load_titles_without_page(tx, known.id)
    latest = await fetch_revisions(context.fandom, item.wiki, list(stored))
    other = {number for number in stored if latest.get(number) != stored[number]}
    return ChangesSaid(now, frozenset(other), frozenset(titles))


async def _store(work: Work, item: WikiItem, got: _Got) -> str | None:
    wiki_id = await wikis.ensure(work, item.wiki)
    if got.document is not None:
        await keep(work, got.document)
        await wikis.save_site(work, wiki_id, got.site, got.document.fetched_at)
    if got.changes is None:
        return _not_free(item.wiki, got.site)
    for show_id in item.shows:
        await wikis.remember(work, show_id, wiki_id, by_person=True)
    await wikis.save_changes(work, wiki_id, got.changes)
    return None


def _not_free(wiki: Wiki, site: WikiSite) -> str:
    states = f"is {site.licence}" if site.licence else "is not stated"
    return (
        f"its licence {states}, which does not let anybody pass it on; if you may, set "
        f"TRR_UNFREE_WIKIS={wiki.name} and run the same command again"
    )
