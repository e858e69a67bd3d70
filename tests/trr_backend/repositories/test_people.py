"""People as rows: what their own answer changes, and who is due for one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tests.credited import ANN, credited, flag, write_person
from tests.whole_shows import (
    AS_OF,
    day,
    new_show,
    rows,
    versions,
    working,
)
from trr_backend.models.documents import Document, DocumentKey
from trr_backend.models.people import (
    PersonFacts,
    PersonRecord,
)
from trr_backend.models.selection import Selection, ShowRef
from trr_backend.repositories import documents, people
from trr_backend.repositories.db import Database
from trr_backend.repositories.people import DuePerson, PersonFreshness
from trr_backend.repositories.sets import Owner

NOW = datetime.now(UTC)
FRESH = PersonFreshness(
    "https://api.themoviedb.org/3/person/0?x=1",
    timedelta(days=150),
    spread=timedelta(0),
)


async def test_a_death_that_is_taken_back_is_gone(database: Database) -> None:
    """Nobody stays dead because a source first said so; when they were born is kept."""
    (ann,) = await credited(database, await new_show(database), 5)
    dead = replace(ANN.facts, deathday=day("2020-02-03"))
    said = {**ANN.provenance, "deathday": "tmdb"}
    await write_person(database, ann, replace(ANN, facts=dead, provenance=said))

    await write_person(
        database, ann, replace(ANN, facts=replace(ANN.facts, birthday=None))
    )

    assert await rows(
        database, "select birthday, deathday, provenance from core.people"
    ) == [(day("1970-01-02"), None, ANN.provenance)]


async def test_a_persons_answer_fills_the_stub(database: Database) -> None:
    """Facts, ids, other names and works; what is said twice is there once."""
    (ann,) = await credited(database, await new_show(database), 5)

    work = await write_person(database, ann, ANN)

    assert await rows(
        database,
        "select name, gender, birthday, deathday, biography, popularity, profile_path,"
        " tiktok_handle, provenance, details_at, missing_since from core.people",
    ) == [
        (
            "Ann Lee",
            "female",
            day("1970-01-02"),
            None,
            "Born.\nLives.",
            1.5,
            "/ann.jpg",
            "ann",
            ANN.provenance,
            AS_OF,
            None,
        )
    ]
    said = ("Elsewhere", "Self", "Acting")
    aliases = "select name, position, missing_since from core.person_aliases order by 2"
    assert await rows(database, aliases) == [("Annie", 0, None), ("A. Lee", 1, None)]
    assert await rows(
        database, "select * from core.person_works order by source_key"
    ) == [
        (ann, "tmdb", "w1", "tv", "77", *said, False, day("2001-02-03"), 4, None),
        (ann, "tmdb", "w2", "tv", "77", *said, True, day("2001-02-03"), 4, None),
    ]
    (change,) = work.changes.all()
    assert (change.entity, change.kind, change.label) == (
        "person",
        "updated",
        "Ann Lee",
    )
    assert change.fields["aliases"] == ([], ["Annie", "A. Lee"])
    assert change.fields["works"] == ("0 gone", "2 came, 0 changed")
    assert change.fields["external_ids"] == ([], ["imdb:nm0000001"])


async def test_the_same_answer_again_changes_nothing(database: Database) -> None:
    """No row gets another version, nothing is told."""
    (ann,) = await credited(database, await new_show(database), 5)
    await write_person(database, ann, ANN)
    before = await versions(database)

    assert (await write_person(database, ann, ANN)).changes.all() == []
    assert await versions(database) == before


async def test_silence_keeps_and_absence_marks(database: Database) -> None:
    """Facts stay, but for the picture; sets say what is gone, None says nothing."""
    (ann,) = await credited(database, await new_show(database), 5)
    await write_person(database, ann, ANN)
    less = PersonRecord(
        5, "Ann L.", PersonFacts(), {"name": "tmdb"}, aliases=("Annie",)
    )

    work = await write_person(database, ann, less)

    assert await rows(
        database, "select name, biography, profile_path, provenance from core.people"
    ) == [
        ("Ann L.", "Born.\nLives.", None, {"name": "tmdb", "biography": "tmdb"}),
    ]
    assert await rows(
        database,
        "select name from core.person_aliases where missing_since is not null",
    ) == [("A. Lee",)]
    gone = "select from core.person_works where missing_since is not null"
    assert await rows(database, gone) == []
    assert work.changes.all()[0].fields["aliases"] == (["A. Lee"], "order")


async def test_a_person_is_touched_by_a_change_of_their_names_alone(
    database: Database,
) -> None:
    """What is shown of them changed, though their own row is the same."""
    (ann,) = await credited(database, await new_show(database), 5)
    await write_person(database, ann, ANN)
    query = "select updated_at from core.people"
    before = await rows(database, query)

    await write_person(database, ann, replace(ANN, aliases=("Annie",)))

    assert await rows(database, query) > before


async def _due(
    database: Database, owner: Owner, mapping: int = 1, *, selection: Selection
) -> list[DuePerson]:
    async with database.transaction() as tx:
        return await people.load_due(
            tx, [owner.show_id], mapping=mapping, selection=selection, freshness=FRESH
        )


async def _answered(
    database: Database, person_id: UUID, age: timedelta, **changed: object
) -> None:
    """Store an answer of this age for person 5 and mark it as used."""
    key = DocumentKey("tmdb", "person", "5")
    url = str(changed.get("url", "https://api.themoviedb.org/3/person/5?x=1"))
    keep = timedelta(days=180)
    document = Document(key, url, b"{}", NOW - age, "TMDb", keep)
    async with database.transaction() as tx:
        stored = await documents.store(tx, document)
        await documents.mark_applied(tx, stored, person_id, "people", 1)
        if "flagged" in changed:
            await tx.execute("update source.documents set flagged_at = now()")


@pytest.mark.parametrize(
    ("days", "changed", "expected"),
    [
        (149, {}, (False, False)),
        (151, {}, (True, False)),
        (1, {"url": "https://api.themoviedb.org/3/person/5?x=2"}, (True, False)),
        (1, {"flagged": True}, (True, False)),
        (1, {"mapping": 2}, (False, True)),
        (1, {"force": True}, (True, True)),
        (1, {"named": True}, (False, False)),
    ],
)
async def test_who_is_due(
    database: Database,
    days: int,
    changed: dict[str, object],
    expected: tuple[bool, bool],
) -> None:
    """Too old, asked for otherwise, flagged, mapped otherwise, or forced."""
    owner = await new_show(database)
    (ann,) = await credited(database, owner, 5)
    await _answered(database, ann, timedelta(days=days), **changed)
    selection = Selection(
        shows=(ShowRef("tmdb", "1"),) if "named" in changed else (),
        force="force" in changed,
    )

    mapping = int(str(changed.get("mapping", 1)))
    (due,) = await _due(database, owner, mapping, selection=selection)

    assert due == DuePerson(ann, "Person 5", 5, *expected)


async def test_only_who_is_credited_now_is_asked_for(database: Database) -> None:
    """Of other shows, or no longer credited: nobody; new ones come in one order."""
    owner, other = await new_show(database), await new_show(database, 2)
    await credited(database, owner, 5, 6)
    await credited(database, owner, 6, 7)
    await credited(database, other, 8)

    due = await _due(database, owner, selection=Selection())

    assert [(one.tmdb_id, one.fetch, one.apply) for one in due] == [
        (6, True, True),
        (7, True, True),
    ]


async def test_who_may_be_another_one_is_asked_for_once_more(
    database: Database,
) -> None:
    """Credited no longer: the source may have merged them. Once, then it is known."""
    owner = await new_show(database)
    (ann,) = await credited(database, owner, 5)
    await write_person(database, ann, ANN)
    await _answered(database, ann, timedelta(hours=2))
    (other,) = await credited(database, owner, 6)
    await write_person(database, other, replace(ANN, tmdb_id=6))

    async def due() -> list[tuple[int, bool, bool]]:
        found = await _due(database, owner, selection=Selection())
        return [(one.tmdb_id, one.fetch, one.apply) for one in found]

    assert await due() == [(5, True, False), (6, True, True)]
    await _answered(database, ann, timedelta(minutes=50))
    assert await due() == [(5, False, False), (6, True, True)]


async def test_ages_are_spread_by_ids(database: Database) -> None:
    """Of many who were asked for in one night some are due well before the others."""
    owner = await new_show(database)
    tmdb_ids = range(1, 100_000, 1009)
    ids = await credited(database, owner, *tmdb_ids)
    async with database.transaction() as tx:
        for number, person_id in zip(tmdb_ids, ids, strict=True):
            stored = await documents.store(
                tx,
                Document(
                    DocumentKey("tmdb", "person", str(number)),
                    f"https://api.themoviedb.org/3/person/{number}?x=1",
                    b"{}",
                    NOW - timedelta(days=135),
                    "TMDb",
                    timedelta(days=180),
                ),
            )
            await documents.mark_applied(tx, stored, person_id, "people", 1)
        due = await people.load_due(
            tx,
            [owner.show_id],
            mapping=1,
            selection=Selection(),
            freshness=replace(FRESH, spread=timedelta(days=30)),
        )
    assert 0 < sum(one.fetch for one in due) < 100


async def test_whom_the_source_lost_is_flagged_and_asked_for_weekly(
    database: Database,
) -> None:
    """The flag keeps its first time, the credits stay; a good answer takes it away."""
    owner = await new_show(database)
    (ann,) = await credited(database, owner, 5)
    long_ago, lately = NOW - timedelta(days=30), NOW - timedelta(days=6)
    flagged = await flag(database, ann, long_ago)
    again = await flag(database, ann, lately)

    assert [one.fields for one in flagged.changes.all()] == [
        {"missing_since": (None, long_ago.isoformat())}
    ]
    assert again.changes.all() == []
    query = "select missing_since, missing_checked_at from core.people"
    assert await rows(database, query) == [(long_ago, lately)]

    async def due(selection: Selection) -> list[tuple[bool, bool]]:
        found = await _due(database, owner, selection=selection)
        return [(one.fetch, one.apply) for one in found]

    assert await due(Selection()) == [(False, False)]
    assert await due(Selection(shows=(ShowRef("tmdb", "1"),))) == [(True, True)]
    async with working(database) as work:
        await work.tx.execute(
            "update core.people set missing_checked_at = %s", [NOW - timedelta(days=8)]
        )
    assert await due(Selection()) == [(True, True)]

    await write_person(database, ann, ANN)
    assert (await rows(database, query))[0][0] is None
    assert (
        await rows(database, "select from core.credits where missing_since is not null")
        == []
    )
