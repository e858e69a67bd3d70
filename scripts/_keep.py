"""Stores what an upstream answered, the same way for every stage."""

from scripts._redaction import admitted
from scripts._stage import Work
from trr_backend.models.documents import Document, StoredDocument, Unchanged
from trr_backend.repositories import documents

Answer = Document | Unchanged


async def keep(work: Work, answer: Answer | None) -> StoredDocument | None:
    """Store a document, or note that the stored one was confirmed.

    What was taken down is cut out of it before. Returns the document as it is stored
    now, None where it was only confirmed.
    """
    if isinstance(answer, Document):
        return await documents.store(work.tx, await admitted(work, answer))
    if answer is not None:
        await documents.confirm(work.tx, answer)
    return None
