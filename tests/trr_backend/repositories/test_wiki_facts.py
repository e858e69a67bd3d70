"""Facts of wikis as rows: written once, never taken back by silence."""

from dataclasses import replace
from uuid import UUID

import pytest

from tests.credited import ANN, person_id_of, write_person
from tests.whole_shows import (
    AT,
    day,
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
    answer,
    cast,
    facts,
    match,
    matched,
    new_wiki,
    page,
    page_id_of,
    source,
)
from trr_backend.errors import Missing
from trr_backend.models.overrides import fact_id
from trr_backend.models.people import CreditScope
from trr_backend.models.shows import ExternalId
from trr_backend.models.wiki import PageFacts, WikiFact
from trr_backend.repositories import (
    external_ids,
    overrides,
    suppressions,
    wiki_facts,
    wiki_subjects,
)
from trr_backend.repositories.columns import Subject
from trr_backend.repositories.db import Database
from trr_backend.repositories.sets import Owner
from trr_backend.repositories.work import Work

_FACTS = (
    "select scope, field, value, revision, missing_since"
    " from core.person_facts order by 1, 2"
)
_BORN = WikiFact("birthday", "1970-01-02")
_JOBS = WikiFact("occupation", ("Model", "Actor"))


async def _ann(database: Database) -> tuple[Owner, UUID, UUID]:
    """Return a show with a season, somebody in it, and the id of a page about them."""
    show = await new_show(database)
    await write_seasons(database, show, record(season(1, 1)))
    await cast(database, show, (5, CreditScope()), (6, CreditScope()))
    wiki_id = await new_wiki(database, show.show_id)
    await answer(database, wiki_id, page(1, "Ann"), page(2, "Annie"))
    ann = await person_id_of(database, 5)
    return show, ann, await matched(database, 1, ann)


async def _write(
    database: Database, person_id: UUID, page_id: UUID, said: PageFacts
) -> Work:
    async with working(database) as work:
        await wiki_facts.write_person(work, person_id, page_id, said)
    return work


async def test_a_fact_is_a_row_with_its_source(database: Database) -> None:
    """Of the person, or of them in a season; the same again is not written."""
    show, ann, page_id = await _ann(database)
    team = WikiFact("team", "Tagi", "Borneo", (show.show_id, 1), "Profile")
    elsewhere = WikiFact("team", "Pagong", "Else", (show.show_id, 9))
    said = facts(_BORN, _JOBS, team, elsewhere)

    work = await _write(database, ann, page_id, said)

    came = ["birthday: 1970-01-02", "occupation: Model, Actor", "team (Borneo): Tagi"]
    (change,) = work.changes.all()
    assert (change.entity, change.id, change.label) == ("person", ann, "Person 5")
    assert change.fields == {"facts": ([], [*came, "team (Else): Pagong"])}
    (season_id,) = (await rows(database, "select id from core.seasons"))[0]
    where = (
        *("fandom", said.source.source_url, 10, said.source.retrieved_at),
        *(SITE.licence, SITE.licence_url, "Survivor Wiki contributors", None),
    )
    key = (ann, page_id)
    nothing = (None, None, None)
    assert await rows(
        database,
        "select person_id, page_id, scope, field, value, heading, show_id, season_id,"
        " source, source_url, revision, retrieved_at, licence, licence_url,"
        " attribution, missing_since from core.person_facts order by scope, field",
    ) == [
        (*key, "", "birthday", "1970-01-02", *nothing, *where),
        (*key, "", "occupation", ["Model", "Actor"], *nothing, *where),
        (*key, "Borneo", "team", "Tagi", "Profile", show.show_id, season_id, *where),
        (*key, "Else", "team", "Pagong", None, show.show_id, None, *where),
    ]
    before = await versions(database)
    later = replace(said, source=source(11))
    assert (await _write(database, ann, page_id, later)).changes.all() == []
    assert await versions(database) == before


