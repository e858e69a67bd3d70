"""Whether a backup is whole: each file is there and has the sum it was written with."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from scripts._backup_folder import (
    ABOUT,
    ARCHIVE,
    COPIES,
    MANIFEST,
    PART,
    SUMS,
    sum_of,
)
from scripts._progress import Watcher
from trr_backend.errors import InputError
from trr_backend.media.keys import check_key, sha256_of
from trr_backend.models.backup import FORMAT, BackedObject, Backup
from trr_backend.utils.text import counted, one_line

_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_PARTS: Final = frozenset({ABOUT, ARCHIVE, MANIFEST})
_MOST_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Read:
    """A backup that is whole, as far as `check` looked."""

    path: Path
    backup: Backup

    @property
    def archive(self) -> Path:
        """Pg_dump's archive."""
        return self.path / ARCHIVE

    @property
    def archive_bytes(self) -> int:
        """Its size."""
        return self.archive.stat().st_size

    def objects(self) -> Iterator[BackedObject]:
        """Yield the objects that the backup names."""
        with (self.path / MANIFEST).open("rb") as file:
            for line in file:
                yield msgspec.json.decode(line, type=BackedObject)

    def copy_of(self, one: BackedObject) -> Path | None:
        """Return where an object's copy lies; None where there is none.

        Raises MediaError for a key that leads elsewhere.
        """
        if not self.backup.objects.copied or one.state != "whole":
            return None
        return self.path / COPIES / check_key(one.key)


def check(path: Path, watcher: Watcher) -> Read:
    """Read every file of a backup. Raises InputError that names what is wrong."""
    if path.suffix == PART:
        raise InputError(f"{path} is no backup; it was cut off: make it again")
    backup = _about(path)
    sums = _sums(path)
    _check_number(path, backup, sums)
    _check_names(path, sums)
    watcher.begin("check", len(sums))
    wrong = []
    for name, sha256 in sums.items():
        problem = _problem(path, name, sha256)
        watcher.advance(failed=problem is not None)
        if problem is not None:
            wrong.append(f"{name} {problem}")
    watcher.end()
    if wrong:
        more = (
            f" and {counted(n, 'more file')}"
            if (n := len(wrong) - _MOST_NAMED) > 0
            else ""
        )
        raise InputError(
            f"{path} is damaged: {', '.join(wrong[:_MOST_NAMED])}{more}; use another "
            "backup"
        )
    return Read(path, backup)


def _about(path: Path) -> Backup:
    try:
        text = (path / ABOUT).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(f"{path} is no backup; name a folder that is one") from None
    try:
        form = msgspec.json.decode(text, type=_Form).format
        if form > FORMAT:
            raise InputError(
                f"{path} has the form {form}, this version reads {FORMAT}: update the "
                "checkout"
            )
        return msgspec.json.decode(text, type=Backup)
    except msgspec.DecodeError as error:
        raise InputError(
            f"{path} is damaged: {ABOUT} cannot be read ({error}); use another backup"
        ) from None


@dataclass(frozen=True, slots=True)
class _Form:
    format: int


def _sums(path: Path) -> dict[str, str]:
    """Return the sum of each file. Raises InputError."""
    try:
        lines = (path / SUMS).read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, UnicodeDecodeError):
        raise InputError(
            f"{path} is damaged: {SUMS} cannot be read; use another backup"
        ) from None
    found = [_LINE.fullmatch(line) for line in lines]
    return {one[2]: one[1] for one in found if one}


def _check_number(path: Path, backup: Backup, sums: dict[str, str]) -> None:
    objects = backup.objects
    wanted = len(_PARTS) + (objects.whole if objects.copied else 0)
    missing = _PARTS - sums.keys()
    if missing or len(sums) != wanted:
        raise InputError(
            f"{path} is damaged: {SUMS} names {counted(len(sums), 'file')} and not "
            f"{wanted}; use another backup"
        )


def _check_names(path: Path, sums: dict[str, str]) -> None:
    """Raise InputError where a file lies elsewhere, or a copy is not what it is named.

    What is restored into a store has the bytes of which its key has the hash.
    """
    for name, sha256 in sums.items():
        if name not in _PARTS and _copied(name) != sha256:
            raise InputError(
                f"{path} is damaged: {SUMS} names {one_line(name)}, which is no file "
                "of a backup, or not with that sum; use another backup"
            )


def _copied(name: str) -> str | None:
    """Return the sum of which a copy has to be, by its name; None: it is none."""
    folder, _, key = name.partition("/")
    return sha256_of(key) if folder == COPIES else None


def _problem(path: Path, name: str, sha256: str) -> str | None:
    try:
        found = sum_of(path / name)
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return None if found == sha256 else "has other bytes than were written"
