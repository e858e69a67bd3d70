"""What tests of wikis share: one, its answers, and whom its pages are about."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.whole_shows import ACCEPTED, AS_OF, AT, working
from trr_backend.models.documents import Document, DocumentKey
from trr_backend.models.people import (
    CreditedPerson,
    CreditRecord,
    CreditScope,
    CreditsRecord,
)
from trr_backend.models.wiki import (
    Candidate,
    ChangesSaid,
    FactSource,
    Match,
    PageFacts,
    PageSaid,
    PagesSaid,
    Wiki,
    WikiEntity,
    WikiFact,
    WikiSite,
)
from trr_backend.repositories import (
    credits as credit_rows,
)
from trr_backend.repositories import (
    wiki_pages,
    wiki_subjects,
    wikis,
)
from trr_backend.repositories.db import Database
from trr_backend.repositories.sets import Owner

WIKI = Wiki.fandom("survivor")
SITE = WikiSite(
    site_name="Survivor Wiki",
    language="en",
    article_url="https://survivor.fandom.com/wiki/$1",
    licence="CC BY-SA 3.0",
    licence_url="https://creativecommons.org/licenses/by-sa/3.0/",
    is_free=True,
    file_namespace="Datei",
)


def page(number: int, title: str, revision: int = 10, says: str = "") -> PageSaid:
    """Return a page as a wiki answered it; a later revision came later."""
    at = AS_OF + timedelta(hours=revision)
    url = f"{WIKI.url}/wiki/{title.replace(' ', '_')}"
    body = {"page": {"pageid": number, "title": title, "rev": revision, "is": says}}
    return PageSaid(
        number=number,
        title=title,
        url=url,
        revision=revision,
        revised_at=at,
        document=Document(
            key=DocumentKey("fandom", "page", f"survivor:{number}"),
            url=url,
            body=json.dumps(body).encode(),
            fetched_at=at,
            licence="CC BY-SA 3.0",
            keep=timedelta(days=3650),
        ),
    )


async def new_wiki(database: Database, *shows: UUID) -> UUID:
    """Store a wiki that these shows remember; return our id."""
    async with working(database) as work:
        wiki_id = await wikis.ensure(work, WIKI)
        await wikis.save_site(work, wiki_id, SITE, AT)
        for show_id in shows:
            await wikis.remember(work, show_id, wiki_id, by_person=False)
    return wiki_id


async def answer(
    database: Database,
    wiki_id: UUID,
    *pages: PageSaid,
    titles: Mapping[str, int | None] | None = None,
    gone: tuple[int, ...] = (),
) -> None:
    """Store what a wiki answered; each page was asked by its title, or as `titles`."""
    asked = {one.title: one.number for one in pages} if titles is None else titles
    async with working(database) as work:
        await wiki_pages.save(work, wiki_id, PagesSaid(pages, dict(asked), gone))


async def edited(
    database: Database, wiki_id: UUID, *titles: str, numbers: tuple[int, ...] = ()
) -> int:
    """Note that these were edited; return how many pages are newly stale."""
    async with working(database) as work:
        said = ChangesSaid(AT, frozenset(numbers), frozenset(titles))
        return await wikis.save_changes(work, wiki_id, said)


async def page_id_of(database: Database, number: int) -> UUID:
    """Return our id of a page."""
    query = "select id from core.wiki_pages where page_number = %s"
    async with database.reading() as tx:
        row = await (await tx.execute(query, [number])).fetchone()
    assert row is not None
    found: UUID = row[0]
    return found


async def use(database: Database, wiki_id: UUID, mapping: int = 1) -> list[str]:
    """Let facts be made of what is due; return the titles."""
    async with working(database) as work:
        due = await wiki_pages.load_due(work.tx, wiki_id, mapping=mapping, force=False)
        for one in due:
            await wiki_pages.mark_used(work, one.id, mapping)
    return [one.title for one in due]


def match(entity_id: UUID, entity: WikiEntity = "person", name: str = "Ann") -> Match:
    """Return that a page is about this one."""
    chosen = Candidate(entity, entity_id, name, 0.95, ("same name",))
    return Match(chosen, (chosen,))


async def matched(
    database: Database, number: int, entity_id: UUID, entity: WikiEntity = "person"
) -> UUID:
    """Let a page be about somebody; return our id of the page."""
    page_id = await page_id_of(database, number)
    async with working(database) as work:
        await wiki_subjects.save(work, page_id, match(entity_id, entity))
    return page_id


async def cast(
    database: Database, show: Owner, *parts: tuple[int, CreditScope], **names: str
) -> None:
    """Let these people be credited, and nobody else, in the show and these parts.

    A person of TMDb's 5 is called "Person 5", or as `p5` says.
    """
    everywhere = dict.fromkeys([CreditScope(), *(scope for _, scope in parts)])
    people = sorted({number for number, _ in parts})
    said = CreditsRecord(
        scopes=tuple(everywhere),
        people=tuple(
            CreditedPerson(n, names.get(f"p{n}", f"Person {n}")) for n in people
        ),
        credits=tuple(
            CreditRecord(scope, f"c{n}", n, "self", "Self", None, 0, 1)
            for n, scope in parts
        ),
    )
    async with working(database) as work:
        await credit_rows.write(work, show, said, ACCEPTED)


def source(revision: int = 10) -> FactSource:
    """Return where the facts of a page's revision stand."""
    return FactSource(
        source="fandom",
        source_url="https://survivor.fandom.com/wiki/Ann",
        revision=revision,
        retrieved_at=AS_OF + timedelta(hours=revision),
        licence=SITE.licence,
        licence_url=SITE.licence_url,
        attribution="Survivor Wiki contributors",
    )


def facts(*found: WikiFact, revision: int = 10, **parts: Any) -> PageFacts:
    """Return what a page's revision states."""
    return PageFacts(source(revision), found, **parts)
