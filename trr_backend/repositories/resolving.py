"""Which TMDb series a wanted show is: open questions, answers, stubs absorbed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from uuid import UUID

from psycopg.types.json import Jsonb

from trr_backend.errors import Conflict
from trr_backend.models.changes import Change
from trr_backend.models.resolve import Resolution, Wanted
from trr_backend.models.shows import ExternalId
from trr_backend.repositories import clearing, external_ids, review
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.in_step import alone
from trr_backend.repositories.review import Question
from trr_backend.repositories.sql import queries
from trr_backend.repositories.work import Work

_SQL = queries("resolving")
RESOLVE = "resolve-tmdb-ids"
SAME_SHOW = "same-show"


@dataclass(frozen=True, slots=True)
class UnresolvedShow:
    """A show that is wanted and has no TMDb id yet."""

    id: UUID
    name: str
    wanted: Wanted


async def load_unresolved(tx: Transaction, ids: Sequence[UUID]) -> list[UnresolvedShow]:
    """Return the shows among `ids` that have no TMDb id, and what is known of them."""
    cursor = await tx.execute(_SQL["unresolved"], {"ids": list(ids)})
    return [
        UnresolvedShow(
            id=show_id,
            name=name,
            wanted=Wanted(
                imdb_id=imdb_id,
                title=title,
                year=year,
                original_title=original_title,
                premiere=premiere,
            ),
        )
        for show_id, name, imdb_id, title, original_title, year, premiere in (
            await cursor.fetchall()
        )
    ]


async def assign(
    work: Work,
    show_id: UUID,
    label: str,
    tmdb_id: int,
    reason: str,
) -> UUID:
    """Give a show its TMDb id and close its question; return the show that has it.

    Where another show has the id, both are one: the stub is absorbed by it.
    """
    wanted = ExternalId("tmdb", str(tmdb_id))
    decision = {"tmdb_id": tmdb_id, "reason": reason}
    await work.tx.execute(
        _SQL["decide"], {**_question(show_id), "decision": Jsonb(decision)}
    )
    # Taken before it is looked who has it: another worker may be taking it just now.
    added, taken = await external_ids.attach(work.tx, "show", show_id, [wanted])
    if taken:
        alone(work.tx)
        owners = await external_ids.load_owners(work.tx, "show", taken)
        survivor = owners[wanted]
        if not await absorb_stub(work, show_id, survivor, reason):
            raise Conflict(
                f"tmdb:{tmdb_id} is another show already, and {label} has details of "
                "its own; the two cannot be told apart here"
            )
        return survivor
    if added:
        await review.close_successor(work.tx, show_id, tmdb_id, reason)
        await _forget_former(work.tx, show_id)
        work.changed_show(show_id, label, {"external_ids": ([], [f"tmdb:{tmdb_id}"])})
    return show_id


async def _forget_former(tx: Transaction, show_id: UUID) -> None:
    """Take back what a wrong series brought, where the show was thought to be one.

    Ids of shows that were merged into it stay: undoing that gives them back. So do ids
    that TMDb lost: they led to this show.
    """
    cursor = await tx.execute(_SQL["ids_of_merged"], {"id": show_id})
    where = {"id": show_id, "merged": [one for (one,) in await cursor.fetchall()]}
    cursor = await tx.execute(_SQL["was_another"], where)
    if await cursor.fetchone() is None:
        return
    for step in ("forget_ids", "restore_ids", "forget_facts", "forget_marks"):
        await tx.execute(_SQL[step], where)
    await clearing.clear_parts(tx, show_id)


async def ask(tx: Transaction, show_id: UUID, resolution: Resolution) -> bool:
    """Keep the question which series a show is; False: a person has answered it."""
    candidates = [asdict(one) for one in resolution.candidates]
    return await review.ask_which_series(
        tx, Question(RESOLVE, "show", show_id, "", resolution.reason, candidates)
    )


async def ask_same_show(
    work: Work, show_id: UUID, label: str, taken: Sequence[ExternalId]
) -> None:
    """Keep and tell the question whether a show is one that has ids of its own.

    One question an owner; a pair of which a person has decided is left alone.
    """
    owners: dict[UUID, _Owner] = {}
    ids = {"sources": [one.source for one in taken], "ids": [one.id for one in taken]}
    cursor = await work.tx.execute(_SQL["owners"], {"id": show_id, **ids})
    for source, found, *owner in await cursor.fetchall():
        known = owners.setdefault(owner[0], _Owner(*owner))
        known.shared.append(str(ExternalId(source, found)))
    for one in owners.values():
        shared = ", ".join(one.shared)
        question = Question(
            kind=SAME_SHOW,
            entity="show",
            entity_id=show_id,
            subject=str(one.id),
            reason=f"it shares {shared} with another show",
            candidates=[{"show_id": str(one.id)}],
        )
        if await review.ask(work.tx, question):
            work.notes.append(
                f"{label} shares {shared} with {one.named}; are they one show? "
                "Decide with `trr review`."
            )


@dataclass(frozen=True, slots=True)
class _Owner:
    """A show that has ids which another one names, too."""

    id: UUID
    name: str
    tmdb_id: str | None
    shared: list[str] = field(default_factory=list)

    @property
    def named(self) -> str:
        return f"{self.name} ({f'tmdb:{self.tmdb_id}' if self.tmdb_id else self.id})"


async def absorb_stub(work: Work, stub: UUID, survivor: UUID, reason: str) -> bool:
    """Let `survivor` take over a show that has no details; False if it has some.

    Ids and list places move, its questions are closed, its id redirects, its row goes.
    """
    cursor = await work.tx.execute(_SQL["stub_name"], {"id": stub})
    row = await cursor.fetchone()
    if row is None:
        return False
    where = {"from": stub, "to": survivor, "reason": reason}
    await move(work.tx, where)
    for step in ("close_questions", "follow", "drop_stub"):
        await work.tx.execute(_SQL[step], where)
    work.changes.add(
        Change(
            entity="show",
            id=stub,
            kind="merged",
            label=row[0],
            fields={"id": (str(stub), str(survivor))},
        )
    )
    return True


async def move(tx: Transaction, where: dict[str, object]) -> None:
    """Give a show's ids, places and pages of wikis to another, and let it lead there.

    `where` holds `from`, `to` and `reason`.
    """
    for step in ("move_ids", "move_items", "take_wikis", "move_pages", "redirect"):
        await tx.execute(_SQL[step], where)


def _question(show_id: UUID) -> dict[str, object]:
    return {"kind": RESOLVE, "entity": "show", "entity_id": show_id}
