"""Lists: which shows are wanted, in whose words; one show however often named."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from trr_backend.models.lists import ListEntry, ListRecord
from trr_backend.models.shows import ExternalId
from trr_backend.repositories import external_ids, resolving, shows, tables
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.merge import replace_set
from trr_backend.repositories.sql import queries
from trr_backend.repositories.work import Work

_SQL = queries("lists")


@dataclass(frozen=True, slots=True)
class ListOutcome:
    """What importing a list did; `conflicts` names entries whose ids disagree."""

    shows: int
    new_shows: int
    conflicts: tuple[str, ...] = ()


@dataclass(slots=True)
class _Known:
    """Which shows the ids and titles of a list already have."""

    by_id: dict[ExternalId, UUID]
    by_title: dict[tuple[str, int | None], UUID]


async def store(work: Work, record: ListRecord) -> ListOutcome:
    """Keep a whole list: create the shows it names and its items.

    Items that the list no longer holds are marked, their shows stay.
    """
    await work.tx.execute(_SQL["lock"])
    list_id = await _keep(work.tx, record)
    known = await _load_known(work.tx, list_id, record)
    items: dict[UUID, ListEntry] = {}
    created = 0
    conflicts: list[str] = []
    for entry in record.entries:
        show_id, is_new, conflict = await _show_of(work, known, entry)
        created += is_new
        if conflict:
            conflicts.append(conflict)
        items.setdefault(show_id, entry)
    await _write_items(work.tx, list_id, items, work.at)
    await work.tx.execute(_SQL["track"], {"ids": list(items)})
    return ListOutcome(shows=len(items), new_shows=created, conflicts=tuple(conflicts))


def ids_of(entry: ListEntry) -> list[ExternalId]:
    """Return the upstream ids that an entry names."""
    ids = []
    if entry.tmdb_id is not None:
        ids.append(ExternalId("tmdb", str(entry.tmdb_id)))
    if entry.imdb_id is not None:
        ids.append(ExternalId("imdb", entry.imdb_id))
    return ids


async def _keep(tx: Transaction, record: ListRecord) -> UUID:
    cursor = await tx.execute(
        _SQL["keep_list"],
        {
            "source": record.source,
            "key": record.key,
            "name": record.name,
            "url": record.url,
        },
    )
    row = await cursor.fetchone()
    if row is None or not isinstance(row[0], UUID):
        message = "core.lists returned no id"
        raise AssertionError(message)
    return row[0]


async def _load_known(tx: Transaction, list_id: UUID, record: ListRecord) -> _Known:
    ids = [one for entry in record.entries for one in ids_of(entry)]
    cursor = await tx.execute(_SQL["titled"], {"list_id": list_id})
    return _Known(
        by_id=await external_ids.load_owners(tx, "show", ids),
        by_title={
            (title.casefold(), year): show_id
            for title, year, show_id in await cursor.fetchall()
        },
    )


async def _show_of(
    work: Work,
    known: _Known,
    entry: ListEntry,
) -> tuple[UUID, bool, str | None]:
    """Return the entry's show, whether it is new, and a conflict to name."""
    ids = ids_of(entry)
    owners = list(dict.fromkeys(known.by_id[one] for one in ids if one in known.by_id))
    title = (entry.title or "").casefold(), entry.year
    if not ids and title in known.by_title:
        return known.by_title[title], False, None
    conflict = None
    if owners:
        show_id = owners[0]
        for other in owners[1:]:
            if not await resolving.absorb_stub(work, other, show_id, "list"):
                conflict = f"entry {entry.position}: its ids belong to two shows"
    else:
        show_id = uuid4()
        name = entry.title or f"{ids[0].source}:{ids[0].id}"
        await shows.create(work, show_id, name, "list")
    if conflict is None:
        foreign = await external_ids.note(work.tx, "show", show_id, ids)
        known.by_id.update({one: show_id for one in ids if one not in foreign})
        if any(one.source == "tmdb" for one in foreign):
            conflict = (
                f"entry {entry.position}: tmdb:{entry.tmdb_id} is not the show that "
                f"{entry.imdb_id} is known to be"
            )
    if entry.title and not ids:
        known.by_title[title] = show_id
    return show_id, not owners, conflict


async def _write_items(
    tx: Transaction, list_id: UUID, items: dict[UUID, ListEntry], at: datetime
) -> None:
    rows = [
        (
            list_id,
            show_id,
            entry.position,
            entry.title,
            entry.original_title,
            entry.year,
            entry.note,
            None,
        )
        for show_id, entry in items.items()
    ]
    await replace_set(tx, tables.LIST_ITEMS, ("list_id", list_id), rows, at)
