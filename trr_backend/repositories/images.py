"""Pictures as a source lists them: rows of which some are kept, later and elsewhere.

What is listed says nothing of bytes: which object shows a picture, whether it was
refused, what a person pinned stays as it is when the list is written again. Nobody sees
a picture before it is kept, so that only what changes of kept ones is told.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from trr_backend.errors import Missing
from trr_backend.models.changes import Change, InWords
from trr_backend.models.media import (
    ImageRecord,
    ImageScope,
    ImagesRecord,
    PictureKind,
)
from trr_backend.models.shows import Entity
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.in_step import claim
from trr_backend.repositories.merge import (
    Row,
    RowChange,
    Table,
    merge_rows,
    replace_set,
)
from trr_backend.repositories.picture_likeness import group as group_alike
from trr_backend.repositories.sql import queries
from trr_backend.repositories.suppressions import load_suppressed
from trr_backend.repositories.work import Work

_SQL = queries("images")
Entities: TypeAlias = Mapping[tuple[str, str], UUID]
"""Our ids by entity and the source's id."""

_TERMS = ("licence", "licence_url", "author", "page_url", "is_free")
_SAID = ("language", "region", "width", "height", "vote_average", "vote_count", *_TERMS)
LISTED = Table(
    schema="core",
    name="media_links",
    key=("entity_id", "kind", "source", "source_path", "entity"),
    compared=("source_url", *_SAID, "position", "missing_since"),
)
# What is kept beside what readers see: of that nothing is told.
_UNSEEN = frozenset({"region", "width", "height", "is_free"})
# A single picture without a list: it is added or comes back, what lists said stays.
_NAMED = replace(
    LISTED, compared=("missing_since",), carried=("source_url", "position")
)


class _Key(NamedTuple):
    """The key of a row, in the order of the table's."""

    entity_id: UUID
    kind: PictureKind
    source: str
    path: str
    entity: Entity


_Of: TypeAlias = tuple[Entity, UUID, PictureKind]


@dataclass(slots=True)
class _Group:
    """The pictures of one kind of several entities of a kind."""

    whole: list[UUID] = field(default_factory=list)
    listed: list[Row] = field(default_factory=list)
    named: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class _Touched:
    """Rows that were there before, by what happened to them."""

    changed: set[_Key] = field(default_factory=set)
    gone: set[_Key] = field(default_factory=set)

    def add(self, written: Iterable[RowChange], marked: Iterable[Row]) -> None:
        """Note what a merge has done."""
        self.changed.update(
            _key(one.key)
            for one in written
            if not one.is_new and not one.fields.keys() <= _UNSEEN
        )
        self.gone.update(_key(one) for one in marked)


async def load_entities(
    tx: Transaction, record: ImagesRecord
) -> dict[tuple[str, str], UUID]:
    """Return our id of each (entity, source's id) that a record names and we have.

    A wiki has no ids of people: its pictures are named by ours.
    """
    named = {(one.entity, one.source_id) for one in record.scopes}
    named |= {(one.entity, one.source_id) for one in record.images}
    given = {
        "source": record.source,
        "entities": [entity for entity, _ in named],
        "ids": [source_id for _, source_id in named],
    }
    query = _SQL["entities" if record.wiki is None else "known"]
    cursor = await tx.execute(query, given)
    return {(entity, one): found for entity, one, found in await cursor.fetchall()}


async def write(work: Work, record: ImagesRecord, entities: Entities) -> None:
    """Make a record's pictures the listed ones of its scopes, and tell of kept ones.

    What is gone is marked and stays visible; what was taken down is left out. Raises
    Missing for an entity that is not among `entities`.
    """
    claim(work.tx, entities.values())
    paths = {one.source_path for one in record.images}
    suppressed = await load_suppressed(work.tx, "picture", record.source, paths)
    touched = _Touched()
    for (entity, kind), group in _grouped(record, entities, suppressed).items():
        if group.whole:
            scope: dict[str, object] = {
                "entity_id": group.whole,
                "kind": kind,
                "source": record.source,
                "entity": entity,
            }
            if record.wiki is not None:
                scope["wiki"] = record.wiki
            written, marked = await replace_set(
                work.tx, LISTED, scope, group.listed, work.at
            )
            touched.add(written, marked)
        touched.add(await merge_rows(work.tx, _NAMED, group.named), ())
    touched.changed.update(await _pinned(work.tx, set(entities.values())))
    await _tell(work, touched)


