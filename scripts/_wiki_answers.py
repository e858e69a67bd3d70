"""Questions whose page of a wiki it is: how they are shown, and what a yes does."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from scripts._stage import Work
from scripts._wiki_people import reapply_person
from trr_backend.errors import Missing
from trr_backend.models.person_ref import PersonRef
from trr_backend.models.selection import ShowRef
from trr_backend.repositories import subjects, wiki_subjects
from trr_backend.repositories.columns import Subject
from trr_backend.repositories.db import Transaction

Candidate = Mapping[str, Any]


async def page_is(work: Work, candidate: Candidate) -> str:
    """Keep that a page is about this candidate; the next run makes rows of it.

    What it said of others until now leaves their records. Raises Missing where the
    candidate is gone.
    """
    subject = await _find(work.tx, candidate)
    if subject is None:
        raise Missing("what was asked about is gone; `trr review --refuse` closes it")
    entity = candidate["entity"]
    season = candidate.get("season_number")
    page_id = UUID(candidate["page_id"])
    retracted = await wiki_subjects.decide(work, page_id, entity, subject.id, season)
    for person_id in sorted(retracted - {subject.id}):
        await reapply_person(work, person_id)
    if entity == "person":
        return "the page is theirs now; `trr enrich cast` writes what it says"
    return f"the page is {subject.label}'s now; `trr enrich shows` writes what it says"


async def page_named(tx: Transaction, candidate: Candidate) -> str:
    """Return who it may be, which page, and what speaks for it."""
    subject = await _find(tx, candidate)
    who = subject.label if subject else f"{candidate['name']} (gone)"
    if candidate.get("season_number") is not None:
        who = f"{who} season {candidate['season_number']}"
    reasons = ", ".join(candidate["reasons"])
    return (
        f"{who}: {candidate['title']} <{candidate['url']}> "
        f"({candidate['score']:.0%}: {reasons})"
    )


async def _find(tx: Transaction, candidate: Candidate) -> Subject | None:
    if candidate["entity"] == "person":
        return await subjects.find_person(tx, PersonRef("", candidate["id"]))
    return await subjects.find_show(tx, ShowRef("", candidate["id"]))
