"""Pages of wikis: what is asked, what an answer changes, what is due."""

from dataclasses import replace
from uuid import UUID

from tests.credited import person_id_of
from tests.whole_shows import (
    AT,
    new_show,
    record,
    rows,
    season,
    versions,
    working,
    write_seasons,
)
from tests.wiki_rows import (
    SITE,
    WIKI,
    answer,
    cast,
    edited,
    matched,
    new_wiki,
    page,
    page_id_of,
    use,
)
from trr_backend.models.people import CreditScope
from trr_backend.models.wiki import PagesSaid, RefusedPage
from trr_backend.repositories import suppressions, wiki_pages, wiki_subjects
from trr_backend.repositories.db import Database
from trr_backend.repositories.wiki_pages import DuePage, SubjectPage
from trr_backend.repositories.wiki_taken_down import page_key

_TITLES = (
    "select t.title, p.page_number, t.stale from core.wiki_titles t"
    " left join core.wiki_pages p on p.id = t.page_id order by 1"
)
_PAGES = (
    "select page_number, title, revision, stale, missing_since is not null"
    " from core.wiki_pages order by 1"
)


async def _unasked(database: Database, wiki_id: UUID, *titles: str) -> list[str]:
    async with database.reading() as tx:
        return await wiki_pages.load_unasked(tx, wiki_id, titles)


async def test_an_answer_is_stored_once(database: Database) -> None:
    """Pages, documents and titles, the page's own among them; none is asked again."""
    wiki_id = await new_wiki(database)
    ann = page(1, "Ann Lee")
    asked = {"Annie": 1, "Ann": 1, "Bob": None}
    assert await _unasked(database, wiki_id, "Bob", "Ann", "Bob") == ["Bob", "Ann"]
    await answer(database, wiki_id, ann, titles=asked)

    page_id = await page_id_of(database, 1)
    assert await rows(database, "select * from core.wiki_pages") == [
        (
            *(page_id, wiki_id, 1, "Ann Lee", ann.url, 10, ann.revised_at),
            *(ann.document.fetched_at, False, None, None, None),
        )
    ]
    titles = [("Ann", 1), ("Ann Lee", 1), ("Annie", 1), ("Bob", None)]
    assert await rows(database, _TITLES) == [(*one, False) for one in titles]
    before = await versions(database)
    again = replace(ann.document, fetched_at=AT)
    await answer(database, wiki_id, replace(ann, document=again), titles=asked)
    assert await versions(database) == before
    assert await _unasked(database, wiki_id, "Ann", "Bob", "Cleo") == ["Cleo"]
    async with database.transaction() as tx:
        stored = await wiki_pages.load_for_use(tx, page_id)
        assert stored is not None
        assert stored.document == ann.document
        led = await wiki_pages.load_unmatched(tx, wiki_id, ["Annie", "Bob"])
        assert led == {"Annie": page_id}
        assert stored == await wiki_pages.load_document(tx, page_id)
        assert await wiki_pages.load_numbers(tx, wiki_id) == {1: 10}
        assert await wiki_pages.load_titles_without_page(tx, wiki_id) == ["Bob"]


async def test_an_older_revision_changes_nothing(database: Database) -> None:
    """A copy that lags behind is not taken, and the page is asked again."""
    wiki_id = await new_wiki(database)
    await answer(database, wiki_id, page(1, "Ann", 12))
    await edited(database, wiki_id, "Ann")
    before = await versions(database)

    await answer(database, wiki_id, page(1, "Anne", 11), titles={})

    assert await versions(database) == before
    body = "select body ->> 'page' from source.documents"
    assert '"rev": 12' in (await rows(database, body))[0][0]
    await answer(database, wiki_id, page(1, "Ann", 12), titles={})
    assert await rows(database, _PAGES) == [(1, "Ann", 12, False, False)]


async def test_a_page_is_known_by_its_number(database: Database) -> None:
    """Moved, it keeps its row; its former title leads there until it is asked again."""
    wiki_id = await new_wiki(database)
    await answer(database, wiki_id, page(1, "Ann", 10), titles={"Annie": 1, "Ann": 1})
    page_id = await page_id_of(database, 1)
    await edited(database, wiki_id, "Ann", "Ann Lee", numbers=(1,))
    # The page answers for its own title by its number.
    assert await _unasked(database, wiki_id, "Ann", "Annie") == []

    await answer(database, wiki_id, page(1, "Ann Lee", 11), titles={})

    assert await page_id_of(database, 1) == page_id
    assert await rows(database, _PAGES) == [(1, "Ann Lee", 11, False, False)]
    titles = [("Ann", 1, True), ("Ann Lee", 1, False), ("Annie", 1, False)]
    assert await rows(database, _TITLES) == titles
    assert await _unasked(database, wiki_id, "Ann", "Annie") == ["Ann"]
    # Somebody else has the title now.
    await answer(database, wiki_id, page(2, "Ann"))
    assert (await rows(database, _TITLES))[0] == ("Ann", 2, False)