async def apply_pins(work: Work, ids: Iterable[UUID]) -> None:
    """Let the pictures be pinned that persons chose for entities, and tell of it."""
    await _tell(work, _Touched(changed=set(await _pinned(work.tx, set(ids)))))


def _grouped(
    record: ImagesRecord, entities: Entities, suppressed: set[str]
) -> dict[tuple[Entity, PictureKind], _Group]:
    groups: defaultdict[tuple[Entity, PictureKind], _Group] = defaultdict(_Group)
    whole = set(record.scopes)
    for scope in record.scopes:
        groups[scope.entity, scope.kind].whole.append(
            _our_id(scope, record.source, entities)
        )
    for one in record.images:
        if one.source_path in suppressed:
            continue
        group = groups[one.entity, one.kind]
        is_listed = ImageScope(one.entity, one.source_id, one.kind) in whole
        rows, table = (group.listed, LISTED) if is_listed else (group.named, _NAMED)
        rows.append(
            _row(table, record.source, one, _our_id(one, record.source, entities))
        )
    return groups


def _our_id(one: ImageRecord | ImageScope, source: str, entities: Entities) -> UUID:
    found = entities.get((one.entity, one.source_id))
    if found is None:
        raise Missing(
            f"the {one.entity} {source}:{one.source_id} has pictures and is not "
            "stored; run `trr sync seasons-episodes` for its show first"
        )
    return found


def _row(table: Table, source: str, one: ImageRecord, entity_id: UUID) -> Row:
    ours = {"entity_id": entity_id, "source": source, "missing_since": None}
    return [
        ours[name] if name in ours else getattr(one, name) for name in table.columns
    ]


def _key(row: Sequence[Any]) -> _Key:
    return _Key(*row)


async def _pinned(tx: Transaction, ids: set[UUID]) -> list[_Key]:
    """Let chosen pictures be pinned, and no others; return those that changed.

    A row that is new, or came back after its retention, may be a chosen one.
    """
    cursor = await tx.execute(_SQL["apply_pins"], {"ids": list(ids)})
    return [_key(row) for row in await cursor.fetchall()]


async def _tell(work: Work, touched: _Touched) -> None:
    """Add a change of each entity of whose kept pictures something changed."""
    keys = [*touched.changed, *touched.gone]
    if not keys:
        return
    columns = {
        "ids": [one.entity_id for one in keys],
        "kinds": [one.kind for one in keys],
        "sources": [one.source for one in keys],
        "paths": [one.path for one in keys],
        "entities": [one.entity for one in keys],
    }
    cursor = await work.tx.execute(_SQL["seen"], columns)
    counts: defaultdict[_Of, Counter[str]] = defaultdict(Counter)
    for row in await cursor.fetchall():
        key = _key(row)
        what = "gone" if key in touched.gone else "changed"
        counts[key.entity, key.entity_id, key.kind][what] += 1
    # Another order, language or choice: another copy may stand for the others.
    await group_alike(work.tx, list(counts))
    labels = await _load_labels(work.tx, {entity_id for _, entity_id, _ in counts})
    for (entity, entity_id, kind), count in counts.items():
        said = (
            InWords(f"{count['gone']} gone"),
            InWords(f"{count['changed']} changed"),
        )
        fields: dict[str, tuple[object, object]] = {kind: said}
        label = labels.get(entity_id, str(entity_id))
        work.changes.add(Change(entity, entity_id, "updated", label, fields))


async def _load_labels(tx: Transaction, ids: set[UUID]) -> dict[UUID, str]:
    """Return how people know entities that are stored."""
    if not ids:
        return {}
    cursor = await tx.execute(_SQL["labels"], {"ids": list(ids)})
    return dict(await cursor.fetchall())
