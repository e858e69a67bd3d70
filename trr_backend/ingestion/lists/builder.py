"""Gathers the rows of one list: one entry a show, the rest counted or named."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import TypeAlias

from trr_backend.models.lists import ListEntry, ListRecord, SpoiledRow
from trr_backend.utils.folding import fold

_Name: TypeAlias = tuple[str, object]


class ListBuilder:
    """Collects entries in order; a show named again is merged into its first entry."""

    def __init__(self) -> None:
        self._entries: dict[int, ListEntry] = {}
        self._position_of: dict[_Name, int] = {}
        self._left_out: Counter[str] = Counter()
        self._spoiled: list[SpoiledRow] = []
        self._positions = count(1)

    @property
    def is_empty(self) -> bool:
        """Whether nothing usable was seen."""
        return not self._entries and not self._left_out

    def leave_out(self, kind: str) -> None:
        """Count a row that is no show."""
        self._left_out[kind] += 1

    def spoil(self, line: int, reason: str) -> None:
        """Name a row that cannot be read."""
        self._spoiled.append(SpoiledRow(line, reason))

    def add(self, line: int, entry: ListEntry) -> None:
        """Take a show; one that contradicts what was said before is spoiled."""
        known = sorted(
            {self._position_of[n] for n in _names(entry) if n in self._position_of}
        )
        merged = entry
        if known:
            merged = self._entries[known[0]]
            for other in [*(self._entries[p] for p in known[1:]), entry]:
                if _contradict(merged, other):
                    self.spoil(line, "names a show by ids of two different shows")
                    return
                merged = _merge(merged, other)
        self._replace(known, merged)

    def _replace(self, known: list[int], merged: ListEntry) -> None:
        position = known[0] if known else next(self._positions)
        for gone in known[1:]:
            merged_names = _names(self._entries.pop(gone))
            self._position_of.update(dict.fromkeys(merged_names, position))
        self._entries[position] = merged
        self._position_of.update(dict.fromkeys(_names(merged), position))

    def record(
        self, *, source: str, key: str, name: str, url: str | None
    ) -> ListRecord:
        """Return the whole list; positions count the shows from 1."""
        ordered = [self._entries[position] for position in sorted(self._entries)]
        return ListRecord(
            source=source,
            key=key,
            name=name,
            url=url,
            entries=tuple(
                replace(entry, position=number)
                for number, entry in enumerate(ordered, start=1)
            ),
            left_out=dict(self._left_out),
            spoiled=tuple(self._spoiled),
        )


def _names(entry: ListEntry) -> list[_Name]:
    return list(_each_name(entry))


def _each_name(entry: ListEntry) -> Iterator[_Name]:
    if entry.tmdb_id is not None:
        yield "tmdb", entry.tmdb_id
    if entry.imdb_id is not None:
        yield "imdb", entry.imdb_id
    if entry.tmdb_id is None and entry.imdb_id is None and entry.title:
        # Only rows without ids are told apart by title: Big Brother is many shows,
        # and two of them began in one month.
        yield "title", (fold(entry.title), entry.year, entry.premiere)


def _contradict(one: ListEntry, other: ListEntry) -> bool:
    return any(
        mine is not None and theirs is not None and mine != theirs
        for mine, theirs in (
            (one.tmdb_id, other.tmdb_id),
            (one.imdb_id, other.imdb_id),
        )
    )


def _merge(one: ListEntry, other: ListEntry) -> ListEntry:
    """Fill what `one` does not say from `other`."""
    return ListEntry(
        position=one.position,
        tmdb_id=one.tmdb_id if one.tmdb_id is not None else other.tmdb_id,
        imdb_id=one.imdb_id or other.imdb_id,
        title=one.title or other.title,
        original_title=one.original_title or other.original_title,
        year=one.year if one.year is not None else other.year,
        premiere=one.premiere or other.premiere,
        note=one.note or other.note,
    )
