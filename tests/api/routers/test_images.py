"""Lists of pictures: of a show, of a season with its episodes, of a person."""

from collections.abc import Sequence
from uuid import UUID

import httpx2

from api.schemas.images import Image
from api.schemas.seasons import SeasonImage
from tests.api.answers import TMDB, items, plain, refusal, walk
from tests.seed import insert_row
from tests.seed_whole import Island
from tests.stored_pictures import THUMBHASH, Stored, copy_key, seed_picture
from trr_backend.repositories.db import Database

SHOW = "/api/v1/shows/the-island/images"
SEASON = "/api/v1/shows/the-island/seasons/1/images"
FIRST = Stored("first", "poster", 1, link={"language": "en"})
POSTERS = (
    Stored("third", "poster", 3),
    FIRST,
    Stored("second", "poster", 2, link={"language": "de"}),
    Stored("gone", "poster", 1, link={"missing_since": "now"}),
    Stored("unlinked", "poster", 1, link={"linked_at": None}),
    Stored("unconfirmed", "poster", 1, asset={"confirmed_at": None}),
    Stored("worse", "poster", 1, link={"represented_by": FIRST.sha256}),
)


async def hang(
    database: Database, entity: str, owner: UUID, pictures: Sequence[Stored]
) -> list[str]:
    """Write pictures of an entity; return their keys."""
    async with database.transaction() as tx:
        return [await seed_picture(tx, entity, owner, one) for one in pictures]


def names(found: Sequence[Image]) -> list[str]:
    """Return how the source calls the pictures."""
    return [one.source_url.rpartition("/")[2].removesuffix(".jpg") for one in found]