async def test_a_page_that_is_gone_is_marked(database: Database) -> None:
    """It keeps its titles; when it is back, with whichever revision, it is there."""
    wiki_id = await new_wiki(database)
    await answer(database, wiki_id, page(1, "Ann", 10), page(2, "Bob"))
    await edited(database, wiki_id, "Ann", "Bob")
    async with database.reading() as tx:
        assert await wiki_pages.load_stale(tx, wiki_id) == [1, 2]
    await answer(database, wiki_id, titles={}, gone=(1,))
    gone = await rows(database, _PAGES)
    # Nobody knows yet whether the page went with its title.
    await answer(database, wiki_id, titles={"Ann": None, "Bob": None})

    assert gone == [(1, "Ann", 10, False, True), (2, "Bob", 10, True, False)]
    assert await rows(database, _PAGES) == gone
    assert await rows(database, _TITLES) == [("Ann", 1, False), ("Bob", 2, False)]
    async with database.reading() as tx:
        assert await wiki_pages.load_numbers(tx, wiki_id) == {2: 10}
        assert await wiki_pages.load_titles_without_page(tx, wiki_id) == ["Ann"]
    before = await versions(database)
    await answer(database, wiki_id, titles={}, gone=(1,))
    assert await versions(database) == before
    await edited(database, wiki_id, "Ann")
    assert await _unasked(database, wiki_id, "Ann", "Bob") == ["Ann"]
    await answer(database, wiki_id, page(1, "Ann", 9))
    assert (await rows(database, _PAGES))[0] == (1, "Ann", 9, False, False)


async def test_a_page_that_is_not_taken_is_not_asked_each_night(
    database: Database,
) -> None:
    """What is stored of it stays; a title that leads to it is remembered."""
    wiki_id = await new_wiki(database)
    await answer(database, wiki_id, page(1, "Ann"))
    await edited(database, wiki_id, "Ann")
    refused = [RefusedPage(1, "Ann", "too large"), RefusedPage(7, "Lists", "hidden")]
    async with working(database) as work:
        said = PagesSaid((), {"Lists": 7, "Annie": 1}, refused=tuple(refused))
        await wiki_pages.save(work, wiki_id, said)

    assert await rows(database, _PAGES) == [(1, "Ann", 10, False, False)]
    titles = [("Ann", 1, True), ("Annie", 1, False), ("Lists", None, False)]
    assert await rows(database, _TITLES) == titles
    assert await _unasked(database, wiki_id, "Lists", "Ann") == []


async def test_the_page_of_somebody_taken_down_never_comes(database: Database) -> None:
    """Neither page nor document; its titles lead nowhere, and are not asked again."""
    wiki_id = await new_wiki(database)
    async with working(database) as work:
        key = page_key(WIKI, 1)
        await suppressions.keep(work.tx, "person", key.source, key.id, "asked")

    await answer(database, wiki_id, page(1, "Ann"), page(2, "Bob"))

    assert [row[0] for row in await rows(database, _PAGES)] == [2]
    assert await rows(database, _TITLES) == [("Ann", None, False), ("Bob", 2, False)]
    keys = "select key from source.documents"
    assert await rows(database, keys) == [("survivor:2",)]


async def test_a_page_is_due_until_the_stage_has_used_it(database: Database) -> None:
    """Again after an edit, with another mapping, by force, or when it is offered."""
    show = await new_show(database)
    wiki_id = await new_wiki(database, show.show_id)
    await cast(database, show, (5, CreditScope()))
    await answer(database, wiki_id, page(1, "Ann"), page(2, "Bob"))
    ann = await person_id_of(database, 5)
    page_id = await matched(database, 1, ann)
    first = DuePage(page_id, 1, "Ann")
    async with database.transaction() as tx:
        due = await wiki_pages.load_due(tx, wiki_id, mapping=1, force=False)
    assert due == [first, DuePage(await page_id_of(database, 2), 2, "Bob")]

    assert await use(database, wiki_id) == ["Ann", "Bob"]
    assert await use(database, wiki_id) == []
    await answer(database, wiki_id, page(2, "Bob", 11, "news"))
    assert await use(database, wiki_id) == ["Bob"]
    assert await use(database, wiki_id, mapping=2) == ["Ann", "Bob"]
    async with working(database) as work:
        await wiki_pages.offer_again(work, page_id)
        forced = await wiki_pages.load_due(work.tx, wiki_id, mapping=2, force=True)
    assert [one.title for one in forced] == ["Ann", "Bob"]
    assert await use(database, wiki_id, mapping=2) == ["Ann"]
    await answer(database, wiki_id, titles={}, gone=(1,))
    async with database.transaction() as tx:
        (found,) = await wiki_pages.load_of_subject(tx, "person", ann)
        document = await wiki_pages.load_for_use(tx, page_id)
    assert document is not None
    assert found == SubjectPage(page_id, WIKI, SITE, 1, "Ann", document, AT)


async def test_pages_about_nobody_are_offered_when_somebody_may_be_meant(
    database: Database,
) -> None:
    """Somebody new in the cast, a new season, another show; each once."""
    show, other = await new_show(database), await new_show(database, 2)
    await write_seasons(database, show, record(season(1, 1)))
    wiki_id = await new_wiki(database, show.show_id)
    await cast(database, show, (5, CreditScope()))
    await answer(database, wiki_id, page(1, "Ann"), page(2, "Bob"))
    await matched(database, 2, await person_id_of(database, 5))
    page_id = await page_id_of(database, 1)

    async def night() -> list[str]:
        offered = await use(database, wiki_id)
        if "Ann" in offered:
            async with working(database) as work:
                await wiki_subjects.forget(work, page_id)
        return offered

    assert await night() == ["Ann", "Bob"]
    assert await night() == []
    # A credit more of somebody who was there is nobody new.
    await cast(database, show, (5, CreditScope()), (5, CreditScope(101)))
    assert await night() == []
    await cast(database, show, (5, CreditScope()), (6, CreditScope()))
    assert await night() == ["Ann"]
    await write_seasons(database, show, record(season(1, 1), season(2, 1)))
    assert await night() == ["Ann"]
    await new_wiki(database, show.show_id, other.show_id)
    assert await night() == ["Ann"]
    assert await night() == []
    # Who was matched is not offered, whoever comes.
    await matched(database, 1, await person_id_of(database, 6))
    await cast(database, show, (5, CreditScope()), (7, CreditScope()))
    assert await night() == []
