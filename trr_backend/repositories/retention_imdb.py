"""What IMDb said and may not be kept.

By its official API: past the licence's limit. All of it, the datasets included: once
nobody may use it any more.
"""

from collections.abc import Sequence
from datetime import timedelta

from psycopg import sql

from trr_backend.models.changes import Change, InWords
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.imdb_tables import PARTS
from trr_backend.repositories.sql import composed, queries
from trr_backend.repositories.work import Work
from trr_backend.utils.text import counted

_SQL = queries("retention_imdb")
_OF_API = InWords("what IMDb's API said")
_ALL = ("forget_all_ids", "forget_all_digests", "forget_files")


async def load_expired_series(
    tx: Transaction, round_takes: timedelta, series_id: str | None = None
) -> list[str]:
    """Return the series, or this one, whose answers are past the limit.

    The first answers of a round are up to `round_takes` older than its last.
    """
    where = {"round": round_takes, "id": series_id}
    cursor = await tx.execute(_SQL["due_series"], where)
    return [found for (found,) in await cursor.fetchall()]


async def forget_series(work: Work, series_id: str, round_takes: timedelta) -> None:
    """Take away what the API said of a series; the datasets may say it anew.

    One of which an answer has come meanwhile is left alone.
    """
    if not await load_expired_series(work.tx, round_takes, series_id):
        return
    cursor = await work.tx.execute(_SQL["titles"], {"id": series_id})
    titles = (await cursor.fetchone() or ([],))[0]
    await _tell(work, titles, _OF_API)
    for part in PARTS:
        if part.name != "names":
            await _forget_rows(work, part.table.target, part.owner, titles)
    cursor = await work.tx.execute(_SQL["unnamed"])
    names = [one for (one,) in await cursor.fetchall()]
    await _tell(work, names, _OF_API)
    await _forget_rows(work, sql.Identifier("core", "imdb_names"), "id", names)
    for step in ("forget_digests", "forget_ids"):
        await work.tx.execute(_SQL[step], {"ids": [*titles, *names]})
    where = {"id": series_id, "round": round_takes}
    for step in ("forget_round", "forget_files"):
        await work.tx.execute(_SQL[step], where)


async def is_empty(tx: Transaction) -> bool:
    """Tell whether nothing of IMDb's is kept but documents."""
    row = await (await tx.execute(_SQL["is_empty"])).fetchone()
    return row is not None and bool(row[0])


async def forget_everything(work: Work) -> None:
    """Take away all rows of IMDb's, and what was derived from them."""
    await _tell(work, None, InWords("all that IMDb said"))
    went = 0
    for part in PARTS:
        statement = composed(_SQL["forget_all_rows"], table=part.table.target)
        went += (await work.tx.execute(statement)).rowcount
    for step in _ALL:
        went += (await work.tx.execute(_SQL[step])).rowcount
    if went:
        work.notes.append(f"{counted(went, 'row')} of IMDb went")


async def _forget_rows(
    work: Work, table: sql.Identifier, owner: str, ids: Sequence[str]
) -> None:
    statement = composed(_SQL["forget_rows"], table=table, owner=sql.Identifier(owner))
    await work.tx.execute(statement, {"ids": list(ids)})


async def _tell(work: Work, ids: Sequence[str] | None, what: InWords) -> None:
    """Tell of the shows and people of whom something goes; None: of all."""
    where = {"ids": None if ids is None else list(ids)}
    cursor = await work.tx.execute(_SQL["concerned"], where)
    for entity, entity_id, name in await cursor.fetchall():
        gone: dict[str, tuple[object, object]] = {"imdb": (what, None)}
        work.changes.add(Change(entity, entity_id, "updated", name, gone))
