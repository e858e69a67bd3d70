"""The season ledger: who took part in which season, as each page states it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from trr_backend.models.wiki import LedgerEntry, PageFacts, SeasonLedger, Wiki
from trr_backend.repositories import wiki_taken_down
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.merge import replace_set
from trr_backend.repositories.removals import came
from trr_backend.repositories.sql import queries
from trr_backend.repositories.tables_of_wikis import SEASON_LEDGER
from trr_backend.repositories.wiki_ledger_changes import LedgerChanges
from trr_backend.repositories.wiki_ledger_people import load_people
from trr_backend.repositories.wiki_rows import (
    Columns,
    Season,
    as_row,
    first_seen,
    load_seasons,
    load_stored,
    stated,
)
from trr_backend.repositories.work import Work

_SQL = queries("wiki_ledger")
_SAID = ("placement", "place", "entry", "exit", "teams")


@dataclass(frozen=True, slots=True)
class _Page:
    """A page with a ledger: its wiki, and whom it is about or of which show."""

    id: UUID
    wiki_id: UUID
    wiki: Wiki
    person_id: UUID | None
    show_id: UUID | None


async def write_ledger(work: Work, page_id: UUID, facts: PageFacts) -> None:
    """Make these the current entries of a page; its subject is saved before.

    Of a season that is none of ours the page's show counts; of a person's page the one
    in which they are credited, if that is one of all that remember the wiki. Entries
    without any show are left out. Who an entry names is whom the page is about to which
    the name links, else who alone has this very name in the season's cast.
    """
    page = await _load_page(work.tx, page_id)
    if page is None:
        return
    if any(one.stated_by == "season" for one in facts.ledgers):
        await work.tx.execute(_SQL["take_turn"], {"wiki_id": page.wiki_id})
    where = {"page_id": page_id}
    stored = {
        _key(one): one for one in await load_stored(work.tx, SEASON_LEDGER, where)
    }
    rows = {} if facts.is_whole else dict(stored)
    for one in await _rows(work.tx, page, facts):
        rows[_key(one)] = first_seen(one, stored.get(_key(one)), _SAID)
    current = [as_row(SEASON_LEDGER, one) for one in rows.values()]
    written, marked = await replace_set(work.tx, SEASON_LEDGER, where, current, work.at)
    told = LedgerChanges()
    for change in written:
        key = _key_of(change.key)
        told.add(rows[key], came=True)
        if not came(change):
            told.add(stored[key], came=False)
    for gone in marked:
        told.add(stored[_key_of(gone)], came=False)
    await told.tell(work)


async def retract(work: Work, page_id: UUID) -> None:
    """Take back what a page said of seasons."""
    cursor = await work.tx.execute(_SQL["retract"], {"page_id": page_id})
    told = LedgerChanges()
    for row in await cursor.fetchall():
        names = ("show_id", "name", "person_id")
        told.add(dict(zip(names, row, strict=True)), came=False)
    await told.tell(work)


async def _load_page(tx: Transaction, page_id: UUID) -> _Page | None:
    cursor = await tx.execute(_SQL["page"], {"page_id": page_id})
    row = await cursor.fetchone()
    if row is None:
        return None
    wiki_id, name, source, url, entity, entity_id = row
    wiki = Wiki(name, source, url)
    if entity != "person":
        return _Page(page_id, wiki_id, wiki, None, entity_id)
    given = {"wiki_id": wiki_id, "person_id": entity_id}
    only = await (await tx.execute(_SQL["only_show"], given)).fetchone()
    return _Page(page_id, wiki_id, wiki, entity_id, only[0] if only else None)


async def _rows(tx: Transaction, page: _Page, facts: PageFacts) -> list[Columns]:
    """Return the rows of the page's entries, without who was taken down."""
    seasons = await load_seasons(tx, (one.season for one in facts.ledgers))
    terms = stated(facts.source)
    rows = [
        {"page_id": page.id, **terms, **row}
        for one in facts.ledgers
        for row in _rows_of_season(page, one, seasons)
    ]
    named = {row[name] for row in rows for name in ("name", "page_title")}
    gone = await wiki_taken_down.load_names(tx, page.wiki, named - {None})
    left = [row for row in rows if gone.isdisjoint((row["name"], row["page_title"]))]
    people = await load_people(tx, page.wiki_id, left)
    return [
        {
            **row,
            "person_id": (row["stated_by"] == "person" and page.person_id) or person,
        }
        for row, person in zip(left, people, strict=True)
    ]


def _rows_of_season(
    page: _Page, ledger: SeasonLedger, seasons: Mapping[Season | None, UUID]
) -> list[Columns]:
    show_id = ledger.season[0] if ledger.season else page.show_id
    if show_id is None:
        return []
    return [
        {
            "show_id": show_id,
            "scope": ledger.scope,
            "season_id": seasons.get(ledger.season),
            "name": name,
            "page_title": one.page_title,
            "stated_by": ledger.stated_by,
            "placement": one.placement,
            "place": one.place,
            "entry": one.entry,
            "exit": one.exit,
            "teams": list(one.teams),
            "position": one.position,
        }
        for name, one in _by_name(ledger.entries).items()
    ]


def _by_name(entries: Iterable[LedgerEntry]) -> dict[str, LedgerEntry]:
    """Return the entries by name; of one name by the page that it links to.

    What is said twice of one counts as it is said first.
    """
    named: dict[str, LedgerEntry] = {}
    for one in entries:
        first = named.setdefault(one.name, one)
        if one.page_title and one.page_title != first.page_title:
            named.setdefault(one.page_title, one)
    return named


def _key(row: Columns) -> tuple[UUID, str, str]:
    return row["show_id"], row["scope"], row["name"]


def _key_of(key: Sequence[object]) -> tuple[UUID, str, str]:
    show_id, _, scope, name = key
    if not isinstance(show_id, UUID):
        message = f"{show_id!r} is no id of a show"
        raise TypeError(message)
    return show_id, str(scope), str(name)
