"""Whose page of a wiki it is: how that is asked, what a yes does, what undoes it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from scripts._stage import Context, Plan, Stage, Work
from scripts._wiki_people import reapply_person
from scripts.shows_merge import BY_A_PERSON
from trr_backend.errors import Missing
from trr_backend.models.person_ref import PersonRef
from trr_backend.models.selection import ShowRef
from trr_backend.repositories import subjects, wiki_refusals, wiki_subjects
from trr_backend.repositories.columns import Subject
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.wiki_refusals import SaidOf

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


def wrong_stage(text: str) -> Stage[SaidOf, None]:
    """Return the stage that takes a page, and its galleries, from whom they are of.

    What they said leaves records, what they showed is listed no more.
    """

    async def plan(context: Context) -> Plan[SaidOf]:
        async with context.database.transaction() as tx:
            return Plan(await wiki_refusals.find(tx, text))

    async def collect(_context: Context, _page: SaidOf) -> None:
        return None

    async def store(work: Work, page: SaidOf, _got: None) -> None:
        for person_id in sorted(await wiki_refusals.refuse(work, page, BY_A_PERSON)):
            await reapply_person(work, person_id)
        work.notes.append(
            f"{_of_page(page)} is never theirs again; `trr enrich` looks whose it is"
        )

    return Stage("review", _of_page, plan, collect, store)


def _of_page(page: SaidOf) -> str:
    return f"page {page.named}"


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
