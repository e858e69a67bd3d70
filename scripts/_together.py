"""Doing many things at once, where the first error that stops the run ends them all."""

import asyncio
from collections.abc import Awaitable, Iterable
from typing import TypeVar

from trr_backend.errors import TrrError

Result = TypeVar("Result")


async def together(things: Iterable[Awaitable[Result]]) -> list[Result]:
    """Return what they return, in their order. Raises the first TrrError of theirs."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_of(thing)) for thing in things]
    except* TrrError as stopping:
        raise first(stopping) from None
    return [task.result() for task in tasks]


def first(group: BaseExceptionGroup[TrrError]) -> TrrError:
    """Return the first error of a group, however deep."""
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            return first(error)
        return error
    message = "an empty exception group"
    raise AssertionError(message)


async def _of(thing: Awaitable[Result]) -> Result:
    return await thing
