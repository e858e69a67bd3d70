"""Our episodes and people beside IMDb's: both sides read, ids given, doubts asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from trr_backend.errors import Missing
from trr_backend.models.changes import Change
from trr_backend.models.crosswalk import (
    BothSides,
    EpisodeDoubt,
    EpisodeMatch,
    OurEpisode,
    OurPerson,
    PersonDoubt,
    SeasonDoubt,
    TheirEpisode,
    TheirPerson,
)
from trr_backend.repositories import review
from trr_backend.repositories.columns import Subject
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.review import Question
from trr_backend.repositories.sql import queries
from trr_backend.repositories.work import Work

EPISODE_KIND = "imdb-episode"
PERSON_KIND = "same-person"

_SQL = queries("imdb_crosswalk")


@dataclass(frozen=True, slots=True)
class CrosswalkShow:
    """A show of which IMDb says something."""

    id: UUID
    name: str
    imdb_id: str


async def load_shows(tx: Transaction, ids: Sequence[UUID]) -> list[CrosswalkShow]:
    """Return those of the shows of which IMDb's part is stored."""
    cursor = await tx.execute(_SQL["shows"], {"ids": list(ids)})
    return [CrosswalkShow(*row) for row in await cursor.fetchall()]


async def load_both(tx: Transaction, show: CrosswalkShow) -> BothSides:
    """Return the episodes and people of a show, ours and IMDb's."""
    where = {"show_id": show.id, "series_id": show.imdb_id}
    rows = {
        name: await (await tx.execute(_SQL[name], where)).fetchall()
        for name in (
            *("our_episodes", "their_episodes", "our_people", "their_people"),
            "shifts",
        )
    }
    return BothSides(
        ours=[OurEpisode(*row) for row in rows["our_episodes"]],
        theirs=[
            TheirEpisode(one, season, number, tuple(names), year)
            for one, season, number, names, year in rows["their_episodes"]
        ],
        our_people=[OurPerson(*row) for row in rows["our_people"]],
        their_people=[TheirPerson(*row) for row in rows["their_people"]],
        shifts=dict(rows["shifts"]),
    )


async def attach(work: Work, label: str, matches: Sequence[EpisodeMatch]) -> int:
    """Give episodes the ids that they match; return how many got one.

    `label` names the show. Questions about those that got one are settled, and those
    that have only them as candidates go.
    """
    pairs = [(one.episode_id, one.imdb_id) for one in matches]
    cursor = await work.tx.execute(_SQL["attach"], _columns(pairs))
    attached = await cursor.fetchall()
    if attached:
        await work.tx.execute(_SQL["settle"], _columns(attached))
        await work.tx.execute(_SQL["drop_taken"])
    for episode_id, imdb_id in attached:
        fields: dict[str, tuple[object, object]] = {
            "external_ids": ([], [f"imdb:{imdb_id}"])
        }
        work.changes.add(Change("episode", episode_id, "updated", label, fields))
    return len(attached)


async def choose(work: Work, episode: Subject, imdb_id: str) -> None:
    """Give an episode the id that a person chose, whoever had it before.

    Raises Missing where IMDb's episode is not stored any more.
    """
    where = {"id": episode.id, "imdb_id": imdb_id}
    freed = await (await work.tx.execute(_SQL["free"], where)).fetchall()
    for episode_id, former in freed:
        fields: dict[str, tuple[object, object]] = {
            "external_ids": ([f"imdb:{former}"], [])
        }
        label = episode.label if episode_id == episode.id else f"episode {episode_id}"
        work.changes.add(Change("episode", episode_id, "updated", label, fields))
    cursor = await work.tx.execute(_SQL["is_stored"], where)
    if await cursor.fetchone() is None:
        raise Missing(f"imdb:{imdb_id} is gone; `trr review --refuse` closes it")
    await attach(work, episode.label, [EpisodeMatch(episode.id, imdb_id, 1.0)])


