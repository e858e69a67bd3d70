"""The parameters of what admins read, and how they name what an override is about."""

import re
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import Header, Path
from pydantic import Field, StringConstraints

from api.parameters import DEFAULT_LIMIT, Cursor, Limit, NoQuery
from api.schemas.runs import RunOutcome
from trr_backend.models.run_state import RunState, TaskState

_Word = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]+$")
]
MOST_WAIT_SECONDS: Final = 30
_WAIT_SECONDS: Final = 10
_PREFERENCE = re.compile(
    r'(?:^|[,;])\s*(?:wait\s*=\s*"?(\d{1,9})"?|(respond-async))\s*(?=$|[,;])',
    re.IGNORECASE | re.ASCII,
)


class AdminPageQuery(NoQuery):
    """Which page of a list that only admins read."""

    cursor: Cursor | None = None
    limit: Limit = DEFAULT_LIMIT


class RunsQuery(AdminPageQuery):
    """Which runs."""

    command: _Word | None = Field(default=None, description="As `sync all`.")
    outcome: RunOutcome | Literal["running"] | None = Field(
        default=None, description="`running` is without an end; it may be killed."
    )
    state: RunState | None = Field(
        default=None, description="`queued`: it waits for a worker."
    )


class RunItemsQuery(AdminPageQuery):
    """Which items of a run."""

    outcome: Literal["done", "failed"] | None = None


class RunTasksQuery(AdminPageQuery):
    """Which tasks of a run."""

    state: TaskState | None = None


class QuestionsQuery(AdminPageQuery):
    """Which questions."""

    kind: _Word | None = Field(default=None, description="Only of this kind.")


class RequestsQuery(AdminPageQuery):
    """Which requests."""

    outcome: Literal["done", "refused", "failed", "waiting"] | None = None


class CallsQuery(AdminPageQuery):
    """Which calls."""

    actor: _Word | None = Field(default=None, description="Only by them.")


RunId = Annotated[UUID, Path(description="The run's id.")]
RequestId = Annotated[UUID, Path(description="The request's id.")]
QuestionId = Annotated[UUID, Path(description="The question's id.")]
Decidable = Annotated[
    Literal["show", "season", "episode", "person", "credit"],
    Path(description="What the field is of."),
]
DecidableId = Annotated[
    str,
    Path(
        description="A uuid; of a show also its slug, `tmdb:8514` or `imdb:tt0239195`, "
        "of a person `tmdb:12` or `imdb:nm0000123`.",
        max_length=200,
        pattern=r"^[A-Za-z0-9:_-]+$",
    ),
]
FieldName = Annotated[
    str, Path(description="The field's name.", max_length=50, pattern=r"^[a-z_]+$")
]
Prefer = Annotated[
    str | None,
    Header(
        max_length=200,
        description=f"`wait=N`: how many seconds to wait for the end, "
        f"{MOST_WAIT_SECONDS} at most; `respond-async`: none. {_WAIT_SECONDS} by "
        "default (RFC 7240).",
    ),
]


def seconds_to_wait(prefer: str | None) -> tuple[int, str | None]:
    """Return how long to wait for what was asked, and which preference says so.

    >>> seconds_to_wait("wait=3"), seconds_to_wait("respond-async"), seconds_to_wait("")
    ((3, 'wait=3'), (0, 'respond-async'), (10, None))
    """
    found = _PREFERENCE.search(prefer or "")
    if found is None:
        return _WAIT_SECONDS, None
    if found[1] is None:
        return 0, "respond-async"
    seconds = min(int(found[1]), MOST_WAIT_SECONDS)
    return seconds, f"wait={seconds}"
