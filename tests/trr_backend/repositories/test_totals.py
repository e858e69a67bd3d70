"""What the views derive of a show: totals, spans, the latest and the next episode."""

from datetime import date, timedelta

from tests.whole_shows import (
    ACCEPTED,
    episode,
    new_show,
    record,
    rows,
    season,
    write_seasons,
)
from trr_backend.models.seasons import EpisodeRecord
from trr_backend.repositories.db import Database

TOTALS = """
select season_count, t.episode_count, special_count, l.name, latest_air_date,
  n.name, next_air_date
from core.show_totals t
left join core.episodes l on l.id = latest_episode_id
left join core.episodes n on n.id = next_episode_id
where t.show_id = %s
"""
SPANS = """
select season_number, episode_count, aired_count, first_air_date, last_air_date
from core.season_spans order by season_number
"""


async def _today(database: Database) -> date:
    """Return the database's date: the views ask it."""
    found: date = (await rows(database, "select current_date"))[0][0]
    return found


async def test_totals_and_spans(database: Database) -> None:
    """Specials are counted apart and are neither the latest nor the next episode."""
    owner = await new_show(database)
    today = await _today(database)

    def aired(number: int, place: int, name: str, days: int | None) -> EpisodeRecord:
        on = None if days is None else today + timedelta(days=days)
        return episode(number, place, name=name, air_date=on)

    await write_seasons(
        database,
        owner,
        record(
            season(0, [aired(0, 1, "Reunion", 0), aired(0, 2, "Preview", 1)]),
            season(1, [aired(1, 1, "First", -400), aired(1, 2, "Second", -393)]),
            season(
                2,
                [
                    aired(2, 1, "Today, one", 0),
                    aired(2, 2, "Today, two", 0),
                    aired(2, 3, "Next, one", 7),
                    aired(2, 4, "Next, two", 7),
                    aired(2, 5, "Some day", None),
                ],
            ),
            season(3, 0),
        ),
    )

    ahead = today + timedelta(days=7)
    assert await rows(database, TOTALS, owner.show_id) == [
        (3, 7, 2, "Today, two", today, "Next, one", ahead)
    ]
    day = timedelta(days=1)
    assert await rows(database, SPANS) == [
        (0, 2, 1, today, today + day),
        (1, 2, 2, today - 400 * day, today - 393 * day),
        (2, 5, 2, today, ahead),
        (3, 0, 0, None, None),
    ]


async def test_an_undated_episode_before_an_aired_one_has_aired(
    database: Database,
) -> None:
    """One that nobody dated counts with the later ones of its own season, not after."""
    owner = await new_show(database)
    today = await _today(database)
    lost = episode(2, 5, name="Lost", air_date=today)
    first = season(1, [episode(1, 1), episode(1, 2, air_date=today), episode(1, 3)])
    ahead = [episode(2, 1), episode(2, 2, air_date=today + timedelta(days=1))]
    for second in ([*ahead, lost], ahead):
        await write_seasons(database, owner, record(first, season(2, second)), ACCEPTED)
    assert [row[:3] for row in await rows(database, SPANS)] == [(1, 3, 2), (2, 2, 0)]


async def test_what_is_gone_does_not_count(database: Database) -> None:
    """An episode, or a season whose episodes nobody answered for since."""
    owner = await new_show(database)
    today = await _today(database)
    lost = episode(2, 1, name="Lost", air_date=today)
    known = episode(1, 1, name="Known", air_date=today - timedelta(days=9))
    await write_seasons(
        database, owner, record(season(1, [known, episode(1, 2)]), season(2, [lost]))
    )
    await write_seasons(database, owner, record(season(1, [known])), ACCEPTED)
    kept = [(1, 1, 0, "Known", known.facts.air_date, None, None)]
    assert await rows(database, TOTALS, owner.show_id) == kept
    assert [row[:2] for row in await rows(database, SPANS)] == [(1, 1)]

    # Back on its own, as when a season's answer fails after the list came.
    async with database.transaction() as tx:
        await tx.execute("update core.episodes set missing_since = null")
    assert (await rows(database, TOTALS, owner.show_id))[0][3] == "Known"


async def test_a_show_without_seasons_has_none(database: Database) -> None:
    """A row of noughts, not no row: the show exists."""
    owner = await new_show(database)
    assert await rows(database, TOTALS, owner.show_id) == [
        (0, 0, 0, None, None, None, None)
    ]
