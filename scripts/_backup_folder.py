"""The folder of a backup: written as NAME.part, renamed when all of it is there.

`database.dump` is pg_dump's archive, `objects.jsonl` names the objects of the store,
`objects/` holds their copies where they were asked for, `backup.json` says what it all
is, and `SHA256SUMS` has the sum of each file, as `sha256sum --check` reads it.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from trr_backend.errors import InputError, TrrError
from trr_backend.media.keys import check_key

ARCHIVE: Final = "database.dump"
MANIFEST: Final = "objects.jsonl"
ABOUT: Final = "backup.json"
SUMS: Final = "SHA256SUMS"
COPIES: Final = "objects"
SEEN: Final = "objects.seen"
"""What `objects.jsonl` is made of, while a backup is written."""
PART: Final = ".part"

_NAMES: Final = frozenset({ARCHIVE, MANIFEST, ABOUT, SUMS, COPIES, SEEN})


class Part:
    """A file of a backup that is being written, and its sum; nobody else reads it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._sum = hashlib.sha256()
        self.bytes = 0

    @property
    def sha256(self) -> str:
        """The sum of what was written."""
        return self._sum.hexdigest()

    def write(self, text: bytes) -> None:
        """Write what comes next."""
        self._file.write(text)
        self._sum.update(text)
        self.bytes += len(text)


class NewFolder:
    """A backup that is being written; `sums` are those of its files so far."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sums: dict[str, str] = {}

    @contextmanager
    def part(self, name: str) -> Iterator[Part]:
        """Yield a file of this name; with the block it lies on the disk, whole."""
        with _new_file(self.path / name) as file:
            part = Part(file)
            yield part
        self.sums[name] = part.sha256

    @contextmanager
    def aside(self, name: str) -> Iterator[IO[bytes]]:
        """Yield a file that is no part of the backup; `remove` it before the end."""
        with _new_file(self.path / name, is_awaited=False) as file:
            yield file

    def remove(self, name: str) -> None:
        """Remove a file that is no part."""
        (self.path / name).unlink()

    def has_copy(self, key: str, sha256: str) -> bool:
        """Whether a backup that was cut off has left this object's copy, whole."""
        path = self.path / COPIES / check_key(key)
        if not path.is_file() or sum_of(path) != sha256:
            return False
        self.sums[f"{COPIES}/{key}"] = sha256
        return True

    def add_copy(self, key: str, body: bytes) -> None:
        """Keep the copy of an object."""
        path = self.path / COPIES / check_key(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        with _new_file(path, is_awaited=False) as file:
            file.write(body)
        self.sums[f"{COPIES}/{key}"] = hashlib.sha256(body).hexdigest()


@contextmanager
def new_folder(path: Path) -> Iterator[NewFolder]:
    """Yield a backup to be written; with the block it is at `path`, whole.

    Where the block raises, or is killed, nothing is left but copies of objects, with
    which the next one goes on. Raises InputError where something is at `path`, another
    backup is being written there, or what lies there was left by none; TrrError for
    what the disk refuses.
    """
    if path.exists():
        raise InputError(f"{path} is there already: name a folder that is not")
    if path.suffix == PART:
        raise InputError(f"a name that ends with {PART} is that of a backup cut off")
    part = path.with_name(f"{path.name}{PART}")
    with _explained(path):
        part.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _locked(part):
            _check_own(part)
            # Not another user's, and closed to others whoever made it.
            part.chmod(0o700)
            _clear(part)
            folder = NewFolder(part)
            try:
                yield folder
                _finish(folder, path)
            except BaseException:
                _clear(part)
                with suppress(OSError):  # copies are left in it
                    part.rmdir()
                raise


def sum_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _finish(folder: NewFolder, path: Path) -> None:
    lines = [f"{sha256}  {name}\n" for name, sha256 in sorted(folder.sums.items())]
    _drop_unnamed(folder)
    with _new_file(folder.path / SUMS) as file:
        file.writelines(line.encode() for line in lines)
    # The copies, all at once: to wait for each would take hours.
    os.sync()
    folder.path.rename(path)
    _sync(path.parent)


def _drop_unnamed(folder: NewFolder) -> None:
    """Remove copies that an earlier backup left and this one does not name."""
    for found in (folder.path / COPIES).rglob("*"):
        name = found.relative_to(folder.path).as_posix()
        if found.is_file() and name not in folder.sums:
            found.unlink()


def _check_own(part: Path) -> None:
    """Raise InputError where something lies here that no backup has left."""
    strange = [one for one in part.iterdir() if one.name not in _NAMES]
    links = [one for one in (part, part / COPIES) if one.is_symlink()]
    if strange or links:
        raise InputError(
            f"{min(strange + links)} was left by no backup: take it away, or name "
            "another folder"
        )


def _clear(part: Path) -> None:
    for left in part.iterdir():
        if left.is_dir() and left.name == COPIES:
            continue
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink()


@contextmanager
def _new_file(path: Path, *, is_awaited: bool = True) -> Iterator[IO[bytes]]:
    """Yield a file that nobody else may read; on the disk with the block."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        yield file
        file.flush()
        if is_awaited:
            os.fsync(handle)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise InputError(f"another backup is being written to {folder}") from None
    finally:
        os.close(handle)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise TrrError(
            f"{path} cannot be written: {error.strerror}; make room there or name "
            "another folder"
        ) from error


def _sync(folder: Path) -> None:
    """Let what was made in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
