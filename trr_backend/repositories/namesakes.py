"""People of one name in one show: a question, never a conclusion."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from trr_backend.repositories import review
from trr_backend.repositories.review import Question
from trr_backend.repositories.sets import Owner
from trr_backend.repositories.sql import queries
from trr_backend.repositories.work import Work

_SQL = queries("credits")
SAME_PERSON = "same-person"
# A name says little, an id that a source gives to one alone says much.
_BY_NAME = 0.5
_BY_ID = 0.9


@dataclass(frozen=True, slots=True)
class Known:
    """A person as the question names them."""

    id: UUID
    name: str
    tmdb_id: int

    def __str__(self) -> str:
        """Return name and id for people."""
        return f"{self.name} (tmdb:{self.tmdb_id})"


async def ask_of_show(work: Work, owner: Owner) -> None:
    """Ask of each two who have one name in a show whether they are one person."""
    cursor = await work.tx.execute(_SQL["namesakes"], {"show_id": owner.show_id})
    for one, name, tmdb_id, other, other_name, other_tmdb_id in await cursor.fetchall():
        pair = (
            Known(one, name, int(tmdb_id)),
            Known(other, other_name, int(other_tmdb_id)),
        )
        await _ask(work, pair, f"both are credited in {owner.label}", {}, _BY_NAME)


async def ask_of_ids(
    work: Work, one: Known, other: Known, shared: Sequence[str]
) -> None:
    """Ask whether two who have ids of other sources in common are one person."""
    pair = (one, other) if one.tmdb_id < other.tmdb_id else (other, one)
    await _ask(
        work, pair, f"both are {', '.join(shared)}", {"shared": list(shared)}, _BY_ID
    )


async def _ask(
    work: Work,
    pair: tuple[Known, Known],
    reason: str,
    evidence: Mapping[str, object],
    confidence: float,
) -> None:
    one, other = pair
    named = {"person_id": str(other.id), "name": other.name, "tmdb_id": other.tmdb_id}
    question = Question(
        kind=SAME_PERSON,
        entity="person",
        entity_id=one.id,
        subject=str(other.id),
        reason=reason,
        candidates=[{**named, **evidence}],
        confidence=confidence,
    )
    if await review.ask(work.tx, question):
        work.notes.append(
            f"{one} and {other}: {reason}; are they one person? Decide with "
            "`trr review`."
        )
