"""A direct connection on which one listens, and whose peer may be dead.

A pooler would hand the connection to others between two statements, and what was
listened for with it. A server that is frozen, or whose host is gone, closes nothing:
each question has a time by which it must be answered.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar
from uuid import uuid4

import psycopg
from psycopg import Notify
from psycopg.conninfo import make_conninfo

from trr_backend.config import Settings
from trr_backend.errors import DatabaseUnavailable
from trr_backend.repositories.database_url import direct_url
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries
from trr_backend.repositories.translation import translated

Answer = TypeVar("Answer")

ANSWER_SECONDS = 3.0
# The system's own look at a peer that says nothing, and at one that takes nothing.
_KEEPALIVE = {
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "tcp_user_timeout": 8000,
}
_SQL = queries("direct")


class Line:
    """One connection and how long each answer may take, in seconds."""

    def __init__(
        self, connection: Transaction, url: str, answer_seconds: float
    ) -> None:
        self.connection = connection
        self._url = url
        self._answer_seconds = answer_seconds

    async def ask(self, question: Awaitable[Answer]) -> Answer:
        """Return the answer. Raises DatabaseUnavailable where none comes in time."""
        task = asyncio.ensure_future(question)
        try:
            done, _ = await asyncio.wait({task}, timeout=self._answer_seconds)
        except asyncio.CancelledError:
            await self._cut(task)
            raise
        if not done:
            await self._cut(task)
            raise DatabaseUnavailable(
                f"the database does not answer within {self._answer_seconds:g} s"
            )
        return task.result()

    async def listen(self, channels: str) -> None:
        """Listen from now on; `channels` names the statement that says to what."""
        await self.ask(self.connection.execute(_SQL[channels]))

    async def notified(self, seconds: float) -> list[Notify]:
        """Return what was notified, as soon as there is something; [] after silence."""
        notes = self.connection.notifies(timeout=seconds, stop_after=1)
        return [note async for note in notes]

    async def hears(self) -> bool:
        """Whether what others notify arrives here: not where a pooler takes turns.

        A pooler is known by the process that answers: it is not the one that greeted.
        """
        cursor = await self.ask(self.connection.execute(_SQL["backend"]))
        if await cursor.fetchone() == (self.connection.info.backend_pid,):
            return True
        await self.listen("trial")
        word = uuid4().hex
        async with await _connect(self._url) as other:
            await self.ask(other.execute(_SQL["knock"], {"word": word}))
            return await self._is_told(word)

    async def _is_told(self, word: str) -> bool:
        """Say whether this very word arrives: a pooler may pass on somebody else's."""
        now = asyncio.get_running_loop().time
        until = now() + self._answer_seconds
        while (left := until - now()) > 0:
            if any(note.payload == word for note in await self.notified(left)):
                return True
        return False

    def cut(self) -> None:
        """End the connection under whatever waits; asking the server is vain."""
        # It may have been found dead just now.
        with suppress(OSError, psycopg.OperationalError):
            number = os.dup(self.connection.pgconn.socket)
            with socket.socket(fileno=number) as same:
                same.shutdown(socket.SHUT_RDWR)

    async def _cut(self, task: asyncio.Future[Answer]) -> None:
        self.cut()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def open_line(
    settings: Settings, *, start: bool, answer_seconds: float = ANSWER_SECONDS
) -> AsyncIterator[Line]:
    """Yield a direct connection; `start`: the embedded server where it is down.

    Raises StorageError or one of its kinds.
    """
    url = await asyncio.to_thread(direct_url, settings, start=start)
    async with line_to(url, answer_seconds=answer_seconds) as line:
        yield line


@asynccontextmanager
async def line_to(
    url: str, *, answer_seconds: float = ANSWER_SECONDS
) -> AsyncIterator[Line]:
    """Yield a connection to this address. Raises StorageError or one of its kinds."""
    with translated():
        async with await _connect(url) as connection:
            yield Line(connection, url, answer_seconds)


async def _connect(url: str) -> Transaction:
    return await Transaction.connect(
        make_conninfo(url, **_KEEPALIVE),
        autocommit=True,
        prepare_threshold=None,
        connect_timeout=int(ANSWER_SECONDS),
    )
