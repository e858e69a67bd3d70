"""The list of a show's episodes over all its seasons."""

import httpx2

from api.schemas.seasons import ShowEpisode
from tests.api.answers import items, refusal, walk
from tests.seed_whole import Island, seed_episode, seed_season
from trr_backend.repositories.db import Database

EPISODES = "/api/v1/shows/the-island/episodes"
ALL = [(0, 1), (1, 1), (1, 2), (1, 3), (2, 1), (2, 8)]


def places(found: list[ShowEpisode]) -> list[tuple[int, int]]:
    """Return the numbers of season and episode."""
    return [(one.season.season_number, one.episode_number) for one in found]


async def test_all(island: Island, client: httpx2.AsyncClient) -> None:
    """All episodes are there, by season and number, with the season of each."""
    found = await items(client, EPISODES, ShowEpisode)
    assert places(found) == ALL
    assert [one.id for one in found] == list(island.episodes)
    assert [one.season.id for one in found[:2]] == list(island.seasons[:2])
    assert (found[1].season.name, found[1].name) == ("Season 1", "Day 1")
    assert found[1].tmdb_id == 7201


async def test_season(island: Island, client: httpx2.AsyncClient) -> None:
    """One season is a part of it."""
    assert island
    found = await items(client, f"{EPISODES}?season=2", ShowEpisode)
    assert places(found) == ALL[4:]


async def test_pages(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """Page by page nothing is lost or doubled: tens after ones, twins both."""
    async with database.transaction() as tx:
        tenth = await seed_season(tx, island.show, 10)
        for number in (1, 1, 10, 9, 100):
            await seed_episode(tx, tenth, number)
    found = await walk(client, f"{EPISODES}?limit=2", ShowEpisode)
    assert places(found) == [*ALL, *((10, number) for number in (1, 1, 9, 10, 100))]
    assert len({one.id for one in found}) == len(found)


async def test_missing(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """What vanished upstream, alone or with its season, is shown on demand."""
    async with database.transaction() as tx:
        for table, row in (
            ("episodes", island.episodes[1]),
            ("seasons", island.seasons[2]),
        ):
            await tx.execute(
                f"update core.{table} set missing_since = now() where id = %s".encode(),
                [row],
            )
    assert places(await items(client, EPISODES, ShowEpisode)) == [ALL[0], *ALL[2:4]]
    found = await items(client, f"{EPISODES}?missing=true", ShowEpisode)
    assert places(found) == ALL


async def test_not_there(island: Island, client: httpx2.AsyncClient) -> None:
    """A show or a season that is not there is told; a cursor is of one list."""
    assert island
    assert await refusal(client, f"{EPISODES}?season=9") == (
        404,
        "There is no season 9 of the-island.",
    )
    assert await refusal(client, "/api/v1/shows/nope/episodes") == (
        404,
        "There is no show nope.",
    )
    cursor = (await client.get(f"{EPISODES}?limit=1")).json()["next_cursor"]
    status, _ = await refusal(client, f"{EPISODES}?season=1&cursor={cursor}")
    assert status == 400
