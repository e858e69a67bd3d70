"""Lets nothing that was taken down into the stored documents."""

from trr_backend.ingestion.redaction import redacted
from trr_backend.models.documents import Document
from trr_backend.repositories import suppressions
from trr_backend.repositories.db import Transaction


async def admitted(tx: Transaction, document: Document) -> Document:
    """Return a document as it may be kept."""
    known = await suppressions.load_known(tx)
    return redacted(document, known.of(document.key.source)) if known else document
