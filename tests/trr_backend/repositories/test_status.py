"""How an installation stands, as rows tell it."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.kept_pictures import seed_asset, seed_link, seed_picture, seed_variant
from tests.seed import Seeded, seed_show
from tests.seed_whole import seed_island
from tests.seed_wikis import seed_island_wikis
from trr_backend.models.documents import Document, DocumentKey
from trr_backend.repositories import documents
from trr_backend.repositories.db import Database
from trr_backend.repositories.status import (
    Age,
    Amounts,
    Feed,
    KeptPart,
    Pictures,
    Status,
    Webhooks,
    WikiRows,
    load_status,
)

NOW = datetime.now(UTC)
WEEK, DAY = timedelta(days=7), timedelta(days=1)
AGES = (Age("tmdb", "tv", WEEK, DAY), Age("tmdb", "person", 4 * WEEK, 4 * WEEK, WEEK))


async def test_an_empty_database_has_a_status(database: Database) -> None:
    """Zeros and nothing else."""
    async with database.transaction() as tx:
        status = await load_status(tx, AGES)
    empty: dict[str, Any] = {one.name: [] for one in fields(Status)}
    empty |= {
        "amounts": Amounts(*[0] * 13),
        "webhooks": Webhooks(0, 0, 0),
        "feed": Feed(0, None, None),
    }
    assert status == Status(**empty)


async def test_wikis_tell_what_is_known_from_each(database: Database) -> None:
    """Pages that are gone or about nobody are told apart; former facts do not count."""
    async with database.transaction() as tx:
        await seed_island_wikis(tx, await seed_island(tx))
        await tx.execute(
            "insert into core.wiki_subjects (page_id, entity, entity_id, score)"
            " select distinct page_id, 'person', person_id, 1 from core.person_facts"
        )
        await tx.execute(
            "insert into ops.wiki_reads (wiki_id, changes_at) select id, %s"
            " from core.wikis where name = 'the-island'",
            [NOW],
        )
        found = (await load_status(tx, AGES)).wikis
        counts = "select count(*)::integer from core.{} where missing_since is null"
        counts += " and source = 'fandom'"
        totals = [
            (await (await tx.execute(counts.format(one).encode())).fetchall())[0][0]
            for one in ("person_facts", "show_facts", "season_ledger")
        ]
    ours, other = found
    facts, entries = totals[0] + totals[1], totals[2]
    said = ("CC BY-SA 3.0", True, NOW)
    assert ours == WikiRows("the-island", 0, 3, 0, 0, 2, 1, facts, entries, *said)
    assert (other.name, other.pages, other.missing, other.read_at) == (
        *("wiki.example.org/w", 0, 1, None),
    )


async def test_documents_are_due_by_kind_age_and_flag(database: Database) -> None:
    """Airing shows sooner; who is in no followed show never."""
    async with database.transaction() as tx:
        await seed_island(tx)
    for key, days in (("7300", 29), ("7301", 1), ("9999", 29)):
        await _keep(database, "person", key, days)
    await _keep(database, "tv", "7000", 2)
    await _keep(database, "find", "tt1", 200)

    async with database.transaction() as tx:
        parts = (await load_status(tx, AGES)).parts
        assert [(one.kind, one.count, one.due, one.expired) for one in parts] == [
            ("find", 1, 0, 1),
            ("person", 3, 1, 0),
            ("tv", 1, 0, 0),
        ]
        at = NOW - 2 * DAY
        assert parts[2] == KeptPart(
            "tmdb", "tv", 1, at, at, 0, at + timedelta(days=180), 0
        )
        await tx.execute("update core.shows set in_production = true")
        assert [one.due for one in (await load_status(tx, AGES)).parts] == [0, 1, 1]
        await tx.execute("update core.shows set in_production = false")
        await tx.execute("update source.documents set flagged_at = now()")
        assert [one.due for one in (await load_status(tx, AGES)).parts] == [0, 2, 1]
        await tx.execute("update core.shows set tracked = false")
        assert [one.due for one in (await load_status(tx, AGES)).parts] == [0, 0, 0]


async def test_amounts_tell_what_lacks_something(database: Database) -> None:
    """Wishes without an id, without details, gone at the source."""
    async with database.transaction() as tx:
        await seed_island(tx)
        await tx.execute(
            "insert into core.shows (id, name, missing_since) values"
            " ('00000000-0000-0000-0000-000000000001', 'Wish', null),"
            " ('00000000-0000-0000-0000-000000000002', 'New', null),"
            " ('00000000-0000-0000-0000-000000000003', 'Lost', now())"
        )
        await tx.execute(
            "insert into core.external_ids (entity, entity_id, source, id)"
            " select 'show', id, 'tmdb', right(id::text, 1) from core.shows"
            " where name in ('New', 'Lost')"
        )
        amounts = (await load_status(tx, AGES)).amounts
    assert amounts == Amounts(
        shows=4,
        untracked=0,
        unresolved=1,
        missing=1,
        unfetched=2,
        seasons=3,
        episodes=6,
        credits=13,
        people=5,
        bare_people=5,
        offers=0,
        pictures=0,
        awaited=7,
    )


async def test_pictures_are_counted_by_what_became_of_them(
    database: Database,
) -> None:
    """A path once, whatever it shows; smaller copies are no pictures of their own."""
    async with database.transaction() as tx:
        show_id, other_id = [
            await seed_show(tx, Seeded(slug=slug, name=slug)) for slug in ("a", "b")
        ]
        old, new = NOW - 3 * DAY, NOW - DAY
        one = await seed_picture(tx, "show", show_id, "one", linked_at=old)
        await seed_picture(tx, "show", show_id, "two", linked_at=new)
        await seed_link(tx, "show", other_id, "/one.png", sha256=one, linked_at=new)
        await seed_variant(tx, one, "copy")
        for entity_id, path, retry_at in (
            (show_id, "/listed.png", None),
            (other_id, "/listed.png", None),
            (show_id, "/refused.png", NOW - DAY),
            (show_id, "/waits.png", NOW + DAY),
        ):
            refused = None if retry_at is None else "no picture"
            about: dict[str, Any] = {"retry_at": retry_at, "refused": refused}
            await seed_link(tx, "show", entity_id, path, **about)
        claimed = await seed_asset(tx, "claimed", confirmed=False)
        await seed_link(
            tx, "show", show_id, "/claimed.png", sha256=claimed, linked_at=None
        )
        await seed_asset(tx, "orphan")

        status = await load_status(tx, AGES)

    assert status.amounts.pictures == 2
    assert status.pictures == [
        Pictures(
            source="tmdb",
            kept=2,
            oldest=old,
            newest=new,
            variants=1,
            listed=2,
            refused=2,
            waiting=1,
            next_try=NOW - DAY,
        )
    ]


async def test_the_latest_run_of_each_command_is_told(database: Database) -> None:
    """With how many items it left undone; one that was killed has no end."""
    async with database.transaction() as tx:
        await tx.execute(
            "insert into ops.runs (command, started_at, finished_at, outcome) values"
            " ('sync all', now() - interval '2 days', now(), 'done'),"
            " ('sync all', now() - interval '1 day', now(), 'failed'),"
            " ('retention', now(), null, null)"
        )
        await tx.execute(
            "insert into ops.run_items (run_id, stage, item, outcome)"
            " select id, 'details', 'A Show', 'failed' from ops.runs"
            " where outcome = 'failed'"
        )
        runs = (await load_status(tx, AGES)).runs
    told = [(run.command, run.outcome, run.failed) for run in runs]
    assert told == [("retention", None, 0), ("sync all", "failed", 1)]


async def _keep(database: Database, kind: str, key: str, days: int) -> None:
    """Keep an answer that came so many days ago."""
    async with database.transaction() as tx:
        await documents.store(
            tx,
            Document(
                key=DocumentKey("tmdb", kind, key),
                url=f"https://api.example/{kind}/{key}",
                body=b"{}",
                fetched_at=NOW - timedelta(days=days),
                licence="terms",
                keep=timedelta(days=180),
            ),
        )
