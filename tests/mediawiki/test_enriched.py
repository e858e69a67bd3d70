"""`trr enrich cast` and `trr import fandom-gallery` over a real MediaWiki."""

from typing import Any

from tests.island_wiki import castaway, follow_the_show
from tests.mediawiki.contents import files
from tests.mediawiki.installed import real_wiki
from tests.mediawiki.running import MediaWiki
from tests.pipeline import Pipeline
from tests.upstream import Upstream

pytestmark = real_wiki

BORN = """select name, birthday::text, provenance ->> 'birthday' from core.people
  order by name"""
FACTS = """select p.name, f.scope, f.field, f.value from core.person_facts f
  join core.people p on p.id = f.person_id where f.missing_since is null
  order by p.name, f.scope, f.field"""
SOURCES = """select distinct f.source, f.source_url, f.licence, f.licence_url,
  f.attribution from core.person_facts f join core.people p on p.id = f.person_id
  where p.name = 'Ada Brook'"""
SUBJECTS = """select g.title, p.name from core.wiki_pages g
  left join core.wiki_subjects u on u.page_id = g.id
  left join core.people p on p.id = u.entity_id
  where g.title !~ 'Game' order by g.title"""
LONG_AGO = "update ops.wiki_reads set changes_at = now() - interval '40 days'"
PAGES = "select title, missing_since is null from core.wiki_pages order by title"
LEDGER = """select l.name, l.placement, l.exit, l.teams, p.name
  from core.season_ledger l left join core.people p on p.id = l.person_id
  where l.stated_by = 'season' order by l.position"""
PHOTOS = """select split_part(l.source_path, '/', 3), l.source_url, l.licence, l.author,
  l.page_url, a.bytes
  from core.media_links l left join core.media_assets a
    on a.sha256 = l.sha256 and a.confirmed_at is not null
  where l.entity = 'person' and l.linked_at is not null and l.missing_since is null
  order by l.position"""


def _named(mediawiki: MediaWiki) -> tuple[str, ...]:
    return ("--wiki", mediawiki.wiki().url)


async def _enrich(pipeline: Pipeline, *more: str) -> None:
    done = await pipeline.trr("enrich", "cast", *more)
    assert done.exit_code == 0, done.output


async def _read_first(
    pipeline: Pipeline, upstream: Upstream, mediawiki: MediaWiki
) -> None:
    await follow_the_show(pipeline, upstream)
    await _enrich(pipeline, *_named(mediawiki), "--show", "tmdb:1")


async def test_facts_come_with_their_source(
    pipeline: Pipeline, upstream: Upstream, mediawiki: MediaWiki
) -> None:
    """Few requests bring them; they name page and licence, and fill what TMDb lacks."""
    await _read_first(pipeline, upstream, mediawiki)

    assert pipeline.rows(BORN) == [
        ("Ada Brook", "1980-05-01", "tmdb"),
        ("Ben Castle", "1990-06-03", "wiki"),
        ("Cora Dale", None, None),
    ]
    facts = {tuple(row[:3]): row[3] for row in pipeline.rows(FACTS)}
    assert facts["Ada Brook", "", "birthday"] == "1980-05-02"
    assert facts["Ada Brook", "Island Game 1", "placement"] == "1st"
    assert facts["Ben Castle", "Island Game 1", "team"] in ("Moto", ["Moto"])
    page = f"{mediawiki.address}/w/index.php/Ada_Brook"
    ((source, url, licence, licence_url, attribution),) = pipeline.rows(SOURCES)
    assert (source, url) == ("wiki", page)
    assert licence == "Creative Commons Attribution-ShareAlike"
    assert licence_url == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert attribution == f'"Ada Brook" on Island Wiki, {page}, {licence}'
    questions = [_question(one) for one in mediawiki.asked()]
    assert questions.count("siteinfo") == 1
    assert len(questions) <= 6, questions


