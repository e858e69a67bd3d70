"""Checks of the disks on which something of this installation lies."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from scripts._background import in_background
from scripts._doctor import Check, Tell
from scripts._doctor_place import Installation
from trr_backend.config import Settings
from trr_backend.repositories.embedded import server_folder
from trr_backend.utils.media_location import Folder, media_location

_MB = 1_000_000
# The database alone makes files of 16 MB; where one cannot be made, it stops.
_FAULT_BYTES, _WARNING_BYTES = 100 * _MB, 1000 * _MB
_FAULT_FILES, _WARNING_FILES = 1_000, 20_000
_MAKE_ROOM = "make room, or move TRR_HOME or TRR_MEDIA_URL to a larger disk"


@dataclass(frozen=True, slots=True)
class _Disk:
    """A file system; `files` None: it makes as many as there is room for."""

    number: int
    bytes: int
    free_bytes: int
    free_files: int | None
    is_writable: bool


async def space(installation: Installation, tell: Tell) -> None:
    """Is there room for what is to come?"""
    settings = installation.settings
    disks: dict[int, tuple[_Disk, list[str]]] = {}
    for name, path in await in_background(lambda: [*_places(settings)]):
        disk = await in_background(partial(_disk_of, path))
        disks.setdefault(disk.number, (disk, []))[1].append(name)
    for disk, names in disks.values():
        _tell(tell, disk, names)


def _places(settings: Settings) -> Iterable[tuple[str, Path]]:
    """Yield what lies where; a log lies with the database it is of."""
    yield "home", settings.home_path
    if settings.database_url is None:
        yield "database and its log", server_folder(settings.home_path)
    location = media_location(settings)
    if isinstance(location, Folder):
        yield "pictures", location.path


def _disk_of(path: Path) -> _Disk:
    """Return the disk on which a place is, or would be."""
    there = next(one for one in (path, *path.parents) if one.exists())
    told = os.statvfs(there)
    return _Disk(
        number=there.stat().st_dev,
        bytes=told.f_blocks * told.f_frsize,
        free_bytes=told.f_bavail * told.f_frsize,
        free_files=told.f_favail if told.f_files else None,
        is_writable=os.access(there, os.W_OK | os.X_OK),
    )


def _tell(tell: Tell, disk: _Disk, names: list[str]) -> None:
    free, files = disk.free_bytes, disk.free_files
    what = ", ".join(names)
    said = f"{what}: {_size(free)} of {_size(disk.bytes)} free"
    if files is not None and files < _WARNING_FILES:
        said += f", room for {files} files"
    few = _WARNING_FILES if files is None else files
    if not disk.is_writable:
        tell.fault(
            f"{what}: nothing can be written there",
            "mount it for writing, or let this user write there",
        )
    elif free < _FAULT_BYTES or few < _FAULT_FILES:
        tell.fault(said, _MAKE_ROOM)
    elif free < _WARNING_BYTES or few < _WARNING_FILES:
        tell.warning(said, _MAKE_ROOM)
    else:
        tell.ok(said)


def _size(size: int) -> str:
    return (
        f"{size / _MB:.0f} MB" if size < 1000 * _MB else f"{size / _MB / 1000:.1f} GB"
    )


DISK: dict[str, Check] = {"space": space}
