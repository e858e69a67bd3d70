"""The stage that makes facts of stored pages: whom it is about, and what it says.

It makes no request. A page whose subject nobody can be sure of leads to a question; the
answer is used by the next run.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from scripts._show_stage import selected_ids
from scripts._stage import Context, Plan, Stage, Work
from scripts._wiki_pages import UNTIL_EDITED, Reading, Shows, readings
from scripts._wiki_people import reapply_person
from trr_backend.errors import Missing, Refused
from trr_backend.ingestion.wiki.facts import fact_source, page_facts
from trr_backend.ingestion.wiki.identity import identify
from trr_backend.ingestion.wiki.maps import map_version
from trr_backend.ingestion.wiki.matching import match_page
from trr_backend.models.documents import StoredDocument
from trr_backend.models.wiki import Candidate, Match, Roster, Wiki
from trr_backend.models.wiki_page import WikiPage
from trr_backend.repositories import (
    suppressions,
    wiki_facts,
    wiki_pages,
    wiki_refusals,
    wiki_subjects,
    wikis,
)
from trr_backend.repositories.wiki_pages import DuePage
from trr_backend.repositories.wiki_rosters import load_roster, with_namesakes


@dataclass(frozen=True, slots=True)
class PageItem:
    """A page that is due, and by what it is read."""

    page: DuePage
    of: Reading
    roster: Roster


def facts_stage(
    name: str,
    named: Sequence[Wiki],
    of: Shows = selected_ids,
    *,
    finds_shows: bool = False,
) -> Stage[PageItem, None]:
    """Return the stage over all pages of these wikis that are due.

    With `finds_shows` a page may be about any selected show, which remembers the wiki
    from then on; else about those only that remember it. Such a stage comes first, so
    that it alone makes facts of all pages again by --force.
    """

    async def plan(context: Context) -> Plan[PageItem]:
        items: list[PageItem] = []
        for reading in await readings(context, named, of):
            items += await _due(context, reading, finds_shows=finds_shows)
        return Plan(items)

    async def collect(_context: Context, _item: PageItem) -> None:
        return None

    return Stage(name, _label, plan, collect, _store, parallel=4)


async def _due(
    context: Context, reading: Reading, *, finds_shows: bool
) -> list[PageItem]:
    wiki_id = reading.known.id
    async with context.database.transaction() as tx:
        due = await wiki_pages.load_due(
            tx,
            wiki_id,
            mapping=map_version(reading.map),
            force=context.selection.force and finds_shows,
        )
        if not due:
            return []
        ids = await wikis.load_shows(tx, wiki_id, None)
        if finds_shows:
            ids = list(dict.fromkeys([*ids, *reading.show_ids]))
        roster = await load_roster(tx, wiki_id, ids)
        roster = await with_namesakes(tx, wiki_id, roster)
    return [PageItem(page, reading, roster) for page in due]


def _label(item: PageItem) -> str:
    return f"{item.of.wiki.name}: {item.page.title}"


async def _store(work: Work, item: PageItem, _got: None) -> str | None:
    await suppressions.hold(work)
    stored = await wiki_pages.load_for_use(work.tx, item.page.id)
    if stored is None:
        raise Missing(f"the page {item.page.title} is gone; run the same command again")
    undone = None
    try:
        page = item.of.read(stored.document)
    except Refused as error:
        undone = f"{error}; {UNTIL_EDITED}"
    else:
        await _make(work, item, page, stored)
    await wiki_pages.mark_used(work, item.page.id, map_version(item.of.map))
    return undone


async def _make(
    work: Work, item: PageItem, page: WikiPage, stored: StoredDocument
) -> None:
    subject = await _subject(work, item, page)
    if subject is not None:
        await _write(work, item, page, stored, subject)


async def _subject(work: Work, item: PageItem, page: WikiPage) -> Candidate | None:
    """Return whom a page is about: by a person's word, else by the rules."""
    known = await wiki_subjects.load(work.tx, item.page.id)
    if known is not None and known.by_person:
        return known.candidate
    former = known.candidate if known else None
    said = identify(page, item.of.map, item.roster)
    match = match_page(said, item.roster, former)
    refused = await wiki_refusals.load_refused(work.tx, item.of.wiki, item.page.number)
    match = _without(match, refused)
    if match.chosen is not None:
        retracted = await wiki_subjects.save(work, item.page.id, match)
    else:
        retracted = await wiki_subjects.forget(work, item.page.id)
        if match.candidates:
            await wiki_subjects.ask(work, item.of.wiki, page, match)
    for person_id in sorted(retracted):
        await reapply_person(work, person_id)
    return match.chosen


def _without(match: Match, refused: set[UUID]) -> Match:
    chosen = match.chosen
    return replace(
        match,
        chosen=None if chosen is None or chosen.id in refused else chosen,
        candidates=tuple(one for one in match.candidates if one.id not in refused),
    )


async def _write(
    work: Work,
    item: PageItem,
    page: WikiPage,
    stored: StoredDocument,
    subject: Candidate,
) -> None:
    source = fact_source(stored.document, page, item.of.wiki, item.of.site)
    number = subject.season_number
    said = page_facts(
        page,
        subject.entity,
        item.of.map,
        item.roster,
        source,
        season=None if number is None else (subject.id, number),
    )
    page_id = item.page.id
    if subject.entity == "person":
        await wiki_facts.write_person(work, subject.id, page_id, said)
        await reapply_person(work, subject.id)
    else:
        await wikis.remember(work, subject.id, item.of.known.id, by_person=False)
        await wiki_facts.write_show(work, subject.id, page_id, said)
    await wiki_facts.write_ledger(work, page_id, said)
