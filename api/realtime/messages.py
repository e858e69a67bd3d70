"""What those who listen are told: encoded once a message, however many hear it."""

from collections.abc import Hashable
from functools import cached_property
from typing import Final, Literal

import msgspec

from trr_backend.models.feed import FeedEvent, RunProgress

MessageType = Literal["event", "progress", "subscribed", "resync", "pong", "error"]
# Why somebody has to read everything anew: the events were pruned, were too many for
# the client, or belong to another database than the cursor.
Resync = Literal["expired", "overflow", "unknown"]


class Message:
    """One message: its type, its fields as JSON, and the cursor that it moves to.

    `key` names what it is about: a newer one of the same key may take its place. None:
    it stands for itself.
    """

    def __init__(
        self,
        kind: MessageType,
        body: bytes,
        *,
        cursor: int | None = None,
        key: Hashable = None,
    ) -> None:
        self.type: Final = kind
        self.body: Final = body
        self.cursor: Final = cursor
        self.key: Final = key

    @cached_property
    def text(self) -> str:
        """The fields behind their type, as one JSON object."""
        rest = self.body[1:].decode()
        return f'{{"type":"{self.type}"{"" if rest == "}" else ","}{rest}'

    @cached_property
    def frame(self) -> dict[str, str]:
        """What an ASGI server is given for a socket; nobody changes it."""
        return {"type": "websocket.send", "text": self.text}


class EventMessage(Message):
    """An event of the feed, which can be folded into a later one of its entity."""

    def __init__(self, event: FeedEvent) -> None:
        super().__init__(
            "event",
            msgspec.json.encode(event),
            cursor=event.cursor,
            key=(event.entity, event.id),
        )
        self.event: Final = event


def progress_message(progress: RunProgress) -> Message:
    """Return how far a run is; what was said of it before is out of date."""
    return Message(
        "progress", msgspec.json.encode(progress), key=("run", progress.run_id)
    )


def message(
    kind: MessageType,
    *,
    cursor: int | None = None,
    key: Hashable = None,
    **fields: object,
) -> Message:
    """Return a message of these fields; `cursor` is the first of them."""
    led = fields if cursor is None else {"cursor": cursor, **fields}
    return Message(kind, msgspec.json.encode(led), cursor=cursor, key=key)


def folded(earlier: FeedEvent, later: FeedEvent) -> FeedEvent:
    """Return two events of one entity as one, at the cursor of the later."""
    is_new = earlier.kind == "created" and later.kind == "updated"
    return FeedEvent(
        cursor=later.cursor,
        entity=later.entity,
        id=later.id,
        kind="created" if is_new else later.kind,
        fields=tuple(sorted({*earlier.fields, *later.fields})),
        show_id=later.show_id or earlier.show_id,
        run_id=later.run_id,
        at=later.at,
    )
