"""The season ledger: who took part in a season, as pages state it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import UUID

import pytest

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
    facts,
    matched,
    new_wiki,
    page,
    page_id_of,
    source,
)
from trr_backend.models.people import CreditScope
from trr_backend.models.wiki import (
    Candidate,
    LedgerEntry,
    Match,
    PageFacts,
    SeasonLedger,
)
from trr_backend.repositories import suppressions, wiki_facts, wiki_subjects
from trr_backend.repositories.db import Database
from trr_backend.repositories.sets import Owner
from trr_backend.repositories.wiki_taken_down import name_key
from trr_backend.repositories.work import Work

_IN_SEASON = CreditScope(101)
_WHO = (
    "select l.name, p.name from core.season_ledger l"
    " left join core.people p on p.id = l.person_id order by l.position"
)
_ANN = LedgerEntry(
    name="Ann",
    position=1,
    page_title="Ann Lee",
    placement="1st",
    place=1,
    entry="Day 1",
    exit="Day 39",
    teams=("Tagi", "Rattana"),
)


async def _borneo(database: Database) -> tuple[Owner, UUID]:
    """Return a show whose season has four people, and our id of the season's page."""
    show = await new_show(database)
    await write_seasons(database, show, record(season(1, 1), season(2, 1)))
    await cast(
        database,
        show,
        *((5, _IN_SEASON), (6, CreditScope(None, 1001)), (7, _IN_SEASON)),
        *((8, _IN_SEASON), (9, CreditScope())),
        p5="Ann Lee",
        p6="Bób",
        p7="Cleo",
        p8="Cleo",
        p9="Dan",
    )
    wiki_id = await new_wiki(database, show.show_id)
    pages = (page(1, "Borneo"), page(2, "Ann Lee"), page(3, "Bob"))
    await answer(database, wiki_id, *pages)
    page_id = await page_id_of(database, 1)
    chosen = Candidate("season", show.show_id, "The Show", 1.0, (), 1)
    async with working(database) as work:
        await wiki_subjects.save(work, page_id, Match(chosen))
    return show, page_id


def _ledger(show: Owner, *entries: LedgerEntry, number: int = 1) -> SeasonLedger:
    return SeasonLedger("Borneo", (show.show_id, number), "season", entries)


async def _write(
    database: Database, page_id: UUID, *ledgers: SeasonLedger, revision: int = 10
) -> Work:
    async with working(database) as work:
        said = facts(revision=revision, ledgers=ledgers)
        await wiki_facts.write_ledger(work, page_id, said)
    return work


async def test_an_entry_is_a_row_with_its_source(database: Database) -> None:
    """Of our season and person; the same again is not written."""
    show, page_id = await _borneo(database)
    ann = await person_id_of(database, 5)
    await matched(database, 2, ann)
    bare = LedgerEntry("Nobody", 2)

    work = await _write(database, page_id, _ledger(show, _ANN, bare))

    query = "select id from core.seasons where season_number = 1"
    ((season_id,),) = await rows(database, query)
    first = source()
    where = (
        *("fandom", first.source_url, 10, first.retrieved_at),
        *(SITE.licence, SITE.licence_url, first.attribution, None),
    )
    key = (show.show_id, page_id, "Borneo", season_id)
    assert await rows(
        database,
        "select show_id, page_id, scope, season_id, name, page_title, person_id,"
        " stated_by, placement, place, entry, exit, teams, position, source,"
        " source_url, revision, retrieved_at, licence, licence_url, attribution,"
        " missing_since from core.season_ledger order by position",
    ) == [
        (
            *(*key, "Ann", "Ann Lee", ann, "season", "1st", 1, "Day 1", "Day 39"),
            *(["Tagi", "Rattana"], 1, *where),
        ),
        (*key, "Nobody", None, None, "season", *[None] * 4, [], 2, *where),
    ]
    told = {(one.entity, one.label): one.fields for one in work.changes.all()}
    assert told == {
        ("show", "The Show"): {"ledger": ([], ["Ann", "Nobody"])},
        ("person", "Ann Lee"): {"ledger": ([], ["Ann"])},
    }
    before = await versions(database)
    again = _ledger(show, _ANN, bare)
    work = await _write(database, page_id, again, revision=11)
    assert (work.changes.all(), await versions(database)) == ([], before)


