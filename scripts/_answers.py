"""What a person's answer to a question does, by the question's kind."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from scripts._imdb_crosswalk import give_ids
from scripts._keep import Answer
from scripts._picks import Pick, carry_out
from scripts._stage import Context, Plan, Stage, Work
from scripts._successors import succeed
from scripts._wiki_answers import page_is
from scripts.shows_merge import BY_A_PERSON
from trr_backend.errors import Conflict, InputError, Missing
from trr_backend.ingestion.shows import fetch_tv
from trr_backend.models.person_ref import PersonRef
from trr_backend.models.selection import ShowItem, ShowRef
from trr_backend.repositories import (
    imdb_crosswalk,
    merging,
    person_merge,
    review,
    subjects,
    wiki_subjects,
)
from trr_backend.repositories.columns import Subject
from trr_backend.repositories.review import Item

Candidate = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Accepted:
    """A question and the candidate that a person chose."""

    item: Item
    candidate: Candidate

    def __str__(self) -> str:
        """Return it as a run names it."""
        return _named(self.item)


# Returns what now is, in words that name no person.
Effect = Callable[[Work, Accepted, Answer | None], Awaitable[str]]


def accept_stage(text: str, choice: int | None) -> Stage[Accepted, Answer | None]:
    """Return the stage that accepts a candidate (counted from 1) of a question."""

    async def plan(context: Context) -> Plan[Accepted]:
        async with context.database.transaction() as tx:
            item = await review.find(tx, text)
        if item.kind not in _EFFECTS:
            raise InputError(f"this version cannot answer questions of {item.kind}")
        return Plan([Accepted(item, _chosen(item, choice))])

    async def collect(context: Context, one: Accepted) -> Answer | None:
        """Fetch the series that is meant: TMDb must know it."""
        if one.item.kind not in _ABOUT_SERIES:
            return None
        tmdb_id = int(one.candidate["tmdb_id"])
        return await fetch_tv(context.tmdb, tmdb_id, etag=None, now=context.now())

    async def store(work: Work, one: Accepted, got: Answer | None) -> None:
        accepted = {**one.candidate, "reason": BY_A_PERSON}
        await review.decide(work.tx, one.item, accepted)
        said = await _EFFECTS[one.item.kind](work, one, got)
        work.notes.append(f"{one}: accepted; {said}")

    return Stage("review", str, plan, collect, store)


def refuse_stage(text: str) -> Stage[Item, None]:
    """Return the stage that refuses every candidate of a question."""

    async def plan(context: Context) -> Plan[Item]:
        async with context.database.transaction() as tx:
            return Plan([await review.find(tx, text)])

    async def collect(_context: Context, _item: Item) -> None:
        return None

    async def store(work: Work, item: Item, _got: None) -> None:
        decision: dict[str, object] = {"same": False, "reason": BY_A_PERSON}
        if item.kind in _ABOUT_SERIES:
            # Another candidate than these may still be asked about.
            decision["refused"] = [one["tmdb_id"] for one in item.candidates]
        await review.decide(work.tx, item, decision)
        work.notes.append(f"{_named(item)}: refused; {_left(item)}")

    return Stage("review", _named, plan, collect, store)


def _named(item: Item) -> str:
    return f"{item.kind} {item.short_id}"


def _left(item: Item) -> str:
    if item.kind == wiki_subjects.WIKI_PAGE:
        return "the page is of none of the candidates, now and for ever"
    if item.kind in _ABOUT_SERIES:
        return f"{item.label} stays as it is; only another candidate is asked about"
    whose = "the person" if item.entity == "person" else item.label
    return f"{whose} stays as it is and is not asked about again"


def _chosen(item: Item, choice: int | None) -> Candidate:
    count = len(item.candidates)
    if not count:
        raise InputError(
            f"{item.short_id} has no candidates; refuse it, or decide by "
            "`trr resolve tmdb-ids --pick`"
        )
    if choice is None and count > 1:
        raise InputError(
            f"{item.short_id} has {count} candidates: say which, --choose N"
        )
    number = choice or 1
    if number > count:
        raise InputError(f"{item.short_id} has no candidate {number}, only {count}")
    return item.candidates[number - 1]


async def _is_series(work: Work, one: Accepted, got: Answer | None) -> str:
    ref = ShowRef("", str(one.item.entity_id))
    tmdb_id = int(one.candidate["tmdb_id"])
    await carry_out(work, Pick(ref, tmdb_id), got)
    return f"{one.item.label} is tmdb:{tmdb_id} now"


async def _is_successor(work: Work, one: Accepted, got: Answer | None) -> str:
    item = one.item
    show = ShowItem(item.entity_id, item.label, None, None)
    tmdb_id = int(one.candidate["tmdb_id"])
    reason = f"TMDb lost {item.subject}; {BY_A_PERSON}"
    if await succeed(work, show, tmdb_id, got, reason):
        return f"{item.label} is tmdb:{tmdb_id} now"
    return f"{item.label} leads to the show that is tmdb:{tmdb_id} already"


async def _is_same_show(work: Work, one: Accepted, _got: Answer | None) -> str:
    pair = [
        await subjects.find_show(work.tx, ShowRef("", str(show_id)))
        for show_id in (one.item.entity_id, one.candidate["show_id"])
    ]
    show, other = (_still_there(found) for found in pair)
    if show.id == other.id:
        return f"{show.label}: both are one show already"
    # A wish is merged into what is known, not the other way round.
    if await subjects.load_tmdb_id(work.tx, "show", other.id) is None:
        show, other = other, show
    await merging.merge(work, show.id, other.id, BY_A_PERSON)
    return (
        f"{show.label} leads to {other.label} now; "
        f"`trr shows unmerge {show.id}` undoes it"
    )


async def _is_same_person(work: Work, one: Accepted, _got: Answer | None) -> str:
    if "person_id" not in one.candidate:
        imdb_id = str(one.candidate["imdb_id"])
        person = await _subject(work, one)
        if not await imdb_crosswalk.attach_person(work, person, imdb_id):
            raise Conflict(
                f"imdb:{imdb_id} is another person's, or {person.label} has one"
            )
        return "the person has that IMDb id now"
    people = [
        await subjects.find_person(work.tx, PersonRef("", str(person_id)))
        for person_id in (one.item.entity_id, one.candidate["person_id"])
    ]
    person, other = (_still_there(found) for found in people)
    if person.id == other.id:
        return "both are one person already"
    await person_merge.merge(work, other.id, person.id, BY_A_PERSON)
    return "both are one person now"


async def _is_episode(work: Work, one: Accepted, _got: Answer | None) -> str:
    subject = await _subject(work, one)
    if subject.entity == "season":
        return await _numbers_of_season(work, subject)
    imdb_id = str(one.candidate["imdb_id"])
    await imdb_crosswalk.choose(work, subject, imdb_id)
    return f"{subject.label} is imdb:{imdb_id} now"


async def _numbers_of_season(work: Work, season: Subject) -> str:
    """Give its episodes their ids by the shift that is decided by now."""
    show_id = await subjects.show_of(work.tx, season)
    if show_id is None:
        return f"{season.label} has no show any more"
    count = await give_ids(work, show_id)
    return f"{season.label}: {count} episodes got their IMDb ids"


async def _is_page_of(work: Work, one: Accepted, _got: Answer | None) -> str:
    return await page_is(work, one.candidate)


async def _subject(work: Work, one: Accepted) -> Subject:
    item = one.item
    return _still_there(
        await subjects.load_subject(work.tx, item.entity, item.entity_id)
    )


def _still_there(found: Subject | None) -> Subject:
    if found is None:
        raise Missing("what was asked about is gone; `trr review --refuse` closes it")
    return found


_EFFECTS: Mapping[str, Effect] = MappingProxyType(
    {
        "resolve-tmdb-ids": _is_series,
        "successor": _is_successor,
        "same-show": _is_same_show,
        "same-person": _is_same_person,
        "imdb-episode": _is_episode,
        wiki_subjects.WIKI_PAGE: _is_page_of,
    }
)
_ABOUT_SERIES = frozenset({"resolve-tmdb-ids", "successor"})
KINDS = tuple(sorted(_EFFECTS))
