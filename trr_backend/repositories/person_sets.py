"""What belongs to one person: other names, and works in any show or film."""

from datetime import datetime
from uuid import UUID

from trr_backend.models.changes import Change, InWords
from trr_backend.models.people import PersonRecord, WorkRecord
from trr_backend.repositories.merge import Row, replace_set
from trr_backend.repositories.removals import came
from trr_backend.repositories.tables_of_people import PERSON_ALIASES, PERSON_WORKS
from trr_backend.repositories.work import Work

_SOURCE = "tmdb"


async def write(
    work: Work, person_id: UUID, record: PersonRecord, as_of: datetime
) -> None:
    """Make these the person's current ones; None leaves them as they are."""
    if record.aliases is not None:
        names = dict.fromkeys(record.aliases)
        rows = [(person_id, name, place, None) for place, name in enumerate(names)]
        written, marked = await replace_set(
            work.tx, PERSON_ALIASES, ("person_id", person_id), rows, as_of
        )
        back = {one.key[-1] for one in written if came(one)}
        new = [name for name in names if name in back]
        if written or marked:
            gone = [str(key[-1]) for key in marked]
            _tell(work, person_id, record.name, "aliases", (gone, new or "order"))
    if record.works is not None:
        await _write_works(work, person_id, record, as_of)


async def _write_works(
    work: Work, person_id: UUID, record: PersonRecord, as_of: datetime
) -> None:
    works = {one.source_key: _row(person_id, one) for one in record.works or ()}
    written, marked = await replace_set(
        work.tx,
        PERSON_WORKS,
        {"person_id": person_id, "source": _SOURCE},
        list(works.values()),
        as_of,
    )
    if written or marked:
        # Too many to name each.
        new = sum(map(came, written))
        said = (
            InWords(f"{len(marked)} gone"),
            InWords(f"{new} came, {len(written) - new} changed"),
        )
        _tell(work, person_id, record.name, "works", said)


def _row(person_id: UUID, one: WorkRecord) -> Row:
    return (
        person_id,
        _SOURCE,
        one.source_key,
        one.media_type,
        str(one.work_tmdb_id),
        one.title,
        one.role,
        one.department,
        one.is_crew,
        one.released_on,
        one.episode_count,
        None,
    )


def _tell(
    work: Work, person_id: UUID, name: str, field: str, said: tuple[object, object]
) -> None:
    work.changes.add(Change("person", person_id, "updated", name, {field: said}))