async def test_what_a_page_no_longer_states_is_marked(database: Database) -> None:
    """What it says otherwise is of that revision; a page without a ledger has none."""
    show, page_id = await _borneo(database)
    bob = LedgerEntry("Bob", 2)
    await _write(database, page_id, _ledger(show, _ANN, bob))
    second = replace(_ANN, placement="2nd", place=2)

    work = await _write(database, page_id, _ledger(show, second), revision=11)

    (of_show, *_) = work.changes.all()
    assert of_show.fields == {"ledger": (["Ann", "Bob"], ["Ann"])}
    query = (
        "select name, placement, revision, missing_since from core.season_ledger"
        " order by 1"
    )
    bob_gone = ("Bob", None, 10, AT)
    assert await rows(database, query) == [("Ann", "2nd", 11, None), bob_gone]
    await _write(database, page_id, revision=12)
    assert await rows(database, query) == [("Ann", "2nd", 11, AT), bob_gone]


async def test_people_are_found_by_link_then_by_name(database: Database) -> None:
    """By whom the page is about; else by the very name of one alone in that cast."""
    show, page_id = await _borneo(database)
    entries = (
        LedgerEntry("Annie", 1, "Ann Lee"),
        LedgerEntry("Bob", 2, "Not asked"),
        LedgerEntry("Cleo", 3),
        LedgerEntry("Dan", 4),
        LedgerEntry("Ann Le", 5),
    )
    await _write(database, page_id, _ledger(show, *entries))

    nobody = [("Annie", None), ("Bob", "Bób"), ("Cleo", None), ("Dan", None)]
    assert await rows(database, _WHO) == [*nobody, ("Ann Le", None)]
    # The name is of another season's cast there.
    await _write(database, page_id, _ledger(show, *entries, number=2))
    assert {person for _, person in await rows(database, _WHO)} == {None}


async def test_entries_follow_the_page_that_they_link_to(database: Database) -> None:
    """Once it is matched, decided otherwise, or about nobody any more."""
    show, page_id = await _borneo(database)
    ann, cleo = await person_id_of(database, 5), await person_id_of(database, 7)
    bob = LedgerEntry("Bob", 2, "Bob")
    await _write(database, page_id, _ledger(show, replace(_ANN, name="Annie"), bob))
    assert await rows(database, _WHO) == [("Annie", None), ("Bob", "Bób")]

    linked = await page_id_of(database, 2)
    chosen = Match(Candidate("person", ann, "Ann Lee", 1.0, ()))
    async with working(database) as work:
        await wiki_subjects.save(work, linked, chosen)
    assert await rows(database, _WHO) == [("Annie", "Ann Lee"), ("Bob", "Bób")]
    told = {one.label: one.fields for one in work.changes.all()}
    assert told == {
        "The Show": {"ledger": (["Annie"], ["Annie"])},
        "Ann Lee": {"ledger": ([], ["Annie"])},
    }
    before = await versions(database)
    await matched(database, 2, ann)
    same = await versions(database)
    del before["core.wiki_subjects"], same["core.wiki_subjects"]
    assert same == before
    async with working(database) as work:
        await wiki_subjects.decide(work, linked, "person", cleo)
    assert (await rows(database, _WHO))[0] == ("Annie", "Cleo")
    other = await matched(database, 3, ann)
    assert (await rows(database, _WHO))[1] == ("Bob", "Ann Lee")
    async with working(database) as work:
        await wiki_subjects.forget(work, other)
    assert (await rows(database, _WHO))[1] == ("Bob", "Bób")


