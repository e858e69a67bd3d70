"""People as rows: who is due, what their own answer changes, who is one with whom."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tests.whole_shows import (
    AS_OF,
    AT,
    GUARDED,
    day,
    new_show,
    rows,
    versions,
    working,
)
from trr_backend.errors import Missing
from trr_backend.models.documents import Document, DocumentKey
from trr_backend.models.people import (
    CreditedPerson,
    CreditRecord,
    CreditScope,
    CreditsRecord,
    PersonFacts,
    PersonRecord,
    WorkRecord,
)
from trr_backend.models.selection import Selection, ShowRef
from trr_backend.models.shows import ExternalId
from trr_backend.repositories import credits as credit_rows
from trr_backend.repositories import documents, people, person_merge
from trr_backend.repositories.db import Database
from trr_backend.repositories.people import DuePerson, PersonFreshness
from trr_backend.repositories.sets import Owner
from trr_backend.repositories.work import Work

NOW = datetime.now(UTC)
FRESH = PersonFreshness(
    "https://api.themoviedb.org/3/person/0?x=1",
    timedelta(days=150),
    spread=timedelta(0),
)
IMDB = ExternalId("imdb", "nm0000001")
WORK = WorkRecord(
    source_key="w1",
    media_type="tv",
    work_tmdb_id=77,
    title="Elsewhere",
    role="Self",
    department="Acting",
    is_crew=False,
    released_on=day("2001-02-03"),
    episode_count=4,
)
ANN = PersonRecord(
    tmdb_id=5,
    name="Ann Lee",
    facts=PersonFacts(
        name="Ann Lee",
        gender="female",
        birthday=day("1970-01-02"),
        biography="Born.\nLives.",
        popularity=1.5,
        profile_path="/ann.jpg",
        tiktok_handle="ann",
    ),
    provenance={"name": "tmdb", "biography": "tmdb", "profile_path": "tmdb"},
    external_ids=(IMDB,),
    aliases=("Annie", "Annie", "A. Lee"),
    works=(WORK, WORK, replace(WORK, source_key="w2", is_crew=True)),
)


async def _credited(database: Database, owner: Owner, *tmdb_ids: int) -> list[UUID]:
    """Give people of these ids a credit in a show; return our ids."""
    found = CreditsRecord(
        scopes=(CreditScope(),),
        people=tuple(CreditedPerson(n, f"Person {n}") for n in tmdb_ids),
        credits=tuple(
            CreditRecord(CreditScope(), f"c{n}", n, "self", "Self", None, 0, 1)
            for n in tmdb_ids
        ),
    )
    async with working(database) as work:
        await credit_rows.write(work, owner, found, GUARDED)
    return [await _id(database, n) for n in tmdb_ids]


async def _id(database: Database, tmdb_id: int) -> UUID:
    query = (
        "select entity_id from core.external_ids where entity = 'person' and id = %s"
    )
    return UUID(str((await rows(database, query, str(tmdb_id)))[0][0]))


async def _write(database: Database, person_id: UUID, record: PersonRecord) -> Work:
    async with working(database) as work:
        await people.write(work, person_id, record, AS_OF)
    return work


async def _flag(database: Database, person_id: UUID, at: datetime = AT) -> Work:
    async with working(database, at) as work:
        await people.flag_missing(work, person_id, "Ann Lee")
    return work


async def test_a_persons_answer_fills_the_stub(database: Database) -> None:
    """Facts, ids, other names and works; what is said twice is there once."""
    (ann,) = await _credited(database, await new_show(database), 5)

    work = await _write(database, ann, ANN)

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
    (ann,) = await _credited(database, await new_show(database), 5)
    await _write(database, ann, ANN)
    before = await versions(database)

    assert (await _write(database, ann, ANN)).changes.all() == []
    assert await versions(database) == before


async def test_silence_keeps_and_absence_marks(database: Database) -> None:
    """Facts stay, but for the picture; sets say what is gone, None says nothing."""
    (ann,) = await _credited(database, await new_show(database), 5)
    await _write(database, ann, ANN)
    less = PersonRecord(
        5, "Ann L.", PersonFacts(), {"name": "tmdb"}, aliases=("Annie",)
    )

    work = await _write(database, ann, less)

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
    (ann,) = await _credited(database, await new_show(database), 5)
    await _write(database, ann, ANN)
    query = "select updated_at from core.people"
    before = await rows(database, query)

    await _write(database, ann, replace(ANN, aliases=("Annie",)))

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
    (ann,) = await _credited(database, owner, 5)
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
    await _credited(database, owner, 5, 6)
    await _credited(database, owner, 6, 7)
    await _credited(database, other, 8)

    due = await _due(database, owner, selection=Selection())

    assert [(one.tmdb_id, one.fetch, one.apply) for one in due] == [
        (6, True, True),
        (7, True, True),
    ]


async def test_ages_are_spread_by_ids(database: Database) -> None:
    """Of many who were asked for in one night some are due well before the others."""
    owner = await new_show(database)
    tmdb_ids = range(1, 100_000, 1009)
    ids = await _credited(database, owner, *tmdb_ids)
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
    (ann,) = await _credited(database, owner, 5)
    long_ago, lately = NOW - timedelta(days=30), NOW - timedelta(days=6)
    flagged = await _flag(database, ann, long_ago)
    again = await _flag(database, ann, lately)

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

    await _write(database, ann, ANN)
    assert (await rows(database, query))[0][0] is None
    assert (
        await rows(database, "select from core.credits where missing_since is not null")
        == []
    )


async def _two(database: Database) -> tuple[Owner, UUID, UUID]:
    """Return a show with two people: Ann as TMDb knew her, and as it knows her now."""
    owner = await new_show(database)
    first, second = await _credited(database, owner, 4, 5)
    await _write(database, first, replace(ANN, tmdb_id=4, name="Ann L."))
    return owner, first, second


async def test_whom_the_source_merged_is_merged(database: Database) -> None:
    """One IMDb id, and only one of the two is still known: credits and ids move."""
    owner, former, ann = await _two(database)
    await _flag(database, former)

    work = await _write(database, ann, ANN)

    assert await rows(database, "select id, name from core.people") == [
        (ann, "Ann Lee")
    ]
    assert await rows(
        database,
        "select source, id, entity_id, superseded_at is null from core.external_ids"
        " where entity = 'person' order by source, id",
    ) == [
        ("imdb", "nm0000001", ann, True),
        ("tmdb", "4", ann, False),
        ("tmdb", "5", ann, True),
    ]
    reason = "both are imdb:nm0000001, and the source knows Ann Lee (tmdb:5) only"
    assert await rows(
        database, "select entity, from_id, to_id, reason from core.redirects"
    ) == [("person", former, ann, reason)]
    credited = "select source_key, person_id from core.credits order by 1"
    assert await rows(database, credited) == [("c4", ann), ("c5", ann)]
    told = {(one.entity, one.kind, one.label): one.fields for one in work.changes.all()}
    assert told["person", "merged", "Ann L."] == {"id": (str(former), str(ann))}
    assert told["person", "updated", "Ann Lee"]["credits"] == ([], ["The Show"])
    assert told["show", "updated", "The Show"] == {"credits": ("Ann L.", "Ann Lee")}
    assert work.notes == []

    # The source may go on to credit the old id: it is the survivor's.
    before = await versions(database)
    await _credited(database, owner, 4, 5)
    assert await versions(database) == before


async def test_two_whom_the_source_knows_are_a_question(database: Database) -> None:
    """One IMDb id and two answers: a person decides; the id stays where it was."""
    _, former, ann = await _two(database)

    work = await _write(database, ann, ANN)

    note = (
        "Ann L. (tmdb:4) and Ann Lee (tmdb:5): both are imdb:nm0000001; are they one "
        "person? Decide with `trr review`."
    )
    assert work.notes == [note]
    assert await rows(
        database,
        "select kind, entity_id, subject, reason, candidates, confidence"
        " from ops.review_items",
    ) == [
        (
            "same-person",
            former,
            str(ann),
            "both are imdb:nm0000001",
            [
                {
                    "person_id": str(ann),
                    "name": "Ann Lee",
                    "tmdb_id": 5,
                    "shared": ["imdb:nm0000001"],
                }
            ],
            0.9,
        )
    ]
    assert await rows(
        database, "select entity_id from core.external_ids where source = 'imdb'"
    ) == [(former,)]


@pytest.mark.parametrize("lost", [0, 1])
async def test_a_question_is_answered_when_the_source_loses_one(
    database: Database, lost: int
) -> None:
    """Whichever of the two it is; the question is closed with them."""
    _, *pair = await _two(database)
    await _write(database, pair[1], ANN)

    await _flag(database, pair[lost])

    survivor = pair[1 - lost]
    assert await rows(database, "select id from core.people") == [(survivor,)]
    ((decision,),) = await rows(database, "select decision from ops.review_items")
    assert decision["merged_into"] == str(survivor)
    assert await rows(
        database,
        "select source, id from core.external_ids where entity = 'person'"
        " and superseded_at is null order by 1",
    ) == [("imdb", "nm0000001"), ("tmdb", "4" if lost else "5")]


async def test_two_who_were_told_apart_stay_two(database: Database) -> None:
    """A person has said so: neither a shared id nor a loss merges them."""
    _, former, ann = await _two(database)
    await _write(database, ann, ANN)
    async with working(database) as work:
        await work.tx.execute("update ops.review_items set decided_at = now()")
    await _flag(database, former)

    work = await _write(database, ann, ANN)

    assert work.notes == []
    assert await rows(database, "select count(*) from core.people") == [(2,)]


async def test_another_shared_id_is_never_enough(database: Database) -> None:
    """Only an IMDb id decides: others are doubled now and then."""
    owner = await new_show(database)
    first, second = await _credited(database, owner, 4, 5)
    wikidata = (ExternalId("wikidata", "Q1"),)
    one = replace(ANN, tmdb_id=4, external_ids=wikidata)
    await _write(database, first, one)
    await _flag(database, first)

    work = await _write(database, second, replace(ANN, external_ids=wikidata))

    assert len(work.notes) == 1
    assert await rows(database, "select count(*) from core.people") == [(2,)]


async def test_who_was_merged_meanwhile_is_not_written(database: Database) -> None:
    """The plan was older: no row comes back."""
    _, former, ann = await _two(database)
    await _merge(database, former, ann)

    work = await _write(database, former, replace(ANN, tmdb_id=4))

    assert work.changes.all() == []
    assert await rows(database, "select id from core.people") == [(ann,)]


async def _merge(database: Database, one: UUID, into: UUID) -> None:
    async with working(database) as work:
        await person_merge.merge(work, one, into, "seen")


async def test_a_merge_takes_words_pictures_and_redirects_along(
    database: Database,
) -> None:
    """The survivor's own come first; who led to the merged one leads on."""
    owner = await new_show(database)
    first, second, third = await _credited(database, owner, 4, 5, 6)
    words = [(first, "name"), (first, "gender"), (second, "name")]
    await _insert_words(database, words)
    async with working(database) as work:
        await work.tx.execute(
            "insert into core.media_assets"
            " (sha256, key, content_type, bytes, width, height)"
            " values (repeat('a', 64), 'k', 'image/png', 1, 1, 1)"
        )
        for person_id, path in ((first, "/1"), (first, "/2"), (second, "/2")):
            await work.tx.execute(
                "insert into core.media_links (entity, entity_id, kind, source,"
                " source_path, source_url, sha256)"
                " values ('person', %s, 'photo', 'tmdb', %s, '', repeat('a', 64))",
                [person_id, path],
            )
    await _merge(database, third, first)

    await _merge(database, first, second)

    assert await rows(
        database, "select entity_id, field, value from core.overrides order by field"
    ) == [(second, "gender", str(first)), (second, "name", str(second))]
    assert await rows(
        database, "select entity_id, source_path from core.media_links order by 2"
    ) == [(second, "/1"), (second, "/2")]
    redirects = "select from_id, to_id from core.redirects"
    assert sorted(await rows(database, redirects)) == sorted(
        [(third, second), (first, second)]
    )


async def _insert_words(database: Database, words: Sequence[tuple[UUID, str]]) -> None:
    async with working(database) as work:
        for person_id, field in words:
            await work.tx.execute(
                "insert into core.overrides (entity, entity_id, field, value, reason)"
                " values ('person', %s, %s, to_jsonb(%s::text), 'seen')",
                [person_id, field, str(person_id)],
            )


async def test_a_merge_names_who_is_not_there(database: Database) -> None:
    """Nothing is done."""
    (ann,) = await _credited(database, await new_show(database), 5)
    gone = UUID(int=1)
    with pytest.raises(Missing, match=f"^no person {gone}; run the command again$"):
        await _merge(database, gone, ann)
