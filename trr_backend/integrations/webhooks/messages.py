"""What targets are sent, as JSON, and the id by which a receiver knows what it has.

The id says whose message it is and what is in it (from where to where), so that a
message that is sent again is the same one.
"""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from trr_backend.models.webhooks import Ended, Events, News, Resync, Trial


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its id, and its body as it is signed."""

    id: str
    body: str


def message(target: UUID, news: News) -> Message:
    """Return what a target is sent; an event looks as it does everywhere."""
    name, said = _said(news)
    return Message(f"msg_{target.hex}_{name}", msgspec.json.encode(said).decode())


def _said(news: News) -> tuple[str, dict[str, object]]:
    match news:
        case Events(since, until, events):
            told = {"type": "events", "cursor": until, "events": events}
            return f"{since}_{until}", told
        case Resync(since, until, reason):
            told = {"type": "resync", "cursor": until, "reason": reason}
            return f"{since}_{until}_resync", told
        case Ended(progress):
            told = {"type": "progress", **asdict(progress)}
            return f"run_{progress.run_id.hex}", told
        case Trial(at):
            return f"test_{_compact(at)}", {"type": "test", "at": at}


def _compact(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%S%f}"
