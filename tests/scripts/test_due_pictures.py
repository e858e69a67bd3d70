"""Pictures that a run has to do, found some owners' at a time."""

from uuid import UUID

import pytest

from scripts._due_pictures import CHUNK, DuePictures
from tests.kept_pictures import seed_link, seed_picture
from tests.seed import Seeded, seed_show
from trr_backend.repositories.db import Database
from trr_backend.repositories.pictures import Choice


@pytest.mark.parametrize(("slice_size", "held"), [(250, 1000), (1, 2), (2, 3), (3, 3)])
async def test_each_is_found_once(
    database: Database, slice_size: int, held: int
) -> None:
    """However few owners are looked at or known at once; who has none is left out."""
    shows = await _shows(database, 6, 2)
    due = DuePictures(database, _posters(shows), slice_size, held)
    found = []
    while (chunks := await due.more()) is not None:
        assert len(chunks) == 1
        found += [one.source_path for one in chunks[0]]
    assert sorted(found) == [f"/{n}-{m}.png" for n in range(6) for m in range(2)]
    assert await due.more() is None


async def test_the_pictures_of_a_slice_come_in_chunks(database: Database) -> None:
    """Each is a transaction, and is counted by itself."""
    shows = await _shows(database, 1, CHUNK + 1)
    due = DuePictures(database, _posters(shows))
    chunks = await due.more()
    assert chunks is not None
    assert [len(chunk) for chunk in chunks] == [CHUNK, 1]


async def _shows(database: Database, count: int, number: int) -> list[UUID]:
    """Seed shows with so many posters each that are not kept, and one whose is."""
    async with database.transaction() as tx:
        shows = [
            await seed_show(tx, Seeded(f"s{n}", f"S{n}")) for n in range(count + 1)
        ]
        for n, show_id in enumerate(shows[:-1]):
            for m in range(number):
                await seed_link(
                    tx, "show", show_id, f"/{n}-{m}.png", kind="poster", position=m
                )
        await seed_picture(tx, "show", shows[-1], "kept", kind="poster")
    return shows


def _posters(shows: list[UUID]) -> Choice:
    return Choice(("shows",), tuple(shows), (("poster", None),), None)
