"""Shows: found, created, written from records, flagged; what each stage has to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from psycopg.types.json import Jsonb

from trr_backend.errors import Missing
from trr_backend.models.changes import Change
from trr_backend.models.resolve import Wanted
from trr_backend.models.selection import Selection, ShowItem, ShowRef
from trr_backend.models.shows import ExternalId, ShowRecord
from trr_backend.repositories import external_ids, sets, tables
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.merge import merge_rows
from trr_backend.repositories.refs import show_parameters
from trr_backend.repositories.sql import queries
from trr_backend.repositories.tables_of_episodes import SHOW_TRANSLATIONS
from trr_backend.repositories.work import Work

_SQL = queries("shows")


@dataclass(frozen=True, slots=True)
class Freshness:
    """Which answer of a show is good enough.

    One to `url` (what would be asked now, with 0 for the show's id), not older than
    `settled`, or `airing` for shows in production, and not flagged since. `airing` is a
    day less what two runs at one hour may be early: else it would be two days. Up to
    `spread` less than `settled`, by the show's id, is too old already, so that what was
    fetched in one night comes due over several.
    """

    url: str = ""
    settled: timedelta = timedelta(days=7)
    airing: timedelta = timedelta(hours=23, minutes=30)
    spread: timedelta = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class DueShow:
    """A show with a TMDb id and what a stage has to do for it.

    `waiting_since` is set while the source does not know it and is not asked again yet;
    `was_known` is False where the source never told anything of the show.
    """

    id: UUID
    name: str
    tmdb_id: int
    fetch: bool
    apply: bool
    waiting_since: datetime | None = None
    was_known: bool = True


async def find(tx: Transaction, ref: ShowRef) -> UUID | None:
    """Return our id of a show, redirects followed."""
    cursor = await tx.execute(_SQL["find"], show_parameters(ref))
    row = await cursor.fetchone()
    return row[0] if row else None


async def is_tracked(tx: Transaction, show_id: UUID) -> bool:
    """Tell whether a show is followed."""
    cursor = await tx.execute(_SQL["is_tracked"], {"id": show_id})
    return await cursor.fetchone() is not None


async def is_gone(tx: Transaction, show_id: UUID) -> bool:
    """Tell whether TMDb does not know the show's id (any more)."""
    cursor = await tx.execute(_SQL["is_gone"], {"id": show_id})
    return await cursor.fetchone() is not None


async def load_selected(tx: Transaction, selection: Selection) -> list[ShowItem]:
    """Return the shows a command works on, oldest first."""
    ids = [await find(tx, ref) for ref in selection.shows] if selection.shows else None
    where = {
        "ids": ids,
        "since": selection.since,
        "limit": selection.limit,
        "airing": selection.airing,
    }
    if selection.only is not None:
        where = {**dict.fromkeys(where), "ids": list(selection.only), "airing": False}
    cursor = await tx.execute(_SQL["selected"], where)
    return [
        ShowItem(
            id=show_id, name=name, tmdb_id=int(tmdb) if tmdb else None, imdb_id=imdb
        )
        for show_id, name, tmdb, imdb in await cursor.fetchall()
    ]


async def load_details_due(
    tx: Transaction,
    ids: Sequence[UUID],
    *,
    selection: Selection,
    mapping: int,
    freshness: Freshness,
) -> list[DueShow]:
    """Return for each show whether its answer must be fetched or only applied.

    One that the selection names is asked for even if the source did not know it lately.
    """
    cursor = await tx.execute(
        _SQL["details_due"],
        {
            "ids": list(ids),
            "stage": "details",
            "mapping": mapping,
            "force": selection.force,
            "named": selection.force or bool(selection.shows),
            "age": freshness.settled,
            "airing_age": freshness.airing,
            "spread_seconds": int(freshness.spread.total_seconds()),
            "url": freshness.url,
            "max_age": selection.max_age,
        },
    )
    return [
        DueShow(show_id, name, int(tmdb), *due)
        for show_id, name, tmdb, *due in await cursor.fetchall()
    ]


async def load_stage_due(
    tx: Transaction, ids: Sequence[UUID], *, stage: str, mapping: int, force: bool
) -> list[DueShow]:
    """Return the shows with a TMDb document, and whether `stage` must use it."""
    cursor = await tx.execute(
        _SQL["stage_due"],
        {"ids": list(ids), "stage": stage, "mapping": mapping, "force": force},
    )
    return [
        DueShow(id=show_id, name=name, tmdb_id=int(tmdb), fetch=False, apply=apply)
        for show_id, name, tmdb, apply in await cursor.fetchall()
    ]


async def load_wanted(tx: Transaction, show_id: UUID) -> Wanted:
    """Return what a show is known by. Raises Missing where there is none."""
    cursor = await tx.execute(_SQL["wanted"], {"id": show_id})
    row = await cursor.fetchone()
    if row is None:
        raise Missing(f"no show {show_id}")
    imdb_id, title, year, original_title, premiere = row
    return Wanted(imdb_id, title, year, original_title, premiere)


async def create(work: Work, show_id: UUID, name: str, source: str) -> None:
    """Create a show of which only a name (or an id in its place) is known."""
    await work.tx.execute(
        _SQL["create"], {"id": show_id, "name": name, "source": source}
    )
    work.changes.add(
        Change(
            entity="show",
            id=show_id,
            kind="created",
            label=name,
            fields={"name": (None, name)},
        )
    )


async def write(
    work: Work,
    show_id: UUID,
    record: ShowRecord,
    as_of: datetime,
) -> list[ExternalId]:
    """Write a show that exists and its own sets; return ids that another show has.

    What the record leaves out (None) stays as it is stored.
    """
    row = (show_id, *(_value(record, name) for name in tables.SHOWS.compared))
    for changed in await merge_rows(work.tx, tables.SHOWS, [row]):
        work.changes.add(
            Change(
                entity="show",
                id=show_id,
                kind="created" if changed.is_new else "updated",
                label=record.name,
                fields=changed.fields,
            )
        )
    slug = {"id": show_id, "slug": record.slug, "tmdb_id": str(record.tmdb_id)}
    for step in ("lock_slug", "claim_slug"):
        await work.tx.execute(_SQL[step], slug)
    owner = sets.Owner(show_id=show_id, label=record.name, as_of=as_of)
    await _write_sets(work, owner, record)
    return await _attach_ids(work, owner, record)


async def found_again(tx: Transaction, show_id: UUID) -> None:
    """Note that the upstream knows the show after all: it is due like any other."""
    await tx.execute(_SQL["found_again"], {"id": show_id})


async def flag_missing(work: Work, show_id: UUID, label: str) -> None:
    """Note that the upstream no longer knows the show; nothing else changes."""
    cursor = await work.tx.execute(_SQL["flag_missing"], {"id": show_id, "at": work.at})
    row = await cursor.fetchone()
    if row and row[0]:
        flagged = (None, work.at.isoformat())
        work.changed_show(show_id, label, {"missing_since": flagged})


_GENRES = sets.MemberSet("genres", "genre", tables.GENRES, tables.SHOW_GENRES)
_KEYWORDS = sets.MemberSet("keywords", "keyword", tables.KEYWORDS, tables.SHOW_KEYWORDS)


async def _write_sets(work: Work, owner: sets.Owner, record: ShowRecord) -> None:
    for spec, named in ((_GENRES, record.genres), (_KEYWORDS, record.keywords)):
        members = (
            None
            if named is None
            else [sets.Member(tmdb_id=one.tmdb_id, name=one.name) for one in named]
        )
        await sets.write_members(work, owner, spec, members)
    if record.alternative_titles is not None:
        unique = dict.fromkeys(record.alternative_titles)
        rows = [
            (
                (owner.show_id, one.region, one.title, one.type, position, None),
                one.title,
            )
            for position, one in enumerate(unique)
        ]
        await sets.write_set(
            work,
            owner,
            "alternative_titles",
            tables.SHOW_ALTERNATIVE_TITLES,
            rows,
        )
    await _write_translations(work, owner, record)


async def _write_translations(
    work: Work, owner: sets.Owner, record: ShowRecord
) -> None:
    if record.translations is None:
        return
    unique = {one.language: one for one in record.translations}
    rows = [
        (
            (
                owner.show_id,
                language,
                one.name,
                one.overview,
                one.tagline,
                one.homepage,
                None,
            ),
            language,
        )
        for language, one in unique.items()
    ]
    await sets.write_set(work, owner, "translations", SHOW_TRANSLATIONS, rows)


async def _attach_ids(
    work: Work, owner: sets.Owner, record: ShowRecord
) -> list[ExternalId]:
    added, taken = await external_ids.attach(
        work.tx, "show", owner.show_id, record.external_ids or ()
    )
    if added:
        ids = [str(one) for one in added]
        work.changed_show(owner.show_id, owner.label, {"external_ids": ([], ids)})
    return taken


def _value(record: ShowRecord, name: str) -> object:
    if name == "missing_since":
        return None
    if name == "provenance":
        return Jsonb(record.provenance)
    if name == "name":
        return record.name
    value = getattr(record.facts, name)
    return list(value) if isinstance(value, tuple) else value
