"""Two people of ours who are one: the survivor takes over, the other redirects."""

from uuid import UUID

from trr_backend.errors import Missing
from trr_backend.models.changes import Change, InWords
from trr_backend.repositories import images, picture_likeness
from trr_backend.repositories.in_step import alone
from trr_backend.repositories.sql import queries
from trr_backend.repositories.work import Work
from trr_backend.utils.text import counted

_SQL = queries("person_merge")
_MOVES = (
    "move_words",
    "drop_words",
    "close_questions",
    "follow",
    "redirect",
    "drop_marks",
    "drop_person",
)


async def merge(work: Work, person_id: UUID, into: UUID, reason: str) -> None:
    """Merge a person into another one, who survives.

    Credits, ids, pictures, decisions and what wikis say move; what the source said of
    the merged one stays as a document only. Raises Missing where one of them is not
    there.
    """
    alone(work.tx)
    names = await _lock(work, person_id, into)
    where: dict[str, object] = {"from": person_id, "to": into, "reason": reason}
    cursor = await work.tx.execute(_SQL["move_credits"], where)
    shows = await cursor.fetchall()
    cursor = await work.tx.execute(_SQL["move_ids"], where)
    ids = sorted(moved for (moved,) in await cursor.fetchall())
    await _move_pictures(work, into, where)
    facts, parts = await _move_said(work, where)
    for step in _MOVES:
        await work.tx.execute(_SQL[step], where)
    gone: dict[str, tuple[object, object]] = {"id": (str(person_id), str(into))}
    work.changes.add(Change("person", person_id, "merged", names[person_id], gone))
    taken: dict[str, tuple[object, object]] = {"external_ids": ([], ids)}
    if shows:
        taken["credits"] = ([], [name for _, name in shows])
    if facts:
        taken["facts"] = ([], InWords(counted(facts, "fact")))
    if parts:
        taken["ledger"] = ([], [name for _, name in parts])
    work.changes.add(Change("person", into, "updated", names[into], taken))
    moved_here = (names[person_id], names[into])
    for field, told in (("credits", shows), ("ledger", parts)):
        for show_id, name in told:
            work.changed_show(show_id, name, {field: moved_here})


async def _move_said(
    work: Work, where: dict[str, object]
) -> tuple[int, list[tuple[UUID, str]]]:
    """Let the survivor have what wikis say; return how many facts, and the shows."""
    cursor = await work.tx.execute(_SQL["move_facts"], where)
    row = await cursor.fetchone()
    cursor = await work.tx.execute(_SQL["move_ledger"], where)
    shows = await cursor.fetchall()
    await work.tx.execute(_SQL["move_pages"], where)
    return row[0] if row else 0, shows


async def _move_pictures(work: Work, into: UUID, where: dict[str, object]) -> None:
    """Let the survivor have all pictures, and find out which are alike by now."""
    for step in ("move_pins", "drop_pins", "take_bytes"):
        await work.tx.execute(_SQL[step], where)
    cursor = await work.tx.execute(_SQL["move_pictures"], where)
    kinds = [kind for (kind,) in await cursor.fetchall()]
    await work.tx.execute(_SQL["drop_pictures"], where)
    if kinds:
        await picture_likeness.group(work.tx, [("person", into, one) for one in kinds])
        await images.apply_pins(work, [into])


async def _lock(work: Work, *people: UUID) -> dict[UUID, str]:
    cursor = await work.tx.execute(_SQL["lock"], {"ids": list(people)})
    names: dict[UUID, str] = dict(await cursor.fetchall())
    for one in people:
        if one not in names:
            raise Missing(f"no person {one}; run the command again")
    return names
