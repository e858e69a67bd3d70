"""Lets nothing that was taken down into the stored documents."""

from dataclasses import replace

from trr_backend.ingestion.redaction import redacted
from trr_backend.models.documents import Document
from trr_backend.models.wiki import PagesSaid
from trr_backend.repositories import suppressions
from trr_backend.repositories.work import Work


async def admitted(work: Work, document: Document) -> Document:
    """Return a document as it may be kept, and stays so until it is committed."""
    await suppressions.hold(work)
    known = await suppressions.load_known(work.tx)
    return redacted(document, known.of(document.key.source)) if known else document


async def admitted_pages(work: Work, said: PagesSaid) -> PagesSaid:
    """Return pages of a wiki as they may be kept, likewise."""
    await suppressions.hold(work)
    known = await suppressions.load_known(work.tx)
    if not known:
        return said
    pages = (
        replace(one, document=redacted(one.document, known.of(one.document.key.source)))
        for one in said.pages
    )
    return replace(said, pages=tuple(pages))