async def attach_person(work: Work, person: Subject, imdb_id: str) -> bool:
    """Give a person an IMDb id; False where one of the two has another already."""
    where = {"id": person.id, "imdb_id": imdb_id}
    cursor = await work.tx.execute(_SQL["attach_person"], where)
    if await cursor.fetchone() is None:
        return False
    await work.tx.execute(_SQL["drop_taken_person"], where)
    fields: dict[str, tuple[object, object]] = {
        "external_ids": ([], [f"imdb:{imdb_id}"])
    }
    work.changes.add(Change("person", person.id, "updated", person.label, fields))
    return True


async def ask_episodes(tx: Transaction, doubts: Sequence[EpisodeDoubt]) -> int:
    """Keep the questions; return how many wait for a person.

    What was decided to be another episode is no candidate.
    """
    ids = {found.episode.id for one in doubts for found in one.candidates}
    cursor = await tx.execute(_SQL["decided"], {"ids": list(ids)})
    decided: dict[str, UUID] = dict(await cursor.fetchall())
    count = 0
    for one in doubts:
        left = tuple(
            found
            for found in one.candidates
            if decided.get(found.episode.id, one.episode.id) == one.episode.id
        )
        if left:
            question = _episode_question(replace(one, candidates=left))
            count += await review.ask(tx, question)
    return count


async def ask_seasons(
    tx: Transaction, show_id: UUID, doubts: Sequence[SeasonDoubt]
) -> int:
    """Keep the questions of a show; return how many wait for a person.

    Those about its other seasons go: they have answered themselves.
    """
    ids = [one.season_id for one in doubts]
    await tx.execute(_SQL["drop_seasons"], {"show_id": show_id, "ids": ids})
    return sum([await review.ask(tx, _season_question(one)) for one in doubts])


async def ask_people(tx: Transaction, doubts: Sequence[PersonDoubt]) -> int:
    """Keep the questions; return how many wait for a person."""
    return sum([await review.ask(tx, _person_question(one)) for one in doubts])


def _columns(pairs: Sequence[tuple[UUID, str]]) -> dict[str, list[object]]:
    return {
        "episode_ids": [episode_id for episode_id, _ in pairs],
        "imdb_ids": [imdb_id for _, imdb_id in pairs],
    }


def _episode_question(doubt: EpisodeDoubt) -> Question:
    one, best = doubt.episode, doubt.candidates[0]
    numbered = f"{one.season_number}x{one.episode_number:02d}"
    return Question(
        kind=EPISODE_KIND,
        entity="episode",
        entity_id=one.id,
        subject="",
        reason=f"which of IMDb's episodes is {numbered} {one.name or '(no title)'}?",
        candidates=[
            {
                "imdb_id": found.episode.id,
                "season_number": found.episode.season_number,
                "episode_number": found.episode.episode_number,
                "name": next(iter(found.episode.names), None),
                "year": found.episode.start_year,
                "confidence": found.confidence,
                "reason": found.reason,
            }
            for found in doubt.candidates
        ],
        confidence=best.confidence,
    )


def _season_question(doubt: SeasonDoubt) -> Question:
    return Question(
        kind=EPISODE_KIND,
        entity="season",
        entity_id=doubt.season_id,
        subject="",
        reason=(
            f"which of IMDb's episodes are those of season {doubt.season_number}? "
            f"Titles say nothing, and the numbers differ: {doubt.numbers}"
        ),
        candidates=[
            {
                "name": f"ours {shift.by:+d}" if shift.by else "the same number",
                "shift": shift.by,
                "confidence": shift.confidence,
                "reason": shift.reason,
            }
            for shift in doubt.shifts
        ],
        confidence=doubt.shifts[0].confidence,
    )


def _person_question(doubt: PersonDoubt) -> Question:
    theirs = doubt.theirs
    return Question(
        kind=PERSON_KIND,
        entity="person",
        entity_id=doubt.person.id,
        subject=f"imdb:{theirs.id}",
        reason=f"IMDb credits someone called {theirs.name} in the same show",
        candidates=[
            {"imdb_id": theirs.id, "name": theirs.name, "birth_year": theirs.birth_year}
        ],
        confidence=doubt.confidence,
    )
