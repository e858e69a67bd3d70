"""The settings of workers: what each is called, and how much it does at a time."""

import re

from pydantic import AliasChoices, Field, field_validator

from trr_backend.config.api import ApiSettings

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


def _named(name: str) -> AliasChoices:
    return AliasChoices(name, name.lower())


class WorkerSettings(ApiSettings):
    """What an installation may set of its workers."""

    worker_name: str | None = Field(
        default=None,
        validation_alias=_named("TRR_WORKER_NAME"),
        description="What a worker is called: up to 40 letters, digits, dots, dashes; "
        "unset: the machine's name and a number. One that is started again under its "
        "name takes its own work up at once.",
    )
    worker_concurrency: int = Field(
        default=2,
        ge=1,
        le=64,
        validation_alias=_named("TRR_WORKER_CONCURRENCY"),
        description="How many tasks of each queue a worker does at a time; each does "
        "several items at once.",
    )
    schedules: bool = Field(
        default=True,
        validation_alias=_named("TRR_SCHEDULES"),
        description="Whether workers of this installation start what `trr schedule "
        "list` shows.",
    )

    @field_validator("worker_name")
    @classmethod
    def _is_a_name(cls, name: str | None) -> str | None:
        return worker_name(name) if name else None


def worker_name(name: str) -> str:
    """Return the name of a worker. Raises ValueError where it cannot be one."""
    if not _NAME.fullmatch(name):
        raise ValueError("use up to 40 letters, digits, dots and dashes")
    return name
