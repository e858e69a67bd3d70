"""Credits as rows: scopes, people who are new, a person's word, namesakes."""

import asyncio
from dataclasses import replace

import pytest
from psycopg.types.json import Jsonb

from tests.whole_shows import (
    ACCEPTED,
    AT,
    GUARDED,
    counting,
    new_show,
    record,
    rows,
    season,
    versions,
    working,
    write_seasons,
)
from trr_backend.errors import Missing, Suspicious
from trr_backend.models.people import (
    CreditedPerson,
    CreditRecord,
    CreditScope,
    CreditsRecord,
)
from trr_backend.models.shows import ExternalId
from trr_backend.repositories import credits as credit_rows
from trr_backend.repositories import external_ids
from trr_backend.repositories.db import Database
from trr_backend.repositories.removals import Removals
from trr_backend.repositories.sets import Owner
from trr_backend.repositories.suppressions import fingerprint
from trr_backend.repositories.work import Work

SHOW, SEASON, EPISODE = CreditScope(), CreditScope(101), CreditScope(101, 1001)
ANN = CreditedPerson(5, "Ann Lee", "female", "Acting", "/ann.jpg")
BOB = CreditedPerson(6, "Bob")
HOST = CreditRecord(SHOW, "h", 5, "host", "Self - Host", "Acting", 0, 12)
GUEST = CreditRecord(
    EPISODE, "g", 6, "guest", "Self\n(as \N{PERFORMING ARTS} Bob)", "Acting", 3, None
)
CREW = CreditRecord(SEASON, "c", 6, "crew", "Director", "Directing", None, None)
WHOLE = CreditsRecord((SHOW, SEASON, EPISODE), (ANN, BOB), (HOST, GUEST, CREW))
STORED = """
select c.source_key, case c.scope_id when c.show_id then 'show'
  when c.season_id then 'season' when c.episode_id then 'episode' end,
  p.name, c.category, c.role, c.department, c.billing_order, c.episode_count,
  c.missing_since
from core.credits c join core.people p on p.id = c.person_id order by 1, 2
"""


async def _known(database: Database, tmdb_id: int = 1) -> Owner:
    owner = await new_show(database, tmdb_id)
    await write_seasons(database, owner, record(season(1, 2)))
    return owner


async def _write(
    database: Database,
    owner: Owner,
    found: CreditsRecord,
    removals: Removals = GUARDED,
) -> Work:
    async with working(database) as work:
        await credit_rows.write(work, owner, found, removals)
    return work


async def test_credits_become_rows_of_their_scope(database: Database) -> None:
    """Of the show, a season or an episode; the role is kept as it is worded."""
    owner = await _known(database)

    work = await _write(database, owner, WHOLE)

    assert await rows(database, STORED) == [
        ("c", "season", "Bob", "crew", "Director", "Directing", None, None, None),
        ("g", "episode", "Bob", "guest", GUEST.role, "Acting", 3, None, None),
        ("h", "show", "Ann Lee", "host", "Self - Host", "Acting", 0, 12, None),
    ]
    assert [(one.entity, one.kind, one.label) for one in work.changes.all()] == [
        ("person", "created", "Ann Lee"),
        ("person", "created", "Bob"),
        ("show", "updated", "The Show"),
    ]
    assert work.changes.all()[2].fields == {"credits": ("0 gone", "3 came, 0 changed")}
    assert work.notes == []


async def test_credits_of_a_part_that_is_gone_go_and_come_with_it(
    database: Database,
) -> None:
    """Of the season and of its episode; that of the whole show stays."""
    owner = await _known(database)
    await _write(database, owner, WHOLE)
    await write_seasons(database, owner, record(season(2, 2)))
    marked = "select source_key, missing_since from core.credits order by 1"

    work = await _write(database, owner, CreditsRecord((SHOW,), (ANN,), (HOST,)))

    assert await rows(database, marked) == [("c", AT), ("g", AT), ("h", None)]
    show, *people = work.changes.all()
    assert show.fields == {"credits": ("2 gone", "0 came, 0 changed")}
    assert [(one.entity, one.label, one.fields) for one in people] == [
        ("person", "Bob", {"credits": (None, "in The Show")})
    ]
    before = await versions(database)
    await _write(database, owner, CreditsRecord((SHOW,), (ANN,), (HOST,)))
    assert await versions(database) == before

    await write_seasons(database, owner, record(season(1, 2), season(2, 2)))
    await _write(database, owner, WHOLE)
    assert await rows(database, marked) == [("c", None), ("g", None), ("h", None)]


async def test_people_who_are_new_are_stubs(database: Database) -> None:
    """What the credit says of them, until their own answer; then nothing of it."""
    owner = await _known(database)
    await _write(database, owner, WHOLE)
    stored = (
        "select name, gender, known_for_department, profile_path, provenance,"
        " details_at from core.people order by name"
    )
    before = await rows(database, stored)
    assert before == [
        ("Ann Lee", "female", "Acting", "/ann.jpg", {}, None),
        ("Bob", None, None, None, {}, None),
    ]

    renamed = replace(ANN, name="Ann", profile_path=None)
    await _write(database, owner, replace(WHOLE, people=(renamed, BOB)))

    assert await rows(database, stored) == before


