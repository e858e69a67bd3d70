"""Upstream ids: who has them, what is current, what is disputed."""

import asyncio
from uuid import UUID, uuid4

import pytest

from trr_backend.errors import Conflict
from trr_backend.models.shows import ExternalId
from trr_backend.repositories import external_ids
from trr_backend.repositories.db import Database, Transaction

OLD, NEW = ExternalId("imdb", "tt0000001"), ExternalId("imdb", "tt0000002")
TMDB = ExternalId("tmdb", "1")


async def test_new_ids_get_an_entity_and_known_ones_keep_theirs(
    database: Database,
) -> None:
    """An id is the same entity for ever; ids of other kinds are apart."""
    async with database.transaction() as tx:
        first = await external_ids.ensure(tx, "network", "tmdb", ["1", "2", "1"])
        again = await external_ids.ensure(tx, "network", "tmdb", ["2", "3"])
        other = await external_ids.ensure(tx, "genre", "tmdb", ["1"])

        assert first.keys() == {"1", "2"}
        assert again.keys() == {"2", "3"}
        assert again["2"] == first["2"]
        assert len({*first.values(), *again.values(), *other.values()}) == 4
        assert await external_ids.ensure(tx, "network", "tmdb", []) == {}


async def test_writers_at_once_agree_on_the_entities(database: Database) -> None:
    """Whoever comes second waits and takes what the first one made, in any order."""

    async def ensure(ids: list[str]) -> dict[str, UUID]:
        async with database.transaction() as tx:
            found = await external_ids.ensure(tx, "keyword", "tmdb", ids)
            await asyncio.sleep(0.01)
        return found

    ids = [str(number) for number in range(20)]
    orders = [ids, ids[::-1], ids[10:] + ids[:10], ids[5:]]
    one, *others = await asyncio.gather(*(ensure(order) for order in orders))

    assert all(other.items() <= one.items() for other in others)


async def test_a_new_id_of_a_source_supersedes_the_former(database: Database) -> None:
    """The former still leads here; it becomes current again when it is said again."""
    show = uuid4()
    async with database.transaction() as tx:
        assert await external_ids.attach(tx, "show", show, [TMDB, OLD]) == (
            [TMDB, OLD],
            [],
        )
        assert await external_ids.attach(tx, "show", show, [TMDB, NEW]) == ([NEW], [])
        assert await _current(tx, show) == {TMDB, NEW}
        owners = await external_ids.load_owners(tx, "show", [OLD, NEW])
        assert owners == {OLD: show, NEW: show}

        assert await external_ids.attach(tx, "show", show, [OLD]) == ([OLD], [])
        assert await _current(tx, show) == {TMDB, OLD}
        assert await external_ids.attach(tx, "show", show, [OLD]) == ([], [])


async def test_an_id_of_another_stays_there_and_is_named(database: Database) -> None:
    """The newcomer keeps its own former id: nothing is taken from anybody."""
    owner, newcomer = uuid4(), uuid4()
    async with database.transaction() as tx:
        await external_ids.attach(tx, "show", owner, [OLD])
        await external_ids.attach(tx, "show", newcomer, [NEW])

        outcome = await external_ids.attach(tx, "show", newcomer, [OLD, TMDB])

        assert outcome == ([TMDB], [OLD])
        assert await _current(tx, owner) == {OLD}
        assert await _current(tx, newcomer) == {NEW, TMDB}
        # A network may have the same id.
        assert await external_ids.attach(tx, "network", uuid4(), [OLD]) == ([OLD], [])


async def test_an_entity_never_has_two_current_ids_of_a_source(
    database: Database,
) -> None:
    """The table refuses it; a list's id beside a known one is passed over."""
    show = uuid4()
    async with database.transaction() as tx:
        await external_ids.attach(tx, "show", show, [OLD])
        assert await external_ids.note(tx, "show", show, [NEW]) == [NEW]
        assert await _current(tx, show) == {OLD}
    with pytest.raises(Conflict, match="external_ids_current"):
        async with database.transaction() as tx:
            await tx.execute(
                "insert into core.external_ids (entity, entity_id, source, id)"
                " values ('show', %s, 'imdb', 'tt0000002')",
                [show],
            )


async def test_no_ids_attach_nothing(database: Database) -> None:
    """An answer without ids takes none away."""
    show = uuid4()
    async with database.transaction() as tx:
        await external_ids.attach(tx, "show", show, [TMDB])

        assert await external_ids.attach(tx, "show", show, []) == ([], [])
        assert await _current(tx, show) == {TMDB}


async def _current(tx: Transaction, entity_id: UUID) -> set[ExternalId]:
    cursor = await tx.execute(
        "select source, id from core.external_ids"
        " where entity_id = %s and superseded_at is null",
        [entity_id],
    )
    return {ExternalId(source, found) for source, found in await cursor.fetchall()}
