"""A show's documents made by hand: its own and those that complete it."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from trr_backend.ingestion.documents import TMDB, TMDB_KEEP, TMDB_LICENCE
from trr_backend.models.documents import Document, DocumentKey

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
SHOW = 14658


def tv(at: datetime = NOW, /, **said: Any) -> Document:
    """Return a show's own document; its list of seasons is what `said` gives."""
    return _document("tv", str(SHOW), {"id": SHOW, "name": "X", **said}, at)


def part(place: int, entries: dict[str, Any], at: datetime = NOW) -> Document:
    """Return a document of further seasons in the first language."""
    return _document("tv_part", f"{SHOW}/{place}", {"id": SHOW, **entries}, at)


def translated(
    language: str, entries: dict[str, Any], at: datetime = NOW, place: int = 1
) -> Document:
    """Return a document of seasons in a further language."""
    key = f"{SHOW}/{language}/{place}"
    return _document("tv_lang", key, {"id": SHOW, **entries}, at)


def order(key: str, at: datetime = NOW, /, **said: Any) -> Document:
    """Return the document of an order."""
    return _document("episode_group", key, {"id": key, **said}, at)


def listed(number: int, count: int | None, **said: Any) -> dict[str, Any]:
    """Return a season as a show lists it; its id is 100 more than its number."""
    return {
        "id": 100 + number,
        "season_number": number,
        "episode_count": count,
        "name": f"Season {number}",
        **said,
    }


def season(number: int, *episodes: dict[str, Any], **said: Any) -> dict[str, Any]:
    """Return a season as it answers."""
    return {
        "id": 100 + number,
        "season_number": number,
        "name": f"Season {number}",
        "episodes": list(episodes),
        **said,
    }


def episode(tmdb_id: int | None, number: int, **said: Any) -> dict[str, Any]:
    """Return an episode as its season's answer holds it."""
    return {"id": tmdb_id, "episode_number": number, **said}


def _document(kind: str, key: str, answer: dict[str, Any], at: datetime) -> Document:
    return Document(
        key=DocumentKey(TMDB, kind, key),
        url=f"https://example.org/{kind}/{key}",
        body=msgspec.json.encode(answer),
        fetched_at=at,
        licence=TMDB_LICENCE,
        keep=TMDB_KEEP,
    )
