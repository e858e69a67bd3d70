"""Seasons and episodes as rows: what comes, stays, moves and goes."""

from dataclasses import replace

from tests.whole_shows import (
    AT,
    GUARDED,
    counting,
    day,
    episode,
    new_show,
    record,
    rows,
    season,
    versions,
    working,
    write_seasons,
)
from trr_backend.models.seasons import (
    EpisodeFacts,
    OrderGroup,
    OrderRecord,
    SeasonFacts,
    SeasonsRecord,
    Translation,
)
from trr_backend.repositories import seasons
from trr_backend.repositories.db import Database

# Who has which number in which season, and whether it is gone.
PLACES = """
select s.season_number, e.episode_number, x.id, e.missing_since is not null
from core.episodes e join core.seasons s on s.id = e.season_id
join core.external_ids x on x.entity = 'episode' and x.entity_id = e.id
order by 1, 2, 3
"""


async def test_seasons_and_episodes_become_rows(database: Database) -> None:
    """Specials too; each fact in its column, each id in external_ids."""
    owner = await new_show(database)
    facts = {
        "name": "Pilot",
        "overview": "It begins.\n🎬",
        "air_date": day("2010-01-02"),
        "runtime_minutes": 44,
        "episode_type": "finale",
        "production_code": "1X01",
        "still_path": "/s.jpg",
        "vote_average": 7.5,
        "vote_count": 12,
    }
    said = ("One", "All of it.", day("2010-01-02"), "/p.jpg", 8.0)
    first = replace(season(1, [episode(1, 1, **facts)]), facts=SeasonFacts(*said))
    await write_seasons(database, owner, record(season(0, 1), first))

    assert await rows(
        database,
        "select season_number, name, overview, air_date, poster_path, vote_average,"
        " provenance, missing_since, x.source, x.id from core.seasons s"
        " join core.external_ids x on x.entity = 'season' and x.entity_id = s.id"
        " order by season_number",
    ) == [
        (0, "Season 0", None, None, None, None, {"name": "tmdb"}, None, "tmdb", "100"),
        (1, *said, {"name": "tmdb"}, None, "tmdb", "101"),
    ]
    assert await rows(
        database,
        f"select show_id, episode_number, {', '.join(facts)}, provenance,"
        " missing_since from core.episodes where name = 'Pilot'",
    ) == [(owner.show_id, 1, *facts.values(), {"name": "tmdb"}, None)]
    assert await rows(database, PLACES) == [
        (0, 1, "1", False),
        (1, 1, "1001", False),
    ]


async def test_each_part_is_told_and_its_show(database: Database) -> None:
    """One event an entity, with a label for people; the show says which came."""
    owner = await new_show(database)

    work = await write_seasons(database, owner, record(season(2, 1)))

    told = [(one.entity, one.kind, one.label) for one in work.changes.all()]
    assert told == [
        ("season", "created", "The Show S02"),
        ("show", "updated", "The Show"),
        ("episode", "created", "The Show S02E01 Title 1"),
    ]
    assert work.changes.all()[1].fields == {
        "seasons": ([], ["S02"]),
        "episodes": ([], ["S02E01 Title 1"]),
    }
    assert await rows(
        database,
        "select entity, kind, fields from ops.events where entity <> 'show'"
        " order by entity",
    ) == [
        (
            "episode",
            "created",
            ["episode_number", "name", "provenance", "season_id", "show_id"],
        ),
        ("season", "created", ["name", "provenance", "season_number", "show_id"]),
    ]


async def test_the_same_record_again_changes_nothing(database: Database) -> None:
    """No row gets another version, nothing is told."""
    owner = await new_show(database)
    texts = (Translation("de", "Eins"),)
    first = replace(episode(1, 1, air_date=day("2010-01-02")), translations=texts)
    order = OrderRecord("g1", "Absolute", "absolute", None, (OrderGroup("A", (1001,)),))
    found = SeasonsRecord(
        (replace(season(1, [first]), translations=texts),), orders=(order,)
    )
    await write_seasons(database, owner, found)
    before = await versions(database)

    work = await write_seasons(database, owner, found)

    assert work.changes.all() == []
    assert await versions(database) == before
    assert len(before["core.episode_order_items"]) == 1


async def test_what_a_source_leaves_out_stays_but_for_a_picture(
    database: Database,
) -> None:
    """A null keeps texts, dates and votes with their source; a still goes."""
    owner = await new_show(database)
    full = replace(
        episode(1, 1, overview="Long.", air_date=day("2010-01-02"), still_path="/s"),
        provenance={"name": "tmdb", "overview": "tmdb", "still_path": "tmdb"},
    )
    await write_seasons(database, owner, record(season(1, [full])))
    less = replace(full, facts=EpisodeFacts(runtime_minutes=40), provenance={})
    kept = {"name": "tmdb", "overview": "tmdb"}

    await write_seasons(database, owner, record(season(1, [less])))

    assert await rows(
        database,
        "select name, overview, air_date, runtime_minutes, still_path, provenance"
        " from core.episodes",
    ) == [("Title 1", "Long.", day("2010-01-02"), 40, None, kept)]


