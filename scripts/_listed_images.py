"""The stages that list pictures: what there is, before anything of it is fetched."""

from uuid import UUID

from scripts._image_rows import (
    CAST,
    SEASONS,
    SHOWS,
    images_use,
    list_of_show,
    list_photos,
)
from scripts._show_stage import (
    ANOTHER_SERIES,
    PICTURES_BY_SHOW,
    SHOWS_TOGETHER,
    is_still,
    selected_ids,
    show_label,
)
from scripts._stage import Context, Parts, Plan, Stage, Work
from scripts.sync_seasons_episodes import ROWS_USE, seasons_use
from trr_backend.config import Settings
from trr_backend.repositories import families, photos, suppressions
from trr_backend.repositories.families import DueFamily
from trr_backend.repositories.photos import Pictured
from trr_backend.repositories.shows import Freshness

# People at once: a transaction of many costs a tenth of many transactions. Each may
# have a document of 200 KB, so that not too many are read at once.
_CHUNK = 50
_PARALLEL = 4


def _family_stage(name: str) -> Stage[DueFamily, Settings]:
    """Return a stage that lists what a show's stored documents name."""

    async def plan(context: Context) -> Plan[DueFamily]:
        ids = await selected_ids(context)
        async with context.database.reading() as tx:
            found = await families.load_due(
                tx,
                ids,
                images_use(name, context.settings),
                force=context.selection.force,
                freshness=Freshness(),
            )
        items = [show for show in found if show.apply]
        return Plan(items, unchanged=len(found) - len(items))

    async def collect(context: Context, _show: DueFamily) -> Settings:
        return context.settings

    async def store(work: Work, show: DueFamily, settings: Settings) -> str | None:
        await suppressions.hold(work)
        if not await is_still(work, show):
            return ANOTHER_SERIES
        # What a takedown cut out since makes no difference to the seasons.
        if name == SEASONS and not await families.was_applied(
            work.tx, show.id, seasons_use(settings), ROWS_USE
        ):
            return (
                "its seasons are not written yet; mend what they failed by, run it "
                "again"
            )
        use = images_use(name, settings)
        stored = await families.load_for_use(work.tx, show.tmdb_id, use)
        if not stored:
            return "its documents are past their time; run the same command again"
        said = [one.document for one in stored]
        await list_of_show(work, name, show.id, said, settings)
        await families.mark_applied(work.tx, show.id, show.tmdb_id, use)
        return None

    return Stage(
        name,
        show_label,
        plan,
        collect,
        store,
        together=SHOWS_TOGETHER,
        prepares=True,
        parts=PICTURES_BY_SHOW,
    )


Chunk = tuple[Pictured, ...]


async def _plan_photos(context: Context) -> Plan[Chunk]:
    ids = await selected_ids(context)
    async with context.database.reading() as tx:
        due = await photos.load_due(
            tx,
            ids,
            images_use(CAST, context.settings),
            person_ids=context.selection.people,
            force=context.selection.force,
        )
    starts = range(0, len(due.people), _CHUNK)
    chunks = [due.people[start : start + _CHUNK] for start in starts]
    return Plan(chunks, unchanged=due.unchanged, total=len(due.people))


async def _people_due(context: Context) -> list[UUID]:
    plan = await _plan_photos(context)
    return [one.id for chunk in plan.items for one in chunk]


async def _collect_photos(context: Context, chunk: Chunk) -> Settings:
    for _ in chunk:
        context.watcher.advance(failed=False)
    return context.settings


async def _store_photos(work: Work, chunk: Chunk, settings: Settings) -> None:
    await suppressions.hold(work)
    used = await list_photos(work, [one.id for one in chunk], settings)
    await photos.mark_applied(work.tx, used, images_use(CAST, settings))


def _label(chunk: Chunk) -> str:
    first, *others = (one.label for one in chunk)
    return f"{first} and {len(others)} more" if others else first


LIST_SHOW_IMAGES = _family_stage(SHOWS)
LIST_SEASON_IMAGES = _family_stage(SEASONS)
LIST_CAST_PHOTOS = Stage(
    CAST,
    _label,
    _plan_photos,
    _collect_photos,
    _store_photos,
    parallel=_PARALLEL,
    prepares=True,
    size=len,
    parts=Parts("person", "pictures", 50, _people_due),
)
