"""IMDb's ids as numbers, read out of many lines at once, and sets of them.

An id is a prefix (tt, nm) and seven to ten digits, zeros in front. Number 0 is
nobody's: it stands for what is no id.
"""

from collections.abc import Iterable
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

Ids: TypeAlias = npt.NDArray[np.int64]
Positions: TypeAlias = npt.NDArray[np.int64]

# A bit for each id up to here (32 MB at most); IMDb's highest were 40 million in 2026.
_BITMAP_END = 1 << 28
_MORE_DIGITS = 2
_BLANK = 0x20
_ZERO = np.uint8(0x30)
_TEN = 10

Word = TypeVar("Word", np.uint8, np.uint16, np.uint64)


def id_number(text: str) -> int:
    """Return the number in tt0123456.

    >>> id_number("tt0123456")
    123456
    """
    return int(text[2:])


def id_text(prefix: str, number: int) -> str:
    """Return the id of a number.

    >>> id_text("tt", 123456)
    'tt0123456'
    """
    return f"{prefix}{number:07d}"


def read_ids(data: bytes, positions: Positions, prefix: bytes) -> Ids:
    """Return the ids that begin at `positions`, 0 for what is none.

    An id ends before a control character (tab or line end). `data` has to go on for
    13 bytes after each position.
    """
    first = _digits(data, positions + len(prefix))
    numbers, valid, is_whole = first
    longer = np.flatnonzero(valid & ~is_whole)
    if longer.size:
        numbers[longer] = _longer(data, positions[longer] + 10, numbers[longer])
    starts = _words(data, np.uint16)[positions] == np.frombuffer(prefix, "<u2")[0]
    return np.where(valid & starts, numbers, 0)


def _digits(
    data: bytes, positions: Positions
) -> tuple[Ids, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Read seven or eight digits; tell which are digits and which of them end there.

    Eight bytes are one word; sums of neighbours make pairs, fours and eight of them.
    """
    word = _words(data, np.uint64)[positions]
    seven = (word >> np.uint64(56)) < np.uint64(0x20)
    shift = seven.astype(np.uint64)
    word = (word << (shift << np.uint64(3))) | (shift * np.uint64(0x30))
    high = np.uint64(0xF0F0F0F0F0F0F0F0)
    threes = np.uint64(0x3030303030303030)
    valid = ((word & high) == threes) & (
        ((word + np.uint64(0x0606060606060606)) & high) == threes
    )
    word -= threes
    word = word * np.uint64(_TEN) + (word >> np.uint64(8))
    pairs = np.uint64(0x000000FF000000FF)
    word = (
        (word & pairs) * np.uint64(0x000F424000000064)
        + ((word >> np.uint64(16)) & pairs) * np.uint64(0x0000271000000001)
    ) >> np.uint64(32)
    ends = seven | (_words(data, np.uint8)[positions + 8] < _BLANK)
    return word.astype(np.int64), valid, ends


def _longer(data: bytes, positions: Positions, numbers: Ids) -> Ids:
    """Add the ninth and tenth digits; 0 where there are more or something else."""
    view = _words(data, np.uint8)
    done = np.zeros(len(numbers), np.bool_)
    for place in range(_MORE_DIGITS + 1):
        byte = view[positions + place]
        done |= byte < _BLANK
        is_digit = (byte - _ZERO < _TEN) & (place < _MORE_DIGITS)
        numbers = np.where(
            done, numbers, np.where(is_digit, numbers * 10 + byte - _ZERO, 0)
        )
        done |= numbers == 0
    return numbers


def _words(data: bytes, dtype: type[Word]) -> npt.NDArray[Word]:
    """Return the word, as an Intel processor reads it, that begins at each byte."""
    kind = np.dtype(dtype).newbyteorder("<")
    count = len(data) - kind.itemsize + 1
    return np.ndarray((count,), kind, data, strides=(1,))


class IdSet:
    """A set of ids, asked for many at once: a bitmap, and a sorted array beyond."""

    def __init__(self, numbers: Iterable[int]) -> None:
        every = np.unique(np.fromiter(numbers, np.int64))
        usual = every[every < _BITMAP_END]
        self._beyond = every[every >= _BITMAP_END]
        # The last byte stays zero: what is greater than all of them is looked up there.
        self._bits = np.zeros((int(usual[-1]) >> 3) + 2 if usual.size else 1, np.uint8)
        np.bitwise_or.at(
            self._bits, usual >> 3, np.left_shift(1, usual & 7).astype(np.uint8)
        )
        self.size = every.size

    def contains(self, ids: Ids) -> npt.NDArray[np.bool_]:
        """Tell which of `ids` are in the set."""
        places = np.minimum(ids >> 3, len(self._bits) - 1)
        bits = self._bits[places] >> (ids & 7).astype(np.uint8)
        found: npt.NDArray[np.bool_] = (bits & 1).astype(np.bool_)
        if self._beyond.size:
            far = np.flatnonzero(ids >= _BITMAP_END)
            found[far] = np.isin(ids[far], self._beyond)
        return found
