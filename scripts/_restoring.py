"""Restores a backup: the objects that the store lacks, then the database, at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scripts._backup import told
from scripts._backup_check import Read
from scripts._backup_return import Returned, put_back
from scripts._options import Request
from scripts._progress import Watcher
from scripts._retention import due_stages
from scripts._run import run_stages
from trr_backend.config import Settings
from trr_backend.errors import ConfigError, InputError
from trr_backend.media.store import open_store
from trr_backend.models.backup import BackedObject
from trr_backend.repositories import restoring
from trr_backend.repositories.backup import still_seen
from trr_backend.repositories.db import open_database
from trr_backend.repositories.migrations import load_migrations, load_missing
from trr_backend.repositories.target import Target
from trr_backend.utils.text import counted

_MB: Final = 1_000_000
_MOST_NAMED: Final = 20


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, or would be; `next_steps` are left to the user."""

    read: Read
    objects: Returned
    dry_run: bool
    next_steps: tuple[str, ...] = ()
    failed: str | None = None
    objects_only: bool = False

    @property
    def exit_code(self) -> int:
        """1 where objects are lacking, or the terms of sources were not enforced."""
        return int(bool(self.objects.lacking) or self.failed is not None)

    def as_json(self) -> dict[str, object]:
        """Return it as `--json` prints it."""
        return {
            "path": str(self.read.path),
            "dry_run": self.dry_run,
            "taken_at": self.read.backup.contents.taken_at.isoformat(),
            "tables": len(self.read.backup.contents.tables),
            "rows": self.read.backup.contents.rows,
            "objects": {
                "there": self.objects.there,
                "put": self.objects.put,
                "put_bytes": self.objects.put_bytes,
                "lacking": self.objects.lacking,
                "unwanted": self.objects.unwanted,
            },
            "retention_failed": self.failed,
            "next": list(self.next_steps),
            "exit_code": self.exit_code,
        }

    def lines(self) -> list[str]:
        """Return it for people."""
        put = "would be put" if self.dry_run else "put"
        objects = self.objects
        found = told(self.read.backup, self.read.archive_bytes)
        found.append(
            f"store: {objects.there} there, {objects.put} {put} "
            f"({objects.put_bytes / _MB:.1f} MB), {len(objects.lacking)} lacking"
        )
        if objects.unwanted:
            unwanted = counted(objects.unwanted, "object")
            found.append(f"{unwanted} that the database does not show stay away")
        found += [f"lacking: {key}" for key in objects.lacking[:_MOST_NAMED]]
        if self.failed is not None:
            found.append(f"retention failed: {self.failed}; run `trr retention`")
        found += self.next_steps
        if self.dry_run:
            found.append("Dry run: the backup is whole, nothing was written.")
        elif not self.objects_only:
            found.append("Restored: start the API and the workers again.")
        return found


def refuse(read: Read, target: Target, *, replace: bool) -> None:
    """Raise InputError or ConfigError where this backup may not be restored there."""
    known = {str(one) for one in load_migrations()}
    ahead = [one for one in read.backup.contents.migrations if one not in known]
    if ahead:
        raise InputError(
            f"{read.path} was made by a newer version, which knows "
            f"{', '.join(ahead[:3])}: update the checkout"
        )
    if target.missing_roles:
        names = ", ".join(target.missing_roles)
        raise ConfigError(
            f"the backup gives rights to roles that the server does not know: {names}; "
            "make them (create role NAME nologin) and try again"
        )
    if target.filled and not replace:
        tables = counted(len(target.filled), "table")
        named = ", ".join(target.filled[:3])
        raise InputError(
            f"the database is not empty: {tables} hold something ({named}...); name an "
            "empty one, or add --replace to put the backup in its place"
        )


def warnings(read: Read, target: Target) -> list[str]:
    """Return what somebody who replaces a database should know."""
    moment = f"{read.backup.contents.taken_at:%Y-%m-%d %H:%M:%S} UTC"
    tables = counted(len(target.filled), "table")
    found = [f"all that {tables} hold is replaced by what was there at {moment}"]
    if target.connections:
        who = counted(target.connections, "other connection")
        found.append(
            f"{who} to the database: stop the API, the workers and all runs first"
        )
    if target.taken_down:
        found.append(
            f"{_taken_down(target)} and comes back: note it now and run `trr suppress` "
            "again afterwards"
        )
    return found


def _taken_down(target: Target) -> str:
    often = counted(target.taken_down, "time")
    return f"something was taken down {often} since then"


async def rehearse(
    settings: Settings, read: Read, target: Target, watcher: Watcher
) -> Restored:
    """Return what a restore would do."""
    objects = await put_back(read, open_store(settings), watcher, rehearsal=True)
    steps: tuple[str, ...] = ()
    if target.filled:
        steps = ("--replace would be needed", *warnings(read, target))
    return Restored(read, objects, dry_run=True, next_steps=steps)


async def restore_objects(
    settings: Settings, read: Read, watcher: Watcher, *, dry_run: bool
) -> Restored:
    """Put back what the store lacks of what the database shows; that stays as it is."""
    store = open_store(settings)
    async with open_database(settings) as database:

        async def choose(page: Sequence[BackedObject]) -> Sequence[BackedObject]:
            async with database.reading() as connection:
                seen = await still_seen(connection, [one.sha256 for one in page])
            return [one for one in page if one.sha256 in seen]

        objects = await put_back(read, store, watcher, rehearsal=dry_run, choose=choose)
    steps = _mend(objects)
    return Restored(read, objects, dry_run, next_steps=steps, objects_only=True)


async def restore(
    settings: Settings, read: Read, target: Target, watcher: Watcher
) -> Restored:
    """Restore a backup that was checked, over what was found there.

    Objects come first: nobody sees them before the database does, and one that is not
    named by it harms nobody. Raises StoreUnavailable and what `restoring.restore`
    raises; the database is as it was then.
    """
    objects = await put_back(read, open_store(settings), watcher, rehearsal=False)
    watcher.begin("database", len(read.backup.contents.tables))
    await restoring.restore(
        settings, read.archive, read.backup, lambda _: watcher.advance(failed=False)
    )
    watcher.end()
    await restoring.analyse(settings)
    steps = (*_mend(objects), *_take_down(target))
    if await _lacks_migrations(settings):
        migrate = "run `trr db migrate`, then `trr retention`"
        return Restored(read, objects, dry_run=False, next_steps=(migrate, *steps))
    failed = await _enforce_terms(settings)
    return Restored(read, objects, dry_run=False, next_steps=steps, failed=failed)


def _mend(objects: Returned) -> tuple[str, ...]:
    if not objects.lacking:
        return ()
    fetch = "it fetches what the store lacks from its source, as far as that is there"
    return (f"run `trr media verify`: {fetch}",)


def _take_down(target: Target) -> tuple[str, ...]:
    if not target.taken_down:
        return ()
    return (f"{_taken_down(target)} and is there again: run `trr suppress` for it",)


async def _lacks_migrations(settings: Settings) -> bool:
    """Whether somebody's own database has to be migrated, which is not done unasked."""
    if settings.database_url is None:
        return False
    async with open_database(settings) as database:
        return bool(await load_missing(database, load_migrations()))


async def _enforce_terms(settings: Settings) -> str | None:
    """Take away what is past the time of its source by now; return what went wrong."""
    report = await run_stages(
        "retention", due_stages(), Request(), settings, silent=True
    )
    if not report.exit_code:
        return None
    failures = [one.error for stage in report.stages for one in stage.failures]
    return report.stopped or failures[0]
