"""The documents: what upstreams said, verbatim, and which stage has used which."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from trr_backend.errors import Missing
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
            "part_of": document.part_of,
        },
    )
    row = await cursor.fetchone()
    if row:
        document_id, fetched_at, checked_at = row
        return StoredDocument(
            document_id, replace(document, fetched_at=fetched_at), checked_at
        )
    newer = await load(tx, document.key)
    if newer is None:
        raise Missing(f"{document.key} is past its retention")
    return newer


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
    return await _load(tx, "load", key)


async def load_for_use(tx: Transaction, key: DocumentKey) -> StoredDocument | None:
    """Return a document to make rows of: no newer answer is stored meanwhile."""
    return await _load(tx, "load_for_use", key)


async def load_etag(tx: Transaction, key: DocumentKey, url: str) -> str | None:
    """Return the ETag under which the upstream can confirm what is stored.

    None where what is stored was asked for by another address than `url`.
    """
    cursor = await tx.execute(_SQL["load_etag"], {**_key(key), "url": url})
    row = await cursor.fetchone()
    return row[0] if row else None


async def mark_applied(
    tx: Transaction, stored: StoredDocument, entity_id: UUID, stage: str, mapping: int
) -> None:
    """Note that `stage` has made an entity's rows of this body with this mapping."""
    await tx.execute(
        _SQL["mark_applied"],
        {
            "entity_id": entity_id,
            "document_id": stored.id,
            "stage": stage,
            "sha256": stored.document.sha256,
            "mapping": mapping,
        },
    )


def _key(key: DocumentKey) -> dict[str, str]:
    return {"source": key.source, "kind": key.kind, "key": key.key}


async def _load(tx: Transaction, query: str, key: DocumentKey) -> StoredDocument | None:
    cursor = await tx.execute(_SQL[query], _key(key))
    row = await cursor.fetchone()
    if row is None:
        return None
    return from_row(key, row)


def from_row(key: DocumentKey, row: tuple[Any, ...]) -> StoredDocument:
    """Return the document in a row of the columns that the queries here select."""
    (
        document_id,
        url,
        body,
        etag,
        licence,
        fetched_at,
        checked_at,
        expires_at,
        part_of,
    ) = row
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
            part_of=part_of,
        ),
        checked_at=checked_at,
    )
