"""Many lines of a file in little memory, found by whose they are."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from trr_backend.ingestion.datasets.ids import Ids, Positions


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end, of the title (or name) with this number."""

    text: bytes
    number: int
    owner: int


class Lines:
    """Lines in one piece of memory: a million Python objects would take 100 MB more.

    `file` is where they come from, `width` how many columns it has and `places` where
    those are that are read.
    """

    def __init__(self, file: str, width: int, places: tuple[int, ...]) -> None:
        self.file = file
        self.width = width
        self.places = places
        # As IMDb orders them; columns that were added stand at the end.
        self.is_plain = places == tuple(range(len(places)))
        self._text = bytearray()
        self._ends = array("q", [0])
        self._numbers = array("q")
        self._owners = array("q")
        self._view: memoryview | None = None
        self._index: tuple[Positions, Ids] | None = None

    def add(self, text: bytes, number: int, owner: int) -> None:
        """Keep a line; none can be added once one was read back."""
        self._text += text.removesuffix(b"\r")
        self._ends.append(len(self._text))
        self._numbers.append(number)
        self._owners.append(owner)

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[Line]:
        return map(self._line, range(len(self)))

    def owners(self) -> Ids:
        """Return whose the lines are, each once, in order."""
        return np.unique(np.frombuffer(self._owners, np.int64))

    def between(self, first: int, last: int) -> Iterator[Line]:
        """Yield the lines of the owners from `first` to `last`, owner by owner."""
        order, owners = self._sorted()
        begin = int(np.searchsorted(owners, first, "left"))
        end = int(np.searchsorted(owners, last, "right"))
        return map(self._line, order[begin:end].tolist())

    def _sorted(self) -> tuple[Positions, Ids]:
        """Return the lines' places in the order of their owners, made once."""
        if self._index is None:
            owners = np.frombuffer(self._owners, np.int64)
            order = np.argsort(owners, kind="stable")
            self._index = order, owners[order]
        return self._index

    def _line(self, index: int) -> Line:
        if self._view is None:
            self._view = memoryview(self._text)
        text = bytes(self._view[self._ends[index] : self._ends[index + 1]])
        return Line(text, self._numbers[index], self._owners[index])
