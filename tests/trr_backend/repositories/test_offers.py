"""Offers as periods: they open, move, close and come back, and nothing is deleted."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from trr_backend.models.offers import OfferRecord, OffersRecord, WatchProviderRecord
from trr_backend.repositories import offers, shows
from trr_backend.repositories.db import Database, Transaction
from trr_backend.repositories.sets import Owner
from trr_backend.repositories.work import Work

NOW = datetime(2026, 1, 2, tzinfo=UTC)
DAY = timedelta(days=1)
NETFLIX = WatchProviderRecord(8, "Netflix", "/n.jpg")
HAYU = WatchProviderRecord(223, "Hayu", None)
FULL = OffersRecord(
    providers=(NETFLIX, HAYU),
    offers=(
        OfferRecord("US", "flatrate", 8, 1),
        OfferRecord("US", "flatrate", 223, 2),
        OfferRecord("GB", "buy", 8, None),
        # Named twice: the last word counts.
        OfferRecord("GB", "buy", 8, 5),
    ),
    links={"US": "https://x/US", "GB": "https://x/GB"},
)
NOTHING = OffersRecord((), (), {})


async def test_an_older_document_applied_late_is_put_right_again(
    database: Database,
) -> None:
    """What it closed is open once the newer one is used again, with no new period."""
    async with database.transaction() as tx:
        owner = await _owner(tx)
        newer = replace(owner, as_of=NOW + DAY)
        for as_of, record in ((newer, FULL), (owner, NOTHING), (newer, FULL)):
            await _write(tx, as_of, record)

        assert await _periods(tx) == [
            ("GB", "buy", "Netflix", 5, NOW + DAY, None),
            ("US", "flatrate", "Hayu", 2, NOW + DAY, None),
            ("US", "flatrate", "Netflix", 1, NOW + DAY, None),
        ]


async def test_offers_open_close_and_come_back(database: Database) -> None:
    """A row a period; what is told names what went and what came."""
    async with database.transaction() as tx:
        owner = await _owner(tx)

        assert await _write(tx, owner, FULL) == {
            "watch_providers": (
                [],
                ["GB buy Netflix", "US flatrate Hayu", "US flatrate Netflix"],
            ),
            "watch_links": ([], ["GB", "US"]),
        }
        less = replace(
            FULL,
            offers=(OfferRecord("US", "flatrate", 8, 1),),
            links={"US": "https://x/US"},
        )
        assert await _write(tx, replace(owner, as_of=NOW + DAY), less) == {
            "watch_providers": (["GB buy Netflix", "US flatrate Hayu"], "order"),
            "watch_links": (["GB"], "order"),
        }
        await _write(tx, replace(owner, as_of=NOW + 2 * DAY), FULL)

        assert await _periods(tx) == [
            ("GB", "buy", "Netflix", 5, NOW, NOW + DAY),
            ("GB", "buy", "Netflix", 5, NOW + 2 * DAY, None),
            ("US", "flatrate", "Hayu", 2, NOW, NOW + DAY),
            ("US", "flatrate", "Hayu", 2, NOW + 2 * DAY, None),
            ("US", "flatrate", "Netflix", 1, NOW, None),
        ]


async def test_the_same_offers_again_change_nothing(database: Database) -> None:
    """No row is touched and nothing is told."""
    async with database.transaction() as tx:
        owner = await _owner(tx)
        await _write(tx, owner, FULL)

        assert await _write(tx, replace(owner, as_of=NOW + DAY), FULL) == {}


async def test_another_order_is_told_as_such(database: Database) -> None:
    """The period goes on with its new place."""
    other = replace(
        FULL, offers=(replace(FULL.offers[0], display_priority=9), *FULL.offers[1:])
    )
    async with database.transaction() as tx:
        owner = await _owner(tx)
        await _write(tx, owner, FULL)

        assert await _write(tx, replace(owner, as_of=NOW + DAY), other) == {
            "watch_providers": ([], "order")
        }
        assert ("US", "flatrate", "Netflix", 9, NOW, None) in await _periods(tx)


async def test_nothing_on_offer_closes_everything(database: Database) -> None:
    """Only this show's offers: those of another one stay open."""
    async with database.transaction() as tx:
        owner, other = await _owner(tx), await _owner(tx)
        await _write(tx, owner, FULL)
        await _write(tx, other, FULL)

        await _write(tx, replace(owner, as_of=NOW + DAY), NOTHING)

        ended = [period[-1] for period in await _periods(tx)]
        assert sorted(ended, key=str) == [NOW + DAY] * 3 + [None] * 3


async def test_an_older_answer_does_not_rename_a_provider(database: Database) -> None:
    """Providers are shared by shows, whose answers are of different age."""
    old = replace(FULL, providers=(replace(NETFLIX, name="Netflix DVD"), HAYU))
    async with database.transaction() as tx:
        await _write(tx, await _owner(tx), FULL)

        await _write(tx, replace(await _owner(tx), as_of=NOW - DAY), old)

        cursor = await tx.execute("select name from core.watch_providers order by name")
        assert await cursor.fetchall() == [("Hayu",), ("Netflix",)]


async def _owner(tx: Transaction) -> Owner:
    show_id = uuid4()
    await shows.create(Work(tx, NOW), show_id, "X", "list")
    return Owner(show_id, "X", NOW)


async def _write(
    tx: Transaction, owner: Owner, record: OffersRecord
) -> dict[str, tuple[object, object]]:
    """Write; return what is told of the show, names in order."""
    work = Work(tx, NOW)
    await offers.write(work, owner, record)
    return {
        name: (_ordered(gone), _ordered(came))
        for change in work.changes.all()
        if change.entity == "show"
        for name, (gone, came) in change.fields.items()
    }


def _ordered(names: object) -> object:
    return sorted(map(str, names)) if isinstance(names, list) else names


async def _periods(tx: Transaction) -> list[tuple[object, ...]]:
    cursor = await tx.execute(
        "select o.region, o.offer_type, p.name, o.display_priority, o.first_seen_at,"
        " o.ended_at from core.show_watch_providers o"
        " join core.watch_providers p on p.id = o.watch_provider_id order by 1, 2, 3, 5"
    )
    return await cursor.fetchall()
