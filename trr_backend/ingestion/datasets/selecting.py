"""Which lines of a file are wanted: ids of all lines at once, against a set."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from trr_backend.ingestion.datasets.files import PADDING, Block, DatasetFile
from trr_backend.ingestion.datasets.ids import IdSet, Positions, read_ids
from trr_backend.ingestion.datasets.layout import Layout
from trr_backend.ingestion.datasets.lines import Lines
from trr_backend.ingestion.datasets.spoiled import SpoiledRow

# A broken file has millions of them.
MAX_SPOILED = 1000
_TAB = 0x09
_BACKSLASH = 0x5C  # of a \N
_NO_ID = "its id cannot be read"


@dataclass(slots=True)
class Selected:
    """The wanted lines of a file, and rows of which nobody can say whose they are."""

    lines: Lines
    spoiled: list[SpoiledRow] = field(default_factory=list)


def select(file: DatasetFile, layout: Layout, wanted: IdSet) -> Selected:
    """Return the lines whose first column is a wanted id."""
    return _select(file, layout, wanted, None)


def select_episodes(file: DatasetFile, layout: Layout, wanted: IdSet) -> Selected:
    """Return the episodes of a wanted series.

    Of a wanted episode that names a stranger's series nothing is said: it left. One
    whose series cannot be read is there, to be told of as spoiled.
    """
    return _select(file, layout, wanted, wanted)


def _select(
    file: DatasetFile, layout: Layout, wanted: IdSet, parents: IdSet | None
) -> Selected:
    found = Selected(Lines(file.name, file.width, file.places))
    for block in file.blocks():
        ids = read_ids(block.data, _positions(block, file.places[0]), layout.prefix)
        hits, unreadable = wanted.contains(ids), ids == 0
        if parents is not None:
            places = _positions(block, file.places[1])
            of = read_ids(block.data, places, layout.prefix)
            hits = (parents.contains(of) | (hits & (of == 0))) & ~unreadable
            unreadable |= (of == 0) & ~hits & (_bytes(block)[places] != _BACKSLASH)
        for index in np.flatnonzero(hits).tolist():
            text = block.data[block.starts[index] : block.ends[index]]
            found.lines.add(text, block.first_line + index, int(ids[index]))
        if unreadable.any():
            rows = np.flatnonzero(unreadable)[:MAX_SPOILED]
            found.spoiled.extend(_unreadable(file, layout, block, rows))
            del found.spoiled[MAX_SPOILED:]
    return found


def _unreadable(
    file: DatasetFile, layout: Layout, block: Block, rows: Positions
) -> Iterator[SpoiledRow]:
    """Name rows that might be anybody's; blank lines are not."""
    for index in rows.tolist():
        text = block.data[block.starts[index] : block.ends[index]]
        if text.strip():
            line = block.first_line + index
            yield SpoiledRow(file.name, line, _NO_ID, layout.part)


def _positions(block: Block, place: int) -> Positions:
    """Return where the column at `place` begins; in the padding where it is lacking."""
    if place == 0:
        return block.starts
    tabs = np.flatnonzero(_bytes(block) == _TAB)
    # Behind the last line begins one that is not whole yet, and may be anybody's.
    end = len(block.data) - len(PADDING)
    tabs = np.concatenate((tabs, np.full(place, end)))
    found = tabs[np.searchsorted(tabs, block.starts) + place - 1]
    return np.where(found < block.ends, found + 1, end)


def _bytes(block: Block) -> npt.NDArray[np.uint8]:
    return np.frombuffer(block.data, np.uint8)
