"""Makes an entity's rows again of what is stored, without any request.

For a field about which a person's word no longer stands: it says what its source said
last.
"""

from scripts._stage import Work
from scripts.sync_seasons_episodes import seasons_use
from trr_backend.config import Settings
from trr_backend.ingestion.seasons import seasons_from_tmdb
from trr_backend.ingestion.shows import from_tmdb, tv_key
from trr_backend.repositories import (
    documents,
    families,
    overrides,
    seasons,
    shows,
    subjects,
)
from trr_backend.repositories.columns import Subject
from trr_backend.repositories.removals import Removals
from trr_backend.repositories.sets import Owner


async def reapply(work: Work, subject: Subject, settings: Settings) -> None:
    """Write what the stored documents say of a subject; none: nothing is written."""
    match subject.entity:
        case "show":
            await _show(work, subject)
        case "season" | "episode":
            await _seasons(work, subject, settings)
        case _:
            return


async def _show(work: Work, subject: Subject) -> None:
    tmdb_id = await subjects.load_tmdb_id(work.tx, "show", subject.id)
    if tmdb_id is None:
        return
    stored = await documents.load_for_use(work.tx, tv_key(tmdb_id))
    if stored is None:
        return
    decided = await overrides.load_for_show(work.tx, subject.id)
    record = from_tmdb(stored.document, decided)
    await shows.write(work, subject.id, record, stored.document.fetched_at)


async def _seasons(work: Work, subject: Subject, settings: Settings) -> None:
    show_id = await subjects.show_of(work.tx, subject)
    if show_id is None:
        return
    tmdb_id = await subjects.load_tmdb_id(work.tx, "show", show_id)
    if tmdb_id is None:
        return
    use = seasons_use(settings)
    said = [one.document for one in await families.load_for_use(work.tx, tmdb_id, use)]
    if not said:
        return
    decided = await overrides.load_for_show(work.tx, show_id)
    record = seasons_from_tmdb(said, settings.languages, decided)
    owner = Owner(show_id, subject.label, max(one.fetched_at for one in said))
    await seasons.write(work, owner, record, Removals(accept=False, since=work.at))
