"""The protocol `trr.v1.json`: what clients may say, and the shape of what they hear.

Strict: a name that is not known is refused. A misspelt `since` would otherwise be a
client that believes it has missed nothing.
"""

from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from api.realtime.messages import Resync as ResyncReason
from trr_backend.models.changes import ChangeKind
from trr_backend.models.run_state import RunState
from trr_backend.models.shows import Entity

SUBPROTOCOL: Final = "trr.v1.json"
# Bytes of a message of a client; a longer one closes the connection with 1009.
LONGEST_MESSAGE: Final = 16 * 1024
MOST_TOPICS: Final = 100
_LARGEST: Final = 2**63 - 1

Topic = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=200,
        description="`catalog`, `show:{id}`, `person:{id}`; for admins `runs` and "
        "`run:{id}`. An id is any that the API takes.",
    ),
]
Topics = Annotated[list[Topic], Meta(min_length=1, max_length=MOST_TOPICS)]
Cursor = Annotated[int, Meta(ge=0, le=_LARGEST, description="A place in the feed.")]
Moment = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
ErrorCode = Literal[
    "malformed",
    "invalid",
    "unknown_topic",
    "too_many_topics",
    "forbidden",
    "busy",
    "unavailable",
]


class _Said(Struct, tag_field="type", forbid_unknown_fields=True):
    """A message of a client."""


class Subscribe(_Said, tag="subscribe"):
    """Follow topics: from now on, or from after `since` (0: the oldest kept)."""

    topics: Topics
    since: Cursor | UnsetType = UNSET


class Unsubscribe(_Said, tag="unsubscribe"):
    """Follow topics no longer."""

    topics: Topics


class Ping(_Said, tag="ping"):
    """Ask for a pong: what was said before it is in effect then."""


Said = Subscribe | Unsubscribe | Ping


class _Heard(Struct, tag_field="type", forbid_unknown_fields=True):
    """A message of the server."""


class Subscribed(_Heard, tag="subscribed"):
    """The topics are followed: every event of them after `cursor` comes, once."""

    cursor: Cursor
    topics: Annotated[
        list[str], Meta(description="As asked for, with uuids: what events have.")
    ]


class Event(_Heard, tag="event"):
    """An entity that changed; `fields` are the names of what did."""

    cursor: Cursor
    entity: Entity
    id: UUID
    kind: ChangeKind
    fields: list[str]
    show_id: UUID | None
    run_id: UUID | None
    at: Moment


class RunStage(Struct, forbid_unknown_fields=True):
    """A stage of a run; `rate` is items a second of the last half minute.

    It is null where nothing is left, or it is not known yet.
    """

    stage: str
    done: int
    failed: int
    unchanged: int
    left: int | None
    requests: int
    seconds: float
    rate: float | None


class Progress(_Heard, tag="progress"):
    """How far a run is; `outcome` once it has ended.

    `stage`, `done`, `failed` (among the done) and `total` are of what is on, a stage or
    a wave of tasks, which is expected to be through at `stage_ends_at`.
    """

    run_id: UUID
    command: str
    stage: str | None
    done: int
    failed: int
    total: int | None
    outcome: str | None
    at: Moment
    state: RunState
    requests: int
    stage_ends_at: Moment | None
    expected_end_at: Moment | None
    stages: list[RunStage]


class Resync(_Heard, tag="resync"):
    """Events up to `cursor` were not told: read anew what you keep; what follows comes.

    `expired`: they are no longer kept; `overflow`: the client took them too slowly;
    `unknown`: the cursor is of another database.
    """

    cursor: Cursor
    reason: ResyncReason
    topics: list[str]


class Pong(_Heard, tag="pong"):
    """The answer to a ping."""


class Error(_Heard, tag="error"):
    """A message of the client had no effect; the connection stays."""

    code: ErrorCode
    message: str


Heard = Subscribed | Event | Progress | Resync | Pong | Error


class Misunderstood(Exception):
    """A message of a client that cannot be followed: an error's code and words."""

    def __init__(self, code: ErrorCode, said: str) -> None:
        super().__init__(said)
        self.code: Final = code
        self.said: Final = said


_DECODER: Final[msgspec.json.Decoder[Said]] = msgspec.json.Decoder(Said)


def read(text: str) -> Said:
    """Return what a client says. Raises Misunderstood."""
    try:
        return _DECODER.decode(text)
    except msgspec.ValidationError as error:
        raise Misunderstood(
            "invalid",
            f"{error}; send subscribe, unsubscribe or ping as /asyncapi.json says",
        ) from None
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise Misunderstood(
            "malformed", f'{error}; send one JSON object such as {{"type": "ping"}}'
        ) from None
