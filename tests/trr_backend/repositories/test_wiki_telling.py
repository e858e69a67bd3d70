"""Who is told of when a page of a wiki goes or comes back, or its licence changes."""

from dataclasses import replace
from uuid import UUID

from tests.credited import person_id_of
from tests.whole_shows import AT, new_show, rows, working
from tests.wiki_rows import SITE, answer, cast, facts, matched, new_wiki, page
from trr_backend.models.people import CreditScope
from trr_backend.models.wiki import WikiFact, WikiSite
from trr_backend.repositories import wiki_facts, wikis
from trr_backend.repositories.db import Database


async def test_facts_are_shown_with_their_page_and_wiki(database: Database) -> None:
    """Everybody of whom the page, or the wiki, states something; each change once."""
    show = await new_show(database)
    await cast(database, show, (5, CreditScope()), (6, CreditScope()))
    wiki_id = await new_wiki(database, show.show_id)
    ann_page, other = page(1, "Ann"), page(2, "Annie")
    await answer(database, wiki_id, ann_page, other)
    ann = await person_id_of(database, 5)
    page_id = await matched(database, 1, ann)
    async with working(database) as work:
        said = facts(WikiFact("birthday", "1970-01-02"))
        await wiki_facts.write_person(work, ann, page_id, said)

    async def site(said: WikiSite) -> None:
        async with working(database) as work:
            await wikis.save_site(work, wiki_id, said, AT)

    steps = {
        "nothing new": answer(database, wiki_id, ann_page, other),
        "gone": answer(database, wiki_id, gone=(1, 2)),
        "still gone": answer(database, wiki_id, gone=(1, 2)),
        "back": answer(database, wiki_id, page(1, "Ann", 11)),
        "same site": site(SITE),
        "new licence": site(replace(SITE, licence="CC BY 4.0")),
    }
    told = {}
    for name, step in steps.items():
        before = await _told(database)
        await step
        told[name] = (await _told(database))[len(before) :]
    event = ("person", ann, ["facts"])
    assert told == {
        "nothing new": [],
        "gone": [event],
        "still gone": [],
        "back": [event],
        "same site": [],
        "new licence": [event],
    }


async def _told(database: Database) -> list[tuple[str, UUID, list[str]]]:
    return await rows(
        database, "select entity, entity_id, fields from ops.events order by seq"
    )