async def test_a_night_without_news_is_one_request(
    pipeline: Pipeline, upstream: Upstream, mediawiki: MediaWiki
) -> None:
    """The list of recent changes; no row is written, nothing is told."""
    await _read_first(pipeline, upstream, mediawiki)
    before = pipeline.versions()
    mediawiki.asked()

    await _enrich(pipeline)

    assert [_question(one) for one in mediawiki.asked()] == ["recentchanges"]
    assert pipeline.versions() == before


async def test_only_what_was_edited_is_fetched(
    pipeline: Pipeline, upstream: Upstream, mediawiki: MediaWiki
) -> None:
    """And a page that is new; a value that went is marked."""
    await _read_first(pipeline, upstream, mediawiki)
    mediawiki.asked()
    ben = castaway("Ben Castle", born="June 4, 1990", tribe="Moto", town="")
    mediawiki.edit("Ben Castle", ben)
    mediawiki.edit("Cora Dale", castaway("Cora Dale", born="7 July 1985"))
    mediawiki.edit("Player 01", "Nothing to us.")

    await _enrich(pipeline)

    changes, *rest = mediawiki.asked()
    assert _question(changes) == "recentchanges"
    assert _asked_titles(rest) >= {"Cora Dale"}
    assert sum("pageids" in one for one in rest) == 1
    assert pipeline.rows(BORN)[1:] == [
        ("Ben Castle", "1990-06-04", "wiki"),
        ("Cora Dale", "1985-07-07", "wiki"),
    ]
    gone = "select field, value from core.person_facts where missing_since is not null"
    assert pipeline.rows(gone) == [("hometown", "Nuku")]


async def test_moved_and_deleted_pages_keep_their_facts(
    pipeline: Pipeline, upstream: Upstream, mediawiki: MediaWiki
) -> None:
    """A moved page is followed; a deleted one is marked, and back when it is back."""
    await _read_first(pipeline, upstream, mediawiki)
    facts = pipeline.rows(FACTS)
    mediawiki.move("Ada Brook", "Ada Brook (Tonga)", redirect=False)
    mediawiki.delete("Ben Castle")

    await _enrich(pipeline)

    there = dict(pipeline.rows(PAGES))
    assert (there["Ada Brook (Tonga)"], there["Ben Castle"]) == (True, False)
    assert pipeline.rows(FACTS) == facts
    mediawiki.restore("Ben Castle")
    await _enrich(pipeline)
    assert dict(pipeline.rows(PAGES))["Ben Castle"]
    assert pipeline.rows(FACTS) == facts


async def test_a_page_that_makes_room_for_others(
    pipeline: Pipeline, upstream: Upstream, mediawiki: MediaWiki
) -> None:
    """It keeps its person under its new title; the list in its place is nobody's."""
    await _read_first(pipeline, upstream, mediawiki)
    mediawiki.move("Ben Castle", "Ben Castle (Tonga)")
    mediawiki.edit("Ben Castle", "{{Disambig}}\n* [[Ben Castle (Tonga)]]\n* [[Ben]]")
    ben = castaway("Ben Castle", born="June 9, 1990", tribe="Moto")
    mediawiki.edit("Ben Castle (Tonga)", ben)

    await _enrich(pipeline)

    assert pipeline.rows(BORN)[1] == ("Ben Castle", "1990-06-09", "wiki")
    assert pipeline.rows(SUBJECTS) == [
        ("Ada Brook", "Ada Brook"),
        ("Ben Castle", None),
        ("Ben Castle (Tonga)", "Ben Castle"),
    ]


