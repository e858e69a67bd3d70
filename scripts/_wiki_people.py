"""People's records with what wikis say of them."""

from dataclasses import asdict, replace
from uuid import UUID

from scripts._stage import Work
from trr_backend.ingestion.people import person_from_tmdb, person_key
from trr_backend.ingestion.wiki.facts import person_said
from trr_backend.models.documents import Document
from trr_backend.models.people import PersonFacts, PersonRecord
from trr_backend.repositories import (
    documents,
    overrides,
    people,
    subjects,
    wiki_said,
)


async def person_record(
    work: Work, person_id: UUID, document: Document
) -> PersonRecord:
    """Return a person's record: TMDb's document, a person's word, what wikis say."""
    decided = await overrides.load_for_person(work.tx, person_id)
    return person_from_tmdb(document, decided, await said_by_wikis(work, person_id))


async def said_by_wikis(work: Work, person_id: UUID) -> dict[str, PersonFacts]:
    """Return what the pages about a person say, by source.

    Where two pages of a source say a field differently the better page counts.
    """
    said: dict[str, PersonFacts] = {}
    for page in await wiki_said.load_of_person(work.tx, person_id):
        source = page.source.source
        said[source] = _completed(said.get(source, PersonFacts()), person_said(page))
    return said


async def reapply_person(work: Work, person_id: UUID) -> None:
    """Make a person's record again of what is stored, without any request.

    Where TMDb's answer is not there yet, `trr sync people` makes it of both.
    """
    tmdb_id = await subjects.load_tmdb_id(work.tx, "person", person_id)
    if tmdb_id is None:
        return
    stored = await documents.load_for_use(work.tx, person_key(tmdb_id))
    if stored is None:
        return
    record = await person_record(work, person_id, stored.document)
    await people.write(work, person_id, record, stored.document.fetched_at)


def _completed(first: PersonFacts, second: PersonFacts) -> PersonFacts:
    own = {name: value for name, value in asdict(first).items() if value is not None}
    return replace(second, **own)