async def test_the_same_credits_again_change_nothing(database: Database) -> None:
    """No row gets another version, nothing is told, nobody is asked."""
    owner = await _known(database)
    await _write(database, owner, WHOLE)
    before = await versions(database)

    work = await _write(database, owner, WHOLE)

    assert work.changes.all() == []
    assert await versions(database) == before


async def test_a_scope_without_an_answer_keeps_its_credits(
    database: Database,
) -> None:
    """Only what was answered for can be gone; a credit of the rest may still come."""
    owner = await _known(database)
    await _write(database, owner, WHOLE)
    late = replace(GUEST, source_key="g2")

    work = await _write(database, owner, CreditsRecord((SEASON,), (BOB,), (late,)))

    assert [(row[0], row[-1]) for row in await rows(database, STORED)] == [
        ("c", AT),
        ("g", None),
        ("g2", None),
        ("h", None),
    ]
    assert work.changes.all()[0].fields == {"credits": ("1 gone", "1 came, 0 changed")}

    back = await _write(database, owner, WHOLE)
    assert back.changes.all()[0].fields == {"credits": ("1 gone", "1 came, 0 changed")}


async def test_what_is_said_twice_of_a_scope_is_one_credit(database: Database) -> None:
    """One key in one scope; the same key in another scope is another credit."""
    owner = await _known(database)
    elsewhere = replace(HOST, scope=EPISODE)
    await _write(
        database, owner, CreditsRecord((SHOW,), (ANN,), (HOST, HOST, elsewhere))
    )
    assert [row[:2] for row in await rows(database, STORED)] == [
        ("h", "episode"),
        ("h", "show"),
    ]


@pytest.mark.parametrize(
    ("scope", "named"),
    [
        (CreditScope(7), "the season tmdb:7"),
        (CreditScope(101, 8), "the episode tmdb:8"),
    ],
)
async def test_a_part_that_is_not_stored_is_named(
    database: Database, scope: CreditScope, named: str
) -> None:
    """Seasons and episodes come first; nothing is written."""
    owner = await _known(database)
    with pytest.raises(
        Missing,
        match=f"^The Show: {named} has credits and is not stored; run `trr sync "
        "seasons-episodes` for the show first$",
    ):
        await _write(database, owner, CreditsRecord((scope,), (), ()))
    assert await rows(database, "select from core.people") == []


async def test_too_many_credits_gone_are_suspicious(database: Database) -> None:
    """Four of four; accepted, they are marked."""
    owner = await _known(database)
    many = tuple(replace(HOST, source_key=str(n)) for n in range(4))
    await _write(database, owner, CreditsRecord((SHOW,), (ANN,), many))
    nobody = CreditsRecord((SHOW,), (), ())
    with pytest.raises(Suspicious, match="The Show: 4 of 4 credits would be marked"):
        await _write(database, owner, nobody)
    await _write(database, owner, nobody, ACCEPTED)
    assert {row[-1] for row in await rows(database, STORED)} == {AT}


async def test_who_was_taken_down_does_not_come_back(database: Database) -> None:
    """No row for the person and none for their credits; the count is told."""
    owner = await _known(database)
    async with working(database) as work:
        await work.tx.execute(
            "insert into ops.suppressions (fingerprint, kind, reason)"
            " values (%s, 'person', 'asked')",
            [fingerprint("person", "tmdb", "6")],
        )

    work = await _write(database, owner, replace(WHOLE, nameless=1))

    assert [row[2] for row in await rows(database, STORED)] == ["Ann Lee"]
    assert await rows(database, "select name from core.people") == [("Ann Lee",)]
    assert work.notes == [
        "The Show: credits left out: 1 without a person's id or name",
        "The Show: credits left out: 2 of people who were taken down",
    ]


async def test_a_persons_word_about_a_credit_survives(database: Database) -> None:
    """The decided category wins over the source's, an emptied role stays empty."""
    owner = await _known(database)
    await _write(database, owner, WHOLE)
    async with working(database) as work:
        for key, field, value in (("h", "category", "judge"), ("g", "role", None)):
            await work.tx.execute(
                "insert into core.overrides (entity, entity_id, field, value, reason)"
                " select 'credit', id, %s, %s, 'seen' from core.credits"
                " where source_key = %s",
                [field, Jsonb(value), key],
            )
            await work.tx.execute(
                f"update core.credits set {field} = %s where source_key = %s".encode(),
                [value, key],
            )
    before = await versions(database)

    work = await _write(database, owner, WHOLE)
    assert (work.changes.all(), await versions(database)) == ([], before)

    await _write(
        database, owner, replace(WHOLE, credits=(replace(HOST, role="Self"), GUEST))
    )
    assert [(row[0], *row[3:5]) for row in await rows(database, STORED)] == [
        ("c", "crew", "Director"),
        ("g", "guest", None),
        ("h", "judge", "Self"),
    ]


