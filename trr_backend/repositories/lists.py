"""Lists: which shows are wanted, in whose words; one show however often named."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID, uuid4

from trr_backend.errors import Conflict
from trr_backend.models.lists import ListEntry, ListRecord
from trr_backend.models.shows import ExternalId
from trr_backend.repositories import external_ids, resolving, shows, tables
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.merge import replace_set
from trr_backend.repositories.sql import queries
from trr_backend.repositories.work import Work

_SQL = queries("lists")
# What tells shows apart that a list names without an id.
_Title: TypeAlias = tuple[str, int | None, date | None]


@dataclass(frozen=True, slots=True)
class ListOutcome:
    """What importing a list did; `conflicts` names entries whose ids disagree."""

    shows: int
    new_shows: int
    conflicts: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    """Which shows a list's ids and titles name, and its items so far."""

    list_name: str
    by_id: dict[ExternalId, UUID]
    by_title: dict[_Title, UUID]
    items: dict[UUID, ListEntry] = field(default_factory=dict)
    new_shows: int = 0
    conflicts: list[str] = field(default_factory=list)

    def said(self, entry: ListEntry) -> str:
        """Return where an entry stands and when its show began, for people."""
        began = entry.premiere or entry.year
        place = f"{self.list_name}, {entry.position}"
        return f"{place}, began {began}" if began else place

    def merge(self, stub: UUID, survivor: UUID) -> None:
        """Let everything that named a stub name the show that took it over."""
        self.by_id.update({k: survivor for k, v in self.by_id.items() if v == stub})
        titles = {k: survivor for k, v in self.by_title.items() if v == stub}
        self.by_title.update(titles)
        entry = self.items.pop(stub, None)
        if entry:
            self.items.setdefault(survivor, entry)


async def store(work: Work, record: ListRecord) -> ListOutcome:
    """Keep a whole list: create the shows it names and its items.

    Items that the list no longer holds are marked, their shows stay.
    """
    await work.tx.execute(_SQL["lock"])
    list_id = await _keep(work.tx, record)
    found = await _load_found(work.tx, list_id, record)
    for entry in record.entries:
        show_id = await _show_of(work, found, entry)
        found.items.setdefault(show_id, entry)
    await _write_items(work.tx, list_id, found.items, work.at)
    return ListOutcome(len(found.items), found.new_shows, tuple(found.conflicts))


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


async def _load_found(tx: Transaction, list_id: UUID, record: ListRecord) -> _Found:
    ids = [one for entry in record.entries for one in ids_of(entry)]
    by_id = await external_ids.load_owners(tx, "show", ids)
    where = {"list_id": list_id, "named": list(set(by_id.values()))}
    cursor = await tx.execute(_SQL["titled"], where)
    found = _Found(list_name=record.name, by_id=by_id, by_title={})
    for title, year, premiere, show_id in await cursor.fetchall():
        found.by_title.setdefault((title.casefold(), year, premiere), show_id)
    return found


async def _show_of(work: Work, found: _Found, entry: ListEntry) -> UUID:
    """Return the entry's show, created where nobody knows it."""
    ids = ids_of(entry)
    if ids:
        return await _show_of_ids(work, found, entry, ids)
    name = entry.title or ""
    title = name.casefold(), entry.year, entry.premiere
    if title not in found.by_title:
        found.by_title[title] = await _create(work, found, entry)
    return found.by_title[title]


async def _show_of_ids(
    work: Work, found: _Found, entry: ListEntry, ids: list[ExternalId]
) -> UUID:
    owners = list(dict.fromkeys(found.by_id[i] for i in ids if i in found.by_id))
    if not owners:
        owners = [await _create(work, found, entry)]
    show_id, *others = owners
    for other in others:
        if not await resolving.absorb_stub(work, other, show_id, "list"):
            said = f"entry {entry.position}: its ids belong to two shows"
            found.conflicts.append(said)
            return show_id
        found.merge(other, show_id)
    foreign = await external_ids.note(work.tx, "show", show_id, ids)
    own = [one for one in ids if one not in foreign]
    if not own:
        said = " and ".join(map(str, foreign))
        raise Conflict(f"{said} went to another show just now; import the list again")
    found.by_id.update(dict.fromkeys(own, show_id))
    if foreign:
        found.conflicts.append(_conflict(entry, foreign, own))
    return show_id


def _conflict(
    entry: ListEntry, foreign: list[ExternalId], own: list[ExternalId]
) -> str:
    said, known = (" and ".join(map(str, ids)) for ids in (foreign, own))
    return f"entry {entry.position}: {said} is not the show that {known} is known to be"


async def _create(work: Work, found: _Found, entry: ListEntry) -> UUID:
    show_id, ids = uuid4(), [str(one) for one in ids_of(entry)]
    name = entry.title or ids[0]
    await shows.create(work, show_id, name, "list")
    said: dict[str, tuple[object, object]] = {"listed": (None, found.said(entry))}
    if ids:
        said["external_ids"] = ([], ids)
    work.changed_show(show_id, name, said)
    found.new_shows += 1
    return show_id


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
            entry.premiere,
            entry.note,
            None,
        )
        for show_id, entry in items.items()
    ]
    await replace_set(tx, tables.LIST_ITEMS, ("list_id", list_id), rows, at)
