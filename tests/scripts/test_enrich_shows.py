"""`trr enrich shows`: what a wiki says of shows and seasons, and who took part."""

import json

from tests.answers import credit
from tests.island_wiki import (
    SEASON,
    SHOW,
    asked,
    follow_the_show,
    put_wiki,
)
from tests.pipeline import Pipeline
from tests.upstream import Upstream
from tests.wiki_upstream import UpstreamWiki

NAMED = ("enrich", "shows", "--wiki", "islands")
FACTS = """select s.origin_countries[1], f.scope, n.season_number, f.field, f.value
  from core.show_facts f join core.shows s on s.id = f.show_id
  left join core.seasons n on n.id = f.season_id
  where f.missing_since is null and f.field in ('season_count', 'location', 'winner')
  order by 1, 2, 4"""
LEDGER = """select l.scope, n.season_number, l.name, h.name, l.placement, l.place,
  l.exit, l.teams, l.missing_since is null
  from core.season_ledger l left join core.people h on h.id = l.person_id
  left join core.seasons n on n.id = l.season_id order by l.position"""
REMEMBERED = """select s.origin_countries[1], r.by_person from core.show_wikis r
  join core.shows s on s.id = r.show_id order by 1"""
FIRST = "Island Game 1"
ADA = (FIRST, 1, "Ada Brook", "Ada Brook", "Winner", 1, None, ["Kala"], True)
OUT = "2nd Voted Out, Day 6"
BEN = (FIRST, 1, "Ben Castle", "Ben Castle", None, None, OUT, ["Moto"], True)
ZOE = (FIRST, 1, "Zoe Elsewhere", None, "5th", 5, None, ["Moto"], True)


def _put_wiki(upstream: Upstream) -> UpstreamWiki:
    """Let the wiki have somebody in the season who is not ours, too."""
    wiki = put_wiki(upstream)
    wiki.put(FIRST, SEASON.replace("\n|}", "\n|-\n| Zoe Elsewhere || Moto || 5th\n|}"))
    return wiki