async def test_namesakes_in_one_show_are_asked_about_once(database: Database) -> None:
    """Whatever the accents: a question with both, the lower id first, and a note."""
    owner = await _known(database)
    twin = CreditedPerson(4, "ANN LÉE")
    both = CreditsRecord(
        (SHOW,), (ANN, twin), (HOST, replace(HOST, source_key="t", person_tmdb_id=4))
    )

    work = await _write(database, owner, both)

    note = (
        "ANN LÉE (tmdb:4) and Ann Lee (tmdb:5): both are credited in The Show; are "
        "they one person? Decide with `trr review`."
    )
    assert work.notes == [note]
    ids = dict(
        await rows(
            database,
            "select id, entity_id from core.external_ids where entity = 'person'",
        )
    )
    asked = "select kind, entity, entity_id, subject, reason, candidates, confidence"
    (question,) = await rows(database, f"{asked} from ops.review_items")
    assert question == (
        "same-person",
        "person",
        ids["4"],
        str(ids["5"]),
        "both are credited in The Show",
        [{"person_id": str(ids["5"]), "name": "Ann Lee", "tmdb_id": 5}],
        0.5,
    )

    changed = replace(both, credits=(replace(both.credits[0], role="X"),))
    assert (await _write(database, owner, changed)).notes == []


async def test_namesakes_whom_imdb_tells_apart_are_two(database: Database) -> None:
    """Each has an id of their own there; one who has none may be the other."""
    owner = await _known(database)
    twin = CreditedPerson(4, "Ann Lee")
    both = CreditsRecord(
        (SHOW,), (ANN, twin), (HOST, replace(HOST, source_key="t", person_tmdb_id=4))
    )
    async with working(database) as work:
        ids = await external_ids.ensure(work.tx, "person", "tmdb", ["4", "5"])
        for n, person_id in enumerate(ids.values()):
            imdb = ExternalId("imdb", f"nm000000{n}")
            await external_ids.attach(work.tx, "person", person_id, [imdb])

    assert (await _write(database, owner, both)).notes == []


async def test_namesakes_in_two_shows_are_strangers(database: Database) -> None:
    """A name alone is no reason to ask."""
    first, second = await _known(database), await new_show(database, 2, "Other")
    await _write(database, first, CreditsRecord((SHOW,), (ANN,), (HOST,)))
    twin = replace(HOST, person_tmdb_id=4)
    found = CreditsRecord((SHOW,), (CreditedPerson(4, "Ann Lee"),), (twin,))
    assert (await _write(database, second, found)).notes == []


async def test_shows_written_at_once_share_their_people(database: Database) -> None:
    """Whoever is first inserts a person; nobody is there twice or in the way."""
    owners = [await new_show(database, n) for n in range(1, 5)]
    people = tuple(CreditedPerson(n, f"Person {n}") for n in range(1, 41))

    async def write(place: int, owner: Owner) -> None:
        named = people[place * 5 : place * 5 + 25][:: 1 if place % 2 else -1]
        found = tuple(
            replace(HOST, source_key=f"{one.tmdb_id}", person_tmdb_id=one.tmdb_id)
            for one in named
        )
        async with working(database) as work:
            await credit_rows.write(
                work, owner, CreditsRecord((SHOW,), named, found), GUARDED
            )
            await asyncio.sleep(0.05)

    await asyncio.gather(*(write(*each) for each in enumerate(owners)))

    assert await rows(
        database,
        "select (select count(*) from core.people),"
        " (select count(*) from core.credits),"
        " (select count(*) from ops.events where entity = 'person')",
    ) == [(40, 100, 100)]


async def test_many_credits_take_few_statements(database: Database) -> None:
    """200 episodes with 30 credits each, in one write; again, without one row."""
    owner = await new_show(database)
    await write_seasons(database, owner, record(*(season(n, 20) for n in range(10))))
    scopes = tuple(
        CreditScope(100 + n, n * 1000 + e) for n in range(10) for e in range(1, 21)
    )
    people = tuple(CreditedPerson(n, f"Person {n}") for n in range(1, 301))
    found = CreditsRecord(
        scopes,
        people,
        tuple(
            replace(
                GUEST,
                scope=scope,
                source_key=f"{n}",
                person_tmdb_id=(place * 7 + n) % 300 + 1,
            )
            for place, scope in enumerate(scopes)
            for n in range(30)
        ),
    )
    async with working(database) as work, counting(work.tx) as first:
        await credit_rows.write(work, owner, found, GUARDED)
    assert await rows(database, "select count(*) from core.credits") == [(6000,)]
    assert len(first) < 20
    before = await versions(database)
    async with working(database) as work, counting(work.tx) as second:
        await credit_rows.write(work, owner, found, GUARDED)
    assert await versions(database) == before
    assert len(second) < 16
