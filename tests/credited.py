"""What tests of people share: one person's record, and rows of credited ones."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from tests.whole_shows import (
    AS_OF,
    AT,
    GUARDED,
    day,
    rows,
    working,
)
from trr_backend.models.people import (
    CreditedPerson,
    CreditRecord,
    CreditScope,
    CreditsRecord,
    PersonFacts,
    PersonRecord,
    WorkRecord,
)
from trr_backend.models.shows import ExternalId
from trr_backend.repositories import credits as credit_rows
from trr_backend.repositories import people
from trr_backend.repositories.db import Database
from trr_backend.repositories.sets import Owner
from trr_backend.repositories.work import Work

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


async def credited(database: Database, owner: Owner, *tmdb_ids: int) -> list[UUID]:
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
    return [await person_id_of(database, n) for n in tmdb_ids]


async def person_id_of(database: Database, tmdb_id: int) -> UUID:
    """Return our id of a person."""
    query = (
        "select entity_id from core.external_ids where entity = 'person' and id = %s"
    )
    return UUID(str((await rows(database, query, str(tmdb_id)))[0][0]))


async def write_person(
    database: Database, person_id: UUID, record: PersonRecord
) -> Work:
    """Write a person's own answer as one item of a run."""
    async with working(database) as work:
        await people.write(work, person_id, record, AS_OF)
    return work


async def flag(database: Database, person_id: UUID, at: datetime = AT) -> Work:
    """Note that the source does not know a person."""
    async with working(database, at) as work:
        await people.flag_missing(work, person_id, "Ann Lee")
    return work
