"""`trr review --kind wiki-page`: whose page it is, asked once and remembered."""

import json
from typing import Any

from tests.island_wiki import castaway, follow_the_show, put_wiki
from tests.pipeline import Pipeline
from tests.upstream import Upstream

NAMED = ("enrich", "cast", "--wiki", "islands", "--show", "tmdb:1")
BORN = """select name, birthday::text, provenance ->> 'birthday' from core.people
  order by name"""
ASKED = "select count(*) from ops.review_items where kind = 'wiki-page'"
OF_PAGES = """select p.title, h.name, u.by_person from core.wiki_subjects u
  join core.wiki_pages p on p.id = u.page_id
  join core.people h on h.id = u.entity_id and u.entity = 'person' order by 1"""
LISTED = "select source_path from core.media_links where wiki is not null order by 1"
GALLERY = """
== Gallery ==
<gallery>
File:Ben.png|On the island
</gallery>
"""
PAGE = "https://islands.fandom.com/wiki/Cora"


async def test_a_question_says_who_which_page_and_why(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Accepted, the page is theirs, and the next run writes what it says."""
    await follow_the_show(pipeline, upstream)
    # A first name alone, but in the very season, and another who has it as a nickname.
    put_wiki(upstream).put("Cora", castaway("Cora", born="7 July 1985"))
    _known_as(pipeline, "Cora Dale", "Cora")
    assert (await pipeline.trr(*NAMED)).exit_code == 0
    shown = " ".join((await pipeline.trr("review", COLUMNS="400")).output.split())
    question = await _only(pipeline)

    for part in (
        question["id"][:8],
        "wiki-page",
        "Cora Dale (tmdb:73)",
        f"Cora <{PAGE}>",
        "62%: a name of theirs, which may be another's, both are in Island Game season",
    ):
        assert part in shown
    assert question["confidence"] == 0.625

    done = await pipeline.trr("review", "--accept", question["id"])
    assert done.exit_code == 0, done.output
    assert "`trr enrich cast` writes what it says" in " ".join(done.output.split())
    assert ("Cora", "Cora Dale", True) in pipeline.rows(OF_PAGES)
    assert pipeline.rows(BORN)[2] == ("Cora Dale", None, None)
    assert (await pipeline.trr("enrich", "cast")).exit_code == 0
    assert pipeline.rows(BORN)[2] == ("Cora Dale", "1985-07-07", "fandom")
    assert pipeline.rows(f"{ASKED} and decided_at is null") == [(0,)]


async def test_a_no_is_remembered_for_ever(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """However the page is edited, it is never that person's, and nobody asks."""
    await follow_the_show(pipeline, upstream)
    wiki = put_wiki(upstream)
    wiki.put("Cora Dale", castaway("Cora Dale").replace("Island Game", "Other Game"))
    await pipeline.trr(*NAMED)
    question = await _only(pipeline)
    refused = await pipeline.trr("review", "--refuse", question["id"])
    assert refused.exit_code == 0, refused.output
    assert "the page is of none of the candidates" in " ".join(refused.output.split())

    wiki.edit("Cora Dale", castaway("Cora Dale", born="7 July 1985"))
    for more in ((), ("--force",)):
        assert (await pipeline.trr("enrich", "cast", *more)).exit_code == 0

    assert pipeline.rows(BORN)[2] == ("Cora Dale", None, None)
    assert pipeline.rows(ASKED) == [(1,)]
    assert "Cora Dale" not in {title for title, *_ in pipeline.rows(OF_PAGES)}


async def test_who_loses_a_page_loses_what_it_said(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """A page that leads on to several people now is nobody's, until it is again."""
    await follow_the_show(pipeline, upstream)
    wiki = put_wiki(upstream)
    await pipeline.trr(*NAMED)
    assert pipeline.rows(BORN)[1] == ("Ben Castle", "1990-06-03", "fandom")

    wiki.edit("Ben Castle", "{{Disambiguation}}\n* [[Ben Castle (Tonga)]]")
    assert (await pipeline.trr("enrich", "cast")).exit_code == 0
    assert pipeline.rows(BORN)[1] == ("Ben Castle", None, None)
    assert pipeline.rows(
        """select count(*) from core.person_facts f
        join core.people p on p.id = f.person_id where p.name = 'Ben Castle'"""
    ) == [(0,)]

    wiki.edit("Ben Castle", castaway("Ben Castle", born="3 June 1990"))
    assert (await pipeline.trr("enrich", "cast")).exit_code == 0
    assert pipeline.rows(BORN)[1] == ("Ben Castle", "1990-06-03", "fandom")
    wiki.edit("Ben Castle", "")
    assert (await pipeline.trr("enrich", "cast")).exit_code == 0
    assert pipeline.rows(BORN)[1] == ("Ben Castle", "1990-06-03", "fandom")
    assert ("Ben Castle", "Ben Castle", False) in pipeline.rows(OF_PAGES)


async def test_a_page_that_was_taken_for_somebodys_is_taken_back(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """With facts and pictures, those of the person's other page left, and for ever."""
    await follow_the_show(pipeline, upstream)
    wiki = put_wiki(upstream)
    wiki.put_file("Ben.png", text="{{self}}")
    wiki.put_file("Other.png", text="{{self}}")
    wiki.delete("Ben Castle")
    _known_as(pipeline, "Ben Castle", "Benjamin")
    other = castaway("Benjamin").replace("name = Benjamin", "name = Ben Castle")
    wiki.put("Benjamin", other + GALLERY.replace("Ben.png", "Other.png"))
    await pipeline.trr(*NAMED)
    _about(pipeline, "Benjamin", "Ben Castle")
    wiki.edit("Ben Castle", castaway("Ben Castle", born="June 3, 1990") + GALLERY)
    assert (await pipeline.trr("enrich", "cast")).exit_code == 0
    assert pipeline.rows(BORN)[1] == ("Ben Castle", "1990-06-03", "fandom")
    assert pipeline.rows(LISTED) == [("islands/Ben.png",), ("islands/Other.png",)]

    page = "https://islands.fandom.com/wiki/Ben_Castle"
    done = await pipeline.trr("review", "--wrong", page)

    assert done.exit_code == 0, done.output
    assert pipeline.rows(BORN)[1] == ("Ben Castle", None, None)
    assert pipeline.rows(LISTED) == []
    for more in ((), ("--force",)):
        assert (await pipeline.trr("enrich", "cast", *more)).exit_code == 0
        assert [row[0] for row in pipeline.rows(OF_PAGES)] == ["Ada Brook", "Benjamin"]
        assert pipeline.rows(BORN)[1] == ("Ben Castle", None, None)
        assert pipeline.rows(LISTED) == [("islands/Other.png",)]
    again = await pipeline.trr("review", "--wrong", page)
    assert (again.exit_code, "about nobody" in again.output) == (2, True)
    none = await pipeline.trr("review", "--wrong", "islands:0")
    assert (none.exit_code, "source_url" in none.output) == (2, True)


def _known_as(pipeline: Pipeline, name: str, alias: str) -> None:
    with pipeline.connect() as connection:
        connection.execute(
            """insert into core.person_aliases (person_id, name, position)
            select id, %s, 1 from core.people where name = %s""",
            [alias, name],
        )


def _about(pipeline: Pipeline, title: str, name: str) -> None:
    """Let a person have said whom a page is about, if it is known."""
    with pipeline.connect() as connection:
        connection.execute(
            """insert into core.wiki_subjects as u
              (page_id, entity, entity_id, score, by_person)
            select p.id, 'person', h.id, 1, true from core.wiki_pages p, core.people h
            where p.title = %s and h.name = %s
            on conflict (page_id) do update set by_person = true""",
            [title, name],
        )


async def _only(pipeline: Pipeline) -> dict[str, Any]:
    listed = await pipeline.trr("review", "--kind", "wiki-page", "--json")
    (question,) = json.loads(listed.stdout)["questions"]
    found: dict[str, Any] = question
    return found
