"""Where the seven files are in a folder, and their bytes in blocks of whole lines.

Whatever makes a file unusable is an InputError that names it: it is missing, its header
is another one, it is no gzip file, or it is cut off.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
from isal import igzip, isal_zlib

from trr_backend.errors import InputError
from trr_backend.ingestion.datasets.ids import Positions
from trr_backend.ingestion.datasets.layout import LAYOUTS, Layout
from trr_backend.models.imdb import ImdbDataset

# Half a megabyte stays in the processor's second cache while it is looked through.
BLOCK_BYTES = 512 * 1024
# Read past the end of a block by whole words without looking.
PADDING = bytes(16)
_LONGEST_LINE = 16 * 1024 * 1024
_LINE_END = 0x0A
_SHOWN = 100

_unpacked: Callable[..., object] = igzip.IGzipFile
_BROKEN = (igzip.BadGzipFile, cast("type[Exception]", isal_zlib.error))

# Told of a file's name, the bytes read so far and all of them, as they lie on disk.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Block:
    """Some whole lines of `data`, which goes on with padding.

    `starts` and `ends` are the places of their first bytes and of their line ends,
    `first_line` is the number of the first one; the header is line 1.
    """

    data: bytes
    starts: Positions
    ends: Positions
    first_line: int


def find_files(folder: Path) -> dict[ImdbDataset, Path]:
    """Return each dataset's file, packed or not. Raises InputError for missing ones."""
    found = {
        layout.dataset: path
        for layout in LAYOUTS
        for path in (
            folder / f"{layout.dataset}.tsv",
            folder / f"{layout.dataset}.tsv.gz",
        )
        if path.is_file()
    }
    missing = [
        f"{layout.dataset}.tsv.gz" for layout in LAYOUTS if layout.dataset not in found
    ]
    if missing:
        raise InputError(
            f"{folder} lacks {', '.join(missing)}; all seven files are needed"
        )
    return found


class BrokenFileError(InputError):
    """A file is not whole: fetched again it may be."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        super().__init__(f"{path.name} {reason}; fetch it again")


class DatasetFile:
    """An open file, its header read: `width` columns, `places` of those we read."""

    def __init__(self, path: Path, layout: Layout, lines: "_Lines") -> None:
        self.name = path.name
        self._lines = lines
        header = lines.header().removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n")
        columns = header.decode(errors="replace").split("\t")
        missing = [name for name in layout.columns if name not in columns]
        if missing:
            raise InputError(
                f"{path.name}: its header lacks {', '.join(missing)}; this is no "
                f"{layout.dataset} file, or IMDb changed it: "
                f"{' '.join(columns)[:_SHOWN]!r}"
            )
        self.width = len(columns)
        self.places = tuple(columns.index(name) for name in layout.columns)

    def blocks(self) -> Iterator[Block]:
        """Yield the lines after the header. Raises InputError for a broken file."""
        return self._lines.blocks()


@contextmanager
def opened(path: Path, layout: Layout, progress: Progress) -> Iterator[DatasetFile]:
    """Open a dataset's file. Raises InputError, also while it is read."""
    with _complaining(path), path.open("rb") as raw:
        size = path.stat().st_size
        packed = path.suffix == ".gz"
        stream = cast("BinaryIO", _unpacked(fileobj=raw)) if packed else raw

        def tell() -> None:
            progress(path.name, raw.tell(), size)

        yield DatasetFile(path, layout, _Lines(path, stream, tell))


class _Lines:
    """The lines of a stream: the header, then blocks."""

    def __init__(self, path: Path, stream: BinaryIO, tell: Callable[[], None]) -> None:
        self._path = path
        self._stream = stream
        self._tell = tell

    def header(self) -> bytes:
        line = self._stream.readline(_LONGEST_LINE)
        if not line:
            raise BrokenFileError(self._path, "is empty")
        return line

    def blocks(self) -> Iterator[Block]:
        rest, number = b"", 2
        while True:
            read = self._stream.read(BLOCK_BYTES)
            self._tell()
            if not read and not rest:
                return
            # A last line may lack its end.
            data = b"".join((rest, read or b"\n", PADDING))
            ends = np.flatnonzero(np.frombuffer(data, np.uint8) == _LINE_END)
            if ends.size:
                starts = np.concatenate(([0], ends[:-1] + 1))
                yield Block(data, starts, ends, number)
                number += ends.size
                rest = data[ends[-1] + 1 : -len(PADDING)]
            else:
                rest = data[: -len(PADDING)]
            if len(rest) > _LONGEST_LINE:
                raise BrokenFileError(self._path, "holds no lines")


@contextmanager
def _complaining(path: Path) -> Iterator[None]:
    """Raise what is wrong with a file as an InputError that names it."""
    try:
        yield
    except EOFError:
        raise BrokenFileError(path, "is cut off") from None
    except _BROKEN:
        raise BrokenFileError(path, "is no whole gzip file") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(f"{path.name} cannot be read ({reason})") from None
