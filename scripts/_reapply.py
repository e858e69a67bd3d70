"""Makes an entity's rows again of what is stored, without any request.

For a field about which a person's word no longer stands: it says what its source said
last. For a picture that a person chose: it is the first of its entity from then on.
"""

from collections.abc import Callable
from uuid import UUID

from scripts._image_rows import (
    SEASONS,
    SHOWS,
    images_use,
    list_of_show,
    list_photos,
)
from scripts._stage import Work
from scripts._wiki_people import reapply_person
from scripts.sync_seasons_episodes import seasons_use
from scripts.sync_show_cast import USE as CAST_USE
from trr_backend.config import Settings
from trr_backend.errors import Changed, Missing
from trr_backend.ingestion.credits import credits_from_tmdb
from trr_backend.ingestion.pictures import PICTURE_FIELDS
from trr_backend.ingestion.seasons import seasons_from_tmdb
from trr_backend.ingestion.shows import from_tmdb, tv_key
from trr_backend.models.documents import Document, DocumentKey
from trr_backend.repositories import credits as credit_rows
from trr_backend.repositories import (
    documents,
    families,
    overrides,
    seasons,
    shows,
    subjects,
)
from trr_backend.repositories.columns import Subject
from trr_backend.repositories.families import Use
from trr_backend.repositories.removals import Removals
from trr_backend.repositories.sets import Owner


async def reapply(work: Work, subject: Subject, settings: Settings) -> None:
    """Write what the stored documents say of a subject; none: nothing is written."""
    match subject.entity:
        case "show":
            await _show(work, subject)
        case "season" | "episode":
            await _seasons(work, subject, settings)
        case "credit":
            await _credits(work, subject)
        case "person":
            await reapply_person(work, subject.id)
        case _:
            return


async def reapply_pictures(
    work: Work, subject: Subject, field: str, settings: Settings
) -> None:
    """List a subject's pictures again, where a field about them was decided.

    What was decided stands also where their lists cannot be read: that is named.
    """
    if field not in PICTURE_FIELDS:
        return
    if subject.entity == "person":
        await list_photos(work, [subject.id], settings)
        return
    stage = SHOWS if subject.entity == "show" else SEASONS
    show_id, said = await _family(work, subject, images_use(stage, settings))
    if not said:
        return
    try:
        await list_of_show(work, stage, show_id, said, settings)
    except (Changed, Missing) as error:
        work.failures.append((subject.label, str(error)))


async def _show(work: Work, subject: Subject) -> None:
    said = await _document(work, subject, tv_key)
    if said:
        decided = await overrides.load_for_show(work.tx, subject.id)
        record = from_tmdb(said, decided)
        await shows.write(work, subject.id, record, said.fetched_at)


async def _seasons(work: Work, subject: Subject, settings: Settings) -> None:
    show_id, said = await _family(work, subject, seasons_use(settings))
    if not said:
        return
    decided = await overrides.load_for_show(work.tx, show_id)
    record = seasons_from_tmdb(said, settings.languages, decided)
    await seasons.write(work, _owner(show_id, subject, said), record, _rule(work))


async def _credits(work: Work, subject: Subject) -> None:
    show_id, said = await _family(work, subject, CAST_USE)
    if said:
        owner = _owner(show_id, subject, said)
        await credit_rows.write(work, owner, credits_from_tmdb(said), _rule(work))


async def _document(
    work: Work, subject: Subject, key: Callable[[int], DocumentKey]
) -> Document | None:
    """Return what is stored of a subject itself."""
    tmdb_id = await subjects.load_tmdb_id(work.tx, subject.entity, subject.id)
    if tmdb_id is None:
        return None
    stored = await documents.load_for_use(work.tx, key(tmdb_id))
    return stored.document if stored else None


async def _family(
    work: Work, subject: Subject, use: Use
) -> tuple[UUID, list[Document]]:
    """Return the show that a subject belongs to, and what is stored of it."""
    show_id = await subjects.show_of(work.tx, subject)
    if show_id is None:
        raise Missing(f"{subject.label} is gone")
    tmdb_id = await subjects.load_tmdb_id(work.tx, "show", show_id)
    if tmdb_id is None:
        return show_id, []
    stored = await families.load_for_use(work.tx, tmdb_id, use)
    return show_id, [one.document for one in stored]


def _owner(show_id: UUID, subject: Subject, said: list[Document]) -> Owner:
    return Owner(show_id, subject.label, max(one.fetched_at for one in said))


def _rule(work: Work) -> Removals:
    """Return how much may vanish: nothing does, it is what was written before."""
    return Removals(accept=False, since=work.at)
