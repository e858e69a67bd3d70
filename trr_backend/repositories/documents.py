"""The documents: what upstreams said, verbatim, and which stage has used which."""

from datetime import datetime

from trr_backend.models.documents import (
    Document,
    DocumentKey,
    StoredDocument,
    Unchanged,
)
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries

_SQL = queries("documents")


async def store(tx: Transaction, document: Document) -> StoredDocument:
    """Keep a good answer and return it as stored.

    The same body again moves only the check times, so `fetched_at` is the moment at
    which these bytes were first seen. An answer older than the stored one changes
    nothing; the newer one is returned.
    """
    cursor = await tx.execute(
        _SQL["store"],
        {
            **_key(document.key),
            "url": document.url,
            "body": document.body.decode(),
            "sha256": document.sha256,
            "etag": document.etag,
            "licence": document.licence,
            "fetched_at": document.fetched_at,
            "expires_at": document.expires_at,
        },
    )
    await cursor.fetchone()
    stored = await load(tx, document.key)
    if stored is None:
        message = f"document {document.key} is past its retention when stored"
        raise AssertionError(message)
    return stored


async def confirm(tx: Transaction, unchanged: Unchanged) -> None:
    """Note that the upstream confirmed the stored answer (304)."""
    await tx.execute(
        _SQL["confirm"],
        {
            **_key(unchanged.key),
            "checked_at": unchanged.checked_at,
            "expires_at": unchanged.checked_at + unchanged.keep,
        },
    )


async def load(tx: Transaction, key: DocumentKey) -> StoredDocument | None:
    """Return a document, or None where there is none within its retention."""
    cursor = await tx.execute(_SQL["load"], _key(key))
    row = await cursor.fetchone()
    if row is None:
        return None
    document_id, url, body, _, etag, licence, fetched_at, checked_at, expires_at = row
    return StoredDocument(
        id=document_id,
        document=Document(
            key=key,
            url=url,
            body=body.encode(),
            fetched_at=fetched_at,
            licence=licence,
            keep=expires_at - checked_at,
            etag=etag,
        ),
        checked_at=checked_at,
    )


async def load_etag(tx: Transaction, key: DocumentKey) -> str | None:
    """Return the ETag under which the upstream can confirm what is stored."""
    stored = await load(tx, key)
    return stored.document.etag if stored else None


async def load_fresh(
    tx: Transaction, key: DocumentKey, since: datetime
) -> StoredDocument | None:
    """Return a document that was confirmed at or after `since`, else None."""
    stored = await load(tx, key)
    return stored if stored and stored.checked_at >= since else None


async def mark_applied(
    tx: Transaction, stored: StoredDocument, stage: str, mapping: int
) -> None:
    """Note that `stage` has made rows of this body with its mapping version."""
    await tx.execute(
        _SQL["mark_applied"],
        {
            "document_id": stored.id,
            "stage": stage,
            "sha256": stored.document.sha256,
            "mapping": mapping,
        },
    )


def _key(key: DocumentKey) -> dict[str, str]:
    return {"source": key.source, "kind": key.kind, "key": key.key}
