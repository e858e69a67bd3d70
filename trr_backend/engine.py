"""The one door to DBOS: durable queues on the same Postgres, in the schema `jobs`.

It hands ids of runs and tasks to the workers that listen, at least once: what a second
delivery finds done already is the business of whoever is called. Ids of workflows are
chosen by the caller, so that to deliver twice under one id is to deliver once. What a
dead worker had is handed over anew (docs/decisions/0051).
"""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import sqlalchemy
from dbos import DBOS, DBOSClient, DBOSConfig, SetEnqueueOptions, SetWorkflowID
from dbos import error as dbos_error

from trr_backend.errors import DatabaseUnavailable, Fenced, TrrError
from trr_backend.models.tasks import QUEUES, QueueName
from trr_backend.repositories.database_url import parts_of

SCHEMA: Final = "jobs"
# What an id means to a worker; not the program's version: a new one goes on with what
# an older one left.
PROTOCOL: Final = "1"
# Between two looks into a queue: each costs some ten round trips, whatever is found.
_BUSY_POLL_SECONDS: Final = 0.25
_IDLE_POLL_SECONDS: Final = 1.5
_LEAST_POLL_SECONDS: Final = 0.05
# How many workflows are asked for at once.
_AT_ONCE: Final = 500
_END_SECONDS: Final = 5
_CONNECT_SECONDS: Final = 5
_LAUNCHES: Final = 4
_AGAIN_SECONDS: Final = 0.5
# What the engine calls its threads.
_THREADS: Final = "dbos-executor-"
_JOIN_SECONDS: Final = 0.5
_OPEN: Final = ("PENDING", "ENQUEUED", "DELAYED")
_ENDED: Final = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")

Handler = Callable[[str], Awaitable[None]]

_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class _Handlers:
    """What is called with an id, by queue; DBOS knows one function for all."""

    by_queue: dict[str, Handler] = field(default_factory=dict)


_HANDLERS = _Handlers()


@DBOS.workflow(name="deliver")
async def _deliver(queue: str, identity: str) -> None:
    await _perform(queue, identity)


@DBOS.step(name="perform")
async def _perform(queue: str, identity: str) -> None:
    # Outside the engine's own context: what is done may hand over more.
    doing = asyncio.create_task(_handled(queue, identity), context=Context())
    try:
        await doing
    finally:
        doing.cancel()


async def _handled(queue: str, identity: str) -> None:
    """Call whoever does it; what is not done for a known reason is handed over anew."""
    try:
        await _HANDLERS.by_queue[queue](identity)
    except Fenced:
        # Not ended here: whoever has this worker's name next takes it up again.
        raise asyncio.CancelledError from None
    except TrrError as error:
        _LOG.warning(
            "not done here: %s", error, extra={"queue": queue, "identity": identity}
        )