async def test_a_show_is_found_with_its_seasons_and_who_took_part(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """By its title; the next run is one request and writes nothing.

    Of whom a page does not name by a link, the name within the cast counts.
    """
    await follow_the_show(pipeline, upstream)
    _put_wiki(upstream)

    done = await pipeline.trr(*NAMED)

    assert done.exit_code == 0, done.output
    assert pipeline.rows(REMEMBERED) == [("US", False)]
    assert pipeline.rows(FACTS) == [
        ("US", "", None, "season_count", "40"),
        ("US", FIRST, 1, "location", "Tonga"),
        ("US", FIRST, 1, "winner", ["Ada Brook"]),
    ]
    assert pipeline.rows(LEDGER) == [ADA, BEN, ZOE]
    assert len(asked(upstream)) == 3
    before = pipeline.versions()

    again = await pipeline.trr("enrich", "shows")

    assert again.exit_code == 0, again.output
    assert (asked(upstream), pipeline.versions()) == (["recentchanges"], before)


async def test_who_is_taken_out_of_a_table_is_marked(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """And current again once the page has them again; a table that goes marks more.

    A dry run tells it as a change of the show, and writes nothing.
    """
    await follow_the_show(pipeline, upstream)
    wiki = _put_wiki(upstream)
    await pipeline.trr(*NAMED)
    gone = SEASON.replace("| [[Ben Castle]] || Moto || 2nd Voted Out, Day 6\n", "")
    wiki.edit(FIRST, gone)

    planned = await pipeline.trr("enrich", "shows", "--dry-run", "--json")
    assert pipeline.rows(LEDGER) == [ADA, BEN, ZOE]
    done = await pipeline.trr("enrich", "shows")

    assert (planned.exit_code, done.exit_code) == (0, 0)
    assert pipeline.rows(LEDGER) == [ADA, (*BEN[:-1], False), (*ZOE[:-1], False)]
    changes = json.loads(planned.stdout)["changes"]
    assert [(one["entity"], one["label"], one["fields"]) for one in changes] == [
        ("show", SHOW, {"ledger": [["Ben Castle", "Zoe Elsewhere"], []]}),
        ("person", "Ben Castle", {"ledger": [["Ben Castle"], []]}),
    ]

    wiki.edit(FIRST, SEASON)
    assert (await pipeline.trr("enrich", "shows")).exit_code == 0
    assert pipeline.rows(LEDGER) == [ADA, BEN, (*ZOE[:-1], False)]
    wiki.edit(FIRST, SEASON.partition("== Castaways")[0])
    assert (await pipeline.trr("enrich", "shows")).exit_code == 0
    # The infobox still names the winner.
    assert [row[-1] for row in pipeline.rows(LEDGER)] == [True, False, False]


async def test_a_person_says_which_show_a_wiki_is_about(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Also where it has no page of the title; whoever is not named does not count."""
    await follow_the_show(pipeline, upstream)
    wiki = UpstreamWiki(upstream)
    wiki.put_site()
    lost = await pipeline.trr(*NAMED)
    assert lost.exit_code == 0, lost.output
    assert pipeline.rows(REMEMBERED) == []

    done = await pipeline.trr(*NAMED, "--show", "tmdb:1")

    assert done.exit_code == 0, done.output
    assert pipeline.rows(REMEMBERED) == [("US", True)]
    upstream.requests()
    assert (await pipeline.trr("enrich", "shows")).exit_code == 0
    assert asked(upstream) == ["recentchanges"]


async def test_shows_of_one_name_do_not_take_each_others_pages(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """What stands in brackets tells them apart; of the rest a person is asked once."""
    await follow_the_show(pipeline, upstream)
    upstream.put_season(2, 1, name="Fiji", cast=[credit(90, "Una King", "Self")])
    upstream.put_person(90, "Una King")
    british = {"origin_country": ["GB"], "first_air_date": "2010-01-01"}
    upstream.put(2, SHOW, **british)
    await pipeline.track(2)
    await pipeline.sync()
    upstream.requests()
    wiki = _put_wiki(upstream)
    wiki.put("Island Game (UK)", "{{Show|name=Island Game|runs=5}}\nAnother show.")
    season = SEASON.replace(FIRST, "Island Game: Fiji").replace("Ada Brook", "Una King")
    wiki.put("Island Game: Fiji", season.replace("Tonga", "Fiji"))

    done = await pipeline.trr(*NAMED)

    assert done.exit_code == 0, done.output
    theirs = [
        ("GB", "", None, "season_count", "5"),
        ("GB", "Island Game: Fiji", 1, "location", "Fiji"),
        ("GB", "Island Game: Fiji", 1, "winner", ["Una King"]),
    ]
    assert pipeline.rows(FACTS) == theirs
    assert pipeline.rows(REMEMBERED) == [("GB", False)]
    asked_about = "select id::text from ops.review_items where reason like %s"
    ((question,),) = pipeline.rows(asked_about, f"{SHOW} in islands: %")
    said = " ".join((await pipeline.trr("review", COLUMNS="300")).output.split())
    assert "another show has that name" in said
    assert question[:8] in " ".join(done.output.split())

    named = await pipeline.trr(*NAMED, "--show", "tmdb:1")

    assert named.exit_code == 0, named.output
    assert pipeline.rows(REMEMBERED) == [("GB", False), ("US", True)]
    assert pipeline.rows(FACTS) == theirs
    choices = {"tmdb:1": 1, "tmdb:2": 2}
    first = next(one for one in choices if f"1. Island Game ({one})" in said)
    choice = "1" if first == "tmdb:1" else "2"
    chosen = await pipeline.trr("review", "--accept", question, "--choose", choice)
    assert chosen.exit_code == 0, chosen.output
    assert (await pipeline.trr("enrich", "shows")).exit_code == 0
    facts = pipeline.rows(FACTS)
    assert [row for row in facts if row[0] == "GB"] == theirs
    assert ("US", "", None, "season_count", "40") in facts
