"""What IMDb says, written so that unchanged titles are not looked at again.

Whoever writes opens one transaction around all slices of an import: readers see the old
slice or the new one, and `guard` may still refuse it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from uuid import UUID

from trr_backend.errors import Suspicious
from trr_backend.models.changes import Change
from trr_backend.models.imdb import (
    ImdbCrewMember,
    ImdbName,
    ImdbPart,
    ImdbPrincipal,
    ImdbSlice,
    ImdbSource,
)
from trr_backend.models.shows import Entity
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.imdb_tables import PARTS, ImdbRecord, Part
from trr_backend.repositories.merge import RowChange, replace_set
from trr_backend.repositories.sql import queries
from trr_backend.repositories.suppressions import load_suppressed
from trr_backend.repositories.work import Work

_SQL = queries("imdb")
# The larger of both may vanish at once.
_LIKELY_ROWS = 3
_LIKELY_SHARE = 0.2

Records = Mapping[Part, Sequence[ImdbRecord]]


@dataclass(slots=True)
class SliceOutcome:
    """What writing slices did, rows by part: of changed titles and names alone."""

    new: Counter[ImdbPart] = field(default_factory=Counter)
    changed: Counter[ImdbPart] = field(default_factory=Counter)
    gone: Counter[ImdbPart] = field(default_factory=Counter)

    def add(self, other: "SliceOutcome") -> None:
        """Add the rows of another slice."""
        self.new.update(other.new)
        self.changed.update(other.changed)
        self.gone.update(other.gone)

    @property
    def rows(self) -> int:
        """How many rows were written."""
        return sum(sum(one.values()) for one in (self.new, self.changed, self.gone))


async def load_due(
    tx: Transaction, digests: Mapping[str, str], source: ImdbSource
) -> set[str]:
    """Return the ids whose digest is not what this source last brought.

    What the API said is not due for the datasets.
    """
    given = {"ids": list(digests), "digests": list(digests.values()), "source": source}
    cursor = await tx.execute(_SQL["due"], given)
    return {found for (found,) in await cursor.fetchall()}


async def write_slice(
    work: Work, records: ImdbSlice, source: ImdbSource
) -> SliceOutcome:
    """Make the records of the slice the current ones of its titles and names.

    What is gone is marked. Changes are told of the shows and people concerned. Titles
    that are stored and may be gone have to be among `title_ids`: `load_stored_titles`
    names them.
    """
    given, suppressed = await _allowed(work.tx, records)
    digests = _digests(records, given, suppressed)
    due = await load_due(work.tx, digests, source)
    if not due:
        return SliceOutcome()
    outcome, touched = SliceOutcome(), Counter[str]()
    for part, found in given.items():
        rows = [part.row(one, source) for one in found if part.owner_of(one) in due]
        answered = records.name_ids if part.name == "names" else records.title_ids
        sure = [
            one
            for one in answered
            if one in due and (part.name, one) not in records.unsure
        ]
        changes, gone = await replace_set(
            work.tx, part.table, (part.owner, sure), rows, work.at
        )
        _count(outcome, part.name, changes, len(gone))
        touched.update(str(one.key[0]) for one in changes)
        touched.update(str(key[0]) for key in gone)
    await _keep_digests(
        work.tx, digests, due - {one for _, one in records.unsure}, source
    )
    await _tell(work, touched)
    return outcome


async def guard(tx: Transaction, outcome: SliceOutcome, *, accept: bool) -> None:
    """Raise Suspicious where more rows of a table vanished than is likely."""
    if accept:
        return
    cursor = await tx.execute(_SQL["current_rows"])
    current = {name: count for name, count in await cursor.fetchall()}  # noqa: C416 -- rows are untyped tuples
    for part, gone in sorted(outcome.gone.items()):
        stored = gone + current[part] - outcome.new[part]
        if gone > max(_LIKELY_ROWS, _LIKELY_SHARE * stored):
            raise Suspicious(
                f"{gone} of {stored} rows of imdb_{part} would be marked as gone; look "
                "whether the source is whole, or go on with --accept-removals"
            )


async def load_tracked_series(tx: Transaction) -> list[str]:
    """Return the IMDb ids of the tracked shows, sorted."""
    cursor = await tx.execute(_SQL["tracked_series"])
    return [found for (found,) in await cursor.fetchall()]


async def load_stored_titles(tx: Transaction, series_ids: Sequence[str]) -> list[str]:
    """Return the stored titles of these series: themselves and their episodes."""
    cursor = await tx.execute(_SQL["stored_titles"], {"ids": list(series_ids)})
    return [found for (found,) in await cursor.fetchall()]


async def count_left_to_api(tx: Transaction, title_ids: Sequence[str]) -> int:
    """Return of how many titles the API's word stands, whatever the datasets say."""
    cursor = await tx.execute(_SQL["left_to_api"], {"ids": list(title_ids)})
    ((count,),) = await cursor.fetchall()
    return int(count)


