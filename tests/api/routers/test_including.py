"""`include=` embeds the beginnings of lists, each as its own address has it."""

from typing import Any
from uuid import UUID

import httpx2
import pytest

from tests.api.answers import refusal
from tests.seed import Offer, Seeded, seed_show
from tests.seed_whole import Island
from tests.stored_pictures import Stored, seed_picture
from trr_backend.repositories.db import Database, Transaction

SHOWS = "/api/v1/shows"
SHOW = f"{SHOWS}/the-island"
PERSON = "/api/v1/people/tmdb:7300"
ALL = "seasons,cast,images,watch_providers,facts"
LISTS = {name: name.replace("_", "-") for name in ALL.split(",")}


@pytest.fixture
async def full(database: Database, known: Island) -> Island:
    """Return the whole show with pictures, and offers of two regions."""
    async with database.transaction() as tx:
        other = Seeded(
            slug="other", name="Other", offers=[Offer("DE", "rent", "Rex", 3)]
        )
        other_id = await seed_show(tx, other)
        for region in ("DE", "US"):
            await _offer(tx, known.show, other_id, region)
        for entity, owner, kind in (
            ("show", known.show, "poster"),
            ("show", known.show, "logo"),
            ("season", known.seasons[1], "poster"),
            ("episode", known.episodes[1], "still"),
            ("person", known.olga, "photo"),
        ):
            for place in (2, 1):
                name = f"{place} {kind} of a {entity}"
                await seed_picture(tx, entity, owner, Stored(name, kind, place))
    return known


async def _offer(tx: Transaction, show: UUID, like: UUID, region: str) -> None:
    columns = "watch_provider_id, offer_type, display_priority, first_seen_at"
    await tx.execute(
        f"insert into core.show_watch_providers (show_id, region, {columns}) "
        f"select %s, %s, {columns} from core.show_watch_providers "
        "where show_id = %s".encode(),
        [show, region, like],
    )


async def body(client: httpx2.AsyncClient, address: str) -> Any:
    """Return an answer as JSON."""
    answer = await client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.usefixtures("full")
async def test_in_a_show(client: httpx2.AsyncClient) -> None:
    """All that can be embedded is what the lists say; the rest stays as it is.

    The wikis of the facts are named then, as in their own list.
    """
    plain = await body(client, SHOW)
    found = await body(client, f"{SHOW}?include={ALL}")
    lists = {name: await body(client, f"{SHOW}/{LISTS[name]}") for name in LISTS}
    assert all(one["items"] for one in lists.values())
    assert found["included"] == {name: one["items"] for name, one in lists.items()}
    assert [one["source"] for one in plain["attribution"]] == ["tmdb", "justwatch"]
    assert found["attribution"] == [
        *plain["attribution"],
        *lists["facts"]["attribution"][1:],
    ]
    assert len(found["attribution"]) == 3
    assert plain["included"] is None
    unlike = ("included", "attribution")
    assert {k: v for k, v in found.items() if k not in unlike} == {
        k: v for k, v in plain.items() if k not in unlike
    }


@pytest.mark.usefixtures("full")
async def test_in_a_list(client: httpx2.AsyncClient) -> None:
    """A listed show embeds the same; one that has nothing has empty lists."""
    whole = await body(client, f"{SHOW}?include={ALL}")
    listed = await body(client, f"{SHOWS}?include={ALL}")
    other, island = listed["items"]
    assert island["included"] == whole["included"]
    assert {k: v for k, v in other["included"].items() if v} == {
        "watch_providers": (await body(client, f"{SHOWS}/other/watch-providers"))[
            "items"
        ]
    }
    assert listed["attribution"] == whole["attribution"]
    plain = await body(client, SHOWS)
    assert [one.pop("included") for one in plain["items"]] == [None, None]
    for one in listed["items"]:
        one.pop("included")
    assert listed["items"] == plain["items"]


@pytest.mark.usefixtures("full")
async def test_only_what_is_asked_for(client: httpx2.AsyncClient) -> None:
    """What is not asked for is null, whatever that is."""
    for name, path in LISTS.items():
        items = (await body(client, f"{SHOW}/{path}"))["items"]
        for address in (f"{SHOW}?include={name}", f"{SHOWS}?q=island&include={name}"):
            found = await body(client, address)
            (one,) = found.get("items", [found])
            assert one["included"] == {**dict.fromkeys(LISTS), name: items}


