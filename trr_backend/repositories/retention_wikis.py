"""All that a wiki said, taken away because somebody asked for it.

The licences of wikis set no end: nothing here is due by its age. What a person decided
about pages stays, by their numbers; no show is looked up in the wiki any more.
"""

from uuid import UUID

from trr_backend.models.wiki import WikiSource
from trr_backend.repositories import columns, retention_pictures, wiki_forgetting, wikis
from trr_backend.repositories.columns import Standing, Subject
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries
from trr_backend.repositories.work import Work

_SQL = queries("retention_wikis")
_AFTER_FACTS = (
    "forget_open_questions",
    "forget_candidates",
    "forget_documents",
    "forget_titles",
    "forget_pages",
    "strip_pages",
    "forget_shows",
    "forget_told",
    "forget_site",
    "forget_wiki",
)


async def load(
    tx: Transaction, *, source: WikiSource | None = None, name: str | None = None
) -> list[str]:
    """Return the names of wikis of which anything is kept: of a source, or this one."""
    where = {"source": source, "name": name}
    cursor = await tx.execute(_SQL["due"], where)
    due = {wiki_id for (wiki_id,) in await cursor.fetchall()}
    return [one.wiki.name for one in await wikis.load_all(tx) if one.id in due]


async def forget(work: Work, name: str) -> list[UUID]:
    """Take away all that a wiki said; return the people whose records had from it.

    What other sources say may fill the gaps.
    """
    known = await wikis.load(work.tx, name)
    if known is None:
        return []
    where: dict[str, object] = {
        "id": known.id,
        "name": name,
        "source": known.wiki.source,
        "url": known.wiki.url,
    }
    await work.tx.execute(_SQL["lock"], where)
    people = await _empty_records(work, where)
    pages = await wiki_forgetting.load_pages_of_wikis(work.tx, [known.id])
    await wiki_forgetting.forget_said(work, pages)
    cursor = await work.tx.execute(_SQL["forget_pictures"], where)
    await retention_pictures.tell(work, await cursor.fetchall())
    for step in _AFTER_FACTS:
        await work.tx.execute(_SQL[step], where)
    return people


async def _empty_records(work: Work, where: dict[str, object]) -> list[UUID]:
    """Let records say only what the wiki did not; return whose those are."""
    cursor = await work.tx.execute(_SQL["taken_from"], where)
    taken: list[tuple[UUID, str, str]] = await cursor.fetchall()
    people = list(dict.fromkeys(person_id for person_id, _, _ in taken))
    await work.tx.execute(_SQL["release"], {**where, "people": people})
    await work.tx.execute(_SQL["forget_former"], where)
    for person_id, name, field in taken:
        subject = Subject("person", person_id, name)
        await columns.write(work, subject, field, Standing(None, None))
    return people
