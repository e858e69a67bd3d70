"""A person's word as a stage: what it is about is found first, then it is done.

What cannot be done is an InputError before anything is; --dry-run says what would be.
"""

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from scripts._stage import Context, Plan, Stage, Work
from trr_backend.config import Settings
from trr_backend.errors import InputError
from trr_backend.models.selection import ShowRef
from trr_backend.repositories import subjects
from trr_backend.repositories.columns import Subject
from trr_backend.repositories.db import Transaction

Item = TypeVar("Item")

Find = Callable[[Transaction], Awaitable[Sequence[Item]]]
Act = Callable[[Work, Item, Settings], Awaitable[str | None]]


def decision_stage(
    name: str, find: Find[Item], label: Callable[[Item], str], act: Act[Item]
) -> Stage[Item, Settings]:
    """Return a stage that does `act` with each thing that `find` names, in order."""

    async def plan(context: Context) -> Plan[Item]:
        async with context.database.transaction() as tx:
            return Plan(await find(tx))

    async def collect(context: Context, _item: Item) -> Settings:
        return context.settings

    return Stage(name, label, plan, collect, act, parallel=1)


async def known_show(tx: Transaction, ref: ShowRef) -> Subject:
    """Return the show that is meant. Raises InputError where there is none."""
    found = await subjects.find_show(tx, ref)
    if found is None:
        raise InputError(
            f"no show {ref} in the catalogue; `trr import lists` brings it in"
        )
    return found


def said_now(subject: Subject, field: str, value: object, former: object) -> str:
    """Return the line that says what a field says now, and what it said before."""
    said = f"{subject.entity.capitalize()} {subject.label}: {field}"
    if former == value:
        return f"{said} stays {_written(value)}"
    return f"{said} is {_written(value)} (was {_written(former)})"


def _written(value: object) -> str:
    empty = value is None or value == []
    return "empty" if empty else json.dumps(value, ensure_ascii=False)


def subject_label(subject: Subject) -> str:
    """Return a subject as a run names it."""
    return subject.label
