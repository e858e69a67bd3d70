"""What can be asked of the feed of changes."""

from typing import Annotated, Final

from fastapi import Header
from pydantic import Field, StringConstraints

from api.parameters import MAX_LIMIT, Limit, NoQuery
from api.realtime.wire import MOST_TOPICS
from trr_backend.models.feed import CATALOG

_LARGEST: Final = 2**63 - 1
LONGEST_WAIT_SECONDS: Final = 30

Since = Annotated[
    int,
    Field(ge=0, le=_LARGEST, description="A cursor; 0: the oldest that is kept."),
]
Topics = Annotated[
    str,
    StringConstraints(min_length=1, max_length=8192, pattern=r"^[^\x00]+$"),
    Field(
        description="With commas: `catalog` (everything), `show:{id}`, `person:{id}`; "
        f"{MOST_TOPICS} at most. An id is any that the API takes."
    ),
]
LastEventId = Annotated[
    int | None,
    Header(
        ge=0,
        le=_LARGEST,
        description="The last cursor that came; browsers send it when they come back.",
    ),
]


class _TopicsQuery(NoQuery):
    """Of what."""

    topics: Topics = CATALOG

    @property
    def names(self) -> tuple[str, ...]:
        """The topics, each once."""
        named = (one.strip() for one in self.topics.split(","))
        return tuple(dict.fromkeys(one for one in named if one))


class ChangesQuery(_TopicsQuery):
    """Which changes, and for how long to wait for the first."""

    since: Since = 0
    limit: Limit = MAX_LIMIT
    wait: Annotated[
        int,
        Field(
            ge=0,
            le=LONGEST_WAIT_SECONDS,
            description="Seconds to wait where there is nothing yet.",
        ),
    ] = 0


class StreamQuery(_TopicsQuery):
    """Which changes, from where on; without `since` from now on."""

    since: Since | None = None
