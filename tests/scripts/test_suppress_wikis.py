"""`trr suppress` and `trr shows remove` where wikis know somebody: nothing stays."""

from dataclasses import replace

from tests.kept_pictures import seed_link
from tests.pipeline import Pipeline, Upstream
from tests.told_by_wiki import at_work, ledger, page_of, person_of, save, tell, write
from tests.wiki_rows import WIKI, facts
from trr_backend.repositories import wiki_facts, wikis

WHY = ("--reason", "asked for by letter", "--yes")
LEFT = [("Ada Host",), ("Season 1",)]
_PAGES = "select title from core.wiki_pages order by page_number"
_EVENTS = "select entity, kind, fields from ops.events order by entity, kind"


async def test_a_person_is_gone_from_all_that_wikis_say(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Pages, names in others, parts in seasons; a page that comes again is not kept."""
    await tell(pipeline, upstream)
    assert "Bo Judge" in pipeline.text()
    with pipeline.connect() as connection:
        connection.execute(
            "insert into ops.run_items (run_id, item, outcome, stage)"
            " select id, 'survivor: Bo J. Smith', 'failed', 'wiki-facts' from ops.runs"
        )
        connection.execute(
            "update core.wiki_titles set title = 'Bo J. Smith' where title = 'Bo J.'"
        )

    done = await pipeline.trr("suppress", "--person", "tmdb:72", *WHY)

    assert done.exit_code == 0, done.output
    kept = pipeline.text()
    for trace in (
        "Bo Judge",
        "bo judge",
        "Bo J.",
        "Bo J. Smith",
        "survivor:1",
        "Bo_Judge",
    ):
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

    async with at_work(pipeline) as work:
        await save(work)
        page_id = await page_of(work, "Season 1")
        await wiki_facts.write_ledger(work, page_id, facts(ledgers=(ledger(),)))
    kept = pipeline.text()
    assert pipeline.rows(_PAGES) == LEFT
    assert "[[Bo Judge]]" not in kept
    assert "Bo Judge was" not in kept
    assert pipeline.rows("select name from core.season_ledger") == [("Ada",)]


async def test_a_fact_of_wikis_is_gone_and_stays_away(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Also one that no record has; of what nobody states there is nothing to take."""
    await tell(pipeline, upstream)
    ada = ("suppress", "--person", "tmdb:71", "--field")
    done = await pipeline.trr(*ada, "spouse", *WHY)
    assert done.exit_code == 0, done.output
    stated = "select p.name, f.field from core.person_facts f join core.people p"
    stated += " on p.id = f.person_id order by 1, 2"
    left = [("Ada Host", "occupation"), ("Bo Judge", "birthday")]
    assert pipeline.rows(stated) == left
    async with at_work(pipeline) as work:
        await write(work)
    assert pipeline.rows(stated) == left
    refused = await pipeline.trr(*ada, "shoe_size", *WHY)
    assert (refused.exit_code, "shoe_size" in refused.output) == (2, True)


async def test_a_picture_of_a_wiki_is_taken_down_by_each_of_its_names(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Its address, scaled or not, its page, its file; one of another wiki stays."""
    await tell(pipeline, upstream)
    base = "https://static.wikia.nocookie.net/survivor/images/a/ab"
    names = {
        "A": f"{base}/A.png/revision/latest/scale-to-width-down/300?cb=1",
        "B": "https://survivor.fandom.com/wiki/File:B.png",
        "C": "survivor/C.png",
        "D": "survivor/D.png",
    }
    async with at_work(pipeline) as work:
        ada = await person_of(work, "Ada Host")
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
    await tell(pipeline, upstream)
    upstream.put(2, "Two")
    await pipeline.track(2)
    await pipeline.sync()
    async with at_work(pipeline) as work:
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
