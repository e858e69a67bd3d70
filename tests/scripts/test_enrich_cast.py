"""`trr enrich cast`: what a wiki says of people, from its pages to their records."""

import json

from tests.answers import credit
from tests.island_wiki import (
    SHOW_PAGE,
    asked,
    castaway,
    follow,
    follow_the_show,
    put_wiki,
)
from tests.pipeline import Pipeline
from tests.upstream import Upstream

NAMED = ("enrich", "cast", "--wiki", "islands", "--show", "tmdb:1")
FACTS = """select p.name, f.scope, f.field, f.value from core.person_facts f
  join core.people p on p.id = f.person_id where f.missing_since is null
  order by p.name, f.scope, f.field"""
BORN = """select name, birthday::text, provenance ->> 'birthday' from core.people
  order by name"""
KEPT = """select (select count(*) from source.documents),
  (select count(*) from ops.wiki_reads), (select count(*) from ops.runs)"""
MOST_REQUESTS = 10


async def test_facts_come_with_their_source(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """They fill what TMDb leaves open, and what both say is TMDb's, the other kept."""
    await follow_the_show(pipeline, upstream)
    put_wiki(upstream)

    done = await pipeline.trr(*NAMED)

    assert done.exit_code == 0, done.output
    assert pipeline.rows(BORN) == [
        ("Ada Brook", "1980-05-01", "tmdb"),
        ("Ben Castle", "1990-06-03", "fandom"),
        ("Cora Dale", None, None),
    ]
    facts = {tuple(row[:3]): row[3] for row in pipeline.rows(FACTS)}
    assert facts["Ada Brook", "", "birthday"] == "1980-05-02"
    assert facts["Ada Brook", "", "hometown"] == "Nuku"
    assert facts["Ada Brook", "Island Game 1", "placement"] == "1st"
    assert facts["Ben Castle", "Island Game 1", "team"] in ("Moto", ["Moto"])
    assert "birthday" in done.output
    ((source, url, revision, licence, attribution),) = pipeline.rows(
        """select distinct source, source_url, revision > 0, licence, attribution
        from core.person_facts f join core.people p on p.id = f.person_id
        where p.name = 'Ada Brook'"""
    )
    assert (source, url, revision) == (
        "fandom",
        "https://islands.fandom.com/wiki/Ada_Brook",
        True,
    )
    assert "CC" in licence
    assert "Ada Brook" in attribution
    assert "Islands Wiki" in attribution


async def test_a_night_without_news_is_one_request(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The list of recent changes; no row is written, nothing is told."""
    await follow_the_show(pipeline, upstream)
    put_wiki(upstream)
    await pipeline.trr(*NAMED)
    before = pipeline.versions()
    upstream.requests()

    done = await pipeline.trr("enrich", "cast")

    assert done.exit_code == 0, done.output
    assert asked(upstream) == ["recentchanges"]
    assert pipeline.versions() == before


async def test_only_what_was_edited_is_fetched(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """A new page of somebody without one is found, too; a value that went is marked."""
    await follow_the_show(pipeline, upstream)
    wiki = put_wiki(upstream)
    await pipeline.trr(*NAMED)
    upstream.requests()
    wiki.edit("Ben Castle", castaway("Ben Castle", born="June 4, 1990", town=""))
    wiki.edit("Cora Dale", castaway("Cora Dale", born="7 July 1985"))

    done = await pipeline.trr("enrich", "cast")

    assert done.exit_code == 0, done.output
    assert asked(upstream)[0] == "recentchanges"
    assert pipeline.rows(BORN)[1:] == [
        ("Ben Castle", "1990-06-04", "fandom"),
        ("Cora Dale", "1985-07-07", "fandom"),
    ]
    gone = pipeline.rows(
        "select field, value from core.person_facts where missing_since is not null"
    )
    assert gone == [("hometown", "Nuku")]


async def test_moved_and_deleted_pages_keep_their_facts(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """A moved page is followed; a deleted one is marked, and back when it is back."""
    await follow_the_show(pipeline, upstream)
    wiki = put_wiki(upstream)
    await pipeline.trr(*NAMED)
    facts = pipeline.rows(FACTS)
    pages = "select title, missing_since is null from core.wiki_pages order by title"
    wiki.move("Ada Brook", "Ada Brook (Tonga)", redirect=False)
    wiki.delete("Ben Castle")

    assert (await pipeline.trr("enrich", "cast")).exit_code == 0

    there = dict(pipeline.rows(pages))
    assert there["Ada Brook (Tonga)"]
    assert not there["Ben Castle"]
    assert pipeline.rows(FACTS) == facts

    wiki.restore("Ben Castle")
    assert (await pipeline.trr("enrich", "cast")).exit_code == 0
    assert dict(pipeline.rows(pages))["Ben Castle"]
    assert pipeline.rows(FACTS) == facts


async def test_a_vandalised_page_takes_nothing_away(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """A birth date of 5,000 letters is none; what was known before stays."""
    await follow_the_show(pipeline, upstream)
    wiki = put_wiki(upstream)
    await pipeline.trr(*NAMED)
    wiki.edit("Ben Castle", castaway("Ben Castle", born="x" * 5000, tribe="Moto"))

    done = await pipeline.trr("enrich", "cast")

    assert done.exit_code == 0, done.output
    assert pipeline.rows(BORN)[1] == ("Ben Castle", "1990-06-03", "fandom")
    facts = {tuple(row[:3]): row[3] for row in pipeline.rows(FACTS)}
    assert facts["Ben Castle", "", "birthday"] == "1990-06-03"


async def test_a_page_that_may_be_somebody_elses_is_asked_about_once(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Accepted, its facts are there after the next run; refused, it is never asked."""
    await follow_the_show(pipeline, upstream)
    wiki = put_wiki(upstream)
    # Another birth date than TMDb's by years: that may be a namesake.
    wiki.put("Ada Brook", castaway("Ada Brook", born="May 2, 1951"))
    wiki.put("Cora Dale", castaway("Cora Dale").replace("Island Game 1", "Other Game"))
    await pipeline.trr(*NAMED)
    waiting = pipeline.rows(
        """select l.label, left(r.id::text, 8) from ops.review_items r
        join ops.labels l on l.id = r.entity_id
        where r.kind = 'wiki-page' and r.decided_at is null order by 1"""
    )
    assert [label.split(" (")[0] for label, _ in waiting][:1] == ["Ada Brook"]
    assert [row for row in pipeline.rows(FACTS) if row[0] == "Ada Brook"] == []

    done = await pipeline.trr("review", "--accept", waiting[0][1])
    assert done.exit_code == 0, done.output
    await pipeline.trr("enrich", "cast")
    facts = {tuple(row[:3]): row[3] for row in pipeline.rows(FACTS)}
    assert facts["Ada Brook", "", "birthday"] == "1951-05-02"


async def test_two_hundred_people_cost_few_requests(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Fifty names a request, and what the wiki is and which page the show has."""
    cast = {
        100 + n: f"Player Number{chr(97 + n // 26)}{chr(97 + n % 26)}"
        for n in range(200)
    }
    await follow(pipeline, upstream, cast)
    wiki = put_wiki(upstream)
    for name in cast.values():
        wiki.put(name, castaway(name))

    done = await pipeline.trr(*NAMED)

    assert done.exit_code == 0, done.output
    requests = asked(upstream)
    assert len(requests) <= MOST_REQUESTS, requests
    people = "select count(distinct person_id) from core.person_facts"
    assert pipeline.rows(people) == [(200,)]


async def test_a_wiki_without_a_free_licence_is_not_read(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Its name and the setting that allows it are said, and the exit code is 1.

    No show remembers it: later runs would fail for ever.
    """
    await follow_the_show(pipeline, upstream)
    put_wiki(upstream, rights={"url": "", "text": "All rights reserved"})

    done = await pipeline.trr(*NAMED)

    assert done.exit_code == 1
    assert "TRR_UNFREE_WIKIS=islands" in done.output
    assert pipeline.rows(FACTS) == []
    assert pipeline.rows("select * from core.show_wikis") == []
    allowed = await pipeline.trr(*NAMED, TRR_UNFREE_WIKIS="islands")
    assert allowed.exit_code == 0, allowed.output
    assert pipeline.rows(FACTS) != []


async def test_wrong_names_of_wikis_are_usage(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Neither the network nor the database is touched."""
    await follow_the_show(pipeline, upstream)
    for wiki, said in (("no wiki", "names no wiki"), ("ftp://x", "names no wiki")):
        done = await pipeline.trr("enrich", "cast", "--wiki", wiki)
        assert (done.exit_code, said in done.output) == (2, True), done.output
    none = await pipeline.trr("enrich", "cast")
    assert (none.exit_code, "--wiki survivor" in none.output) == (2, True)
    assert asked(upstream) == []


async def test_a_dry_run_tells_and_writes_nothing(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Facts and fields of people, as JSON and in lines; the next run writes them."""
    await follow_the_show(pipeline, upstream)
    put_wiki(upstream)
    before = pipeline.versions(), pipeline.rows(KEPT)

    planned = await pipeline.trr(*NAMED, "--dry-run", "--json")
    shown = await pipeline.trr(*NAMED, "--dry-run", COLUMNS="200")

    assert (planned.exit_code, shown.exit_code) == (0, 0)
    assert (pipeline.versions(), pipeline.rows(KEPT)) == before
    changes = json.loads(planned.stdout)["changes"]
    told = {one["label"]: one["fields"] for one in changes}
    assert sorted(told) == ["Ada Brook", "Ben Castle", "Island Game"]
    assert told["Ben Castle"]["birthday"] == [None, "1990-06-03"]
    assert "birthday: 1990-06-03" in told["Ben Castle"]["facts"][1]
    assert "birthday" not in told["Ada Brook"]
    assert "Dry run: nothing was written." in shown.stdout
    assert "Ben Castle" in shown.stdout

    assert (await pipeline.trr(*NAMED)).exit_code == 0
    assert pipeline.rows(BORN)[1] == ("Ben Castle", "1990-06-03", "fandom")


async def test_force_asks_all_again_and_writes_nothing_new(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """What the wiki is, every title, every page; facts are made once in the run."""
    await follow_the_show(pipeline, upstream)
    put_wiki(upstream)
    await pipeline.trr(*NAMED)
    before = pipeline.versions()
    upstream.requests()

    done = await pipeline.trr("enrich", "cast", "--force", "--json")

    assert done.exit_code == 0, done.output
    stages = {one["stage"]: one["done"] for one in json.loads(done.stdout)["stages"]}
    assert (stages["wiki-show-facts"], stages["wiki-facts"]) == (2, 0)
    assert asked(upstream) == ["siteinfo", "recentchanges", "pages"]
    assert pipeline.versions() == before


async def test_a_limit_leaves_other_shows_alone(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The first show that was added counts, and its people."""
    await follow_the_show(pipeline, upstream)
    upstream.put_season(2, 1, cast=[credit(90, "Una King", "Self")])
    upstream.put_person(90, "Una King")
    upstream.put(2, "Other Game")
    await pipeline.track(2)
    await pipeline.sync()
    wiki = put_wiki(upstream)
    wiki.put("Una King", castaway("Una King").replace("Island", "Other"))
    wiki.put("Other Game", SHOW_PAGE.replace("Island", "Other"))

    done = await pipeline.trr("enrich", "cast", "--wiki", "islands", "--limit", "1")

    assert done.exit_code == 0, done.output
    people = {name for name, *_ in pipeline.rows(FACTS)}
    assert people == {"Ada Brook", "Ben Castle"}
    rest = await pipeline.trr("enrich", "cast", "--wiki", "islands")
    assert rest.exit_code == 0, rest.output
    people = {name for name, *_ in pipeline.rows(FACTS)}
    assert people == {"Ada Brook", "Ben Castle", "Una King"}