async def test_after_a_long_silence_revisions_are_compared(
    pipeline: Pipeline, upstream: Upstream, mediawiki: MediaWiki
) -> None:
    """Beyond what the wiki lists; what was made meanwhile is found by its title."""
    await _read_first(pipeline, upstream, mediawiki)
    with pipeline.connect() as connection:
        connection.execute(LONG_AGO)
    mediawiki.edit("Ben Castle", castaway("Ben Castle", born="June 9, 1990"))
    mediawiki.delete("Ada Brook")
    mediawiki.edit("Cora Dale", castaway("Cora Dale", born="July 7, 1985"))
    mediawiki.let_an_hour_pass()
    mediawiki.asked()

    await _enrich(pipeline)

    asked = [(_question(one)[:9], "pageids" in one) for one in mediawiki.asked()]
    assert asked == [("info", True), ("revisions", True), ("revisions", False)]
    assert pipeline.rows(BORN)[1:] == [
        ("Ben Castle", "1990-06-09", "wiki"),
        ("Cora Dale", "1985-07-07", "wiki"),
    ]
    assert not dict(pipeline.rows(PAGES))["Ada Brook"]
    await _enrich(pipeline)
    assert [_question(one) for one in mediawiki.asked()] == ["recentchanges"]


async def test_wikis_that_do_not_answer_are_named(
    pipeline: Pipeline, upstream: Upstream, mediawiki: MediaWiki
) -> None:
    """Each with its reason, and the one that does is read all the same."""
    await follow_the_show(pipeline, upstream)
    moods = ("private", "disabled", "unfree", "nothing", "bare")
    named = [part for one in moods for part in ("--wiki", mediawiki.wiki(one).url)]

    done = await pipeline.trr("enrich", "cast", *named, "--show", "tmdb:1")

    assert done.exit_code == 1
    for words in ("closed to readers", "switched off", "BY-NC-SA", "no api.php"):
        assert words in done.output
    assert pipeline.rows(BORN)[1] == ("Ben Castle", "1990-06-03", "wiki")


async def test_the_ledger_of_a_season(
    pipeline: Pipeline, upstream: Upstream, mediawiki: MediaWiki
) -> None:
    """As its page's table states it, each name with the person it is."""
    await follow_the_show(pipeline, upstream)

    done = await pipeline.trr("enrich", "shows", *_named(mediawiki))
    assert done.exit_code == 0, done.output
    await _enrich(pipeline, *_named(mediawiki))

    assert pipeline.rows(LEDGER) == [
        ("Ada Brook", "Winner", None, ["Kala"], "Ada Brook"),
        ("Ben Castle", None, "2nd Voted Out, Day 6", ["Moto"], "Ben Castle"),
    ]


async def test_the_pictures_of_a_gallery(
    pipeline: Pipeline, upstream: Upstream, mediawiki: MediaWiki
) -> None:
    """Those whose page names a free licence, as uploaded, with author and page."""
    await follow_the_show(pipeline, upstream)
    gallery = ("import", "fandom-gallery", *_named(mediawiki), "--person", "tmdb:71")

    done = await pipeline.trr(*gallery)

    assert done.exit_code == 0, done.output
    ada, tonga = (
        _photo(mediawiki, "f/f9/Ada.png", "CC BY-SA 4.0", "Ann Onym"),
        _photo(mediawiki, "c/cb/Ada_in_Tonga.jpg", "CC BY 4.0", "Maintenance script"),
    )
    assert pipeline.rows(PHOTOS) == [ada, tonga]

    mediawiki.edit("File:Ben Castle.jpg", "{{cc-by-sa-4.0}}")
    mediawiki.delete("File:Ada in Tonga.jpg")
    again = await pipeline.trr(*gallery)

    assert again.exit_code == 0, again.output
    ben = _photo(mediawiki, "7/77/Ben_Castle.jpg", "CC BY-SA 4.0", None)
    assert pipeline.rows(PHOTOS) == [ada, ben]


def _photo(
    mediawiki: MediaWiki, path: str, licence: str, author: str | None
) -> tuple[object, ...]:
    name = path.rpartition("/")[2]
    server = mediawiki.address
    return (
        name,
        f"{server}/images/{path}",
        licence,
        author,
        f"{server}/w/index.php/File:{name}",
        len(files()[name][0]),
    )


def _question(asked: dict[str, str]) -> str:
    return asked.get("list") or asked.get("meta") or asked.get("prop", "")


def _asked_titles(questions: list[dict[str, Any]]) -> set[str]:
    return {title for one in questions for title in one.get("titles", "").split("|")}