async def _allowed(tx: Transaction, records: ImdbSlice) -> tuple[Records, set[str]]:
    """Return the records without people that were taken down, and those people."""
    given: Records = {part: getattr(records, part.name) for part in PARTS}
    named = {_person(one) for found in given.values() for one in found}
    suppressed = await load_suppressed(
        tx, "person", "imdb", {*filter(None, named), *records.name_ids}
    )
    if suppressed:
        given = {
            part: [one for one in found if _person(one) not in suppressed]
            for part, found in given.items()
        }
    return given, suppressed


def _person(record: ImdbRecord) -> str | None:
    if isinstance(record, ImdbName):
        return record.id
    if isinstance(record, ImdbPrincipal | ImdbCrewMember):
        return record.name_id
    return None


def _digests(
    records: ImdbSlice, given: Records, suppressed: set[str]
) -> dict[str, str]:
    """Return the digest of each id, made from its records where none is given."""
    said: defaultdict[str, list[str]] = defaultdict(list)
    for one in (*records.title_ids, *records.name_ids):
        if one not in suppressed:
            said[one] = []
    for part, found in given.items():
        for record in found:
            owner = part.owner_of(record)
            if owner not in records.digests:
                said[owner].append(repr(record))
    return {
        one: records.digests.get(one) or _digest(sorted(texts))
        for one, texts in said.items()
    }


def _digest(texts: Iterable[str]) -> str:
    return blake2b("\n".join(texts).encode(), digest_size=16).hexdigest()


def _count(
    outcome: SliceOutcome, part: ImdbPart, changes: Sequence[RowChange], gone: int
) -> None:
    new = sum(one.is_new for one in changes)
    for counter, rows in (
        (outcome.new, new),
        (outcome.changed, len(changes) - new),
        (outcome.gone, gone),
    ):
        if rows:
            counter[part] += rows


async def _keep_digests(
    tx: Transaction, digests: Mapping[str, str], ids: Iterable[str], source: ImdbSource
) -> None:
    kept = sorted(ids)
    await tx.execute(
        _SQL["keep_digests"],
        {"ids": kept, "digests": [digests[one] for one in kept], "source": source},
    )


async def _tell(work: Work, touched: Mapping[str, int]) -> None:
    """Tell of which shows and people rows changed."""
    cursor = await work.tx.execute(_SQL["concerned"], {"ids": list(touched)})
    rows: Counter[tuple[Entity, UUID, str]] = Counter()
    for imdb_id, entity, entity_id, label in await cursor.fetchall():
        rows[entity, entity_id, label] += touched[imdb_id]
    for (entity, entity_id, label), count in rows.items():
        fields: dict[str, tuple[object, object]] = {"imdb": (None, f"{count} rows")}
        work.changes.add(Change(entity, entity_id, "updated", label, fields))
