"""The measurement of searches finds what it asks for, in a small catalogue."""

from benchmarks._names import fill
from benchmarks.search import QUERIES, by_trigrams, measure, search
from trr_backend.repositories.catalogue.reading import Window
from trr_backend.repositories.catalogue.searching import load_search
from trr_backend.repositories.db import Database


async def test_measured(database: Database, database_url: str) -> None:
    """Each kind of query is timed in both designs; the catalogue has what is asked."""
    fill(database_url, people=300, shows=30)
    for ask in (search, by_trigrams):
        times = await measure(database, ask, 1)
        assert {kind: len(values) for kind, values in times.items()} == {
            **dict.fromkeys(QUERIES, 1),
            "floor": len(QUERIES),
        }
    async with database.reading() as tx:
        page = await load_search(
            tx, "jhon", Window(20), kind="person", region=None, media_base=""
        )
    assert b"John" in page.items