async def test_whole_item(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """A picture has its addresses, its copies by width, its looks and its source."""
    picture = Stored(
        "one",
        "poster",
        widths=(342, 185),
        formats=("webp", "avif"),
        link={"language": "en", "vote_average": 5.5, "vote_count": 7},
    )
    (key,) = await hang(database, "show", island.show, [picture])
    (found,) = await items(client, SHOW, Image)
    shown = plain(found)
    webp = {
        width: f"/media/{copy_key('show', island.show, picture, width)}"
        for width in (185, 342)
    }
    copies = [
        (one["width"], one["height"], one["content_type"]) for one in shown["variants"]
    ]
    assert copies == [
        (185, 277, "image/webp"),
        (185, 277, "image/avif"),
        (342, 513, "image/webp"),
        (342, 513, "image/avif"),
    ]
    assert [one["url"] for one in shown["variants"][::2]] == list(webp.values())
    assert all(one["url"] == f"/media/{one['key']}" for one in shown["variants"])
    del shown["variants"]
    assert shown == {
        "kind": "poster",
        "key": key,
        "url": f"/media/{key}",
        "width": 1000,
        "height": 1500,
        "content_type": "image/jpeg",
        "language": "en",
        "colour": "#804040",
        "thumbhash": THUMBHASH,
        "srcset": f"{webp[185]} 185w, {webp[342]} 342w, /media/{key} 1000w",
        "source": "tmdb",
        "source_url": "https://image.tmdb.org/t/p/original/one.jpg",
        **dict.fromkeys(("page_url", "author", "licence", "licence_url")),
        "vote_average": 5.5,
        "vote_count": 7,
        "is_primary": True,
        "attribution": TMDB["text"],
    }


async def test_terms_of_a_wiki(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """A wiki's picture has its author, its licence and the page that says so."""
    terms = {
        "source": "fandom",
        "licence": "CC BY-SA 3.0",
        "licence_url": "https://creativecommons.org/licenses/by-sa/3.0/",
        "page_url": "https://the-island.fandom.com/wiki/File:Olga.png",
    }
    pictures = [
        Stored("one", "photo", link={**terms, "author": "Kim"}),
        Stored("two", "photo", 2, link={**terms, "licence": None, "author": None}),
    ]
    await hang(database, "person", island.olga, pictures)
    found = await items(client, f"/api/v1/people/{island.olga}/photos", Image)
    page = terms["page_url"]
    for one, attribution, expected in zip(
        found,
        (
            f"Picture by Kim, CC BY-SA 3.0, {page}",
            f"Picture by an author who is named on its page, {page}",
        ),
        pictures,
        strict=True,
    ):
        shown = plain(one)
        assert shown["attribution"] == attribution
        assert {name: shown[name] for name in expected.link} == expected.link


async def test_order_and_filters(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """By kind and position, near-duplicates where asked for; what is not seen never."""
    await hang(database, "show", island.show, POSTERS)
    others = [Stored("logo", "logo"), Stored("backdrop", "backdrop", 4)]
    await hang(database, "show", island.show, others)
    await hang(database, "show", island.olga, [Stored("of another", "poster")])
    posters = ["first", "second", "third", "gone"]
    for query, expected in {
        "": [*posters, "backdrop", "logo"],
        "?duplicates=true": [*posters, "worse", "backdrop", "logo"],
        "?kind=poster": posters,
        "?kind=logo": ["logo"],
        "?language=en": ["first"],
        "?language=none&kind=poster": ["third", "gone"],
        "?language=DE,none": ["second", "third", "gone", "backdrop", "logo"],
        "?language=fr": [],
    }.items():
        found = await items(client, f"{SHOW}{query}", Image)
        assert names(found) == expected, query
        primary = [one for one in found if one.is_primary]
        assert names(primary) == [
            name for name in expected if name in {"first", "backdrop", "logo"}
        ]
    for query in ("?limit=1", "?limit=2&duplicates=true", "?limit=4"):
        walked = await walk(client, f"{SHOW}{query}", Image)
        at_once = query.replace("limit=", "limit=9")
        whole = await items(client, f"{SHOW}{at_once}", Image)
        assert walked == whole
        assert len(walked) > 5


async def test_pinned(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """A picture that somebody pinned is the first, whatever its position."""
    pinned = Stored("pinned", "poster", 9, link={"pinned": True})
    await hang(database, "show", island.show, [*POSTERS, pinned])
    found = await items(client, SHOW, Image)
    assert names(found) == ["pinned", "first", "second", "third", "gone"]
    assert [one.is_primary for one in found] == [True, False, False, False, False]


async def test_season(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """A season has its posters, then the stills of its episodes, which are named."""
    await hang(database, "season", island.seasons[1], [Stored("season", "poster")])
    await hang(database, "season", island.seasons[2], [Stored("other", "poster")])
    stills = [Stored("2a", "still", 1), Stored("2b", "still", 2)]
    await hang(database, "episode", island.episodes[2], stills)
    await hang(database, "episode", island.episodes[1], [Stored("1a", "still", 5)])
    found = await walk(client, f"{SEASON}?limit=2", SeasonImage)
    assert [
        (name, one.episode.name if one.episode else None, one.is_primary)
        for name, one in zip(names(found), found, strict=True)
    ] == [
        ("season", None, True),
        ("1a", "Day 1", True),
        ("2a", "Day 2", True),
        ("2b", "Day 2", False),
    ]
    first = found[1].episode
    assert first is not None
    assert (first.id, first.season_number, first.episode_number) == (
        island.episodes[1],
        1,
        1,
    )
    only = await items(client, f"{SEASON}?kind=still&language=none", SeasonImage)
    assert only == found[1:]
    async with database.transaction() as tx:
        await tx.execute("update core.episodes set missing_since = now()")
    assert names(await items(client, SEASON, SeasonImage)) == ["season"]


async def test_photos(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """A person's photos are listed as those of a show are, and have no languages."""
    photos = [
        Stored("b", "photo", 2),
        Stored("a", "photo", 1),
        Stored("c", "photo", 3, link={"represented_by": Stored("a", "photo").sha256}),
    ]
    await hang(database, "person", island.olga, photos)
    address = "/api/v1/people/tmdb:7300/photos"
    assert names(await items(client, address, Image)) == ["a", "b"]
    every = await walk(client, f"{address}?duplicates=true&limit=2", Image)
    assert names(every) == ["a", "b", "c"]
    status, words = await refusal(client, f"{address}?language=en")
    there_are = "fields, cursor, limit, duplicates"
    assert (status, words) == (
        422,
        f"language: there is no such parameter; there are: {there_are}",
    )


async def test_refusals(island: Island, client: httpx2.AsyncClient) -> None:
    """What there is not, and what cannot be read, is told in words."""
    assert island
    nobody = "11111111-2222-3333-4444-555555555555"
    for address, expected in {
        "/api/v1/shows/nobody/images": (404, "There is no show nobody."),
        "/api/v1/shows/the-island/seasons/9/images": (
            404,
            "There is no season 9 of the-island.",
        ),
        f"/api/v1/people/{nobody}/photos": (
            404,
            f"There is no person {nobody} in any show here.",
        ),
        f"{SHOW}?kind=still": (422, "kind: give one of: poster, backdrop, logo"),
        f"{SEASON}?kind=logo": (422, "kind: give one of: poster, still"),
        f"{SHOW}?language=english": (
            422,
            "language: give codes of two letters, or none, such as en,none",
        ),
        f"{SHOW}?cursor=x": (400, "The cursor is broken; begin without one."),
    }.items():
        assert await refusal(client, address) == expected


async def test_cursor_of_another_list(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """A cursor goes on with its own list only; a page that is known is not sent."""
    await hang(database, "show", island.show, POSTERS)
    answer = await client.get(f"{SHOW}?limit=1")
    cursor = answer.json()["next_cursor"]
    other = await refusal(client, f"{SHOW}?limit=1&kind=poster&cursor={cursor}")
    assert other[0] == 400
    headers = {"If-None-Match": answer.headers["etag"]}
    again = await client.get(f"{SHOW}?limit=1", headers=headers)
    assert (again.status_code, again.content) == (304, b"")


async def test_former_ids(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """A former id leads to the pictures of what it became."""
    former = {"source": "tmdb", "id": "99", "superseded_at": "now"}
    async with database.transaction() as tx:
        for entity, entity_id in (("show", island.show), ("person", island.ben)):
            row = {"entity": entity, "entity_id": entity_id, **former}
            await insert_row(tx, "external_ids", row)
    for address, expected in {
        "/api/v1/shows/tmdb:99/images?kind=logo": (
            f"/api/v1/shows/{island.show}/images?kind=logo"
        ),
        "/api/v1/shows/tmdb:99/seasons/1/images": (
            f"/api/v1/shows/{island.show}/seasons/1/images"
        ),
        "/api/v1/people/tmdb:99/photos": f"/api/v1/people/{island.ben}/photos",
    }.items():
        answer = await client.get(address)
        assert (answer.status_code, answer.headers["location"]) == (308, expected)
        assert (await client.get(expected)).status_code == 200
