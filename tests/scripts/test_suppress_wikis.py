"""`trr suppress` and `trr shows remove` where wikis know somebody: nothing stays."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from uuid import UUID

from scripts._redaction import admitted_pages
from tests.answers import credit
from tests.kept_pictures import seed_link
from tests.pipeline import Pipeline, Upstream
from tests.whole_shows import working
from tests.wiki_rows import SITE, WIKI, facts, match, page
from trr_backend.models.wiki import (
    LedgerEntry,
    PagesSaid,
    SeasonLedger,
    WikiFact,
)
from trr_backend.repositories import wiki_facts, wiki_pages, wiki_subjects, wikis
from trr_backend.repositories.db import open_database
from trr_backend.repositories.work import Work

WHY = ("--reason", "asked for by letter", "--yes")
SEASON = LedgerEntry("Bo Judge", 1, "Bo Judge"), LedgerEntry("Ada", 2, "Ada Host")
PAGES = {
    1: ("Bo Judge", "Bo Judge was born."),
    2: ("Bo Judge/Gallery", "<gallery>Bo Judge.jpg</gallery>"),
    3: ("Ada Host", "Ada is married to [[Bo Judge]]."),
    4: ("Season 1", "[[Bo Judge]] and [[Ada Host]]"),
}
TITLES = {"Bo J.": 1, "Bo Judge (Survivor)": None, "Beau Judge": None}
LEFT = [("Ada Host",), ("Season 1",)]
_PAGES = "select title from core.wiki_pages order by page_number"
_EVENTS = "select entity, kind, fields from ops.events order by entity, kind"


async def test_a_person_is_gone_from_all_that_wikis_say(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Pages, names in others, parts in seasons; a page that comes again is not kept."""
    await _told(pipeline, upstream)
    assert "Bo Judge" in pipeline.text()

    done = await pipeline.trr("suppress", "--person", "tmdb:72", *WHY)

    assert done.exit_code == 0, done.output
    kept = pipeline.text()
    for trace in ("Bo Judge", "bo judge", "Bo J.", "survivor:1", "Bo_Judge"):
        assert trace not in kept, trace
    assert "Beau Judge" in kept
    assert pipeline.rows(_PAGES) == LEFT
    assert pipeline.rows("select name from core.season_ledger") == [("Ada",)]
    assert pipeline.rows("select field, value from core.person_facts") == [
        ("occupation", ["Host"])
    ]
    assert pipeline.rows(
        "select count(*) from core.wiki_pages where mapping isnull"
    ) == [(2,)]
    assert pipeline.rows(_EVENTS) == [
        ("person", "removed", ["facts", "ledger"]),
        ("person", "updated", ["facts"]),
        ("show", "updated", ["credits", "ledger"]),
    ]

    async with _working(pipeline) as work:
        await _save(work)
        ((page_id,),) = await (
            await work.tx.execute(
                "select id from core.wiki_pages where page_number = 4"
            )
        ).fetchall()
        await wiki_facts.write_ledger(work, page_id, facts(ledgers=(_ledger(),)))
    kept = pipeline.text()
    assert pipeline.rows(_PAGES) == LEFT
    assert "[[Bo Judge]]" not in kept
    assert "Bo Judge was" not in kept
    assert pipeline.rows("select name from core.season_ledger") == [("Ada",)]


