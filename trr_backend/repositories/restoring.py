"""A dump put in the place of what is ours, in one transaction: all of it or nothing.

pg_restore turns the archive into a script, psql runs it; what goes before and after is
ours (sql/restore.sql), and the commit is said only once pg_restore has ended well. So
whatever is killed, cut or refused leaves the database as it was.
"""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from pathlib import Path
from typing import Final

from psycopg import sql

from trr_backend.config import Settings
from trr_backend.errors import Contended, StorageError
from trr_backend.models.backup import Backup
from trr_backend.repositories.backup import SCHEMAS, open_direct
from trr_backend.repositories.database_url import direct_url
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.dumping import Process, check, chunks, lines, running
from trr_backend.repositories.migrations import make_roles
from trr_backend.repositories.programs import Program, login_of, new_program
from trr_backend.repositories.sql import composed, queries
from trr_backend.repositories.target import load_feed_head
from trr_backend.repositories.translation import translated

_SQL = queries("restore")
_COMPLAINT = re.compile(r"(?:ERROR|FATAL|PANIC): +(\w{5}): (.+)")
_LOCK_TIMEOUT: Final = "55P03"
_PATIENCE_MS: Final = 10_000
_LEAST_PATIENCE_MS: Final = 100
_AS_IT_WAS: Final = "the database is as it was"
_TABLE = re.compile(rb"^COPY (\S+) ", re.MULTILINE)
# What PostgreSQL 17 and later set and earlier ones do not know.
_UNKNOWN_SETTING: Final = b"SET transaction_timeout = 0;\n"
_FIRST_TO_KNOW_IT: Final = 170000


async def restore(
    settings: Settings, archive: Path, backup: Backup, begun: Callable[[str], None]
) -> None:
    """Replace what is ours by what the archive holds; `begun` is told of each table.

    Raises StorageError, or one of its kinds, where it could not be done: the database
    is as it was then. ConfigError where a program is missing.
    """
    async with open_direct(settings) as connection:
        server = connection.info.server_version
        psql = new_program("psql", server // 10000)
        program = new_program("pg_restore", backup.program_major)
        with translated():
            async with connection.transaction():
                await make_roles(connection)
                await connection.execute(_SQL["extensions"])
            head = await load_feed_head(connection)
        before, after = _around(connection, backup, head, settings.wait_scale)
    script = _script(program, archive, server, begun)
    url = await asyncio.to_thread(direct_url, settings)
    await _run(psql, url, before, script, after)


async def analyse(settings: Settings) -> None:
    """Let the server look at what is in the tables, so that it plans well."""
    async with open_direct(settings) as connection:
        with translated():
            await connection.execute(_SQL["analyse"])


async def check_readable(archive: Path, backup: Backup) -> None:
    """Raise StorageError where pg_restore cannot read the archive's contents."""
    program = new_program("pg_restore", backup.program_major)
    async with running(program.path, "--list", str(archive)) as process:
        said = asyncio.create_task(_collect(process))
        async for _ in chunks(process):
            pass
        check("pg_restore", await process.wait(), await said)


def _around(
    connection: Transaction, backup: Backup, head: int, wait_scale: float
) -> tuple[bytes, bytes]:
    """Return what psql is told before and after the archive's script."""
    tables = [
        {"schema": schema, "name": name, "rows": rows}
        for table, rows in backup.contents.tables.items()
        for schema, _, name in [table.partition(".")]
    ]
    before = composed(
        _SQL["before"],
        schemas=sql.Literal(list(SCHEMAS)),
        patience=sql.Literal(max(int(_PATIENCE_MS * wait_scale), _LEAST_PATIENCE_MS)),
        drop=sql.SQL("drop schema if exists {} cascade;").format(
            sql.SQL(", ").join(map(sql.Identifier, SCHEMAS))
        ),
    )
    after = composed(
        _SQL["after"], tables=sql.Literal(json.dumps(tables)), head=sql.Literal(head)
    )
    return before.as_bytes(connection), after.as_bytes(connection)


async def _script(
    program: Program, archive: Path, server: int, begun: Callable[[str], None]
) -> AsyncGenerator[bytes, None]:
    """Yield the archive as a script for a server of this version."""
    arguments = ("--file=-", "--no-owner", "--no-tablespaces", str(archive))
    async with running(program.path, *arguments) as process:
        said = asyncio.create_task(_collect(process))
        is_header = server < _FIRST_TO_KNOW_IT
        async for chunk in chunks(process):
            for table in _TABLE.findall(chunk):
                begun(table.decode(errors="replace"))
            yield chunk.replace(_UNKNOWN_SETTING, b"", 1) if is_header else chunk
            is_header = False
        check("pg_restore", await process.wait(), await said, but=_AS_IT_WAS)


async def _run(
    psql: Program,
    url: str,
    before: bytes,
    script: AsyncGenerator[bytes, None],
    after: bytes,
) -> None:
    arguments = [
        "--no-psqlrc",
        "--quiet",
        "--no-password",
        "--set=ON_ERROR_STOP=1",
        "--set=VERBOSITY=verbose",
        "--file=-",
    ]
    login = login_of(url)
    async with running(
        psql.path, *arguments, f"--dbname={login.conninfo}", login=login, listens=True
    ) as process:
        said = asyncio.create_task(_collect(process))
        # It has ended, and said why; pg_restore ends with it.
        with suppress(BrokenPipeError, ConnectionResetError):
            async with aclosing(script):
                await _tell(process, before)
                async for chunk in script:
                    await _tell(process, chunk)
                await _tell(process, after)
                await _hang_up(process)
        _check_done(await process.wait(), await said)


async def _tell(process: Process, text: bytes) -> None:
    if process.stdin is None:
        message = "started without a pipe"
        raise AssertionError(message)
    process.stdin.write(text)
    await process.stdin.drain()


async def _hang_up(process: Process) -> None:
    if process.stdin is not None:
        process.stdin.close()
        await process.stdin.wait_closed()


def _check_done(code: int, said: list[str]) -> None:
    if not code:
        return
    for line in said:
        if complaint := _COMPLAINT.search(line):
            state, why = complaint.groups()
            if state == _LOCK_TIMEOUT:
                raise Contended(
                    "others are using the tables: stop workers and runs, then try "
                    f"again; {_AS_IT_WAS}"
                )
            raise StorageError(f"psql: {why}; {_AS_IT_WAS}")
    why = said[-1] if said else f"psql ended with {code}"
    raise StorageError(f"{why}; {_AS_IT_WAS}")


async def _collect(process: Process) -> list[str]:
    return [line async for line in lines(process)]
