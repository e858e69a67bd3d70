"""How much may vanish in one run, and what happens when more would."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.whole_shows import (
    ACCEPTED,
    AT,
    BEGAN,
    new_show,
    record,
    rows,
    season,
    versions,
    write_seasons,
)
from trr_backend.errors import Suspicious
from trr_backend.repositories.db import Database
from trr_backend.repositories.removals import Removals
from trr_backend.repositories.sets import Owner

MARKED = "select count(*) from core.episodes where missing_since is not null"


async def _known(database: Database, tmdb_id: int, episodes: int) -> Owner:
    """Return a show with a season of its own that has these episodes."""
    owner = await new_show(database, tmdb_id, f"Show {tmdb_id}")
    await write_seasons(database, owner, record(season(tmdb_id, episodes)))
    return owner


async def test_a_fifth_of_a_show_may_vanish(database: Database) -> None:
    """20 of 100 are marked; one more is suspicious, and nothing of it stays."""
    owner = await _known(database, 1, 100)
    before = await versions(database)

    with pytest.raises(
        Suspicious,
        match=r"^Show 1: 21 of 100 episodes would be marked as gone; if that is right, "
        r"run the same command with --accept-removals$",
    ):
        await write_seasons(database, owner, record(season(1, 79)))
    assert await versions(database) == before

    await write_seasons(database, owner, record(season(1, 80)))
    assert await rows(database, MARKED) == [(20,)]


async def test_three_rows_may_vanish_of_a_small_show(database: Database) -> None:
    """A fifth of four is less than one: three may go, the fourth may not."""
    owner = await _known(database, 1, 4)
    with pytest.raises(Suspicious, match="4 of 4 episodes"):
        await write_seasons(database, owner, record(season(1, 0)))
    await write_seasons(database, owner, record(season(1, 1)))
    assert await rows(database, MARKED) == [(3,)]


async def test_accepted_removals_go_through(database: Database) -> None:
    """A person said so."""
    owner = await _known(database, 1, 30)
    await write_seasons(database, owner, record(season(1, 0)), ACCEPTED)
    assert await rows(database, MARKED) == [(30,)]


async def test_what_was_gone_before_does_not_count_again(database: Database) -> None:
    """Neither as gone nor as there: 16 of the 80 left are a fifth, 17 are not."""
    owner = await _known(database, 1, 100)
    await write_seasons(database, owner, record(season(1, 80)))
    with pytest.raises(Suspicious, match="17 of 80 episodes"):
        await write_seasons(database, owner, record(season(1, 63)))
    await write_seasons(database, owner, record(season(1, 64)))
    assert await rows(database, MARKED) == [(36,)]


async def test_what_comes_does_not_hide_what_goes(database: Database) -> None:
    """Ten new seasons are no reason to lose the four that were there."""
    owner = await new_show(database)
    known = record(*(season(n, 1) for n in range(1, 5)))
    await write_seasons(database, owner, known)
    others = record(*(season(n, 1) for n in range(11, 31)))
    with pytest.raises(Suspicious, match="The Show: 4 of 4 seasons would be marked"):
        await write_seasons(database, owner, others)


async def test_a_run_may_mark_a_fifth_of_all_shows(database: Database) -> None:
    """Each show loses three of ten: the third one is one too many for the run."""
    owners = [await _known(database, n, 10) for n in (1, 2, 3, 4)]
    late = AT + timedelta(hours=1)
    for owner in owners[:2]:
        shrunk = record(season(int(owner.label[-1]), 7))
        await write_seasons(database, owner, shrunk)
    with pytest.raises(
        Suspicious,
        match=r"^Show 3: with its 3, 9 of 40 episodes of all shows would be marked",
    ):
        await write_seasons(database, owners[2], record(season(3, 7)))
    assert await rows(database, MARKED) == [(6,)]

    # Another run begins to count anew.
    next_run = Removals(accept=False, since=AT + timedelta(minutes=1))
    await write_seasons(database, owners[2], record(season(3, 7)), next_run, late)
    assert await rows(database, MARKED) == [(9,)]
    await write_seasons(
        database, owners[3], record(season(4, 7)), replace(next_run, accept=True), late
    )
    assert await rows(database, MARKED) == [(12,)]


async def test_one_show_alone_is_held_to_its_own_share(database: Database) -> None:
    """Two and two of the only show's four: few each time, and no other is concerned."""
    owner = await _known(database, 1, 4)
    since = Removals(accept=False, since=BEGAN - timedelta(days=1))
    await write_seasons(database, owner, record(season(1, 2)), since)
    await write_seasons(database, owner, record(season(1, 0)), since)
    assert await rows(database, MARKED) == [(4,)]