async def test_a_fact_of_wikis_is_gone_and_stays_away(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Also one that no record has; of what nobody states there is nothing to take."""
    await _told(pipeline, upstream)
    ada = ("suppress", "--person", "tmdb:71", "--field")
    done = await pipeline.trr(*ada, "spouse", *WHY)
    assert done.exit_code == 0, done.output
    stated = "select p.name, f.field from core.person_facts f join core.people p"
    stated += " on p.id = f.person_id order by 1, 2"
    left = [("Ada Host", "occupation"), ("Bo Judge", "birthday")]
    assert pipeline.rows(stated) == left
    async with _working(pipeline) as work:
        await _write(work)
    assert pipeline.rows(stated) == left
    refused = await pipeline.trr(*ada, "shoe_size", *WHY)
    assert (refused.exit_code, "shoe_size" in refused.output) == (2, True)


async def test_a_picture_of_a_wiki_is_taken_down_by_each_of_its_names(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Its address, scaled or not, its page, its file; one of another wiki stays."""
    await _told(pipeline, upstream)
    base = "https://static.wikia.nocookie.net/survivor/images/a/ab"
    names = {
        "A": f"{base}/A.png/revision/latest/scale-to-width-down/300?cb=1",
        "B": "https://survivor.fandom.com/wiki/File:B.png",
        "C": "survivor/C.png",
        "D": "survivor/D.png",
    }
    async with _working(pipeline) as work:
        ada = await _person(work, "Ada Host")
        for path in ("survivor/A", "survivor/B", "survivor/C", "survivor/de/C"):
            name = path.rpartition("/")[2]
            await seed_link(
                *(work.tx, "person", ada, f"{path}.png"),
                kind="photo",
                source="fandom",
                source_url=f"{base}/{name}.png/revision/latest",
                page_url=f"https://survivor.fandom.com/wiki/File:{name}.png",
            )
    for name in names.values():
        done = await pipeline.trr("suppress", "--picture", name, *WHY)
        assert done.exit_code == 0, done.output
    assert pipeline.rows("select source_path from core.media_links") == [
        ("survivor/de/C.png",)
    ]
    unknown = await pipeline.trr("suppress", "--picture", names["A"], *WHY)
    assert unknown.exit_code == 2
    assert "is named by its file" in " ".join(unknown.output.split())


async def test_a_removed_show_takes_its_wiki_along(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """With all pages, titles and questions; one that another show remembers stays."""
    await _told(pipeline, upstream)
    upstream.put(2, "Two")
    await pipeline.track(2)
    await pipeline.sync()
    async with _working(pipeline) as work:
        other = await wikis.ensure(work, replace(WIKI, name="two"))
        await work.tx.execute(
            "insert into core.show_wikis (show_id, wiki_id) select s.id, %s"
            " from core.shows s",
            [other],
        )
    done = await pipeline.trr("shows", "remove", "tmdb:1", "--yes")
    assert done.exit_code == 0, done.output
    assert pipeline.rows("select name from core.wikis") == [("two",)]
    for table in ("core.wiki_pages", "core.wiki_titles", "core.person_facts"):
        assert pipeline.rows(f"select count(*) from {table}") == [(0,)]
    assert pipeline.rows(
        "select count(*) from source.documents where kind = 'page'"
    ) == [(0,)]


async def _told(pipeline: Pipeline, upstream: Upstream) -> None:
    """Sync a show with two people, and let a wiki say of each, and of a season."""
    cast = [credit(71, "Ada Host", "Host"), credit(72, "Bo Judge", "Judge")]
    upstream.put_season(1, 1, cast=cast)
    upstream.put(1, "One")
    await pipeline.track(1)
    await pipeline.with_settings(images="photo=0").sync()
    async with _working(pipeline) as work:
        ((show_id,),) = await (
            await work.tx.execute("select id from core.shows")
        ).fetchall()
        wiki_id = await wikis.ensure(work, WIKI)
        await wikis.save_site(work, wiki_id, SITE, work.at)
        await wikis.remember(work, show_id, wiki_id, by_person=False)
        await _save(work)
        await _write(work)
    with pipeline.connect() as connection:
        connection.execute("update core.wiki_pages set mapping = 1")
        connection.execute("delete from ops.events")


async def _save(work: Work) -> None:
    """Let the wiki answer with its pages."""
    pages = tuple(
        page(number, *said[:1], says=said[1]) for number, said in PAGES.items()
    )
    said = PagesSaid(pages, {**{one.title: one.number for one in pages}, **TITLES})
    known = await wikis.load(work.tx, WIKI.name)
    assert known is not None
    await wiki_pages.save(work, known.id, await admitted_pages(work, said))


async def _write(work: Work) -> None:
    """Make rows of the pages."""
    said = {
        "Bo Judge": (WikiFact("birthday", "1975-12-25"),),
        "Ada Host": (
            WikiFact("occupation", ("Host", "Friend of Bo Judge")),
            WikiFact("spouse", "Bo Judge (2001)"),
        ),
    }
    for name, stated in said.items():
        person, page_id = await _person(work, name), await _page(work, name)
        await wiki_subjects.save(work, page_id, match(person, name=name))
        await wiki_facts.write_person(work, person, page_id, facts(*stated))
    ((show_id,),) = await (
        await work.tx.execute("select id from core.shows")
    ).fetchall()
    season = await _page(work, "Season 1")
    await wiki_subjects.save(work, season, match(show_id, "show", "One"))
    await wiki_facts.write_ledger(work, season, facts(ledgers=(_ledger(),)))


def _ledger() -> SeasonLedger:
    return SeasonLedger("Season 1", None, "season", SEASON)


async def _person(work: Work, name: str) -> UUID:
    cursor = await work.tx.execute("select id from core.people where name = %s", [name])
    ((found,),) = await cursor.fetchall()
    assert isinstance(found, UUID)
    return found


async def _page(work: Work, title: str) -> UUID:
    cursor = await work.tx.execute(
        "select id from core.wiki_pages where title = %s", [title]
    )
    ((found,),) = await cursor.fetchall()
    assert isinstance(found, UUID)
    return found


@asynccontextmanager
async def _working(pipeline: Pipeline) -> AsyncIterator[Work]:
    async with open_database(pipeline.settings) as database, working(database) as work:
        yield work