class Engine:
    """A worker's part of the engine; there is one in a process.

    `name` is the worker's, which no other living process may have: what a former
    process of this name had is taken up again as soon as it is launched.
    """

    def __init__(
        self, url: str, name: str, session: str, *, wait_scale: float = 1.0
    ) -> None:
        self._url = url
        self._name = name
        self._session = session
        self._wait_scale = wait_scale
        self._is_busy = False

    def _poll_seconds(self, *, is_busy: bool) -> float:
        seconds = _BUSY_POLL_SECONDS if is_busy else _IDLE_POLL_SECONDS
        return max(seconds * self._wait_scale, _LEAST_POLL_SECONDS)

    async def launch(
        self,
        handlers: Mapping[QueueName, Handler],
        at_once: Mapping[QueueName, int],
    ) -> None:
        """Begin to take from the queues that have handlers, so many of each at a time.

        These numbers, one for each queue, hold for all workers: a handler that can do
        less at a time lets the others wait. Handlers run in the loop that this is
        called in. Where a connection is lost meanwhile it is begun again. Raises
        DatabaseUnavailable.
        """
        _HANDLERS.by_queue = {str(name): one for name, one in handlers.items()}
        for left in reversed(range(_LAUNCHES)):
            try:
                await self._launch(at_once, self._poll_seconds(is_busy=False))
            except DatabaseUnavailable:
                await self.close()
                if not left:
                    raise
                await asyncio.sleep(_AGAIN_SECONDS)
            else:
                return

    async def _launch(
        self, at_once: Mapping[QueueName, int], poll_seconds: float
    ) -> None:
        config = DBOSConfig(
            name="trr",
            system_database_url=_sqlalchemy_url(self._url),
            dbos_system_schema=SCHEMA,
            executor_id=self._name,
            application_version=PROTOCOL,
            sys_db_pool_size=4,
            db_engine_kwargs={
                "connect_args": {
                    "application_name": self._session,
                    "connect_timeout": _CONNECT_SECONDS,
                    "keepalives_idle": 5,
                    "keepalives_interval": 2,
                    "keepalives_count": 2,
                    "tcp_user_timeout": 8000,
                },
                "pool_pre_ping": True,
            },
            scheduler_polling_interval_sec=3600.0,
            log_level="WARNING",
        )
        DBOS(config=config)
        _quiet()
        with _translated():
            DBOS.listen_queues(list(_HANDLERS.by_queue))
            DBOS.launch()
            for queue in QUEUES:
                await DBOS.register_queue_async(
                    queue,
                    worker_concurrency=at_once[queue],
                    polling_interval_sec=poll_seconds,
                    on_conflict="always_update",
                )

    async def look_often(self, *, is_busy: bool) -> None:
        """Look into the queues often while runs go on, and seldom while none does.

        It holds for all workers, who all see whether runs go on.
        """
        if is_busy == self._is_busy:
            return
        seconds = self._poll_seconds(is_busy=is_busy)
        with _translated():
            for name in QUEUES:
                queue = await DBOS.retrieve_queue_async(name)
                if queue is not None:
                    await queue.set_polling_interval_sec_async(seconds)
        self._is_busy = is_busy

    async def hand_over(
        self, queue: QueueName, identity: str, *, workflow: str, priority: int
    ) -> None:
        """Put an id into a queue, lower priorities first; once for each `workflow`."""
        with (
            _translated(),
            SetWorkflowID(workflow),
            SetEnqueueOptions(priority=priority),
        ):
            await DBOS.enqueue_workflow_async(queue, _deliver, queue, identity)

    async def is_open(self, workflow: str, workers: Collection[str]) -> bool:
        """Whether a workflow waits, or one of these workers does it just now.

        What a worker had that has ended is not done by anybody.
        """
        with _translated():
            found = await DBOS.get_workflow_status_async(workflow)
        if found is None or found.status not in _OPEN:
            return False
        return found.status != "PENDING" or found.executor_id in workers

    async def take_from(self, worker: str) -> int:
        """Hand over anew what a dead worker had; return how much that was.

        Nobody else may be called so meanwhile.
        """
        count = 0
        with _translated():
            while found := await DBOS.list_workflows_async(
                status=["PENDING"], executor_id=[worker], limit=_AT_ONCE
            ):
                by_queue: dict[str | None, list[str]] = {}
                for one in found:
                    by_queue.setdefault(one.queue_name, []).append(one.workflow_id)
                for queue, ids in by_queue.items():
                    await DBOS.resume_workflows_async(ids, queue_name=queue)
                count += len(found)
        return count

    async def forget(self, before: datetime) -> int:
        """Delete what ended before a time; return how much that was."""
        return await forget_ended(self._url, before)

    async def close(self) -> None:
        """Take nothing any more; what is being done is to be ended before."""
        # Its threads end one after the other, and miss those that have.
        logging.getLogger("dbos").setLevel(logging.CRITICAL)
        await asyncio.to_thread(
            DBOS.destroy, workflow_completion_timeout_sec=_END_SECONDS
        )


def is_stuck() -> bool:
    """Whether threads of a closed engine wait for a database that is away.

    They do so for ever, and a process that ends waits for them.
    """
    named = [one for one in threading.enumerate() if one.name.startswith(_THREADS)]
    for one in named:
        one.join(_JOIN_SECONDS)
    return any(one.is_alive() for one in named)


async def forget_ended(url: str, before: datetime) -> int:
    """Delete what ended before a time, whoever asks; return how much that was.

    There have to be tables: a worker was launched once. Raises DatabaseUnavailable.
    """
    count = 0
    with _translated():
        client = await asyncio.to_thread(_client, url)
        try:
            while found := await client.list_workflows_async(
                status=list(_ENDED),
                end_time=before.isoformat(),
                load_input=False,
                load_output=False,
                limit=_AT_ONCE,
            ):
                await client.delete_workflows_async([one.workflow_id for one in found])
                count += len(found)
        finally:
            await asyncio.to_thread(client.destroy)
    return count


def _client(url: str) -> DBOSClient:
    return DBOSClient(
        system_database_url=_sqlalchemy_url(url),
        dbos_system_schema=SCHEMA,
        system_database_pool_size=1,
        retry_connection_errors=False,
    )


def _sqlalchemy_url(url: str) -> str:
    """Return libpq's URL as SQLAlchemy reads it; what it says besides stays."""
    parts = parts_of(url)
    made = sqlalchemy.URL.create(
        "postgresql+psycopg",
        username=parts.pop("user", None),
        password=parts.pop("password", None),
        host=parts.pop("host", None),
        port=int(parts.pop("port", "5432")),
        database=parts.pop("dbname", None),
        query=parts,
    )
    return made.render_as_string(hide_password=False)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (sqlalchemy.exc.DBAPIError, dbos_error.DBOSException) as error:
        raise DatabaseUnavailable(
            f"the engine cannot reach its tables: {type(error).__name__}"
        ) from error


def _quiet() -> None:
    """Let the engine say warnings only, and as the rest of the program says them."""
    theirs = logging.getLogger("dbos")
    theirs.setLevel(logging.WARNING)
    theirs.handlers.clear()
    theirs.filters.clear()
    theirs.addFilter(_in_a_line)
    theirs.propagate = True


def _in_a_line(record: logging.LogRecord) -> bool:
    """Leave away the statements and traces that follow a first line."""
    said = record.getMessage().strip().partition("\n")[0]
    record.msg, record.args, record.exc_info = said, (), None
    return True