@pytest.mark.usefixtures("full")
async def test_in_a_season_and_a_person(client: httpx2.AsyncClient) -> None:
    """A season embeds its cast and pictures, a person credits and photos."""
    season = await body(client, f"{SHOW}/seasons/1?include=cast,images")
    assert season["included"] == {
        "cast": (await body(client, f"{SHOW}/cast?season=1"))["items"],
        "images": (await body(client, f"{SHOW}/seasons/1/images"))["items"],
    }
    assert len(season["included"]["images"]) == 4
    person = await body(client, f"{PERSON}?include=images,credits")
    assert person["included"] == {
        "credits": (await body(client, f"{PERSON}/credits"))["items"],
        "images": (await body(client, f"{PERSON}/photos"))["items"],
    }
    for address in (f"{SHOW}/seasons/1", PERSON):
        assert (await body(client, address))["included"] is None
        one = await body(client, f"{address}?include=images")
        assert [bool(value) for value in one["included"].values()] == [False, True]


@pytest.mark.usefixtures("full")
async def test_offers_of_one_region(client: httpx2.AsyncClient) -> None:
    """`region=` cuts the offers of a show, those that are embedded as well."""
    for address in (SHOW, SHOWS):
        found = await body(client, f"{address}?include=watch_providers&region=us")
        (one,) = found.get("items", [found])
        (group,) = one["included"]["watch_providers"]
        assert group["region"] == "US"
        assert one.get("watch_providers", [group]) == [group]


async def test_caps(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """A detail embeds the first hundred, an item of a list the first ten."""
    async with database.transaction() as tx:
        await tx.execute(
            "insert into core.seasons (id, show_id, season_number, provenance) "
            "select gen_random_uuid(), %s, n, '{}' from generate_series(3, 120) n",
            [island.show],
        )
    whole = (await body(client, f"{SHOW}/seasons"))["items"]
    assert len(whole) == 121
    detail = await body(client, f"{SHOW}?include=seasons")
    assert detail["included"]["seasons"] == whole[:100]
    (listed,) = (await body(client, f"{SHOWS}?include=seasons"))["items"]
    assert listed["included"]["seasons"] == whole[:10]


@pytest.mark.usefixtures("full")
async def test_cut_answers_keep_what_is_embedded(client: httpx2.AsyncClient) -> None:
    """With `fields=` what was asked to be embedded stays; unasked it does not."""
    whole = await body(client, f"{SHOW}?include=cast")
    found = await body(client, f"{SHOW}?include=cast&fields=slug")
    kept = ("id", "slug", "attribution", "included")
    assert found == {name: whole[name] for name in kept}
    assert "included" not in await body(client, f"{SHOW}?fields=slug")
    page = await body(client, f"{SHOWS}?include=cast&fields=slug&q=island")
    assert [list(one) for one in page["items"]] == [["id", "slug", "included"]]


IN_SHOW = "there are: seasons, cast, images, watch_providers, facts"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (f"{SHOW}?include=", f"there is no part; {IN_SHOW}"),
        (f"{SHOW}?include=season", f"there is no part season; {IN_SHOW}"),
        (f"{SHOW}?include={'x' * 10_000}", f"there is no part; {IN_SHOW}"),
        (f"{SHOWS}?include=cast,cast", "name each part once"),
        (
            f"{SHOWS}?include=seasons.episodes",
            f"one level only; {IN_SHOW}. What is deeper has an address of its own",
        ),
        (
            f"{SHOWS}?limit=21&include=facts",
            "it goes with limit=20 at most; read more pages",
        ),
        (f"{SHOW}/seasons/1?include=facts", "there is no part facts; there are: "),
        (f"{PERSON}?include=cast", "there is no part cast; there are: credits, images"),
    ],
)
async def test_bad_includes(
    client: httpx2.AsyncClient, address: str, words: str
) -> None:
    """What cannot be embedded is told with what can be."""
    status, told = await refusal(client, address)
    assert (status, told[: len(words) + 9]) == (422, f"include: {words}"[: len(told)])


async def test_nothing_to_include_in(client: httpx2.AsyncClient) -> None:
    """An episode embeds nothing, and says what it can be asked."""
    assert await refusal(client, f"{SHOW}/seasons/1/episodes/1?include=cast") == (
        422,
        "include: there is no such parameter; there are: fields, language",
    )
