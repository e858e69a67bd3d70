"""What wikis say of two people, or shows, who turn out to be one."""

from typing import Any
from uuid import UUID

from tests.credited import credited
from tests.whole_shows import new_show, rows, working
from tests.wiki_rows import (
    WIKI,
    answer,
    facts,
    matched,
    new_wiki,
    page,
    page_id_of,
    use,
)
from trr_backend.models.selection import ShowRef
from trr_backend.models.wiki import (
    Candidate,
    LedgerEntry,
    Match,
    SeasonLedger,
    WikiFact,
)
from trr_backend.repositories import merging, person_merge, wiki_facts, wiki_subjects
from trr_backend.repositories.db import Database
from trr_backend.repositories.work import Work

_BORN = WikiFact("birthday", "1975-12-25")
_DUE = "select page_number from core.wiki_pages where mapping is null order by 1"
_SUBJECTS = (
    "select p.page_number, u.entity, u.entity_id from core.wiki_subjects u"
    " join core.wiki_pages p on p.id = u.page_id order by 1"
)


async def test_whom_a_page_is_about_is_the_survivor(database: Database) -> None:
    """Facts and parts in seasons move; pages are read again, and the asked one, too."""
    show = await new_show(database)
    merged, ann = await credited(database, show, 4, 5)
    wiki_id = await new_wiki(database, show.show_id)
    titles = ("Ann", "Season 1", "Annie", "Ann at home")
    await answer(database, wiki_id, *(page(n, one) for n, one in enumerate(titles, 1)))
    await matched(database, 1, merged)
    await matched(database, 2, show.show_id, "show")
    await matched(database, 4, ann)
    ledger = SeasonLedger("1", None, "season", (LedgerEntry("Ann", 1, "Ann"),))
    for number, person in ((1, merged), (4, ann)):
        await _write(database, number, person, _BORN)
    async with working(database) as work:
        season = await page_id_of(database, 2)
        await wiki_facts.write_ledger(work, season, facts(ledgers=(ledger,)))
        unsure = Candidate("person", merged, "Ann", 0.5, ("same name",))
        await wiki_subjects.ask(work, WIKI, page(3, "Annie"), Match(None, (unsure,)))
    await use(database, wiki_id)

    async with working(database) as work:
        await person_merge.merge(work, merged, ann, "the same")

    assert await rows(database, _SUBJECTS) == [
        (1, "person", ann),
        (2, "show", show.show_id),
        (4, "person", ann),
    ]
    assert await rows(database, _DUE) == [(1,), (3,)]
    assert await rows(
        database,
        "select person_id, count(*) from core.person_facts group by 1",
    ) == [(ann, 2)]
    assert await rows(database, "select person_id from core.season_ledger") == [(ann,)]
    told = _told(work)
    assert told["person", ann]["facts"] == ([], "1 fact")
    assert told["person", ann]["ledger"] == ([], ["The Show"])
    assert told["show", show.show_id]["ledger"] == ("Person 4", "Person 5")


async def test_a_merge_of_shows_takes_wikis_along_and_gives_them_back(
    database: Database,
) -> None:
    """The survivor is looked up there, and has the pages; undone, nothing stays."""
    one, two = await new_show(database), await new_show(database, 2, "The Other")
    wiki_id = await new_wiki(database, one.show_id)
    await answer(database, wiki_id, page(1, "The Show"), page(2, "Season 1"))
    await matched(database, 1, one.show_id, "show")
    chosen = Candidate("season", one.show_id, "The Show", 1.0, (), 1)
    async with working(database) as work:
        season = await page_id_of(database, 2)
        await wiki_subjects.save(work, season, Match(chosen))
    await use(database, wiki_id)
    remembered = "select show_id from core.show_wikis order by show_id = %s"

    async with working(database) as work:
        await merging.merge(work, one.show_id, two.show_id, "the same")

    assert {row[2] for row in await rows(database, _SUBJECTS)} == {two.show_id}
    assert await rows(database, _DUE) == [(1,), (2,)]
    assert await rows(database, remembered, two.show_id) == [
        (one.show_id,),
        (two.show_id,),
    ]
    async with working(database) as work:
        said = facts(WikiFact("host", "Jeff"))
        await wiki_facts.write_show(work, two.show_id, season, said)
    await use(database, wiki_id)

    async with working(database) as work:
        found = await merging.find_merged(work.tx, ShowRef.parse(str(one.show_id)))
        assert found is not None
        await merging.unmerge(work, found, "another one")

    assert {row[2] for row in await rows(database, _SUBJECTS)} == {one.show_id}
    assert await rows(database, _DUE) == [(1,), (2,)]
    assert await rows(database, remembered, two.show_id) == [(one.show_id,)]
    assert await rows(database, "select from core.show_facts") == []


async def _write(database: Database, number: int, person: UUID, fact: WikiFact) -> None:
    async with working(database) as work:
        page_id = await page_id_of(database, number)
        await wiki_facts.write_person(work, person, page_id, facts(fact))


def _told(work: Work) -> dict[tuple[str, UUID], dict[str, tuple[Any, Any]]]:
    return {(one.entity, one.id): one.fields for one in work.changes.all()}
