"""A show whose two people a wiki knows: pages, facts, a ledger; for whole commands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from scripts._redaction import admitted_pages
from tests.answers import credit
from tests.pipeline import Pipeline, Upstream
from tests.whole_shows import working
from tests.wiki_rows import SITE, WIKI, facts, match, page
from trr_backend.models.wiki import LedgerEntry, PagesSaid, SeasonLedger, WikiFact
from trr_backend.repositories import wiki_facts, wiki_pages, wiki_subjects, wikis
from trr_backend.repositories.db import open_database
from trr_backend.repositories.work import Work

SEASON = LedgerEntry("Bo Judge", 1, "Bo Judge"), LedgerEntry("Ada", 2, "Ada Host")
PAGES = {
    1: ("Bo Judge", "Bo Judge was born."),
    2: ("Bo Judge/Gallery", "<gallery>Bo Judge.jpg</gallery>"),
    3: ("Ada Host", "Ada is married to [[Bo Judge]]."),
    4: ("Season 1", "[[Bo Judge]] and [[Ada Host]]"),
}
TITLES = {"Bo J.": 1, "Bo Judge (Survivor)": None, "Beau Judge": None}


async def tell(pipeline: Pipeline, upstream: Upstream) -> None:
    """Sync a show with two people, and let a wiki say of each, and of a season."""
    cast = [credit(71, "Ada Host", "Host"), credit(72, "Bo Judge", "Judge")]
    upstream.put_season(1, 1, cast=cast)
    upstream.put(1, "One")
    await pipeline.track(1)
    await pipeline.with_settings(images="photo=0").sync()
    async with at_work(pipeline) as work:
        ((show_id,),) = await (
            await work.tx.execute("select id from core.shows")
        ).fetchall()
        wiki_id = await wikis.ensure(work, WIKI)
        await wikis.save_site(work, wiki_id, SITE, work.at)
        await wikis.remember(work, show_id, wiki_id, by_person=False)
        await save(work)
        await write(work)
    with pipeline.connect() as connection:
        connection.execute("update core.wiki_pages set mapping = 1")
        connection.execute("delete from ops.events")


async def save(work: Work) -> None:
    """Let the wiki answer with its pages."""
    pages = tuple(
        page(number, *said[:1], says=said[1]) for number, said in PAGES.items()
    )
    said = PagesSaid(pages, {**{one.title: one.number for one in pages}, **TITLES})
    known = await wikis.load(work.tx, WIKI.name)
    assert known is not None
    await wiki_pages.save(work, known.id, await admitted_pages(work, said))


async def write(work: Work) -> None:
    """Make rows of the pages."""
    said = {
        "Bo Judge": (WikiFact("birthday", "1975-12-25"),),
        "Ada Host": (
            WikiFact("occupation", ("Host", "Friend of Bo Judge")),
            WikiFact("spouse", "Bo Judge (2001)"),
        ),
    }
    for name, stated in said.items():
        person, page_id = await person_of(work, name), await page_of(work, name)
        await wiki_subjects.save(work, page_id, match(person, name=name))
        await wiki_facts.write_person(work, person, page_id, facts(*stated))
    ((show_id,),) = await (
        await work.tx.execute("select id from core.shows")
    ).fetchall()
    season = await page_of(work, "Season 1")
    await wiki_subjects.save(work, season, match(show_id, "show", "One"))
    await wiki_facts.write_ledger(work, season, facts(ledgers=(ledger(),)))


def ledger() -> SeasonLedger:
    """Return what the season's page says of both."""
    return SeasonLedger("Season 1", None, "season", SEASON)


async def person_of(work: Work, name: str) -> UUID:
    """Return our id of a person."""
    cursor = await work.tx.execute("select id from core.people where name = %s", [name])
    ((found,),) = await cursor.fetchall()
    assert isinstance(found, UUID)
    return found


async def page_of(work: Work, title: str) -> UUID:
    """Return our id of a page."""
    cursor = await work.tx.execute(
        "select id from core.wiki_pages where title = %s", [title]
    )
    ((found,),) = await cursor.fetchall()
    assert isinstance(found, UUID)
    return found


@asynccontextmanager
async def at_work(pipeline: Pipeline) -> AsyncIterator[Work]:
    """Open a transaction on the pipeline's database."""
    async with open_database(pipeline.settings) as database, working(database) as work:
        yield work
