"""Who takes tasks: names, each held by one process, and how a dead one is fenced off.

A session of a worker is called by `session_name`. To fence off an epoch is to raise it
and then to end its sessions: whoever opens one later is checked first and refused, so
that a process which was frozen writes nothing when it wakes up.
"""

import asyncio
import hashlib
import os
import socket
from collections.abc import Sequence
from datetime import datetime

from trr_backend.errors import Fenced, StorageError
from trr_backend.models.tasks import Seat
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries

DEAD_AFTER_SECONDS = 20.0
BEAT_SECONDS = 5.0
_MOST_NAMES = 64
# A server notices within moments that who held a name is gone.
_TRIES = 10
_TRY_SECONDS = 0.1
# The server knows 63 bytes of a session's name, of which an epoch takes its part.
_MOST_SHOWN = 40
# Who died while it ended the sessions of an epoch has left some of that one.
_FORMER_EPOCHS = 10

_SQL = queries("workers")


def session_name(seat: Seat) -> str:
    """Return what a worker's sessions are called on the server: no other's are.

    63 bytes of ASCII at most: the server cuts and rewrites what is more.
    """
    shown = seat.name
    if len(shown) > _MOST_SHOWN or not shown.isascii():
        shown = hashlib.sha256(shown.encode()).hexdigest()[:_MOST_SHOWN]
    return f"trr {seat.epoch} {shown}"


async def sit(
    tx: Transaction,
    name: str | None,
    *,
    version: str,
    queues: Sequence[str],
    concurrency: int,
) -> Seat:
    """Take a name for as long as the session of `tx` lasts.

    None: the first free one of this host. A process that was killed has its name for a
    moment, one whose host is gone until it was silent for long. Raises StorageError
    where a living process has the name.
    """
    host = socket.gethostname()
    names = [name] if name else [f"{host}-{n}" for n in range(1, _MOST_NAMES + 1)]
    if name:
        await tx.execute(_SQL["unseat"], {"name": name, "secs": DEAD_AFTER_SECONDS})
    for one in names:
        if await _is_held(tx, one, tries=_TRIES if name else 1):
            break
    else:
        raise StorageError(
            f"a worker called {names[0]} works already; choose another name "
            "(TRR_WORKER_NAME or --name)"
        )
    where = {
        "name": one,
        "host": host,
        "pid": os.getpid(),
        "version": version,
        "queues": list(queues),
        "concurrency": concurrency,
    }
    found = await (await tx.execute(_SQL["sit"], where)).fetchone()
    if found is None:
        raise AssertionError("ops.workers returned no epoch")
    return Seat(one, found[0])


async def hold(tx: Transaction, seat: Seat) -> None:
    """Hold a name on another connection. Raises Fenced where somebody else has it."""
    if not await _is_held(tx, seat.name, tries=_TRIES):
        raise Fenced


async def beat(tx: Transaction, seat: Seat) -> None:
    """Say that it lives. Raises Fenced where others took it for dead."""
    await _or_fenced(tx, "beat", seat)


async def check(tx: Transaction, seat: Seat) -> None:
    """Raise Fenced where the epoch is over."""
    await _or_fenced(tx, "check", seat)


async def leave(tx: Transaction, seat: Seat) -> None:
    """Say that it ended properly."""
    await tx.execute(_SQL["leave"], {"name": seat.name, "epoch": seat.epoch})


async def load_others(tx: Transaction, me: Seat) -> dict[Seat, datetime]:
    """Return when each was seen last that did not say that it ends.

    By the server's clock, which may jump: that a time changes is a sign of life, how
    long ago it is says nothing.
    """
    cursor = await tx.execute(_SQL["others"], {"name": me.name})
    return {Seat(name, epoch): at for name, epoch, at in await cursor.fetchall()}


async def fence(tx: Transaction, seat: Seat, seen_at: datetime) -> bool:
    """Let nobody work under this epoch any more; False: it was seen since `seen_at`.

    To be committed before `end_sessions` is asked.
    """
    where = {"name": seat.name, "epoch": seat.epoch, "seen_at": seen_at}
    return await (await tx.execute(_SQL["fence"], where)).fetchone() is not None


async def end_sessions(tx: Transaction, seat: Seat) -> int:
    """End the sessions of a fenced epoch and of those before; return how many."""
    epochs = range(max(1, seat.epoch - _FORMER_EPOCHS), seat.epoch + 1)
    names = [session_name(Seat(seat.name, epoch)) for epoch in epochs]
    row = await (await tx.execute(_SQL["end_sessions"], {"names": names})).fetchone()
    return row[0] if row else 0


async def bury(tx: Transaction, seat: Seat) -> None:
    """Note that a fenced epoch has left nothing: others have what it had in hand."""
    await tx.execute(_SQL["bury"], {"name": seat.name, "epoch": seat.epoch})


async def load_most_at_once(tx: Transaction) -> int:
    """Return how much the worker that does most at a time does."""
    row = await (await tx.execute(_SQL["most_at_once"])).fetchone()
    return row[0] if row else 1


async def load_living(tx: Transaction) -> set[str]:
    """Return the names of those that have not ended."""
    return {name for (name,) in await (await tx.execute(_SQL["living"])).fetchall()}


async def is_anyone_there(tx: Transaction) -> bool:
    """Whether a worker was seen lately."""
    where = {"secs": DEAD_AFTER_SECONDS}
    return await (await tx.execute(_SQL["is_anyone_there"], where)).fetchone() == (
        True,
    )


async def forget(tx: Transaction) -> None:
    """Forget names that nobody has had for a month."""
    await tx.execute(_SQL["forget"])


async def _is_held(tx: Transaction, name: str, *, tries: int) -> bool:
    for left in reversed(range(tries)):
        row = await (await tx.execute(_SQL["hold"], {"name": name})).fetchone()
        if row == (True,):
            return True
        if left:
            await asyncio.sleep(_TRY_SECONDS)
    return False


async def _or_fenced(tx: Transaction, statement: str, seat: Seat) -> None:
    where = {"name": seat.name, "epoch": seat.epoch}
    if await (await tx.execute(_SQL[statement], where)).fetchone() is None:
        raise Fenced
