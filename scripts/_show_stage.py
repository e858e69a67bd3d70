"""What stages that work on a show's stored TMDb document have in common."""

from collections.abc import Awaitable, Callable
from typing import Protocol
from uuid import UUID

from scripts._stage import Context, Parts, Plan, Stage, Work
from trr_backend.errors import Missing
from trr_backend.ingestion.shows import tv_key
from trr_backend.models.documents import Document
from trr_backend.models.shows import ExternalId
from trr_backend.repositories import documents, external_ids, shows, statistics
from trr_backend.repositories.sets import Owner
from trr_backend.repositories.shows import DueShow


class Series(Protocol):
    """A show with its TMDb id, as a stage planned it."""

    @property
    def id(self) -> UUID:
        """Our id."""
        ...

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def tmdb_id(self) -> int:
        """TMDb's id of it."""
        ...


Write = Callable[[Work, Owner, Document], Awaitable[None]]
_MANY = 500


async def selected_ids(context: Context) -> list[UUID]:
    """Return the ids of the selected shows; a part about people has none.

    Before what is due for many is asked, the server learns how much there is by now.
    """
    if context.selection.people is not None:
        return []
    async with context.database.reading() as tx:
        found = await shows.load_selected(tx, context.selection)
    if len(found) >= _MANY and not context.rehearsal:
        async with context.database.reading() as tx:
            await statistics.renew(tx)
    return [item.id for item in found]


SHOWS_TOGETHER = 20
"""Shows in one transaction: each takes some hundred milliseconds at most."""
BY_SHOW = Parts("show", "shows", SHOWS_TOGETHER, selected_ids)
"""Shows in one task: its own ten statements are little beside theirs."""
PICTURES_BY_SHOW = Parts("show", "pictures", 2, selected_ids)
"""Some hundred pictures in one task."""


def show_label(show: Series) -> str:
    """Return a show as a run names it."""
    return f"{show.name} (tmdb:{show.tmdb_id})"


ANOTHER_SERIES = "is another series by now; run the command again"


async def is_still(work: Work, show: Series) -> bool:
    """Tell whether a show is the series that was planned, and stays it meanwhile.

    A person may have decided otherwise since.
    """
    planned = ExternalId("tmdb", str(show.tmdb_id))
    return await external_ids.holds(work.tx, "show", show.id, planned)


def document_stage(name: str, mapping: int, write: Write) -> Stage[DueShow, None]:
    """Return a stage that turns the stored document of each show into rows.

    It makes no request, and has nothing to do for a document that it has used already
    with this version of its mapping.
    """

    async def plan(context: Context) -> Plan[DueShow]:
        ids = await selected_ids(context)
        async with context.database.reading() as tx:
            due = await shows.load_stage_due(
                tx, ids, stage=name, mapping=mapping, force=context.selection.force
            )
        items = [show for show in due if show.apply]
        return Plan(items, unchanged=len(due) - len(items))

    async def collect(_context: Context, _show: DueShow) -> None:
        return None

    async def store(work: Work, show: DueShow, _got: None) -> str | None:
        if not await is_still(work, show):
            return ANOTHER_SERIES
        stored = await documents.load_for_use(work.tx, tv_key(show.tmdb_id))
        if stored is None:
            raise Missing(
                f"no TMDb document for {show.name}; run `trr backfill tmdb-details`"
            )
        owner = Owner(show.id, show.name, stored.document.fetched_at)
        await write(work, owner, stored.document)
        await documents.mark_applied(work.tx, stored, show.id, name, mapping)
        return None

    return Stage(
        name,
        show_label,
        plan,
        collect,
        store,
        together=SHOWS_TOGETHER,
        parts=BY_SHOW,
    )