async def test_what_a_page_no_longer_states_is_marked(database: Database) -> None:
    """What cannot be read stays as it is; what is back counts from then."""
    _, ann, page_id = await _ann(database)
    place = WikiFact("hometown", "Malmö")
    await _write(database, ann, page_id, facts(_BORN, _JOBS, place))
    fewer = WikiFact("occupation", ("Model",))
    unreadable = (("", "birthday"), ("", "spouse"))

    said = facts(fewer, revision=11, unreadable=unreadable)
    work = await _write(database, ann, page_id, said)

    gone = ["occupation: Model, Actor", "hometown: Malmö"]
    assert work.changes.all()[0].fields == {"facts": (gone, ["occupation: Model"])}
    born = ("", "birthday", "1970-01-02", 10, None)
    assert await rows(database, _FACTS) == [
        born,
        ("", "hometown", "Malmö", 10, AT),
        ("", "occupation", ["Model"], 11, None),
    ]
    await _write(database, ann, page_id, facts(_BORN, fewer, place, revision=12))
    assert await rows(database, _FACTS) == [
        born,
        ("", "hometown", "Malmö", 12, None),
        ("", "occupation", ["Model"], 11, None),
    ]


async def test_what_part_of_a_page_said_outlasts_a_page_read_in_part(
    database: Database,
) -> None:
    """What is read of it counts; what is not is no sign that it says that no longer."""
    _, ann, page_id = await _ann(database)
    await _write(database, ann, page_id, facts(_BORN, _JOBS))
    fewer = facts(WikiFact("occupation", ("Model",)), revision=11)

    await _write(database, ann, page_id, replace(fewer, is_whole=False))

    assert await rows(database, _FACTS) == [
        ("", "birthday", "1970-01-02", 10, None),
        ("", "occupation", ["Model"], 11, None),
    ]


async def test_other_terms_leave_when_it_was_first_seen(database: Database) -> None:
    """A page that was moved, a wiki under another licence: the value is the same."""
    _, ann, page_id = await _ann(database)
    await _write(database, ann, page_id, facts(_BORN))
    moved = replace(source(11), source_url="https://moved.example", licence=None)

    work = await _write(database, ann, page_id, PageFacts(moved, (_BORN,)))

    query = "select source_url, licence, revision, retrieved_at from core.person_facts"
    first = source()
    kept = ("https://moved.example", None, 10, first.retrieved_at)
    assert await rows(database, query) == [kept]
    assert [one.label for one in work.changes.all()] == ["Person 5"]


async def test_what_was_taken_down_is_not_written(database: Database) -> None:
    """A field, by what was decided or by its fingerprint; a whole person."""
    _, ann, page_id = await _ann(database)
    async with working(database) as work:
        subject = Subject("person", ann, "Ann")
        await overrides.silence(work, subject, "birthday", "asked")
        hidden = fact_id("person", 5, "occupation")
        await suppressions.keep(work.tx, "fact", "tmdb", hidden, "asked")
    home = WikiFact("hometown", "Malmö")

    await _write(database, ann, page_id, facts(_BORN, _JOBS, home))

    assert await rows(database, _FACTS) == [("", "hometown", "Malmö", 10, None)]
    async with working(database) as work:
        imdb = ExternalId("imdb", "nm1")
        await external_ids.attach(work.tx, "person", ann, [imdb])
        await suppressions.keep(work.tx, "person", "imdb", "nm1", "asked")
    other = WikiFact("hometown", "Lund")
    assert (await _write(database, ann, page_id, facts(other))).changes.all() == []
    assert await rows(database, _FACTS) == [("", "hometown", "Malmö", 10, None)]


