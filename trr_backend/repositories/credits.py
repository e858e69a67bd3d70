"""Credits as rows: who was what in a show, a season or an episode."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from trr_backend.errors import Missing
from trr_backend.models.changes import Change, InWords
from trr_backend.models.people import CreditRecord, CreditScope, CreditsRecord
from trr_backend.repositories import external_ids, namesakes, overrides, stubs
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.in_step import claim
from trr_backend.repositories.merge import Row, RowChange, replace_set
from trr_backend.repositories.removals import Removals, came, check
from trr_backend.repositories.sets import Owner
from trr_backend.repositories.sql import queries
from trr_backend.repositories.tables_of_people import CREDITS
from trr_backend.repositories.work import Work

_SQL = queries("credits")
_SOURCE = "tmdb"


@dataclass(frozen=True, slots=True)
class _Place:
    """What a credit is of, by our ids: `id` is the episode, season or show itself."""

    id: UUID
    season_id: UUID | None = None
    episode_id: UUID | None = None


_Places: TypeAlias = Mapping[CreditScope, _Place]
# By scope and the source's key: what persons decided, a field at a time.
_Words: TypeAlias = Mapping[tuple[UUID, str], Mapping[str, object]]


async def write(
    work: Work, owner: Owner, record: CreditsRecord, removals: Removals
) -> None:
    """Write a show's credits, and the people whom nobody knew.

    Scopes that the record did not answer for keep what they have, but for seasons and
    episodes that are gone themselves; a person's word about a credit wins. Raises
    Missing where a season or episode is not stored, Suspicious where too many credits
    would be marked.
    """
    places = await _located(work.tx, owner, record)
    claim(work.tx, {one.id for one in places.values()})
    people = await stubs.write(work, record.people)
    words = await _load_words(work.tx, owner)
    kept = [
        one for one in record.credits if one.person_tmdb_id not in people.suppressed
    ]
    # By the table's key: what a source says twice of one scope is one credit.
    rows = {
        (places[one.scope].id, one.source_key): _row(
            owner, places[one.scope], one, people.ids[one.person_tmdb_id], words
        )
        for one in kept
    }
    scopes = [places[one].id for one in record.scopes]
    where = {"scope_id": scopes, "source": _SOURCE}
    written, marked = await replace_set(
        work.tx, CREDITS, where, list(rows.values()), work.at
    )
    await check(work.tx, owner, CREDITS, (written, marked), removals)
    followed = await _mark_with_parts(work, owner, scopes)
    _tell(work, owner, written, len(marked) + len(followed))
    changed = [*(one.key for one in written if not one.is_new), *marked]
    await _tell_people(work, owner, [*_people_of(written), *followed], changed)
    _note_left_out(work, owner, record, len(record.credits) - len(kept))
    if any(came(one) or "person_id" in one.fields for one in written):
        await namesakes.ask_of_show(work, owner)


async def _mark_with_parts(
    work: Work, owner: Owner, scopes: Sequence[UUID]
) -> list[UUID]:
    """Mark credits of seasons and episodes that are gone; return whose each is.

    Whether so many parts may go was asked when they were marked.
    """
    where = {"show_id": owner.show_id, "scopes": list(scopes), "at": work.at}
    cursor = await work.tx.execute(_SQL["mark_with_parts"], where)
    return [person_id for (person_id,) in await cursor.fetchall()]


async def _located(tx: Transaction, owner: Owner, record: CreditsRecord) -> _Places:
    scopes = dict.fromkeys([*record.scopes, *(one.scope for one in record.credits)])
    seasons = await external_ids.load_map(
        tx, "season", _SOURCE, _texts(one.season_tmdb_id for one in scopes)
    )
    episodes = await external_ids.load_map(
        tx, "episode", _SOURCE, _texts(one.episode_tmdb_id for one in scopes)
    )
    return {one: _place(owner, one, seasons, episodes) for one in scopes}


def _texts(ids: Iterable[int | None]) -> set[str]:
    return {str(one) for one in ids if one is not None}


def _place(
    owner: Owner,
    scope: CreditScope,
    seasons: Mapping[str, UUID],
    episodes: Mapping[str, UUID],
) -> _Place:
    """Return where a scope is. Raises Missing for a part that is not stored."""
    try:
        if scope.episode_tmdb_id is not None:
            episode_id = episodes[str(scope.episode_tmdb_id)]
            return _Place(episode_id, episode_id=episode_id)
        if scope.season_tmdb_id is not None:
            season_id = seasons[str(scope.season_tmdb_id)]
            return _Place(season_id, season_id=season_id)
    except KeyError as unknown:
        kind = "season" if scope.episode_tmdb_id is None else "episode"
        raise Missing(
            f"{owner.label}: the {kind} tmdb:{unknown.args[0]} has credits and is not "
            "stored; run `trr sync seasons-episodes` for the show first"
        ) from None
    return _Place(owner.show_id)


async def _load_words(tx: Transaction, owner: Owner) -> _Words:
    await overrides.hold(tx)
    cursor = await tx.execute(_SQL["words"], {"show_id": owner.show_id})
    words: dict[tuple[UUID, str], dict[str, object]] = {}
    for scope_id, key, field, value in await cursor.fetchall():
        words.setdefault((scope_id, key), {})[field] = value
    return words


def _row(
    owner: Owner, place: _Place, one: CreditRecord, person_id: UUID, words: _Words
) -> Row:
    word = words.get((place.id, one.source_key), {})
    return (
        place.id,
        _SOURCE,
        one.source_key,
        owner.show_id,
        place.season_id,
        place.episode_id,
        person_id,
        # A credit is always something, whatever was taken down.
        word.get("category") or one.category,
        word.get("role", one.role),
        word.get("department", one.department),
        one.billing_order,
        one.episode_count,
        None,
    )


def _tell(work: Work, owner: Owner, written: Sequence[RowChange], marked: int) -> None:
    """Add the change of the show; the credits of a long show are too many to name."""
    if not written and not marked:
        return
    new = sum(map(came, written))
    said = (
        InWords(f"{marked} gone"),
        InWords(f"{new} came, {len(written) - new} changed"),
    )
    work.changed_show(owner.show_id, owner.label, {"credits": said})


def _people_of(written: Iterable[RowChange]) -> Iterator[UUID]:
    """Return whose the new credits are, and whose those that another one has now were.

    Of others that changed it is read, with those that went.
    """
    column = CREDITS.columns.index("person_id")
    for one in written:
        if one.row is not None:
            yield _uuid(one.row[column])
        for person_id in (one.diff or {}).get("person_id", ()):
            yield _uuid(person_id)


def _uuid(value: object) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))


async def _tell_people(
    work: Work, owner: Owner, people: Iterable[UUID], keys: Sequence[Sequence[object]]
) -> None:
    """Add the change of each person: what they did is part of what is said of them."""
    where = {
        "people": list(set(people)),
        "scopes": [scope_id for scope_id, _, _ in keys],
        "keys": [key for _, _, key in keys],
    }
    cursor = await work.tx.execute(_SQL["people_of"], where)
    for person_id, name in await cursor.fetchall():
        said: dict[str, tuple[object, object]] = {
            "credits": (None, InWords(f"in {owner.label}"))
        }
        work.changes.add(Change("person", person_id, "updated", name, said))


def _note_left_out(
    work: Work, owner: Owner, record: CreditsRecord, suppressed: int
) -> None:
    for count, why in (
        (record.nameless, "without a person's id or name"),
        (suppressed, "of people who were taken down"),
    ):
        if count:
            work.notes.append(f"{owner.label}: credits left out: {count} {why}")
