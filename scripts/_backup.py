"""Makes a backup: the database's dump, the names of its objects and, asked, these."""

from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

import msgspec

from scripts._backup_folder import ABOUT, ARCHIVE, NewFolder, new_folder
from scripts._backup_objects import Asked, Looked, look_at, note_seen
from scripts._progress import Watcher
from trr_backend.config import Settings
from trr_backend.media.store import open_store
from trr_backend.models.backup import FORMAT, Backup
from trr_backend.repositories.backup import Snapshot, snapshot, still_seen
from trr_backend.repositories.db import open_database
from trr_backend.utils.text import counted

_MB: Final = 1_000_000
_MOST_NAMED: Final = 20


@dataclass(frozen=True, slots=True)
class Made:
    """A backup and what is wrong with the store: keys of what it lacks or has cut.

    `gone` were taken away while the backup was made, which is nobody's fault.
    """

    path: Path
    backup: Backup
    archive_bytes: int
    wrong: tuple[str, ...] = ()
    gone: int = 0

    @property
    def exit_code(self) -> int:
        """1 where an object is lost or broken: the backup is made nevertheless."""
        return int(bool(self.wrong))

    def as_json(self) -> dict[str, object]:
        """Return it as `--json` prints it."""
        return {
            "path": str(self.path),
            "taken_at": self.backup.contents.taken_at.isoformat(),
            "tables": len(self.backup.contents.tables),
            "rows": self.backup.contents.rows,
            "archive_bytes": self.archive_bytes,
            "objects": asdict(self.backup.objects),
            "wrong": list(self.wrong),
            "exit_code": self.exit_code,
        }

    def lines(self) -> list[str]:
        """Return it for people."""
        moment = f"{self.backup.contents.taken_at:%Y-%m-%d %H:%M:%S} UTC"
        found = [f"{self.path} is a whole backup, of {moment}"]
        found += told(self.backup, self.archive_bytes)
        if self.gone:
            found.append(f"{counted(self.gone, 'object')} went meanwhile, rightly")
        found += [f"wrong: {one}" for one in self.wrong[:_MOST_NAMED]]
        if self.wrong:
            found.append(
                f"the store lacks {counted(len(self.wrong), 'object')} or holds other "
                "bytes; run `trr media verify` and make the next backup"
            )
        return found


async def make(settings: Settings, path: Path, asked: Asked, watcher: Watcher) -> Made:
    """Make a backup at `path`. Raises what `new_folder` and `snapshot` raise."""
    with new_folder(path) as folder:
        async with snapshot(settings) as now:
            archive_bytes = await _dump(now, folder, watcher)
            count = await note_seen(now, folder)
        looked = await look_at(folder, open_store(settings), asked, count, watcher)
        backup = Backup(
            format=FORMAT,
            version=version("trr-backend"),
            program_major=now.program.major,
            contents=now.contents,
            objects=looked.objects(copied=asked.copies),
        )
        with folder.part(ABOUT) as about:
            about.write(msgspec.json.format(msgspec.json.encode(backup), indent=2))
        wrong = await _still_wrong(settings, looked)
    return Made(path, backup, archive_bytes, wrong, len(looked.wrong) - len(wrong))


def told(backup: Backup, archive_bytes: int) -> list[str]:
    """Return what a backup holds, for people."""
    contents, objects = backup.contents, backup.objects
    size = f"{counted(objects.count, 'object')}, {objects.bytes / _MB:.1f} MB"
    if objects.copied:
        how = "copied, each read and compared"
    elif objects.read == 0:
        how = "named, not read (--verify reads them, --with-objects copies them)"
    elif objects.read < objects.count:
        how = f"named; a sample of {objects.read} was read and compared"
    else:
        how = "named; each was read and compared"
    database = (
        f"{counted(len(contents.tables), 'table')}, {counted(contents.rows, 'row')}, "
        f"{archive_bytes / _MB:.1f} MB; PostgreSQL {contents.server_version // 10000}"
    )
    return [f"database: {database}", f"objects: {size}: {how}"]


async def _dump(now: Snapshot, folder: NewFolder, watcher: Watcher) -> int:
    watcher.begin("database", len(now.contents.tables))
    with folder.part(ARCHIVE) as part:
        await now.dump(part.write, lambda _: watcher.advance(failed=False))
        size = part.bytes
    watcher.end()
    return size


async def _still_wrong(settings: Settings, looked: Looked) -> tuple[str, ...]:
    """Return the keys of what is wrong and still wanted: the rest went meanwhile."""
    if not looked.wrong:
        return ()
    async with open_database(settings) as database, database.reading() as tx:
        seen = await still_seen(tx, [one.sha256 for one in looked.wrong])
    return tuple(
        f"{one.key} ({'missing' if one.state == 'missing' else 'other bytes'})"
        for one in looked.wrong
        if one.sha256 in seen
    )
