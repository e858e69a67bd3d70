"""Does what the API was asked for: stages of `trr review` and `trr override`, runs.

What is done and that it is done are one commit: a worker that dies in between leaves
both undone, and whoever takes the request then does it once.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any
from uuid import UUID

from scripts._answers import accept_stage, refuse_stage
from scripts._options import Request
from scripts._run import run_stages
from scripts._run_requests import RUN_ORDERS, order_run
from scripts._stage import AnyStage, Context, Got, Item, Plan, Stage, Work
from scripts._subject_options import Meant, Named
from scripts.override_set import Word, set_stage
from scripts.override_unset import unset_stage
from trr_backend.config import Settings
from trr_backend.errors import (
    DatabaseUnavailable,
    InputError,
    StorageError,
    TrrError,
)
from trr_backend.ingestion.overriding import check_field
from trr_backend.models.requests import Asked, Ended
from trr_backend.models.shows import Entity
from trr_backend.repositories import requests, subjects
from trr_backend.repositories.columns import Subject
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.direct import Line, open_line
from trr_backend.repositories.translation import translated

_LOG = logging.getLogger(__name__)
# Behind a pooler nothing is heard: one has to look.
_LOOK_SECONDS = 1.0
_MOST_ATTEMPTS = 5

Arguments = Mapping[str, Any]


async def take_requests(settings: Settings, stop: asyncio.Event) -> None:
    """Do what is asked for, as it comes, until `stop` is set.

    Raises StorageError where the database goes away: what was begun is taken again
    then, by whoever begins anew.
    """
    async with open_line(settings, start=False) as line:
        await line.listen("requests")
        while not stop.is_set():
            if not await _take_one(settings, line):
                await _wait(line, stop)


async def take_waiting(settings: Settings) -> int:
    """Do what waits now; return how many requests that were."""
    count = 0
    async with open_line(settings, start=False) as line:
        while await _take_one(settings, line):
            count += 1
    return count


async def _wait(line: Line, stop: asyncio.Event) -> None:
    """Wait until there may be something to do, or nothing shall be done."""
    hearing = asyncio.create_task(line.notified(_LOOK_SECONDS))
    stopping = asyncio.create_task(stop.wait())
    try:
        done, _ = await asyncio.wait(
            {hearing, stopping}, return_when=asyncio.FIRST_COMPLETED
        )
        if hearing in done:
            hearing.result()
    finally:
        hearing.cancel()
        stopping.cancel()
        await asyncio.gather(hearing, stopping, return_exceptions=True)


async def _take_one(settings: Settings, line: Line) -> bool:
    asked = await line.ask(requests.claim(line.connection))
    if asked is None:
        return False
    renewing = asyncio.create_task(_renew(line, asked.id))
    try:
        await _do(settings, line, asked)
    except DatabaseUnavailable:
        with suppress(TrrError):
            await line.ask(requests.release(line.connection, asked.id))
        raise
    finally:
        renewing.cancel()
    return True


async def _renew(line: Line, request_id: UUID) -> None:
    """Hold the claim; where the database is away, it ends."""
    with suppress(StorageError), translated():
        while True:
            await asyncio.sleep(requests.CLAIM_SECONDS / 3)
            await line.ask(requests.renew(line.connection, request_id))


async def _do(settings: Settings, line: Line, asked: Asked) -> None:
    ended = await _attempt(settings, line, asked)
    if await line.ask(requests.load_end(line.connection, asked.id)) is None:
        await line.ask(requests.finish(line.connection, asked.id, ended))
    _LOG.info(
        "a request was taken",
        extra={"kind": asked.kind, "actor": asked.actor, "outcome": ended.outcome},
    )


async def _attempt(settings: Settings, line: Line, asked: Asked) -> Ended:
    """Do it, and return what became of it where that is not committed with it."""
    if asked.attempts > _MOST_ATTEMPTS:
        said = f"{_MOST_ATTEMPTS} workers began it and none came to an end; see the log"
        return Ended("failed", (said,))
    try:
        if asked.kind in RUN_ORDERS:
            return await line.ask(order_run(line.connection, asked))
        stage = _tied(_stage(asked), asked)
        report = await run_stages(asked.kind, [stage], Request(), settings, silent=True)
    except InputError as error:
        return Ended("refused", (str(error),))
    except DatabaseUnavailable:
        raise
    except TrrError as error:
        return Ended("failed", (str(error),))
    undone = [one.error for done in report.stages for one in done.failures]
    if report.stopped:
        undone.append(report.stopped)
    return Ended("failed", tuple(undone)) if undone else Ended("done", ())


def _tied(stage: Stage[Item, Got], asked: Asked) -> Stage[Item, Got]:
    """Return the stage with the end of its request in the same commit."""
    run_id: UUID | None = None

    async def plan(context: Context) -> Plan[Item]:
        nonlocal run_id
        run_id = context.run_id
        return await stage.plan(context)

    async def store(work: Work, item: Item, got: Got) -> str | None:
        undone = await stage.store(work, item, got)
        named = [f"{label}: {error}" for label, error in work.failures]
        notes = (*work.notes, *_said(asked), *named, *([undone] if undone else []))
        ended = Ended("failed" if undone else "done", notes, run_id)
        await requests.finish(work.tx, asked.id, ended)
        return undone

    return replace(stage, plan=plan, store=store)


def _said(asked: Asked) -> list[str]:
    """Return what was done to a field, without its value: that is kept nowhere."""
    field = asked.arguments.get("field")
    if field is None:
        return []
    if asked.kind == "override unset":
        return [f"{field} says what its source says"]
    if asked.arguments.get("lock"):
        return [f"{field} keeps what it says"]
    return [f"{field} says what it was set to"]


def _stage(asked: Asked) -> AnyStage:
    """Return the stage that was asked for. Raises InputError."""
    make = _STAGES.get(asked.kind)
    if make is None:
        raise InputError(f"this version cannot do {asked.kind}; bring the worker up")
    return make(asked.arguments)


def _review(arguments: Arguments) -> AnyStage:
    if arguments.get("refuse"):
        return refuse_stage(arguments["id"])
    return accept_stage(arguments["id"], arguments["accept"])


def _override_set(arguments: Arguments) -> AnyStage:
    about = _meant(arguments)
    value = arguments.get("value")
    # As it is written on a command line: text as it is, all else as JSON.
    text = value if isinstance(value, str | None) else json.dumps(value)
    word = Word.of(about, arguments["field"], text, arguments["reason"])
    return set_stage(about, word)


def _override_unset(arguments: Arguments) -> AnyStage:
    about, field = _meant(arguments), arguments["field"]
    check_field(about.entity, field)
    return unset_stage(about, field)


_STAGES: Mapping[str, Callable[[Arguments], AnyStage]] = MappingProxyType(
    {
        "review": _review,
        "override set": _override_set,
        "override unset": _override_unset,
    }
)


@dataclass(frozen=True, slots=True)
class _Part:
    """A season, an episode or a credit by our id."""

    entity: Entity
    id: UUID

    async def find(self, tx: Transaction) -> Subject:
        found = await subjects.load_subject(tx, self.entity, self.id)
        if found is None:
            raise InputError(f"there is no {self.entity} {self.id} in the catalogue")
        return found


def _meant(arguments: Arguments) -> Meant:
    entity, named = arguments["entity"], arguments["id"]
    match entity:
        case "show":
            return Named.of(show=named)
        case "person":
            return Named.of(person=named)
        case _:
            return _Part(entity, _uuid(entity, named))


def _uuid(entity: str, text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InputError(f"{text} names no {entity}: use a uuid") from None
