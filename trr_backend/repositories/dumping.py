"""pg_dump, whose archive comes through a pipe: it ends with whoever reads it."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final

from trr_backend.errors import StorageError
from trr_backend.repositories.programs import Login, environment_of, login_of

Process = asyncio.subprocess.Process

CHUNK_BYTES: Final = 1 << 20
_LOCK_WAIT: Final = "60s"
_TABLE = re.compile(r'dumping contents of table "(.+)"')


async def dump(  # noqa: PLR0913 -- what pg_dump needs, and two who listen
    program: str,
    url: str,
    snapshot: str,
    schemas: Sequence[str],
    *,
    write: Callable[[bytes], None],
    begun: Callable[[str], None],
) -> None:
    """Hand over the archive of these schemas as another transaction sees them.

    `begun` is told of each table. Raises StorageError with what pg_dump says.
    """
    login = login_of(url)
    arguments = [
        "--format=custom",
        "--verbose",
        "--no-password",
        "--encoding=UTF8",
        "--no-publications",
        "--no-subscriptions",
        "--no-security-labels",
        f"--lock-wait-timeout={_LOCK_WAIT}",
        f"--snapshot={snapshot}",
        *(f"--schema={schema}" for schema in schemas),
        f"--dbname={login.conninfo}",
    ]
    async with running(program, *arguments, login=login) as process:
        said = asyncio.create_task(_listen(process, begun))
        async for chunk in chunks(process):
            write(chunk)
        check("pg_dump", await process.wait(), await said)


@asynccontextmanager
async def running(
    program: str, *arguments: str, login: Login | None = None, listens: bool = False
) -> AsyncIterator[Process]:
    """Yield a program that runs; it is ended with the block.

    What it prints is read or, where it `listens`, it is written to: either way it ends
    by itself where we are killed.
    """
    pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        program,
        *arguments,
        stdin=pipe if listens else nothing,
        stdout=nothing if listens else pipe,
        stderr=pipe,
        limit=CHUNK_BYTES,
        env=environment_of(login),
        # Ctrl-C is for this process alone: it ends the others, once.
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def chunks(process: Process) -> AsyncIterator[bytes]:
    """Yield what a program prints."""
    if process.stdout is None:
        message = "started without a pipe"
        raise AssertionError(message)
    while chunk := await process.stdout.read(CHUNK_BYTES):
        yield chunk


def check(name: str, code: int, said: Sequence[str], *, but: str = "") -> None:
    """Raise StorageError with the first complaint of a program that failed."""
    if code:
        found = [line for line in said if re.search(r"\b(error|ERROR|FATAL):", line)]
        why = (found or list(said[-1:]) or [f"it ended with {code}"])[0]
        told = why if why.startswith(name) else f"{name}: {why}"
        raise StorageError(f"{told}; {but}" if but else told)


async def lines(process: Process) -> AsyncIterator[str]:
    """Yield what a program says on stderr."""
    if process.stderr is None:
        message = "started without a pipe"
        raise AssertionError(message)
    async for line in process.stderr:
        yield line.decode(errors="replace").strip()


async def _listen(process: Process, begun: Callable[[str], None]) -> list[str]:
    """Tell of each table; return what else is said."""
    said = []
    async for line in lines(process):
        if table := _TABLE.search(line):
            begun(table[1])
        elif "error" in line:
            said.append(line)
    return said