async def test_what_vanishes_is_marked_and_comes_back(database: Database) -> None:
    """An episode, and a season with all of its own; the mark is when it was seen."""
    owner = await new_show(database)
    whole = record(season(1, 3), season(2, 2))
    await write_seasons(database, owner, whole)

    work = await write_seasons(database, owner, record(season(1, 2)))

    assert await rows(database, PLACES) == [
        (1, 1, "1001", False),
        (1, 2, "1002", False),
        (1, 3, "1003", True),
        (2, 1, "2001", True),
        (2, 2, "2002", True),
    ]
    flagged = {"missing_since": (None, AT.isoformat())}
    assert [(one.label, one.fields) for one in work.changes.all()] == [
        ("The Show S02", flagged),
        (
            "The Show",
            {
                "seasons": (["S02"], "changed"),
                "episodes": (
                    ["S01E03 Title 3", "S02E01 Title 1", "S02E02 Title 2"],
                    "changed",
                ),
            },
        ),
        ("The Show S01E03 Title 3", flagged),
        ("The Show S02E01 Title 1", flagged),
        ("The Show S02E02 Title 2", flagged),
    ]
    since = "select distinct missing_since from core.episodes order by 1"
    assert await rows(database, since) == [(AT,), (None,)]

    back = await write_seasons(database, owner, whole)

    assert back.changes.all()[1].fields["episodes"] == (
        [],
        ["S01E03 Title 3", "S02E01 Title 1", "S02E02 Title 2"],
    )
    assert not any(row[3] for row in await rows(database, PLACES))


async def test_a_season_without_an_answer_keeps_its_episodes(
    database: Database,
) -> None:
    """Listed but not answered, or answered in part: nothing of it is gone."""
    owner = await new_show(database)
    await write_seasons(database, owner, record(season(1, 3), season(2, 3)))
    cut = replace(season(2, [episode(2, 3, name="New title")]), is_whole=False)

    await write_seasons(database, owner, record(season(1, None), cut))

    assert not any(row[3] for row in await rows(database, PLACES))
    assert await rows(
        database, "select name from core.episodes where name = 'New title'"
    ) == [("New title",)]


async def test_a_cut_list_makes_no_season_vanish(database: Database) -> None:
    """What it holds is written, what it lacks stays; even of none at all."""
    owner = await new_show(database)
    await write_seasons(database, owner, record(season(1, 2), season(2, 1)))
    cut = replace(record(season(1, 1)), is_whole=False)

    await write_seasons(database, owner, cut)
    await write_seasons(database, owner, replace(record(), is_whole=False))

    assert [row[2:] for row in await rows(database, PLACES)] == [
        ("1001", False),
        ("1002", True),
        ("2001", False),
    ]
    gone = "select season_number from core.seasons where missing_since is not null"
    assert await rows(database, gone) == []


async def test_no_word_about_seasons_leaves_all_alone(database: Database) -> None:
    """None is silence; a season that is whole and empty is not."""
    owner = await new_show(database)
    await write_seasons(database, owner, record(season(1, 2)))
    await write_seasons(database, owner, SeasonsRecord(None, None))
    assert [row[3] for row in await rows(database, PLACES)] == [False, False]

    await write_seasons(database, owner, record(season(1, 0)))
    assert [row[3] for row in await rows(database, PLACES)] == [True, True]


async def test_an_episode_that_moves_keeps_its_row(database: Database) -> None:
    """Another season and number, the same id; nobody says that it was gone."""
    owner = await new_show(database)
    await write_seasons(database, owner, record(season(0, 2), season(1, 1)))
    before = await rows(database, "select id from core.episodes order by id")
    moved = replace(episode(0, 2), episode_number=7)

    work = await write_seasons(
        database, owner, record(season(0, 1), season(1, [episode(1, 1), moved]))
    )

    assert await rows(database, "select id from core.episodes order by id") == before
    assert await rows(database, PLACES) == [
        (0, 1, "1", False),
        (1, 1, "1001", False),
        (1, 7, "2", False),
    ]
    (change,) = [one for one in work.changes.all() if one.entity == "episode"]
    assert (change.label, sorted(change.fields)) == (
        "The Show S01E07 Title 2",
        ["episode_number", "season_id"],
    )


async def test_an_episode_in_two_seasons_is_kept_in_the_later_one(
    database: Database,
) -> None:
    """Its editors were moving it while the source was asked: told, and one row."""
    owner = await new_show(database)
    twice = episode(1, 1)

    work = await write_seasons(
        database, owner, record(season(1, [twice]), season(2, [twice]))
    )

    assert await rows(database, PLACES) == [(2, 1, "1001", False)]
    assert work.notes == [
        "The Show: the source lists S02E01 Title 1 (tmdb:1001) twice; it is kept there"
    ]


async def test_numbers_may_be_doubled(database: Database) -> None:
    """Two episodes of one number, two seasons of one: rows of their own."""
    owner = await new_show(database)
    twin = replace(episode(1, 2), episode_number=1)
    other = replace(season(2, 1), season_number=1)

    await write_seasons(
        database, owner, record(season(1, [episode(1, 1), twin]), other)
    )

    assert await rows(database, PLACES) == [
        (1, 1, "1001", False),
        (1, 1, "1002", False),
        (1, 1, "2001", False),
    ]


async def test_a_long_show_takes_few_statements(database: Database) -> None:
    """40 seasons and 700 episodes with texts: no statement an episode or a season."""
    owner = await new_show(database)
    texts = (Translation("de", "Titel"), Translation("fr", "Titre"))
    found = record(
        *(
            replace(
                season(
                    n,
                    [replace(episode(n, e), translations=texts) for e in range(1, 19)],
                ),
                translations=texts,
            )
            for n in range(1, 40)
        )
    )
    async with working(database) as work, counting(work.tx) as first:
        await seasons.write(work, owner, found, GUARDED)
    assert await rows(
        database,
        "select (select count(*) from core.episodes),"
        " (select count(*) from core.episode_translations)",
    ) == [(702, 1404)]
    assert len(first) < 25

    before = await versions(database)
    async with working(database) as work, counting(work.tx) as second:
        await seasons.write(work, owner, found, GUARDED)
    assert await versions(database) == before
    assert len(second) < 20
