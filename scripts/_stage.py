"""What a command declares: stages, each planning items, collecting and storing one."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from scripts._claims import Claims
from scripts._gathering import Gathering
from scripts._progress import Watcher
from scripts._silences import Silences
from trr_backend.config import Settings
from trr_backend.errors import TrrError
from trr_backend.ingestion.images import PictureHosts
from trr_backend.ingestion.upstreams import Fandom, Imdb, Tmdb
from trr_backend.media.store import MediaStore
from trr_backend.models.limits import Limiter, Room
from trr_backend.models.selection import Selection
from trr_backend.models.tasks import QueueName, TaskEntity
from trr_backend.repositories.db import Database, Transaction
from trr_backend.repositories.removals import Removals
from trr_backend.repositories.work import Work

__all__ = ["AnyStage", "Context", "Got", "Item", "Parts", "Plan", "Stage", "Work"]

Item = TypeVar("Item")
Got = TypeVar("Got")


@dataclass(frozen=True, slots=True)
class Context:
    """What stages work with. In a rehearsal nothing may leave the database."""

    settings: Settings
    database: Database
    selection: Selection
    tmdb: Tmdb
    imdb: Imdb
    fandom: Fandom
    store: MediaStore
    limiter: Limiter
    watcher: Watcher
    claims: Claims
    room: Room
    rehearsal: bool = False
    run_id: UUID | None = None
    task_id: UUID | None = None
    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    silences: Silences = field(default_factory=Silences)
    gathering: Gathering[Any] | None = None

    @property
    def removals(self) -> Removals:
        """How much may vanish in this run."""
        return Removals(accept=self.selection.accept_removals, since=self.began)

    @property
    def picture_hosts(self) -> PictureHosts:
        """Who is asked for pictures."""
        return PictureHosts(self.tmdb, self.fandom)

    @property
    def requests(self) -> int:
        """How many requests were sent in this run."""
        return sum(one.requests for one in self._upstreams)

    @property
    def received_bytes(self) -> int:
        """How many bytes of answers came over the wire in this run."""
        return sum(one.received_bytes for one in self._upstreams)

    @property
    def _upstreams(self) -> tuple[Tmdb, Imdb, Fandom]:
        return self.tmdb, self.imdb, self.fandom

    def now(self) -> datetime:
        """Return the time; the only clock that stages read."""
        return datetime.now(UTC)

    def work(self, tx: Transaction) -> Work:
        """Return the work of a transaction of this run."""
        return Work(tx, self.now(), rehearsal=self.rehearsal)


@dataclass(frozen=True, slots=True)
class Plan(Generic[Item]):
    """The items a stage has to do, and how many it need not touch.

    `notes` are lines for the user about what it leaves alone. Where there may be too
    many items to hold at once, `items` are the first, `more` returns the next ones as
    long as there are any (then None), and `total` counts them all.
    """

    items: Sequence[Item]
    unchanged: int = 0
    notes: Sequence[str] = ()
    more: Callable[[], Awaitable[Sequence[Item] | None]] | None = None
    total: int | None = None


async def _nothing_more(_work: Work, _item: object, _error: TrrError) -> None:
    """Leave a failed item as it is."""


@dataclass(frozen=True, slots=True)
class Parts:
    """How workers share a stage: `of` whom it is, and how many at most in one task."""

    entity: TaskEntity
    queue: QueueName
    size: int
    of: Callable[[Context], Awaitable[Sequence[UUID]]]


@dataclass(frozen=True, slots=True)
class Stage(Generic[Item, Got]):
    """One step of the pipeline over many items.

    `plan` reads what is due, `collect` fetches for one item (no transaction is open),
    `store` writes it in one transaction, `failed` notes a failure in another. What
    `store` returns is why the item is left undone although it is stored (or None).
    `parallel` items are worked on at once; of those that are ready at the same time
    `together` are stored in one transaction, in step. One that only `prepares` others
    has no result of its own; of one that only `sweeps`, an item in which nothing was
    found is none. Where an item is a chunk, `size` says of how many things: these are
    counted, named where they fail (`Work.failures`), and `collect` tells the watcher of
    each. `summary` says the stage's own figures (`Work.counts`) in a line. An
    `is_optional` one is not shown to people where it had nothing to do. Workers share
    it by its `parts`; None: one of them does all of it.
    """

    name: str
    label: Callable[[Item], str]
    plan: Callable[[Context], Awaitable[Plan[Item]]]
    collect: Callable[[Context, Item], Awaitable[Got]]
    store: Callable[[Work, Item, Got], Awaitable[str | None]]
    failed: Callable[[Work, Item, TrrError], Awaitable[None]] = field(
        default=_nothing_more
    )
    parallel: int = 16
    together: int = 1
    prepares: bool = False
    sweeps: bool = False
    is_optional: bool = False
    size: Callable[[Item], int] | None = None
    summary: Callable[[Counter[str]], str] | None = None
    parts: Parts | None = None

    @property
    def at_once(self) -> int:
        """How many items are under way: some are collected while others are stored."""
        if self.together == 1:
            return self.parallel
        return max(self.parallel, 2 * self.together)


# Stages of different items stand in one list; each is consistent in itself.
AnyStage = Stage[Any, Any]
