"""People as far as credits tell of them: new ones get a row, known ones are left."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from trr_backend.models.changes import Change
from trr_backend.models.people import CreditedPerson
from trr_backend.repositories import external_ids, suppressions
from trr_backend.repositories.merge import merge_rows
from trr_backend.repositories.parts import part_id
from trr_backend.repositories.tables_of_people import STUBS
from trr_backend.repositories.work import Work


@dataclass(frozen=True, slots=True)
class Credited:
    """Our ids of people by TMDb id, and the TMDb ids of those who were taken down.

    People who were merged are there with the survivor's id.
    """

    ids: dict[int, UUID]
    suppressed: frozenset[int]


async def write(work: Work, people: Sequence[CreditedPerson]) -> Credited:
    """Insert the people who are new and tell of them; return who everybody is."""
    named = {str(one.tmdb_id): one for one in people}
    suppressed = await suppressions.load_suppressed(work.tx, "person", "tmdb", named)
    kept = [key for key in named if key not in suppressed]
    ids = await external_ids.ensure(work.tx, "person", "tmdb", kept)
    stubs = {ids[key]: named[key] for key in kept}
    rows = [
        (one, said.name, said.gender, said.known_for_department, said.profile_path)
        for one, said in stubs.items()
    ]
    for change in await merge_rows(work.tx, STUBS, rows):
        one = part_id(change.key)
        name = stubs[one].name
        work.changes.add(Change("person", one, "created", name, {"name": (None, name)}))
    return Credited(
        ids={int(key): found for key, found in ids.items()},
        suppressed=frozenset(map(int, suppressed)),
    )
