"""The stages that fetch pages of wikis: 50 titles or numbers a request."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from scripts._redaction import admitted_pages
from scripts._show_stage import selected_ids
from scripts._stage import Context, Plan, Stage, Work
from scripts._wiki_options import load_readable
from trr_backend.ingestion.wiki.fetch import fetch_pages
from trr_backend.ingestion.wiki.maps import TemplateMap, load_map
from trr_backend.ingestion.wiki.pages import page_from
from trr_backend.models.documents import Document
from trr_backend.models.wiki import KnownWiki, PagesSaid, Wiki, WikiSite
from trr_backend.models.wiki_page import WikiPage
from trr_backend.repositories import wiki_pages
from trr_backend.repositories.db import Transaction
from trr_backend.utils.text import counted

BATCH = 50
"""Titles or numbers in one request: what a wiki answers to anybody."""
UNTIL_EDITED = "what it said before stays, and it is read again once it is edited"
"""What becomes of a page that is refused."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A wiki that a run reads, and the selected shows."""

    known: KnownWiki
    site: WikiSite
    map: TemplateMap
    show_ids: tuple[UUID, ...]

    @property
    def wiki(self) -> Wiki:
        """The wiki as it is named."""
        return self.known.wiki

    def read(self, document: Document) -> WikiPage:
        """Return the page in a document. Raises Refused for one that is too much."""
        return page_from(
            document,
            infobox_templates=self.map.infobox_templates,
            file_namespaces=(self.site.file_namespace,),
        )


@dataclass(frozen=True, slots=True)
class Batch:
    """What one request asks for: titles, or numbers of pages known before."""

    of: Reading
    titles: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()


# From a wiki and its shows to the titles that may lead to pages about them.
Wish = Callable[[Transaction, Reading], Awaitable[Sequence[str]]]
# The shows that a run is about.
Shows = Callable[[Context], Awaitable[Sequence[UUID]]]


async def readings(
    context: Context, named: Sequence[Wiki], of: Shows = selected_ids
) -> list[Reading]:
    """Return the wikis that this run reads, each with its map and the shows.

    One that did not answer is left to the next run.
    """
    ids = tuple(await of(context))
    folder = context.settings.wiki_maps
    async with context.database.transaction() as tx:
        found = await load_readable(tx, named, ids, context.settings)
    return [
        Reading(known, site, _map(known, folder), ids)
        for known, site in found
        if known.wiki.name not in context.silences.given_up
    ]


def pages_stage(
    name: str, named: Sequence[Wiki], wish: Wish, of: Shows = selected_ids
) -> Stage[Batch, PagesSaid]:
    """Return the stage that fetches what `wish` names, and pages that changed."""

    async def plan(context: Context) -> Plan[Batch]:
        batches: list[Batch] = []
        for reading in await readings(context, named, of):
            async with context.database.transaction() as tx:
                batches += [one async for one in _due(tx, reading, wish, context)]
        return Plan(batches)

    async def collect(context: Context, batch: Batch) -> PagesSaid:
        with context.silences.asking(batch.of.wiki):
            return await fetch_pages(
                context.fandom,
                batch.of.wiki,
                batch.of.site,
                context.now(),
                titles=batch.titles,
                numbers=batch.numbers,
            )

    async def store(work: Work, batch: Batch, said: PagesSaid) -> None:
        kept = await admitted_pages(work, said)
        await wiki_pages.save(work, batch.of.known.id, kept)
        work.failures.extend(
            (f"{batch.of.wiki.name}: {page.title}", f"{page.reason}; {UNTIL_EDITED}")
            for page in said.refused
        )

    return Stage(name, _label, plan, collect, store, parallel=4, prepares=True)


async def _due(
    tx: Transaction, reading: Reading, wish: Wish, context: Context
) -> AsyncIterator[Batch]:
    wiki_id = reading.known.id
    wished = list(dict.fromkeys(await wish(tx, reading)))
    if not context.selection.force:
        wished = await wiki_pages.load_unasked(tx, wiki_id, wished)
    for start in range(0, len(wished), BATCH):
        yield Batch(reading, titles=tuple(wished[start : start + BATCH]))
    stale = await wiki_pages.load_stale(tx, wiki_id)
    for start in range(0, len(stale), BATCH):
        yield Batch(reading, numbers=tuple(stale[start : start + BATCH]))


def _map(known: KnownWiki, folder: Path | None) -> TemplateMap:
    return load_map(known.wiki.name, folder)


def _label(batch: Batch) -> str:
    asked = batch.titles or [f"page {number}" for number in batch.numbers]
    first = f"{batch.of.wiki.name}: {asked[0]}"
    more = len(asked) - 1
    return f"{first} and {counted(more, 'more page')}" if more else first
