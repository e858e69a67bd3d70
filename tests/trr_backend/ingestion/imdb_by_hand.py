"""Answers of IMDb's API, made by hand and as small as a test needs them."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from trr_backend.ingestion.imdb_answers import IMDB_API_KEEP, IMDB_API_LICENCE
from trr_backend.models.documents import Document, DocumentKey

SERIES = "tt0000001"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LAST = {"hasNextPage": False, "endCursor": None}


def connection(nodes: Sequence[Any], **more: Any) -> dict[str, Any]:
    """Return a page of these nodes, the only one unless told otherwise."""
    edges = [{"node": node} for node in nodes]
    return {"total": len(nodes), "edges": edges, "pageInfo": LAST, **more}


def title(title_id: str = SERIES, **more: Any) -> dict[str, Any]:
    """Return a title of which only this is said."""
    return {"id": title_id, **more}


def episode(title_id: str, **more: Any) -> dict[str, Any]:
    """Return an episode as it stands on a page of episodes."""
    return {
        "id": title_id,
        "titleText": {"text": "An Episode"},
        "originalTitleText": {"text": "Eine Folge"},
        "titleType": {"id": "tvEpisode"},
        "ratingsSummary": {"aggregateRating": None, "voteCount": 0},
        "series": {"episodeNumber": {"seasonNumber": 1, "episodeNumber": 2}},
        "akas": connection([]),
        "credits": connection([]),
        **more,
    }


def credit(name_id: str, category: str = "Self", **more: Any) -> dict[str, Any]:
    """Return a credit."""
    concept = {"id": "amzn1.imdb.concept.name_credit_category.7", "text": category}
    return {"category": concept, "name": {"id": name_id}, **more}


def answered(key: DocumentKey, data: Any, *, body: bytes | None = None) -> Document:
    """Return the document of a title, or of names where `data` is a list."""
    said = {"names" if isinstance(data, list) else "title": data}
    return Document(
        key=key,
        url="https://api.example.org/v1",
        body=json.dumps({"data": said}).encode() if body is None else body,
        fetched_at=NOW,
        licence=IMDB_API_LICENCE,
        keep=IMDB_API_KEEP,
    )
