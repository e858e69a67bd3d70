"""Texts of seasons and episodes in other languages."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias
from uuid import UUID

from trr_backend.models.seasons import Translation
from trr_backend.repositories.merge import Row, Table, replace_set
from trr_backend.repositories.parts import Kind, Parts, part_id
from trr_backend.repositories.tables_of_episodes import (
    EPISODE_TRANSLATIONS,
    SEASON_TRANSLATIONS,
)
from trr_backend.repositories.work import Work

# None: the source said nothing about this one's languages.
Texts: TypeAlias = Mapping[UUID, tuple[Translation, ...] | None]

_TABLES: dict[Kind, Table] = {
    "season": SEASON_TRANSLATIONS,
    "episode": EPISODE_TRANSLATIONS,
}


async def write(work: Work, parts: Parts, texts: Texts) -> None:
    """Make `texts` the current ones of these seasons or episodes.

    Told are the languages of each part that went, and that came or changed.
    """
    said = {one: given for one, given in texts.items() if given is not None}
    if not said:
        return
    table = _TABLES[parts.kind]
    written, marked = await replace_set(
        work.tx,
        table,
        (table.key[0], list(said)),
        [row for one, given in said.items() for row in _rows(parts, one, given)],
        parts.owner.as_of,
    )
    gone = _languages(marked)
    new = _languages([one.key for one in written])
    for one in dict.fromkeys([*gone, *new]):
        change = (gone.get(one, []), new.get(one, []))
        parts.add(work, one, {"translations": change})
    if gone or new:
        whole = (_all(gone), _all(new))
        field = f"{parts.kind}_translations"
        work.changed_show(parts.owner.show_id, parts.owner.label, {field: whole})


def _rows(parts: Parts, one: UUID, given: tuple[Translation, ...]) -> list[Row]:
    unique = {text.language: text for text in given}
    return [
        (one, language, parts.owner.show_id, text.name, text.overview, None)
        for language, text in unique.items()
    ]


def _languages(keys: Sequence[Row]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    for key in sorted(keys, key=str):
        found.setdefault(part_id(key), []).append(str(key[1]))
    return found


def _all(languages: Mapping[UUID, list[str]]) -> list[str]:
    return sorted({one for found in languages.values() for one in found})
