"""What became of one picture of a chunk: done or left, and counted either way."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from scripts._stage import Context
from trr_backend.errors import (
    ConfigError,
    DatabaseUnavailable,
    StoreUnavailable,
    TrrError,
)


class _Put(Protocol):
    """A picture that is done."""

    @property
    def put_bytes(self) -> int:
        """How many bytes came to the store now."""
        ...


Thing = TypeVar("Thing")
Done = TypeVar("Done", bound=_Put)


@dataclass(frozen=True, slots=True)
class Left(Generic[Thing]):
    """A picture that is left undone, and why; `for_long`: it is not tried tomorrow."""

    what: Thing
    reason: str
    for_long: bool


async def attempted(
    context: Context,
    do: Callable[[Context, Thing], Awaitable[Done]],
    what: Thing,
    *,
    for_long: tuple[type[TrrError], ...],
) -> Done | Left[Thing]:
    """Return what became of a picture, left `for_long` for these errors.

    Raises what stops the run.
    """
    try:
        done = await do(context, what)
    except (ConfigError, DatabaseUnavailable, StoreUnavailable):
        raise
    except TrrError as error:
        context.watcher.count(put_bytes=0, failed=True)
        return Left(what, str(error), isinstance(error, for_long))
    context.watcher.count(put_bytes=done.put_bytes, failed=False)
    return done
