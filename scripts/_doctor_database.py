"""Checks of the database: is it there, may we do all we do, is there room?"""

from scripts._doctor import OWNER, Check, Tell
from scripts._doctor_place import Installation
from trr_backend.errors import InputError, StorageError
from trr_backend.repositories import health
from trr_backend.repositories.database_url import is_one_address
from trr_backend.repositories.db import OLDEST_SERVER
from trr_backend.repositories.migrations import MigrationStatus, migration_status
from trr_backend.utils.text import counted

_NEWEST_MAJOR = 18
# What a process that answers may take, and a worker.
_FEW_CONNECTIONS = 9 + 16
_MB = 1_000_000
_MIGRATE = "run `trr db migrate`"
_DIRECT = (
    "set TRR_DATABASE_DIRECT_URL to the database's own address (at Supabase the direct "
    "connection, or the pooler in session mode on port 5432)"
)


async def server(installation: Installation, tell: Tell) -> None:
    """Does it answer, and is it one we know?"""
    try:
        found = await installation.server()
    except StorageError as error:
        tell.error(error)
        return
    place = (
        f"the embedded one in {installation.settings.home_path}"
        if installation.settings.database_url is None
        else "that of TRR_DATABASE_URL"
    )
    said = f"PostgreSQL {found.major} answers to {found.role}, {place}"
    if found.version < OLDEST_SERVER:
        tell.fault(said, "PostgreSQL 15 or later is needed: use a newer server")
    elif found.is_read_only:
        tell.fault(
            f"{said}, and takes no changes",
            "TRR_DATABASE_URL must name the primary server, not a copy, and a role "
            "whose transactions may write",
        )
    elif found.major > _NEWEST_MAJOR:
        tell.warning(
            said,
            f"nobody has tried it with a server later than {_NEWEST_MAJOR}; look for a "
            "newer version of trr-backend",
        )
    else:
        tell.ok(said)


async def listening(installation: Installation, tell: Tell) -> None:
    """Can changes be listened for, which a transaction pooler does not let through?"""
    settings, found = installation.settings, await installation.server()
    way = "through a pooler" if found.is_pooled else "direct"
    direct = await installation.direct()
    if not await health.hears(direct):
        name = (
            "TRR_DATABASE_URL"
            if is_one_address(settings)
            else "TRR_DATABASE_DIRECT_URL"
        )
        tell.fault(
            f"{name} leads through a transaction pooler: nothing is heard there, and "
            "workers cannot use it",
            _DIRECT,
        )
        return
    if is_one_address(settings):
        tell.ok(f"{way}, and what is notified is heard")
        return
    other = await health.load_server(direct)
    if (other.started_at, other.database) != (found.started_at, found.database):
        tell.fault(
            "TRR_DATABASE_URL and TRR_DATABASE_DIRECT_URL are different databases",
            "let both name the same database of the same server",
        )
    else:
        tell.ok(f"{way}, with a direct connection on which notifications are heard")


async def migrations(installation: Installation, tell: Tell) -> None:
    """Has it every table this version needs?"""
    database = await installation.database()
    try:
        status = await migration_status(database)
    except InputError as error:
        tell.error(error)
        return
    if status.pending and installation.settings.database_url is None:
        tell.warning(
            f"{counted(len(status.pending), 'migration')} not applied yet",
            f"the next command that needs them applies them; or {_MIGRATE}",
        )
    elif status.pending:
        tell.fault(
            f"{counted(len(status.pending), 'migration')} not applied: "
            f"{_named(status)}",
            _MIGRATE,
        )
    elif status.ahead:
        tell.warning(
            f"{counted(len(status.ahead), 'migration')} of a newer version applied",
            "it works (docs/decisions/0014); bring this machine to the newer version",
        )
    else:
        tell.ok(f"all {len(status.applied)} applied")


def _named(status: MigrationStatus) -> str:
    first, *others = status.pending
    return f"{first} and {len(others)} more" if others else str(first)


async def rights(installation: Installation, tell: Tell) -> None:
    """May this role do what we do?"""
    database, role = await installation.database(), (await installation.server()).role
    async with database.transaction() as tx:
        found = await health.load_rights(tx)
    if found.closed:
        tell.fault(f"{role} may not write {_tables(found.closed)}", OWNER)
    elif found.hidden:
        tell.fault(
            f"row-level security hides rows of {_tables(found.hidden)} from {role}",
            OWNER,
        )
    elif not found.may_make_temporary:
        tell.fault(
            f"{role} may not make temporary tables, through which rows are written",
            f"let the owner run: grant temporary on database ... to {role}",
        )
    elif not found.may_make_schemas:
        tell.warning(
            f"{role} may not make schemas, as migrations and the first worker do",
            "let `trr db migrate` be run by the owner of the database",
        )
    else:
        tell.ok(f"{role} may read and write {counted(found.tables, 'table')}")


def _tables(names: tuple[str, ...]) -> str:
    first, *others = names
    return f"{first} and {counted(len(others), 'other')}" if others else first


async def extensions(installation: Installation, tell: Tell) -> None:
    """Are the extensions there on which search is built?"""
    database = await installation.database()
    async with database.transaction() as tx:
        found = await health.load_extensions(tx)
    missing = [one.name for one in found if one.schema is None]
    unknown = [one.name for one in found if one.available is None]
    misplaced = [one.name for one in found if one.schema not in (None, "extensions")]
    if unknown:
        tell.fault(
            f"the server has no {' and no '.join(unknown)}",
            "install PostgreSQL's contrib package on the server",
        )
    elif missing and installation.settings.database_url is None:
        tell.warning(f"not installed yet: {', '.join(missing)}", _MIGRATE)
    elif missing:
        tell.fault(f"not installed: {', '.join(missing)}", _MIGRATE)
    elif misplaced:
        name = misplaced[0]
        tell.fault(
            f"{name} is not in the schema extensions, where it is looked for",
            f"let an administrator run: alter extension {name} set schema extensions",
        )
    else:
        tell.ok(", ".join(one.name for one in found))


async def room(installation: Installation, tell: Tell) -> None:
    """How large is it, and how many connections are left?"""
    database, size = await installation.database(), (await installation.server()).bytes
    async with database.reading() as tx:
        found = await health.load_room(tx)
    said = (
        f"{size / _MB:.0f} MB, {counted(found.taken, 'connection')} of {found.most}, "
        f"{found.left} left"
    )
    if found.left < _FEW_CONNECTIONS:
        tell.warning(
            said,
            "a process of the API takes up to 9 and a worker up to 16: raise "
            "max_connections, or put a pooler before the server for the former",
        )
    else:
        tell.ok(said)


DATABASE: dict[str, Check] = {
    "server": server,
    "listening": listening,
    "migrations": migrations,
    "rights": rights,
    "extensions": extensions,
    "room": room,
}
