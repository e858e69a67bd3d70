"""What retention does, as stages whose items are a transaction each.

What is due is looked for stage by stage: people once the shows are done, what nothing
points to once the people are. Labels name nobody: they stay in the history of runs.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from scripts._command import AnyStage
from scripts._orphaned_pictures import PICTURES
from scripts._stage import Context, Plan, Stage, Work
from scripts._wiki_people import reapply_person
from trr_backend.ingestion.documents import TMDB_KEEP
from trr_backend.ingestion.imdb_answers import IMDB_API_KEEP, IMDB_API_RESUME
from trr_backend.ingestion.upstreams import holding
from trr_backend.models.wiki import WikiSource
from trr_backend.repositories import (
    feed,
    retention,
    retention_imdb,
    retention_parts,
    retention_rest,
    retention_wikis,
)
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.retention import Expired, Terms
from trr_backend.utils.text import counted

Item = TypeVar("Item")

Load = Callable[[Transaction], Awaitable[Sequence[Item]]]
Forget = Callable[[Work, Item], Awaitable[None]]


def due_stages() -> list[AnyStage]:
    """Return what takes away what is past its source's time, and old events."""
    stages = [*tmdb_stages(ended=False), *imdb_stages(ended=False)]
    return [*stages, feed_stage()]


def tmdb_stages(*, ended: bool) -> list[AnyStage]:
    """Return what takes TMDb's answers away; `ended`: whatever their age."""
    terms = Terms(TMDB_KEEP, ended=ended)
    return [
        _shows_stage(terms),
        _stage(
            "parts",
            lambda family: f"show tmdb:{family.key}",
            retention_parts.load_expired_families,
            retention_parts.forget_of_family,
        ),
        _once(
            "vanished",
            "what TMDb has not named for too long",
            lambda work: retention_rest.forget_vanished(work, terms),
        ),
        _people_stage(terms),
        _once(
            "rest",
            "what nothing supports any more",
            lambda work: retention_rest.forget_rest(work, "tmdb", terms),
        ),
        PICTURES,
    ]


def imdb_stages(*, ended: bool) -> list[AnyStage]:
    """Return what takes IMDb's answers away; `ended`: the datasets' part, too."""
    terms = Terms(IMDB_API_KEEP, ended=ended)
    rest = _once(
        "imdb-rest",
        "what IMDb's API has not confirmed",
        lambda work: retention_rest.forget_rest(work, "imdb", terms),
    )
    if not ended:
        return [_series_stage(), rest]
    rows = _once("imdb-rows", "all that IMDb said", retention_imdb.forget_everything)
    files = Stage("imdb-files", _name, _load_files, _forget_file, _nothing, parallel=1)
    return [rows, rest, files]


def wiki_stages(
    *, source: WikiSource | None = None, name: str | None = None
) -> list[AnyStage]:
    """Return what takes all away that the wikis of a source said, or one wiki."""

    async def forget(work: Work, wiki: str) -> None:
        for person_id in await retention_wikis.forget(work, wiki):
            await reapply_person(work, person_id)
        work.notes.append(
            f"{wiki}: no show is looked up there any more; `trr enrich shows --wiki "
            f"{wiki} --show ID` reads it again"
        )

    wikis = _stage(
        "wikis",
        str,
        lambda tx: retention_wikis.load(tx, source=source, name=name),
        forget,
    )
    return [wikis, PICTURES]


def feed_stage() -> Stage[str, datetime]:
    """Return what takes changes from the feed that are older than TRR_EVENTS_DAYS."""

    async def plan(_context: Context) -> Plan[str]:
        return Plan(["changes that are told no longer"])

    return Stage("feed", str, plan, _too_old, _prune_feed, parallel=1, sweeps=True)


async def _too_old(context: Context, _item: object) -> datetime:
    """Return the time before which changes are told no longer."""
    return context.now() - timedelta(days=context.settings.events_days)


async def _prune_feed(work: Work, _item: object, before: datetime) -> None:
    pruned = await feed.prune(work.tx, before)
    if pruned:
        work.notes.append(
            f"{counted(pruned, 'change')} from before {before:%Y-%m-%d} went from the "
            "feed"
        )


def _shows_stage(terms: Terms) -> Stage[Expired, None]:
    return _stage(
        "shows",
        _label,
        lambda tx: retention.load_due_shows(tx, terms),
        lambda work, show: retention.forget_show(work, show, terms),
    )


def _people_stage(terms: Terms) -> Stage[Expired, None]:
    return _stage(
        "people",
        _label,
        lambda tx: retention.load_due_people(tx, terms),
        lambda work, person: retention.forget_person(work, person, terms),
    )


def _series_stage() -> Stage[str, None]:
    return _stage(
        "imdb-api",
        lambda series_id: f"imdb:{series_id}",
        lambda tx: retention_imdb.load_expired_series(tx, IMDB_API_RESUME),
        lambda work, one: retention_imdb.forget_series(work, one, IMDB_API_RESUME),
    )


def _label(one: Expired) -> str:
    return f"{one.entity} tmdb:{one.key}"


def _stage(
    name: str,
    label: Callable[[Item], str],
    load: Load[Item],
    forget: Forget[Item],
    *,
    sweeps: bool = False,
) -> Stage[Item, None]:
    """Return a stage that forgets what it loads, one after the other."""

    async def plan(context: Context) -> Plan[Item]:
        async with context.database.transaction() as tx:
            return Plan(await load(tx))

    async def store(work: Work, item: Item, _got: None) -> None:
        await forget(work, item)

    return Stage(name, label, plan, _nothing_asked, store, parallel=1, sweeps=sweeps)


def _once(
    name: str, label: str, forget: Callable[[Work], Awaitable[None]]
) -> Stage[str, None]:
    """Return a stage of one item, which tells whether it found anything."""

    async def load(_tx: Transaction) -> list[str]:
        return [label]

    return _stage(name, str, load, lambda work, _item: forget(work), sweeps=True)


async def _nothing_asked(_context: Context, _item: object) -> None:
    """Retention asks no upstream."""


async def _nothing(_work: Work, _item: object, _got: object) -> None:
    """All was done while collecting."""


async def _load_files(context: Context) -> Plan[Path]:
    folder = context.settings.home_path / "imdb"
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return Plan([path for path in found if path.is_file() and path.name != ".lock"])


async def _forget_file(context: Context, path: Path) -> None:
    if not context.rehearsal:
        await asyncio.to_thread(_unlink, path)


def _unlink(path: Path) -> None:
    """Delete a file that no import reads now. Raises ConfigError where one does."""
    with holding(path.parent):
        path.unlink(missing_ok=True)


def _name(path: Path) -> str:
    return path.name
