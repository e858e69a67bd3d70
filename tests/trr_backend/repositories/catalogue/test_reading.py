"""Reading the catalogue: what a statement answers with."""

from uuid import UUID

import pytest

from trr_backend.config import Settings
from trr_backend.repositories.catalogue.reading import (
    Moved,
    NoPart,
    Page,
    Place,
    execute,
    load_detail,
    load_page,
    load_part_page,
)
from trr_backend.repositories.catalogue.statements import Statement
from trr_backend.repositories.db import Database, Transaction, open_database

ROW = UUID("01234567-89ab-cdef-0123-456789abcdef")


async def test_parameters_beyond_need(database: Database) -> None:
    """A statement takes the parameters it names out of those that are there."""
    query = Statement(b"select $1::int + $2::int", ("b", "a"))
    async with database.reading() as tx:
        cursor = await execute(tx, query, {"a": 1, "b": 2, "c": 3})
        assert await cursor.fetchone() == (3,)


async def prepared(tx: Transaction) -> list[str]:
    """Return the statements whose plans the server keeps for this connection."""
    found = await tx.execute("select statement from pg_prepared_statements")
    return [text for (text,) in await found.fetchall()]


async def test_plans(settings: Settings, database: Database) -> None:
    """Plans are kept of what asks for it, where they may be, and none is missed."""
    query = Statement(b"select value from public.things where $1", ("all",))
    may_keep = True
    async with database.reading() as tx:
        await tx.execute("create table public.things as select 1 as value")
    async with open_database(
        settings, max_size=1, keeps_plans=lambda: may_keep
    ) as kept:

        async def read() -> object:
            async with kept.reading() as tx:
                cursor = await execute(tx, query, {"all": True}, often=True)
                return await cursor.fetchone()

        assert [await read(), await read()] == [(1,), (1,)]
        async with kept.reading() as tx:
            for _ in range(10):
                await execute(tx, Statement(b"select 2", ()), {})
            assert await prepared(tx) == [query.text.decode()]
            # Behind the driver's back, as a pooler between sessions would.
            tx.pgconn.exec_(b"deallocate all")
        assert [await read(), await read()] == [(1,), (1,)]
        async with kept.reading() as tx:
            assert await prepared(tx) == [query.text.decode()]
        async with database.reading() as tx:
            await tx.execute("alter table public.things alter value type text")
        assert [await read(), await read()] == [("1",), ("1",)]
        async with kept.reading() as tx:
            tx.pgconn.exec_(b"deallocate all")
        may_keep = False
        assert await read() == ("1",)
        async with kept.reading() as tx:
            assert await prepared(tx) == []


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ("'{}', null, null, null", b"{}"),
        ('null, \'{"show_id": "1"}\', null, null', Moved(b'{"show_id": "1"}')),
        ("null, null, null, null", NoPart()),
        ("'', null, null, null where false", None),
    ],
)
async def test_detail(database: Database, columns: str, expected: object) -> None:
    """The four columns tell whether something is there, moved, lacking or unknown."""
    query = Statement(f"select {columns}".encode(), ())
    async with database.reading() as tx:
        assert await load_detail(tx, query, {}) == expected


async def test_pages(database: Database) -> None:
    """A page ends where its last two columns say; without them it is the last one."""
    more = Statement(f"select '[1]', null, 'key', '{ROW}'".encode(), ())
    last = Statement(b"select '[2]', null, null, null", ())
    lacking = Statement(b"select null, null, null, null", ())
    async with database.reading() as tx:
        assert await load_part_page(tx, more, {}) == Page(b"[1]", Place("key", ROW))
        assert await load_page(tx, last, {}) == Page(b"[2]", None)
        assert await load_part_page(tx, lacking, {}) == NoPart()
        with pytest.raises(AssertionError, match="is one row"):
            await load_page(tx, lacking, {})
