"""Whom a page is about: the rules' word, a person's word, and questions."""

import pytest

from tests.credited import person_id_of
from tests.whole_shows import new_show, rows, versions, working
from tests.wiki_rows import (
    WIKI,
    answer,
    cast,
    matched,
    new_wiki,
    page,
    page_id_of,
    use,
)
from trr_backend.models.people import CreditScope
from trr_backend.models.wiki import Candidate, Match
from trr_backend.repositories import (
    person_merge,
    review,
    wiki_refusals,
    wiki_subjects,
)
from trr_backend.repositories.db import Database
from trr_backend.repositories.review import Item
from trr_backend.repositories.work import Work

_SUBJECTS = (
    "select entity, entity_id, season_number, score, reasons, candidates, by_person"
    " from core.wiki_subjects"
)
_UNMATCHED = "select unmatched_at is not null from core.wiki_pages"


async def test_the_rules_word_gives_way_to_a_persons(database: Database) -> None:
    """It is written once; a person's word stays, and the page is due again."""
    show = await new_show(database)
    wiki_id = await new_wiki(database, show.show_id)
    await cast(database, show, (5, CreditScope()), (6, CreditScope()))
    ann, bob = await person_id_of(database, 5), await person_id_of(database, 6)
    await answer(database, wiki_id, page(1, "Ann"))
    page_id = await matched(database, 1, ann)
    known = {"entity": "person", "id": str(ann), "name": "Ann", "score": 0.95}
    known["reasons"] = ["same name"]
    by_rule = ("person", ann, None, 0.95, ["same name"], [known], False)
    assert await rows(database, _SUBJECTS) == [by_rule]
    await use(database, wiki_id)
    before = await versions(database)
    await matched(database, 1, ann)
    assert await versions(database) == before

    async with working(database) as work:
        assert await wiki_subjects.decide(work, page_id, "person", bob) == set()
    await matched(database, 1, ann)
    async with working(database) as work:
        await wiki_subjects.forget(work, page_id)

    by_person: tuple[object, ...] = (
        "person",
        bob,
        None,
        1.0,
        ["a person said so"],
        [],
        True,
    )
    assert await rows(database, _SUBJECTS) == [by_person]
    assert await rows(database, _UNMATCHED) == [(False,)]
    assert await use(database, wiki_id) == ["Ann"]
    async with database.reading() as tx:
        assert await wiki_subjects.load_people(tx, wiki_id) == {bob}


async def test_a_season_is_its_shows_with_a_number(database: Database) -> None:
    """Somebody must have been chosen; who is forgotten leaves an unmatched page."""
    show = await new_show(database)
    wiki_id = await new_wiki(database, show.show_id)
    await answer(database, wiki_id, page(1, "Borneo"))
    page_id = await page_id_of(database, 1)
    chosen = Candidate("season", show.show_id, "The Show", 0.9, (), 1)
    async with working(database) as work:
        with pytest.raises(ValueError, match="nobody was chosen"):
            await wiki_subjects.save(work, page_id, Match(None, (chosen,)))
        await wiki_subjects.save(work, page_id, Match(chosen))

    said: tuple[object, ...] = ("season", show.show_id, 1, 0.9, [], [], False)
    assert await rows(database, _SUBJECTS) == [said]
    async with working(database) as work:
        await wiki_subjects.forget(work, page_id)
    assert await rows(database, _SUBJECTS) == []
    assert await rows(database, _UNMATCHED) == [(True,)]
    await matched(database, 1, show.show_id, "show")
    assert await rows(database, _UNMATCHED) == [(False,)]


async def test_one_question_is_asked_of_a_page(database: Database) -> None:
    """Of the likeliest; another likeliest takes its place, an answer all of them."""
    show = await new_show(database)
    wiki_id = await new_wiki(database, show.show_id)
    await cast(database, show, (5, CreditScope()), (6, CreditScope()))
    ann, bob = await person_id_of(database, 5), await person_id_of(database, 6)
    await answer(database, wiki_id, page(1, "Ann"))
    page_id = await page_id_of(database, 1)
    maybe_ann = Candidate("person", ann, "Person 5", 0.7, ("same name",))
    maybe_show = Candidate("season", show.show_id, "The Show", 0.2, ("so", "so"), 3)

    assert await _ask(database, maybe_ann, maybe_show)
    work = await _ask(database, maybe_ann, maybe_show)

    of_page: dict[str, object] = {
        "wiki": "survivor",
        "page_id": str(page_id),
        "title": "Ann",
        "url": "https://survivor.fandom.com/wiki/Ann",
    }
    first: dict[str, object] = {"entity": "person", "id": str(ann)}
    first |= {"name": "Person 5", "score": 0.7, "reasons": ["same name"]}
    second: dict[str, object] = {"entity": "season", "id": str(show.show_id)}
    second |= {"name": "The Show", "score": 0.2, "reasons": ["so", "so"]}
    second |= {"season_number": 3}
    (question,) = await _open(database)
    assert question == Item(
        id=question.id,
        kind="wiki-page",
        entity="person",
        entity_id=ann,
        label="Person 5 (tmdb:5)",
        subject="survivor:1",
        reason="Ann in survivor: same name",
        candidates=[first | of_page, second | of_page],
        confidence=0.7,
        asked_at=question.asked_at,
        decided_at=None,
    )
    said = "not sure whom a page is about; `trr review` shows who it may be"
    assert work.notes_of_many == {said: [question.short_id]}

    await _ask(database, maybe_show)
    (question,) = await _open(database)
    assert (question.entity, question.entity_id) == ("show", show.show_id)
    await _ask(database, Candidate("person", bob, "Person 6", 0.7, ()))
    await matched(database, 1, bob)
    assert await _open(database) == []


async def test_who_was_refused_is_remembered(database: Database) -> None:
    """For ever, also as who they are merged into; it is not asked again."""
    show = await new_show(database)
    wiki_id = await new_wiki(database, show.show_id)
    numbers = (5, 6, 7)
    await cast(database, show, *((n, CreditScope()) for n in numbers))
    ann, bob, cleo = [await person_id_of(database, n) for n in numbers]
    await answer(database, wiki_id, page(1, "Ann"), page(2, "Bob"))
    first = Candidate("person", ann, "Person 5", 0.7, ())
    await _ask(database, first, Candidate("person", bob, "Person 6", 0.5, ()))
    (question,) = await _open(database)
    async with working(database) as work:
        await review.decide(work.tx, question, {"same": False, "reason": "no"})
        assert await wiki_refusals.load_refused(work.tx, WIKI, 1) == {ann, bob}
        assert await wiki_refusals.load_refused(work.tx, WIKI, 2) == set()

    assert (await _ask(database, first)).notes_of_many == {}
    async with working(database) as work:
        await person_merge.merge(work, bob, cleo, "one")
        assert await wiki_refusals.load_refused(work.tx, WIKI, 1) == {ann, cleo}


async def _ask(database: Database, *candidates: Candidate) -> Work:
    async with working(database) as work:
        waits = await wiki_subjects.ask(
            work, WIKI, page(1, "Ann"), Match(None, candidates)
        )
        assert waits == bool(work.notes_of_many)
    return work


async def _open(database: Database) -> list[Item]:
    async with database.reading() as tx:
        return await review.load_open(tx, "wiki-page")
