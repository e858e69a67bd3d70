"""What IMDb says, and ids derived from it: in private installations only."""

import httpx2

from api.schemas.common import Attribution, Listing
from api.schemas.people import PersonDetail
from api.schemas.seasons import EpisodeDetail
from api.schemas.shows import ListedShow, ShowDetail
from tests.api.answers import get
from tests.seed import AS_OF, insert_row
from tests.seed_whole import Island
from trr_backend.repositories.db import Database

SHOW = "/api/v1/shows/the-island"
EPISODE = f"{SHOW}/seasons/1/episodes/1"
PERSON = "/api/v1/people/tmdb:7300"
WORDS = "Information courtesy of IMDb (https://www.imdb.com). Used with permission."


async def seed_imdb(database: Database, island: Island) -> None:
    """Write ratings, and ids that came from IMDb's datasets."""
    async with database.transaction() as tx:
        for title, source, average in (
            ("tt7000000", "imdb-datasets", 7.5),
            ("tt7000001", "imdb-api", 8.0),
        ):
            row = {"title_id": title, "source": source, "average_rating": average}
            await insert_row(tx, "imdb_ratings", {**row, "vote_count": 12})
        for entity, entity_id, upstream_id in (
            ("episode", island.episodes[1], "tt7000001"),
            ("person", island.olga, "nm7000001"),
        ):
            await insert_row(
                tx,
                "external_ids",
                {
                    "entity": entity,
                    "entity_id": entity_id,
                    "source": "imdb",
                    "id": upstream_id,
                    "origin": "imdb-datasets",
                },
            )


def sources(attribution: list[Attribution]) -> list[str]:
    """Return who is named."""
    return [one.source for one in attribution]


async def test_public(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """Elsewhere nothing of it is told, and such an id leads nowhere."""
    await seed_imdb(database, island)
    show = await get(client, SHOW, ShowDetail)
    assert (show.imdb_rating, show.external_ids.imdb) == (None, "tt7000000")
    assert sources(show.attribution) == ["tmdb", "justwatch"]
    episode = await get(client, EPISODE, EpisodeDetail)
    assert (episode.imdb_rating, episode.external_ids.imdb) == (None, None)
    assert sources(episode.attribution) == ["tmdb"]
    person = await get(client, PERSON, PersonDetail)
    assert person.external_ids.imdb is None
    assert sources(person.attribution) == ["tmdb"]
    assert (await client.get("/api/v1/people/imdb:nm7000001")).status_code == 404
    named = await get(client, "/api/v1/attribution", Listing[Attribution])
    assert sources(named.items) == ["tmdb", "justwatch"]


async def test_private(
    database: Database, island: Island, private_client: httpx2.AsyncClient
) -> None:
    """For its owner the values are there, with their licence and IMDb's name."""
    await seed_imdb(database, island)
    show = await get(private_client, SHOW, ShowDetail)
    assert show.imdb_rating is not None
    assert show.imdb_rating.model_dump() == {
        "average": 7.5,
        "votes": 12,
        "licence": "Personal and non-commercial use only",
        "attribution": WORDS,
    }
    assert sources(show.attribution) == ["tmdb", "justwatch", "imdb"]
    assert show.attribution[2].text == WORDS
    episode = await get(private_client, EPISODE, EpisodeDetail)
    assert episode.imdb_rating is not None
    assert episode.imdb_rating.licence == "Licensed to the owner of this installation"
    assert episode.external_ids.imdb == "tt7000001"
    assert sources(episode.attribution) == ["tmdb", "imdb"]
    person = await get(private_client, PERSON, PersonDetail)
    assert person.external_ids.imdb == "nm7000001"
    assert sources(person.attribution) == ["tmdb", "imdb"]
    by_id = await get(private_client, "/api/v1/people/imdb:nm7000001", PersonDetail)
    assert by_id == person
    named = await get(private_client, "/api/v1/attribution", Listing[Attribution])
    assert sources(named.items) == ["tmdb", "justwatch", "imdb"]


async def test_private_without_values(
    island: Island, private_client: httpx2.AsyncClient
) -> None:
    """IMDb is named only with values of theirs."""
    assert island
    show = await get(private_client, SHOW, ShowDetail)
    assert (show.imdb_rating, sources(show.attribution)) == (
        None,
        ["tmdb", "justwatch"],
    )


async def test_vanished_rating(
    database: Database, island: Island, private_client: httpx2.AsyncClient
) -> None:
    """A rating that IMDb no longer gives is not shown."""
    await seed_imdb(database, island)
    async with database.transaction() as tx:
        await tx.execute("update core.imdb_ratings set missing_since = %s", [AS_OF])
    assert (await get(private_client, SHOW, ShowDetail)).imdb_rating is None


async def test_lists_hold_no_derived_id(
    database: Database, island: Island, private_client: httpx2.AsyncClient
) -> None:
    """Lists name TMDb alone, so nothing from IMDb's datasets is in them."""
    async with database.transaction() as tx:
        await tx.execute(
            "update core.external_ids set origin = 'imdb-datasets'"
            " where entity_id = %s and source = 'imdb'",
            [island.show],
        )
    page = await get(private_client, "/api/v1/shows", Listing[ListedShow])
    assert [one.imdb_id for one in page.items] == [None]
    assert (await get(private_client, SHOW, ShowDetail)).external_ids.imdb is not None
