"""`trr sync people`: each person's own answer, kept and turned into rows."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import click

from scripts._command import AnyStage, stage_command
from scripts._keep import Answer, keep
from scripts._options import selection_options
from scripts._show_stage import selected_ids
from scripts._stage import Context, Parts, Plan, Stage, Work
from scripts._takedowns import PersonNamed
from scripts._wiki_people import person_record
from trr_backend.errors import NotFound
from trr_backend.ingestion.people import (
    PEOPLE_MAPPING,
    fetch_person,
    person_address,
    person_key,
)
from trr_backend.models.documents import Document, StoredDocument
from trr_backend.models.person_ref import PersonRef
from trr_backend.repositories import documents, people, suppressions
from trr_backend.repositories.people import DuePerson, PersonFreshness

# A month before the terms' limit: long enough for a month without a run.
AGE = timedelta(days=150)
# People in one transaction; the answer of one is 20 KB as a rule, 200 at most.
_TOGETHER = 50
_BY_ANOTHER_ID = "taken down before, under another id"


@dataclass(frozen=True, slots=True)
class _Got:
    """The answer, if one was due, or that there is none."""

    answer: Answer | None = None
    gone: NotFound | None = None


async def _plan(context: Context) -> Plan[DuePerson]:
    ids = await selected_ids(context)
    async with context.database.reading() as tx:
        found = await people.load_due(
            tx,
            ids,
            mapping=PEOPLE_MAPPING,
            selection=context.selection,
            freshness=PersonFreshness(person_address(context.tmdb), AGE),
        )
    items = [person for person in found if person.fetch or person.apply]
    return Plan(items, unchanged=len(found) - len(items))


async def _collect(context: Context, person: DuePerson) -> _Got:
    if not person.fetch:
        return _Got()
    etag = None
    if person.was_known:
        async with context.database.reading() as tx:
            url = context.tmdb.person_url(person.tmdb_id)
            etag = await documents.load_etag(tx, person_key(person.tmdb_id), url)
    try:
        answer = await fetch_person(
            context.tmdb, person.tmdb_id, etag=etag, now=context.now()
        )
    except NotFound as error:
        return _Got(gone=error)
    return _Got(answer)


async def _store(work: Work, person: DuePerson, got: _Got) -> str | None:
    if got.gone is not None:
        is_one = await people.flag_missing(work, person.id, _label(person))
        return None if is_one else str(got.gone)
    stored = await _kept(work, person, got)
    if stored is None:
        return None
    record = await person_record(work, person.id, stored.document)
    if await suppressions.is_taken_down(work.tx, record.external_ids):
        known = PersonNamed(PersonRef("tmdb", str(person.tmdb_id)), _BY_ANOTHER_ID)
        await known.carry_out(work, rehearsal=False)
        return None
    await people.write(work, person.id, record, stored.document.fetched_at)
    await documents.mark_applied(work.tx, stored, person.id, "people", PEOPLE_MAPPING)
    return None


async def _kept(work: Work, person: DuePerson, got: _Got) -> StoredDocument | None:
    """Return what is to be applied: news, or what was not applied before."""
    stored = await keep(work, got.answer)
    is_news = (
        isinstance(got.answer, Document)
        and stored is not None
        and stored.document.fetched_at == got.answer.fetched_at
    )
    if not (is_news or person.apply):
        return None
    return await documents.load_for_use(work.tx, person_key(person.tmdb_id))


def _label(person: DuePerson) -> str:
    return f"{person.name} (tmdb:{person.tmdb_id})"


async def _due(context: Context) -> list[UUID]:
    return [person.id for person in (await _plan(context)).items]


STAGE = Stage(
    "people",
    _label,
    _plan,
    _collect,
    _store,
    together=_TOGETHER,
    parts=Parts("person", "people", 2 * _TOGETHER, _due),
)


@click.command("people")
@selection_options
@stage_command("sync people")
def command() -> list[AnyStage]:
    """Fetch what TMDb says of each credited person: one request a person.

    Only who is new, has changed or nears the end of the time for which answers may be
    kept is asked for. `trr sync show-cast` finds out who is credited.

    \b
    Example:
      trr sync people --show tmdb:14658
    """
    return [STAGE]


if __name__ == "__main__":
    command()
