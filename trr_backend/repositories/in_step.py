"""Several items stored in one transaction, in step: a round trip serves them all.

Each item runs its own statements, one after the other, as it does alone. What they ask
next is sent together (libpq's pipeline, one Sync) as soon as all of them wait for an
answer; so a step of fifty items costs the round trip of one statement. An exception of
one takes back all, and who caused it is known: all that failed in the same step.

Statements of different items take turns, and locks keep them apart from other
transactions only. What must not meet another item's half-done work says so: `alone`,
`claim`.
"""

import asyncio
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Hashable,
    Iterable,
    Mapping,
    Sequence,
)
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

import psycopg
from psycopg.rows import TupleRow

from trr_backend.repositories.db import Transaction

Result = TypeVar("Result")
One = TypeVar("One")
Other = TypeVar("Other")
_Cursor = psycopg.AsyncCursor[TupleRow]


class AloneNeededError(Exception):
    """This item can only be stored in a transaction of its own."""


def is_shared(tx: Transaction) -> bool:
    """Tell whether other items are stored in the same transaction, in step."""
    return isinstance(tx, _Shared)


def alone(tx: Transaction) -> None:
    """Go on only where no other item is stored in the same transaction.

    Asked before what decides over several entities, and takes locks to do it one after
    the other. Raises AloneNeededError.
    """
    if is_shared(tx):
        raise AloneNeededError


def claim(tx: Transaction, keys: Iterable[Hashable]) -> None:
    """Go on only where no other item of the same transaction writes the same things.

    Raises AloneNeededError.
    """
    if isinstance(tx, _Shared):
        tx.claim(keys)


async def once(
    tx: Transaction,
    query: Any,
    parameters: Mapping[str, Any] | None = None,
    *,
    joined: str | None = None,
) -> list[TupleRow]:
    """Return the rows of a statement that is sent once for all who ask it in a step.

    Its parameters are the same but for the list `joined`: sent is what all have in it,
    sorted, so that two transactions take locks in one order.
    """
    if isinstance(tx, _Shared):
        return await tx.ask_once(query, parameters or {}, joined)
    return await _rows(await tx.execute(query, parameters))


async def both(
    tx: Transaction,
    one: Callable[[Transaction], Awaitable[One]],
    other: Callable[[Transaction], Awaitable[Other]],
) -> tuple[One, Other]:
    """Return what two return that ask the database at the same time."""
    found = await InStep[One | Other]((one, other)).run(tx)
    return cast("tuple[One, Other]", tuple(found))


@dataclass(slots=True)
class _Question:
    """A statement that an item waits for; those of one `key` are sent once."""

    place: int
    query: Any
    parameters: Any
    answer: "asyncio.Future[Any]"
    key: Hashable = None
    joined: str | None = None


class InStep(Generic[Result]):
    """Items to be stored together; `culprits` are the places of those that failed."""

    def __init__(
        self, stores: Sequence[Callable[[Transaction], Awaitable[Result]]]
    ) -> None:
        self._stores = stores
        self._begin()

    def _begin(self) -> None:
        self.culprits: set[int] = set()
        self.owners: dict[Hashable, int] = {}
        self._running = len(self._stores)
        self._questions: list[_Question] = []
        self._all_wait = asyncio.Event()

    async def run(self, tx: Transaction) -> list[Result]:
        """Store all in this transaction; return what they return, in their order.

        Raises what one of them raises: then nothing may be committed, and it may be run
        again in another transaction.
        """
        self._begin()
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [
                    group.create_task(self._store(place, store))
                    for place, store in enumerate(self._stores)
                ]
                while self._running:
                    await self._all_wait.wait()
                    self._all_wait.clear()
                    if self._running:
                        await self._send(tx)
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None
        return [task.result() for task in tasks]

    async def ask(self, question: _Question) -> Any:
        """Return the answer to an item's statement, when all others wait as well."""
        self._questions.append(question)
        self._look()
        return await question.answer

    async def _store(
        self, place: int, store: Callable[[Transaction], Awaitable[Result]]
    ) -> Result:
        try:
            return await store(cast("Transaction", _Shared(self, place)))
        except Exception:
            self.culprits.add(place)
            raise
        finally:
            self._running -= 1
            self._look()

    def _look(self) -> None:
        if len(self._questions) == self._running:
            self._all_wait.set()

    async def _send(self, tx: Transaction) -> None:
        questions, self._questions = _grouped(self._questions), []
        cursors = [tx.cursor() for _ in questions]
        try:
            async with tx.pipeline():
                for (one, *_), cursor in zip(questions, cursors, strict=True):
                    await cursor.execute(one.query, one.parameters)
        except psycopg.Error:
            answered = sum(cursor.pgresult is not None for cursor in cursors)
            for one, *_ in questions[answered : answered + 1]:
                self.culprits.add(one.place)
            raise
        for alike, cursor in zip(questions, cursors, strict=True):
            answer = cursor if alike[0].key is None else await _rows(cursor)
            for one in alike:
                one.answer.set_result(answer)


def _grouped(questions: Sequence[_Question]) -> list[list[_Question]]:
    """Return the questions of a step, those together that are sent once."""
    groups: dict[Hashable, list[_Question]] = {}
    for at, one in enumerate(questions):
        groups.setdefault(at if one.key is None else one.key, []).append(one)
    for first, *others in groups.values():
        if first.joined and others:
            lists = (one.parameters[first.joined] for one in (first, *others))
            all_of_them = sorted({value for values in lists for value in values})
            first.parameters = {**first.parameters, first.joined: all_of_them}
    return list(groups.values())


async def _rows(cursor: _Cursor) -> list[TupleRow]:
    return await cursor.fetchall() if cursor.description else []


class _Shared:
    """What an item has of a connection that it shares: it asks, and that is all."""

    def __init__(self, step: InStep[Any], place: int) -> None:
        self._step = step
        self._place = place

    async def execute(self, query: Any, params: Any = None) -> _Cursor:
        """Return the answer to a statement."""
        question = _Question(self._place, query, params, _future())
        return cast("_Cursor", await self._step.ask(question))

    async def ask_once(
        self, query: Any, parameters: Mapping[str, Any], joined: str | None
    ) -> list[TupleRow]:
        """Return the rows of a statement that others may ask, too."""
        others = tuple(parameters[name] for name in parameters if name != joined)
        question = _Question(
            self._place, query, parameters, _future(), (query, others), joined
        )
        return cast("list[TupleRow]", await self._step.ask(question))

    def claim(self, keys: Iterable[Hashable]) -> None:
        """Write these things; raises AloneNeededError where another item does."""
        for key in keys:
            if self._step.owners.setdefault(key, self._place) != self._place:
                raise AloneNeededError

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """Let a part be tried: it cannot be taken back without that of the others."""
        try:
            yield
        except Exception as error:
            raise AloneNeededError from error


def _future() -> "asyncio.Future[Any]":
    return asyncio.get_running_loop().create_future()
