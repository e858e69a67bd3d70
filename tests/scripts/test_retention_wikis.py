"""`trr retention --wiki`: what a wiki said is taken away, because somebody asked."""

from dataclasses import replace

import pytest

from tests.kept_pictures import seed_picture
from tests.pipeline import Pipeline, Upstream
from tests.told_by_wiki import at_work, page_of, person_of, tell
from tests.wiki_rows import WIKI
from trr_backend.repositories import wiki_subjects, wikis

COUNTS = """
select (select count(*) from core.person_facts),
  (select count(*) from core.season_ledger),
  (select count(*) from core.wiki_titles), (select count(*) from core.show_wikis),
  (select count(*) from source.documents where source = 'fandom'),
  (select count(*) from core.media_links where wiki = 'survivor'),
  (select count(*) from core.media_assets where key like 'images/cast_photos/%%')
"""
# One that waits, and one that was answered.
ASKED = """
insert into ops.review_items (kind, entity, entity_id, subject, reason, candidates,
  decided_at, decision)
select 'wiki-page', 'person', p.id, 'survivor:' || n, 'why', jsonb_build_array(
  jsonb_build_object('entity', 'person', 'id', p.id, 'name', p.name, 'title', 'Bo')),
  case n when 9 then now() end, case n when 9 then '{"same": false}'::jsonb end
from core.people p, unnest(array[8, 9]) n where p.name = 'Bo Judge'
"""


async def test_all_that_a_wiki_said_goes_and_decisions_stay(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Records, too; a page that a person decided about is known by its number."""
    await tell(pipeline, upstream)
    async with at_work(pipeline) as work:
        bo = await person_of(work, "Bo Judge")
        await wiki_subjects.decide(work, await page_of(work, "Bo Judge"), "person", bo)
        await wikis.ensure(work, replace(WIKI, name="other"))
        await work.tx.execute(
            "update core.people set birthday = '1975-12-25', provenance = provenance ||"
            ' \'{"birthday": "fandom"}\' where id = %s',
            [bo],
        )
        await work.tx.execute(ASKED)
        await seed_picture(
            *(work.tx, "person", bo, "b"),
            kind="photo",
            source="fandom",
            source_path="survivor/B.png",
            linked_at=work.at,
        )
        await work.tx.execute(
            "update core.media_assets"
            " set key = 'images/cast_photos/' || %s::uuid || '/' || sha256 || '.png'",
            [bo],
        )
    with pipeline.connect() as connection:
        connection.execute("delete from ops.events")

    asked = ("retention", "--wiki", "survivor", "--all")
    rehearsed = await pipeline.trr(*asked, "--dry-run")
    assert rehearsed.exit_code == 0, rehearsed.output
    done = await pipeline.trr(*asked, "--yes")

    assert done.exit_code == 0, done.output
    assert pipeline.rows(COUNTS) == [(0,) * 7]
    assert pipeline.rows(
        "select title, stale, mapping, entity from core.wiki_pages"
        " join core.wiki_subjects on page_id = wiki_pages.id"
    ) == [("page 1", True, None, "person")]
    assert pipeline.rows("select name, site_name from core.wikis order by 1") == [
        ("other", None),
        ("survivor", None),
    ]
    assert pipeline.rows(
        "select birthday, provenance ? 'birthday' from core.people where id = %s", bo
    ) == [(None, False)]
    candidates = [{"id": str(bo), "entity": "person"}]
    assert pipeline.rows(
        "select subject, candidates, decision from ops.review_items"
    ) == [("survivor:9", candidates, {"same": False})]
    assert pipeline.rows(
        "select entity, kind, fields from ops.events order by entity, fields"
    ) == [
        ("person", "updated", ["birthday", "facts", "ledger", "photo"]),
        ("person", "updated", ["facts", "ledger"]),
        ("show", "updated", ["ledger"]),
    ]
    again = await pipeline.trr(*asked, "--yes")
    assert (again.exit_code, "Nothing is past its time" in again.output) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--wiki", "survivor"], "wikis set no time"),
        (["--source", "wiki"], "wikis set no time"),
        (["--wiki", "survivor", "--source", "fandom", "--all"], "leave --source out"),
        (["--all"], "or name a wiki with --wiki"),
        (["--source", "fandom", "--all"], "everything from fandom"),
        (["--wiki", "a b", "--all", "--yes"], "names no wiki"),
    ],
)
async def test_what_cannot_be_meant_is_refused(
    pipeline: Pipeline, arguments: list[str], words: str
) -> None:
    """Before anything is opened, with what to write instead."""
    refused = await pipeline.trr("retention", *arguments)
    assert (refused.exit_code, words in " ".join(refused.output.split())) == (2, True)