async def test_a_contradiction_is_told_once(database: Database) -> None:
    """By field and source, of TMDb and of other pages; what is less exact agrees."""
    _, ann, page_id = await _ann(database)
    known = replace(
        ANN.facts, place_of_birth="Malmö, Sweden", instagram_handle="annlee"
    )
    await write_person(
        database, ann, replace(ANN, facts=known, provenance={"birthday": "tmdb"})
    )
    agreeing = (
        WikiFact("place_of_birth", "Malmo"),
        WikiFact("instagram_handle", "@AnnLee"),
        WikiFact("hometown", "Lund"),
        WikiFact("birthday", "1999-01-01", "Borneo"),
    )
    wrong = WikiFact("birthday", "1970-01-03")

    work = await _write(database, ann, page_id, facts(wrong, *agreeing))

    said = (
        "wikis that say otherwise than another source; both are kept, and "
        "`/people/{id}/facts` lists them"
    )
    of_ann = "Ann Lee (tmdb:5): birthday (tmdb)"
    assert work.notes_of_many == {said: [of_ann]}
    again = facts(wrong, *agreeing, revision=11)
    assert (await _write(database, ann, page_id, again)).notes_of_many == {}
    worse = facts(WikiFact("birthday", "1970-01-04"), revision=12)
    work = await _write(database, ann, page_id, worse)
    assert work.notes_of_many == {said: [of_ann]}
    right = facts(WikiFact("birthday", "1970"), WikiFact("deathday", "2020"))
    assert (await _write(database, ann, page_id, right)).notes_of_many == {}
    other = await page_id_of(database, 2)
    work = await _write(database, ann, other, facts(WikiFact("deathday", "2021-02-03")))
    assert work.notes_of_many == {said: ["Ann Lee (tmdb:5): deathday (fandom)"]}


async def test_a_wrong_page_is_taken_back(database: Database) -> None:
    """Its facts go, and what a record had from it; the right one's may be written."""
    show, ann, page_id = await _ann(database)
    born = replace(ANN.facts, birthday=day("1970-01-02"), place_of_birth="Malmö")
    provenance = {"birthday": "fandom", "place_of_birth": "tmdb"}
    await write_person(database, ann, replace(ANN, facts=born, provenance=provenance))
    place = WikiFact("place_of_birth", "Lund")
    await _write(database, ann, page_id, facts(_BORN, place))
    bob = await person_id_of(database, 6)
    async with working(database) as work:
        assert await wiki_subjects.save(work, page_id, match(bob)) == {ann}

    gone = ["birthday: 1970-01-02", "place_of_birth: Lund"]
    (change,) = work.changes.all()
    assert (change.id, change.label) == (ann, "Ann Lee")
    assert change.fields == {"facts": (gone, []), "birthday": ("1970-01-02", None)}
    assert await rows(database, _FACTS) == []
    record_now = "select birthday, place_of_birth, provenance from core.people"
    mine = {"place_of_birth": "tmdb"}
    assert await rows(database, f"{record_now} where id = %s", ann) == [
        (None, "Malmö", mine)
    ]
    await _write(database, bob, page_id, facts(_BORN))
    async with working(database) as work:
        decided = wiki_subjects.decide(work, page_id, "show", show.show_id)
        assert await decided == {bob}
    assert await rows(database, _FACTS) == []


async def test_facts_of_a_show_are_rows_of_it(database: Database) -> None:
    """Of the show or of a season; nobody's facts raise Missing."""
    show, _, page_id = await _ann(database)
    said = facts(
        WikiFact("host", ("Jeff",)),
        WikiFact("winner", "Ann", "Borneo", (show.show_id, 1)),
    )
    async with working(database) as work:
        await wiki_facts.write_show(work, show.show_id, page_id, said)

    (change,) = work.changes.all()
    assert (change.entity, change.label) == ("show", "The Show")
    assert change.fields == {"facts": ([], ["host: Jeff", "winner (Borneo): Ann"])}
    assert await rows(
        database,
        "select f.scope, f.field, f.value, s.season_number from core.show_facts f"
        " left join core.seasons s on s.id = f.season_id order by 2",
    ) == [("", "host", ["Jeff"], None), ("Borneo", "winner", "Ann", 1)]
    async with working(database) as work:
        with pytest.raises(Missing, match="run the command again"):
            await wiki_facts.write_show(work, page_id, page_id, said)
        assert await wiki_facts.retract(work, page_id) == set()
    assert await rows(database, "select from core.show_facts") == []
