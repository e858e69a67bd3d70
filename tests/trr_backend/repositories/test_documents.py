"""Documents as they are kept: the last good answer, and who has used it."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from trr_backend.models.documents import (
    Document,
    DocumentKey,
    StoredDocument,
    Unchanged,
)
from trr_backend.repositories import documents
from trr_backend.repositories.db import Database, Transaction

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
KEEP = timedelta(days=180)
SHOW = UUID(int=1)
KEY = DocumentKey("tmdb", "tv", "1")
FIRST = Document(
    key=KEY,
    url="https://api.themoviedb.org/3/tv/1",
    # As it came: blanks, escapes and the order of keys included.
    body='{"b": 1,  "a": "\\u00e4 \u00e4", "a": 1e3}\n'.encode(),
    fetched_at=NOW,
    licence="TMDB",
    keep=KEEP,
    etag='W/"1"',
)
SECOND = replace(FIRST, body=b"{}", fetched_at=NOW + HOUR, etag='W/"2"')


async def test_a_document_comes_back_byte_for_byte(database: Database) -> None:
    """What was stored is what is read, with its times and its terms."""
    async with database.transaction() as tx:
        stored = await documents.store(tx, FIRST)

        assert stored == StoredDocument(stored.id, FIRST, checked_at=NOW)
        assert await documents.load(tx, KEY) == stored
        assert await documents.load_etag(tx, KEY, FIRST.url) == 'W/"1"'
        assert await documents.load(tx, replace(KEY, key="2")) is None
        assert (
            await documents.load_etag(tx, replace(KEY, kind="find"), FIRST.url) is None
        )


async def test_another_body_takes_the_place_of_the_former(database: Database) -> None:
    """One row a document: the last good answer."""
    async with database.transaction() as tx:
        first = await documents.store(tx, FIRST)

        assert await documents.store(tx, SECOND) == StoredDocument(
            first.id, SECOND, checked_at=NOW + HOUR
        )


async def test_the_same_body_again_moves_only_the_check_times(
    database: Database,
) -> None:
    """The bytes were first seen when they were first seen."""
    again = replace(FIRST, fetched_at=NOW + HOUR, etag='W/"new"')
    async with database.transaction() as tx:
        first = await documents.store(tx, FIRST)

        stored = await documents.store(tx, again)

    expected = replace(FIRST, etag='W/"new"')
    assert stored == StoredDocument(first.id, expected, checked_at=NOW + HOUR)


async def test_an_older_answer_never_replaces_a_newer_one(database: Database) -> None:
    """Of two workers the one that asked last is believed, whoever writes last."""
    async with database.transaction() as tx:
        newer = await documents.store(tx, SECOND)

        assert await documents.store(tx, FIRST) == newer
        await documents.confirm(tx, Unchanged(KEY, NOW, KEEP))
        assert await documents.load(tx, KEY) == newer


async def test_an_older_answer_loses_also_when_both_are_written_at_once(
    database: Database,
) -> None:
    """The second writer waits for the first one and then yields to it."""

    async def store(document: Document, seconds: float) -> None:
        async with database.transaction() as tx:
            await documents.store(tx, document)
            await asyncio.sleep(seconds)

    newer = asyncio.create_task(store(SECOND, 0.2))
    await asyncio.sleep(0.1)
    await store(FIRST, 0)
    await newer

    async with database.transaction() as tx:
        found = await documents.load(tx, KEY)
    assert found is not None
    assert found.document == SECOND


async def test_a_confirmed_document_is_kept_longer(
    database: Database,
) -> None:
    """A 304 moves the check time and the end of the retention, nothing else."""
    later = NOW + HOUR
    async with database.transaction() as tx:
        first = await documents.store(tx, FIRST)
        await documents.confirm(tx, Unchanged(KEY, later, KEEP))

        assert await documents.load(tx, KEY) == replace(first, checked_at=later)
        cursor = await tx.execute("select expires_at from source.documents")
        assert await cursor.fetchone() == (later + KEEP,)


async def test_a_document_past_its_retention_is_not_read(database: Database) -> None:
    """The upstream's terms bound how long an answer may be used."""
    async with database.transaction() as tx:
        await documents.store(tx, FIRST)
        await tx.execute(
            "update source.documents set fetched_at = '2020-01-01',"
            " checked_at = '2020-01-01', expires_at = '2020-06-01'"
        )

        assert await documents.load(tx, KEY) is None
        assert await documents.load_etag(tx, KEY, FIRST.url) is None
        # An answer that comes now begins a new time.
        assert (await documents.store(tx, SECOND)).document == SECOND


async def test_what_a_stage_has_used_is_noted_once_a_stage(database: Database) -> None:
    """The mark follows body and mapping; the same mark again writes nothing."""
    async with database.transaction() as tx:
        first = await documents.store(tx, FIRST)
        await documents.mark_applied(tx, first, SHOW, "details", 1)
        await documents.mark_applied(tx, first, SHOW, "offers", 1)
    before = await _marks(database)

    async with database.transaction() as tx:
        await documents.mark_applied(tx, first, SHOW, "details", 1)
    assert await _marks(database) == before

    async with database.transaction() as tx:
        second = await documents.store(tx, SECOND)
        await documents.mark_applied(tx, second, SHOW, "details", 2)
    assert {row[:3] for row in await _marks(database)} == {
        ("details", SECOND.sha256, 2),
        ("offers", FIRST.sha256, 1),
    }


async def test_a_show_that_gets_its_former_document_again_is_to_be_written_anew(
    database: Database,
) -> None:
    """The mark says what the show's rows are made of now, not what was used once."""
    other = replace(FIRST, key=replace(KEY, key="2"), body=b'{"id":2}')
    async with database.transaction() as tx:
        mine = await documents.store(tx, FIRST)
        theirs = await documents.store(tx, other)
        await documents.mark_applied(tx, mine, SHOW, "details", 1)
        await documents.mark_applied(tx, theirs, SHOW, "details", 1)
    assert [row[:3] for row in await _marks(database)] == [("details", other.sha256, 1)]


async def _marks(database: Database) -> list[tuple[object, ...]]:
    async with database.transaction() as tx:
        return await _all(tx)


async def _all(tx: Transaction) -> list[tuple[object, ...]]:
    cursor = await tx.execute(
        "select stage, sha256, mapping, xmin::text from source.applied order by stage"
    )
    return await cursor.fetchall()
