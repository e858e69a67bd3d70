"""A file that is fetched bit by bit: beside the old one until it is whole.

`<name>.part` grows, over several runs if need be, and takes the place of `<name>` in
one step. What the upstream said of each (address, ETag, size) is noted beside it in
JSON, so that a file is asked for only if it changed, and a cut one from where it was
cut.
"""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from trr_backend.errors import ConfigError, Unavailable

_OK = 200
_MUCH = 1024 * 1024
_RANGE = re.compile(r"bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})")

# Told of the bytes that are there and of all of them (0: not known).
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class FileNote:
    """What the upstream said of a file; `bytes` is None where it gave no length."""

    url: str
    etag: str | None
    bytes: int | None


class PartFile:
    """The `Sink` of one file that is kept at `path`, fetched from `url`."""

    def __init__(
        self, path: Path, *, source: str, url: str, progress: Progress
    ) -> None:
        self.path = path
        self._source = source
        self._url = url
        self._progress = progress
        self._part = path.with_name(f"{path.name}.part")
        self._file: BinaryIO | None = None
        self._size = self._seen = _size(self._part) or 0
        self._note = self._noted(self._part) or FileNote(url, None, None)

    @property
    def whole(self) -> FileNote | None:
        """What is noted of the file that is there; None: none that can be told."""
        note = self._noted(self.path)
        return note if note and note.bytes == _size(self.path) else None

    @property
    def is_complete(self) -> bool:
        """Whether all bytes came, and only the last step is lacking."""
        return 0 < self._size == self._note.bytes

    @property
    def etag(self) -> str | None:
        """The ETag of what is here whole: not to be sent if nothing changed."""
        if self.is_complete:
            return self._note.etag
        return self.whole.etag if self.whole else None

    def headers(self) -> Mapping[str, str]:
        """Return what asks for the bytes that are lacking, of the same file only."""
        self.close()
        plain = {"Accept-Encoding": "identity"}
        etag = self._note.etag or ""
        if not self._size or self.is_complete or not etag.startswith('"'):
            return plain
        return plain | {"Range": f"bytes={self._size}-", "If-Range": etag}

    def begin(self, status: int, headers: Mapping[str, str]) -> None:
        """Go on where the part ends, or begin anew. Raises Unavailable."""
        with self._writing():
            if status != _OK:
                self._check_range(headers)
                self._file = self._part.open("ab")
                return
            self.discard()
            length = headers.get("content-length", "")
            size = int(length) if length.isdecimal() else None
            self._note = FileNote(self._url, headers.get("etag"), size)
            _keep_note(self._part, self._note)
            self._file = self._part.open("wb")

    def write(self, part: bytes) -> None:
        """Add bytes to the part."""
        if self._file is None:
            raise ValueError("nothing was begun")
        with self._writing():
            self._file.write(part)
        self._size += len(part)
        self._progress(self._size, self._note.bytes or 0)

    def end(self) -> None:
        """Close the part. Raises Unavailable where bytes are lacking."""
        self.close()
        if self._note.bytes not in {None, self._size}:
            raise self._broken(f"{self._size} of {self._note.bytes} bytes came")

    def grew(self) -> bool:
        """Tell whether a megabyte came since this was asked last."""
        grew = self._size - self._seen >= _MUCH
        self._seen = self._size
        return grew

    def close(self) -> None:
        """Close the part; what came of it stays."""
        if self._file is not None:
            with self._writing():
                self._file.close()
            self._file = None

    def discard(self) -> None:
        """Forget the part."""
        self.close()
        with self._writing():
            self._part.unlink(missing_ok=True)
        self._size = self._seen = 0

    def finish(self) -> FileNote:
        """Put the part in the file's place; return what is noted of it.

        At no moment does a note stand beside a file that it does not describe.
        """
        note = FileNote(self._url, self._note.etag, self._size)
        with self._writing():
            with self._part.open("rb") as file:
                os.fsync(file.fileno())
            forget(self.path)
            self._part.replace(self.path)
            _keep_note(self.path, note)
            forget(self._part)
        return note

    def _check_range(self, headers: Mapping[str, str]) -> None:
        found = _RANGE.fullmatch(headers.get("content-range", ""))
        first, total = (int(found[1]), int(found[3])) if found else (-1, -1)
        if first != self._size or total != (self._note.bytes or total):
            self.discard()
            raise self._broken("another part of the file came than was asked for")
        self._note = FileNote(self._url, self._note.etag, total)

    def _noted(self, path: Path) -> FileNote | None:
        try:
            note = FileNote(**json.loads(_note_of(path).read_bytes()))
        except (OSError, ValueError, TypeError):
            # None, or one that was cut: the file is asked for anew.
            return None
        return note if note.url == self._url else None

    def _broken(self, reason: str) -> Unavailable:
        return Unavailable(reason, source=self._source, url=self._url)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ConfigError(
                f"{self._part} cannot be written ({error.strerror}); make room there "
                "or set TRR_HOME to another folder"
            ) from None


def forget(path: Path) -> None:
    """Forget what is noted of a file: it is asked for anew, whole."""
    _note_of(path).unlink(missing_ok=True)


def _note_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")


def _keep_note(path: Path, note: FileNote) -> None:
    new = _note_of(path).with_suffix(".new")
    new.write_text(json.dumps(asdict(note)))
    new.replace(_note_of(path))


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