@pytest.mark.parametrize("ledger_first", [True, False])
async def test_a_ledger_and_a_match_at_once_find_each_other(
    database: Database, *, ledger_first: bool
) -> None:
    """Whichever is first, the other waits for it and sees it."""
    show, page_id = await _borneo(database)
    linked = await page_id_of(database, 2)
    ann = Candidate("person", await person_id_of(database, 9), "Dan", 1.0, ())

    async def write(work: Work) -> None:
        said = facts(ledgers=(_ledger(show, _ANN),))
        await wiki_facts.write_ledger(work, page_id, said)

    async def save(work: Work) -> None:
        await wiki_subjects.save(work, linked, Match(ann))

    async def alone(step: Callable[[Work], Awaitable[None]]) -> None:
        async with working(database) as work:
            await step(work)

    first, second = (write, save) if ledger_first else (save, write)
    async with working(database) as work:
        await first(work)
        other = asyncio.create_task(alone(second))
        assert await asyncio.wait({other}, timeout=0.1) == (set(), {other})
    await other

    assert await rows(database, _WHO) == [("Ann", "Dan")]


async def test_a_persons_own_page_states_their_part(database: Database) -> None:
    """In the one show that they are in; of a season of no show nothing is kept."""
    show, page_id = await _borneo(database)
    ann, ours = await person_id_of(database, 5), (show.show_id, 1)
    own = await matched(database, 2, ann)
    entry = (replace(_ANN, page_title=None),)
    parts = (
        SeasonLedger("Borneo", ours, "person", entry),
        SeasonLedger("All-Stars", None, "person", entry),
    )
    await _write(database, own, *parts)
    await _write(database, page_id, _ledger(show, _ANN))
    unmatched = await page_id_of(database, 3)
    await _write(database, unmatched, *parts[1:])

    query = (
        "select l.scope, l.stated_by, s.season_number, p.name from core.season_ledger l"
        " left join core.seasons s on s.id = l.season_id"
        " join core.people p on p.id = l.person_id order by 1, 2"
    )
    assert await rows(database, query) == [
        ("All-Stars", "person", None, "Ann Lee"),
        ("Borneo", "person", 1, "Ann Lee"),
        ("Borneo", "season", 1, "Ann Lee"),
    ]
    async with working(database) as work:
        await wiki_facts.retract(work, own)
    assert [row[:2] for row in await rows(database, query)] == [("Borneo", "season")]


async def test_who_was_taken_down_is_in_no_ledger(database: Database) -> None:
    """Known again by the name or by the title of their page, whatever its case."""
    show, page_id = await _borneo(database)
    async with working(database) as work:
        for name in ("ann lee", "Bób"):
            key = name_key(WIKI, name)
            await suppressions.keep(work.tx, "person", key.source, key.id, "asked")

    entries = (_ANN, LedgerEntry("Bob", 2), LedgerEntry("Cleo", 3))
    await _write(database, page_id, _ledger(show, *entries))

    assert await rows(database, _WHO) == [("Cleo", None)]


async def test_one_name_may_be_twice_in_a_table(database: Database) -> None:
    """Of one page it counts once, as it is said first; of two pages both."""
    show, page_id = await _borneo(database)
    said = PageFacts(
        source(),
        (),
        (
            _ledger(
                show,
                _ANN,
                replace(_ANN, position=2, placement="9th"),
                LedgerEntry("Ann", 3, "Ann Other"),
                LedgerEntry("Ann", 4),
            ),
        ),
    )
    async with working(database) as work:
        await wiki_facts.write_ledger(work, page_id, said)

    query = "select name, page_title, placement from core.season_ledger order by 1"
    assert await rows(database, query) == [
        ("Ann", "Ann Lee", "1st"),
        ("Ann Other", "Ann Other", None),
    ]
