"""An upstream's good answer as the document that is stored."""

from datetime import datetime, timedelta

from trr_backend.errors import Changed
from trr_backend.integrations.http import Answer
from trr_backend.models.documents import Document, DocumentKey

TMDB = "tmdb"
TMDB_LICENCE = (
    "TMDB API terms of use. "
    "This product uses the TMDB API but is not endorsed or certified by TMDB."
)
# The terms allow to keep answers for six months; 180 days are never more than that.
TMDB_KEEP = timedelta(days=180)


def check_id(what: str, asked: object, answered: object, url: str) -> None:
    """Raise Changed where TMDb answered about another one than it was asked about."""
    if answered != asked:
        raise Changed(
            f"asked for {what}, answered with {answered}",
            field="id",
            source=TMDB,
            url=url,
        )


def any_id(url: str, kind: str) -> str:
    """Return the address of entity 1 with `0` for its id: what all are asked for.

    A stored document of another address was asked for other parts or in another
    language: it does not say what we would be told now.
    """
    return url.replace(f"/{kind}/1?", f"/{kind}/0?")


def to_document(
    answer: Answer,
    key: DocumentKey,
    fetched_at: datetime,
    licence: str,
    keep: timedelta,
) -> Document:
    """Return the document in `answer`, which the caller has validated by decoding."""
    return Document(
        key=key,
        url=answer.url,
        body=answer.body,
        fetched_at=fetched_at,
        licence=licence,
        keep=keep,
        etag=answer.etag,
    )
