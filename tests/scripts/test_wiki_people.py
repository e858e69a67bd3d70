"""What wikis say in people's records: kept, overridden, taken down, filled again."""

from tests.island_wiki import castaway, follow_the_show, put_wiki
from tests.pipeline import Pipeline
from tests.upstream import Upstream

NAMED = ("enrich", "cast", "--wiki", "islands", "--show", "tmdb:1")
BEN = """select birthday::text, provenance ->> 'birthday' from core.people
  where name = 'Ben Castle'"""


async def test_every_way_to_a_record_knows_what_wikis_say(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """TMDb's next answer keeps it, and beats it; a person's word beats both."""
    await follow_the_show(pipeline, upstream)
    put_wiki(upstream)
    await pipeline.trr(*NAMED)
    assert pipeline.rows(BEN) == [("1990-06-03", "fandom")]
    before = pipeline.versions()
    assert (await pipeline.trr("sync", "people", "--force")).exit_code == 0
    assert pipeline.versions() == before

    about = ("--person", "tmdb:72", "birthday")
    said = await pipeline.trr("override", "set", *about, "1990-06-05", "--reason", "so")
    assert said.exit_code == 0, said.output
    await pipeline.trr("enrich", "cast", "--force")
    assert pipeline.rows(BEN) == [("1990-06-05", "override")]
    assert (await pipeline.trr("override", "unset", *about)).exit_code == 0
    assert pipeline.rows(BEN) == [("1990-06-03", "fandom")]

    upstream.put_person(72, "Ben Castle", birthday="1990-06-04")
    assert (await pipeline.trr("sync", "people", "--force")).exit_code == 0
    assert pipeline.rows(BEN) == [("1990-06-04", "tmdb")]


async def test_a_birthday_that_was_taken_down_stays_empty(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Whatever a wiki says, by whichever command, also after an edit."""
    await follow_the_show(pipeline, upstream)
    wiki = put_wiki(upstream)
    await pipeline.trr(*NAMED)
    about = ("--person", "tmdb:72", "--field", "birthday")
    gone = await pipeline.trr("suppress", *about, "--reason", "asked", "--yes")
    assert gone.exit_code == 0, gone.output
    assert pipeline.rows(BEN) == [(None, None)]

    wiki.edit("Ben Castle", castaway("Ben Castle", born="June 4, 1990"))
    for command in (("enrich", "cast", "--force"), ("sync", "people", "--force")):
        assert (await pipeline.trr(*command)).exit_code == 0

    assert pipeline.rows(BEN) == [(None, None)]
    assert (
        pipeline.rows(
            """select f.field from core.person_facts f join core.people p
        on p.id = f.person_id where p.name = 'Ben Castle' and f.field = 'birthday'
        and f.missing_since is null"""
        )
        == []
    )


async def test_a_page_that_was_made_again_counts(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """It has another number; what the deleted one says is kept and no longer shown."""
    await follow_the_show(pipeline, upstream)
    wiki = put_wiki(upstream)
    await pipeline.trr(*NAMED)
    wiki.delete("Ben Castle")
    assert (await pipeline.trr("enrich", "cast")).exit_code == 0
    assert pipeline.rows(BEN) == [("1990-06-03", "fandom")]

    wiki.edit("Ben Castle", castaway("Ben Castle", born="June 9, 1990"))
    assert (await pipeline.trr("enrich", "cast")).exit_code == 0

    assert pipeline.rows(BEN) == [("1990-06-09", "fandom")]
    assert pipeline.rows(
        """select f.value, p.missing_since is null from core.person_facts f
        join core.wiki_pages p on p.id = f.page_id
        where f.field = 'birthday' and p.title = 'Ben Castle' order by 1"""
    ) == [("1990-06-03", False), ("1990-06-09", True)]


async def test_the_better_page_of_two_wikis_counts(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The wiki that is known longer; what it leaves out comes from the other one."""
    await follow_the_show(pipeline, upstream)
    put_wiki(upstream)
    await pipeline.trr(*NAMED)
    with pipeline.connect() as connection:
        connection.execute(OTHER_WIKI)
    assert (await pipeline.trr("sync", "people", "--force")).exit_code == 0
    assert pipeline.rows(
        """select birthday::text, place_of_birth from core.people
        where name = 'Ben Castle'"""
    ) == [("1990-06-03", "Vava'u, Tonga")]


OTHER_WIKI = """
with w as (
  insert into core.wikis (name, source, url) values ('others', 'fandom', 'https://o')
  returning id
), g as (
  insert into core.wiki_pages
    (wiki_id, page_number, title, url, revision, revised_at, retrieved_at)
  select id, 1, 'Ben', 'https://o/Ben', 1, now(), now() from w returning id
)
insert into core.person_facts (person_id, page_id, field, value, source, source_url,
  revision, retrieved_at, attribution)
select p.id, g.id, f.field, to_jsonb(f.value), 'fandom', 'https://o/Ben', 1, now(), 'O'
from g, core.people p, (values ('birthday', '1990-06-09'),
  ('place_of_birth', 'Vava''u, Tonga')) f (field, value)
where p.name = 'Ben Castle'
"""
