"""Takes down a person or a fact: gone, and known again if it comes back.

Of what is gone nothing is kept but fingerprints and the reason. The caller cuts it out
of the stored documents.
"""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from trr_backend.models.changes import InWords
from trr_backend.models.documents import Document, DocumentKey
from trr_backend.models.shows import Entity, ExternalId
from trr_backend.repositories import (
    clearing,
    documents,
    overrides,
    suppressions,
    takedown_pictures,
    takedown_wikis,
)
from trr_backend.repositories.columns import Subject
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries
from trr_backend.repositories.work import Work

_SQL = queries("takedown")
_PERSON = "person"
_PARTS_OF_PERSON = (
    "forget_decided_credits",
    "forget_questions",
    "forget_redirects",
)
_AT_IMDB = (
    "forget_imdb_principals",
    "forget_imdb_crew",
    "forget_imdb_names",
    "forget_imdb_questions",
)
_TEXTS: dict[Entity, str] = {
    "show": "forget_show_texts",
    "season": "forget_season_texts",
    "episode": "forget_episode_texts",
}


async def load_person_ids(tx: Transaction, person_id: UUID) -> list[ExternalId]:
    """Return every id that a person has, or has had, at any source."""
    cursor = await tx.execute(_SQL["person_ids"], {"id": person_id})
    return [ExternalId(*row) for row in await cursor.fetchall()]


async def remember_person(work: Work, ids: Sequence[ExternalId], reason: str) -> bool:
    """Keep fingerprints of a person's ids; False where all were kept before."""
    new = [
        await suppressions.keep(work.tx, _PERSON, one.source, one.id, reason)
        for one in ids
    ]
    return any(new)


async def forget_at_imdb(tx: Transaction, ids: Sequence[ExternalId]) -> None:
    """Remove what IMDb says of a person, whether or not it is one of ours."""
    where = {"ids": [one.id for one in ids if one.source == "imdb"]}
    for step in _AT_IMDB:
        await tx.execute(_SQL[step], where)


async def remove_person(
    work: Work, person: Subject, reason: str, in_wikis: Sequence[takedown_wikis.Known]
) -> int:
    """Remove a person with all that is known of them; return how many credits went.

    Their documents go, what wikis say, and pictures that show nobody else.
    """
    where = {"id": person.id}
    cursor = await work.tx.execute(_SQL["credited_in"], where)
    shows = await cursor.fetchall()
    await takedown_pictures.take_of_person(work, person.id, reason)
    for step in _PARTS_OF_PERSON:
        await work.tx.execute(_SQL[step], where)
    for called in {person.label, *takedown_wikis.full_names(in_wikis)}:
        await _forget_in_runs(work.tx, called)
    work.forgotten.add(person.label)
    await takedown_wikis.forget(work, person.id, in_wikis)
    await clearing.remove_people(work, [(person.id, person.label)])
    for show_id, name, count in shows:
        work.changed_show(show_id, name, {"credits": (InWords(count), None)})
    return sum(count for _, _, count in shows)


async def take_fact(
    work: Work, subject: Subject, field: str, fact_id: str, reason: str
) -> bool:
    """Empty a field for ever, in every language; False where that was done before."""
    is_new = await takedown_wikis.take_fact(work, subject, field, fact_id, reason)
    emptied = await overrides.silence(work, subject, field, reason)
    texts = _TEXTS.get(subject.entity)
    if texts:
        await work.tx.execute(_SQL[texts], {"id": subject.id, "field": field})
    return is_new or emptied


async def load_naming(
    tx: Transaction, source: str, ids: Sequence[str]
) -> list[DocumentKey]:
    """Return a source's documents that may name something with one of these ids."""
    if not ids:
        return []
    pattern = rf'"id"\s*:\s*"?({"|".join(sorted(set(ids)))})"?\s*[,}}]'
    where = {"source": source, "pattern": pattern}
    cursor = await tx.execute(_SQL["naming"], where)
    return [DocumentKey(*row) for row in await cursor.fetchall()]


async def rewrite(tx: Transaction, document: Document) -> None:
    """Let a stored document say less; when it came and was checked stays."""
    await tx.execute(
        _SQL["rewrite"],
        {
            "source": document.key.source,
            "kind": document.key.kind,
            "key": document.key.key,
            "body": document.body.decode(),
            "sha256": document.sha256,
        },
    )


async def load_for_rewriting(tx: Transaction, key: DocumentKey) -> Document | None:
    """Return a document; whoever makes rows of it waits, or is waited for."""
    where = {"source": key.source, "kind": key.kind, "key": key.key}
    cursor = await tx.execute(_SQL["for_rewriting"], where)
    row = await cursor.fetchone()
    return documents.from_row(key, tuple(row)).document if row else None


async def _forget_in_runs(tx: Transaction, label: str) -> None:
    """Take a person's name out of what runs have told."""
    await tx.execute(_SQL["forget_run_items"], {"label": label})
    cursor = await tx.execute(_SQL["telling_runs"], {"label": label})
    for run_id, summary in await cursor.fetchall():
        without = Jsonb(_without(summary, label))
        await tx.execute(_SQL["retell"], {"id": run_id, "summary": without})


def _without(told: Any, label: str) -> Any:
    """Return a summary without the lines and failures that hold the label."""
    if isinstance(told, dict):
        return {name: _without(one, label) for name, one in told.items()}
    if isinstance(told, list):
        kept = [one for one in told if label not in _line(one)]
        return [_without(one, label) for one in kept]
    return "" if isinstance(told, str) and label in told else told


def _line(told: object) -> str:
    """Return a line or a failure as text; a stage with its failures is none."""
    if isinstance(told, dict) and "failures" in told:
        return ""
    return told if isinstance(told, str) else json.dumps(told, ensure_ascii=False)
