"""The stages that list pictures of wikis: those on people's pages and in galleries.

Nothing is fetched but what the wiki says of the files, 50 a request: size, author and
licence. Which of them are kept is decided where pictures are mirrored.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from scripts._due_pictures import Chunk as Pictures
from scripts._mirror import Outcome, mirror_stage
from scripts._picture_choice import chooser, pictures_stage
from scripts._show_stage import selected_ids
from scripts._stage import Context, Plan, Stage, Work
from scripts._subject_options import Named
from scripts._wiki_pages import Reading, Shows, readings
from scripts._wiki_people import reapply_person
from scripts._wiki_wishes import galleries_of
from trr_backend.errors import Refused
from trr_backend.ingestion.wiki.files import (
    fetch_files,
    picture_names,
    wiki_images,
)
from trr_backend.models.person_ref import PersonRef
from trr_backend.models.wiki import FileSaid, Wiki
from trr_backend.repositories import (
    images,
    suppressions,
    wiki_pages,
    wiki_pictures,
    wiki_subjects,
)
from trr_backend.repositories.wiki_pages import SubjectPage
from trr_backend.repositories.wiki_pictures import Depicted
from trr_backend.utils.text import counted

# Raised with every change of what is made of what a wiki says of files.
_MAPPING = 1
# A person has one or two pictures on a page, so that a request is filled.
_CHUNK = 25

WIKI_PHOTOS = pictures_stage("wiki-photos", "photos")
"""Keeps the listed pictures of wikis; of TMDb's it keeps none."""


def photos_stage(person: PersonRef) -> Stage[Pictures, list[Outcome]]:
    """Return the stage that keeps the listed pictures of one person in wikis."""

    async def of(context: Context) -> Sequence[UUID]:
        async with context.database.transaction() as tx:
            return [(await Named(person=person).find(tx)).id]

    return mirror_stage("wiki-photos", chooser("people", ()), of)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some people of a wiki."""

    of: Reading
    people: tuple[Depicted, ...]


@dataclass(frozen=True, slots=True)
class _Shown:
    """The pages about somebody as they were read, and the files that they show.

    `files` None: a page is too much to be read, so that what is listed stays.
    """

    person: Depicted
    pages: tuple[SubjectPage, ...]
    files: tuple[str, ...] | None


_Got = tuple[tuple[_Shown, ...], dict[str, FileSaid]]


def listing_stage(
    named: Sequence[Wiki], of: Shows = selected_ids, only: PersonRef | None = None
) -> Stage[Chunk, _Got]:
    """Return the stage that lists the pictures of everybody whose page is new."""

    async def plan(context: Context) -> Plan[Chunk]:
        if context.settings.fandom_images == "none":
            return Plan(())
        chunks: list[Chunk] = []
        for reading in await readings(context, named, of):
            chunks += [one async for one in _due(context, reading, only)]
        return Plan(chunks, total=sum(len(one.people) for one in chunks))

    return Stage(
        "wiki-pictures",
        _label,
        plan,
        _collect,
        _store,
        parallel=4,
        prepares=True,
        size=_size,
    )


def gallery_stage(
    named: Sequence[Wiki], of: Shows, person: PersonRef
) -> Stage[Reading, None]:
    """Return the stage that takes the galleries of a person's page for theirs."""

    async def plan(context: Context) -> Plan[Reading]:
        return Plan(await readings(context, named, of))

    async def collect(_context: Context, _reading: Reading) -> None:
        return None

    async def store(work: Work, reading: Reading, _got: None) -> str | None:
        subject = await Named(person=person).find(work.tx)
        titles = await galleries_of(work.tx, reading, subject.id)
        if not titles:
            return (
                f"no page there is surely about {subject.label}; `trr review` shows "
                "those that may be"
            )
        found = await wiki_pictures.load_titled(work.tx, reading.known.id, titles)
        for page_id in found:
            if await _is_theirs(work, page_id, subject.id):
                continue
            former = await wiki_subjects.decide(work, page_id, "person", subject.id)
            for person_id in sorted(former - {subject.id}):
                await reapply_person(work, person_id)
        return None

    return Stage("wiki-gallery-owner", _wiki_label, plan, collect, store, prepares=True)


async def _is_theirs(work: Work, page_id: UUID, person_id: UUID) -> bool:
    said = await wiki_subjects.load(work.tx, page_id)
    return said is not None and said.by_person and said.candidate.id == person_id


async def _due(
    context: Context, reading: Reading, only: PersonRef | None
) -> AsyncIterator[Chunk]:
    async with context.database.transaction() as tx:
        person_id: UUID | None = None
        if only is not None:
            person_id = (await Named(person=only).find(tx)).id
        people = await wiki_pictures.load_due(
            tx,
            reading.known.id,
            mapping=_MAPPING,
            person_id=person_id,
            force=context.selection.force,
        )
    for start in range(0, len(people), _CHUNK):
        yield Chunk(reading, tuple(people[start : start + _CHUNK]))


async def _collect(context: Context, chunk: Chunk) -> _Got:
    async with context.database.transaction() as tx:
        pages = [
            await wiki_pages.load_of_subject(tx, "person", one.id)
            for one in chunk.people
        ]
    shown = tuple(
        _shown(chunk.of, person, theirs)
        for person, theirs in zip(chunk.people, pages, strict=True)
    )
    names = list(dict.fromkeys(name for one in shown for name in one.files or ()))
    with context.silences.asking(chunk.of.wiki):
        files = await fetch_files(context.fandom, chunk.of.wiki, names)
    for _ in chunk.people:
        context.watcher.advance(failed=False)
    return shown, files


def _shown(of: Reading, person: Depicted, pages: Sequence[SubjectPage]) -> _Shown:
    theirs = tuple(page for page in pages if page.wiki == of.wiki)
    try:
        names = picture_names([of.read(page.document.document) for page in theirs])
    except Refused:
        # Named where facts are made of it.
        return _Shown(person, theirs, None)
    return _Shown(person, theirs, tuple(names))


async def _store(work: Work, chunk: Chunk, got: _Got) -> None:
    await suppressions.hold(work)
    shown, files = got
    pages = [page.id for one in shown for page in one.pages]
    about = await wiki_pictures.hold(work, pages)
    for one in shown:
        if any(about.get(page.id) != one.person.id for page in one.pages):
            # Somebody else's since it was planned: the next run sees to both.
            continue
        names = one.files or ()
        theirs = [files[name] for name in names if name in files]
        record = wiki_images(chunk.of.wiki, one.person.id, theirs)
        entities = await images.load_entities(work.tx, record)
        if not entities:
            # Merged, removed or taken down since it was planned.
            continue
        if one.files is not None:
            await images.write(work, record, entities)
        for page in one.pages:
            await wiki_pictures.mark_listed(
                work, page.id, one.person.id, page.document, _MAPPING
            )


def _size(chunk: Chunk) -> int:
    return len(chunk.people)


def _label(chunk: Chunk) -> str:
    more = len(chunk.people) - 1
    first = f"{chunk.of.wiki.name}: {chunk.people[0].name}"
    return f"{first} and {counted(more, 'more person')}" if more else first


def _wiki_label(reading: Reading) -> str:
    return reading.wiki.name
