"""Checks of those who do the work: do they live, and are they of this version?"""

from importlib import metadata

from scripts._doctor import Check, Tell
from scripts._doctor_place import Installation, NotSetUp
from trr_backend.repositories.health_workers import (
    KnownWorker,
    has_workers,
    load_waiting,
    load_workers,
)
from trr_backend.utils.text import counted

_START = "start `trr worker`, or `trr serve`, which brings one"
_LONG_SECONDS = 60.0


async def known(installation: Installation, tell: Tell) -> None:
    """Tell of each worker that has not ended, and of work that waits for none."""
    database = await installation.database()
    async with database.transaction() as tx:
        if not await has_workers(tx):
            raise NotSetUp("the database has no tables yet", "run `trr db migrate`")
        workers, waiting = await load_workers(tx), await load_waiting(tx)
    for one in workers:
        _tell_worker(tell, one)
    if waiting.tasks and not any(one.lives for one in workers):
        tell.warning(
            f"{counted(waiting.tasks, 'task')} due, and no worker lives", _START
        )
    elif waiting.seconds > _LONG_SECONDS:
        tell.warning(
            f"{counted(waiting.tasks, 'task')} due, the first since "
            f"{waiting.seconds:.0f} s",
            "start another `trr worker`, or give one more --concurrency",
            subject="tasks",
        )
    elif not workers:
        raise NotSetUp("no worker is there, and nothing waits for one", _START)


def _tell_worker(tell: Tell, worker: KnownWorker) -> None:
    ours = metadata.version("trr-backend")
    said, name = f"version {worker.version} on {worker.host}", worker.name
    if not worker.lives:
        tell.warning(
            f"{said}, last heard of {worker.silent_seconds:.0f} s ago",
            f"{_START}: what it had in hand is then taken over",
            subject=name,
        )
    elif worker.version != ours:
        tell.warning(
            f"{said}, while this is version {ours}",
            "bring both to the newer version",
            subject=name,
        )
    else:
        tell.ok(f"{said}, takes {', '.join(worker.queues)}", subject=name)


WORKERS: dict[str, Check] = {"known": known}
