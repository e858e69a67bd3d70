"""The first picture of a thing, wherever another answer names the thing."""

from typing import Any

import httpx2
import pytest

from api.schemas.common import Listing
from api.schemas.entities import ListedNetwork
from api.schemas.people import (
    Appearances,
    CastMember,
    ListedPerson,
    PersonDetail,
)
from api.schemas.seasons import (
    Episode,
    EpisodeDetail,
    Season,
    SeasonDetail,
    ShowEpisode,
)
from api.schemas.shows import ListedShow, ShowDetail
from tests.api.answers import get, items, plain
from tests.seed import HOUSEWIVES, insert_row, seed_logo, seed_named, seed_show
from tests.seed_whole import Island
from tests.stored_pictures import THUMBHASH, Stored, copy_key, seed_picture
from trr_backend.repositories.db import Database

SHOW = "/api/v1/shows/the-island"
PERSON = "/api/v1/people/tmdb:7300"
THUMBNAIL = {"url", "width", "height", "srcset", "thumbhash", "colour"}


@pytest.fixture
async def hung(database: Database, island: Island) -> dict[str, str]:
    """Return the addresses of the first pictures, by kind; each has a worse one."""
    owners = {
        "poster": ("show", island.show),
        "backdrop": ("show", island.show),
        "logo": ("show", island.show),
        "season poster": ("season", island.seasons[1]),
        "still": ("episode", island.episodes[1]),
        "photo": ("person", island.olga),
    }
    keys = {}
    async with database.transaction() as tx:
        for name, (entity, owner) in owners.items():
            kind = name.split()[-1]
            keys[name] = await seed_picture(
                tx, entity, owner, Stored(f"2 {name}", kind, 2, widths=(185,))
            )
            for hidden in (
                Stored(f"3 {name}", kind, 3),
                Stored(f"1 {name}", kind, 1, link={"linked_at": None}),
                Stored(f"0 {name}", kind, 0, asset={"confirmed_at": None}),
            ):
                await seed_picture(tx, entity, owner, hidden)
    return {name: f"/media/{key}" for name, key in keys.items()}


def thumbnail(of: Any) -> str:
    """Return the address of a picture that has what a thumbnail has, and no more."""
    assert set(plain(of)) == THUMBNAIL
    return str(of.url)


async def test_shows(
    island: Island, hung: dict[str, str], client: httpx2.AsyncClient
) -> None:
    """A show has the whole of its first pictures, a listed one a thumbnail."""
    show = await get(client, SHOW, ShowDetail)
    for name in ("poster", "backdrop", "logo"):
        found = getattr(show, name)
        assert (found.url, found.kind, found.is_primary) == (hung[name], name, True)
    (listed,) = (await get(client, "/api/v1/shows", Listing[ListedShow])).items
    assert listed.poster is not None
    copy = copy_key(
        "show", island.show, Stored("2 poster", "poster", widths=(185,)), 185
    )
    assert plain(listed.poster) == {
        "url": hung["poster"],
        "width": 1000,
        "height": 1500,
        "srcset": f"/media/{copy} 185w, {hung['poster']} 1000w",
        "thumbhash": THUMBHASH,
        "colour": "#804040",
    }


async def test_seasons_and_episodes(
    hung: dict[str, str], client: httpx2.AsyncClient
) -> None:
    """In lists thumbnails, the whole where a season or an episode is alone."""
    listed = await items(client, f"{SHOW}/seasons", Season)
    assert [one.poster and thumbnail(one.poster) for one in listed] == [
        None,
        hung["season poster"],
        None,
    ]
    season = await get(client, f"{SHOW}/seasons/1", SeasonDetail)
    assert season.poster is not None
    assert (season.poster.url, season.poster.kind) == (hung["season poster"], "poster")
    episodes = await items(client, f"{SHOW}/seasons/1/episodes", Episode)
    every = await items(client, f"{SHOW}/episodes?season=1", ShowEpisode)
    stills = [
        [one.still for one in season.episodes],
        [one.still for one in episodes],
        [one.still for one in every],
    ]
    for found in stills:
        assert [one and thumbnail(one) for one in found] == [hung["still"], None, None]
    episode = await get(client, f"{SHOW}/seasons/1/episodes/1", EpisodeDetail)
    assert episode.still is not None
    assert (episode.still.url, episode.still.kind) == (hung["still"], "still")


async def test_people(hung: dict[str, str], client: httpx2.AsyncClient) -> None:
    """Whoever is named has a thumbnail of the photo, a person alone the whole."""
    person = await get(client, PERSON, PersonDetail)
    assert person.photo is not None
    assert (person.photo.url, person.photo.kind) == (hung["photo"], "photo")
    poster = person.shows[0].poster
    assert poster is not None
    assert thumbnail(poster) == hung["poster"]
    people = await items(client, "/api/v1/people?q=Olga+Host", ListedPerson)
    cast = await items(client, f"{SHOW}/cast", CastMember)
    season = await get(client, f"{SHOW}/seasons/1", SeasonDetail)
    appearances = await get(client, f"{PERSON}/shows/the-island", Appearances)
    named = [one.person for one in cast]
    named += [one.person for one in season.regular_cast]
    named.append(appearances.person)
    photos = [one.photo for one in named if one.name == "Olga Host"]
    photos.append(people[0].photo)
    assert [thumbnail(one) for one in photos] == [hung["photo"]] * 4
    assert [one.photo for one in named if one.name == "Ann Winner"] == [None, None]


async def test_logos(database: Database, client: httpx2.AsyncClient) -> None:
    """A logo has its copies beside its address, wherever it is."""
    async with database.transaction() as tx:
        await seed_show(tx, HOUSEWIVES)
        copies = {}
        for entity, name in (
            ("network", "Bravo"),
            ("production_company", "Truly Original"),
            ("watch_provider", "Hayu"),
        ):
            owner = await seed_named(tx, entity, name)
            key = await seed_logo(tx, entity, owner, name.encode())
            small = await seed_logo(tx, entity, owner, f"{name}, small".encode())
            table = {"production_company": "production_companies"}
            await tx.execute(
                f"update core.{table.get(entity, f'{entity}s')} set logo_path = "
                "'/' || left(%s, 8) || '.png' where id = %s".encode(),
                [key.rpartition("/")[2], owner],
            )
            whole, copy = (one.rpartition("/")[2][:64] for one in (key, small))
            row = {"sha256": whole, "variant_sha256": copy, "format": "webp"}
            await insert_row(tx, "media_variants", {**row, "width": 10})
            copies[name] = f"/media/{small} 10w, /media/{key} 10w"
    address = f"/api/v1/shows/{HOUSEWIVES.slug}"
    show = await get(client, address, ShowDetail)
    hayu = [
        one.logo_srcset
        for group in show.watch_providers
        for one in group.providers
        if one.name == "Hayu"
    ]
    assert [
        show.networks[0].logo_srcset,
        show.production_companies[0].logo_srcset,
        *hayu,
    ] == [copies["Bravo"], copies["Truly Original"], copies["Hayu"], copies["Hayu"]]
    (network,) = await items(client, "/api/v1/networks", ListedNetwork)
    (listed,) = (await get(client, "/api/v1/shows", Listing[ListedShow])).items
    assert network.logo_srcset == listed.networks[0].logo_srcset == copies["Bravo"]
