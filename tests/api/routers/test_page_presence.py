"""Who was in which episode, and as what, on the pages of a show and of a person."""

import re

import httpx2

from tests.api.routers.test_whole_pages import ISLAND, text
from tests.seed import Seeded, seed_show
from tests.seed_whole import (
    Island,
    Scope,
    seed_credit,
    seed_episode,
    seed_person,
    seed_season,
)
from trr_backend.repositories.db import Database


def plain(html: str) -> str:
    """Return what is read of a part of a page."""
    return " ".join(re.sub("<[^>]*>", " ", html).split())


async def test_show(island: Island, client: httpx2.AsyncClient) -> None:
    """A season names who is billed for it, an episode its guests; the crew is left."""
    page = await text(client, ISLAND)
    lines = re.findall('<p class="with">(.*?)</p>', page)
    assert [plain(line) for line in lines] == [
        "All season: Olga Host (Self - Host) , Ann Winner (Self - Contestant)",
        "With Ben Guest (Self)",
        "With Ben Guest (Self)",
        "All season: Olga Host (Self - Host)",
    ]
    assert f'With <a href="/people/{island.ben}">Ben Guest</a>' in page


async def test_crowd(database: Database, client: httpx2.AsyncClient) -> None:
    """Many unfold; of a crowd the first are named, each once, others in the API."""
    async with database.transaction() as tx:
        show = await seed_show(tx, Seeded("crowd", "Crowd"))
        season = await seed_season(tx, show, 1)
        seven, crowd = [await seed_episode(tx, season, number) for number in (1, 2)]
        for number in range(43):
            person = await seed_person(tx, f"Number {number:02}")
            for episode in (seven, crowd) if number < 7 else (crowd,):
                scope = Scope(show, episode=episode)
                for role in (None, "Winner") if number == 0 else (None,):
                    await seed_credit(
                        tx, person, scope, "guest", role, billing_order=number
                    )
    page = await text(client, "/shows/crowd")
    assert '<p class="with">' not in page
    first, second = re.findall('<details class="with">(.*?)</details>', page)
    assert plain(first).startswith(
        "With 7 people Number 00 (Winner, guest) , Number 01"
    )
    assert "more" not in first
    assert plain(second).startswith("With 43 people Number 00 ")
    assert second.count("/people/") == 40
    address = "/api/v1/shows/crowd/cast?season=1&amp;episode=2"
    assert f'<a href="{address}">3 more</a>' in second


async def test_minutes_only_where_known(
    island: Island, client: httpx2.AsyncClient
) -> None:
    """A season in which no episode has a length has no column for it."""
    assert island
    page = await text(client, ISLAND)
    heads = re.findall("<thead>(.*?)</thead>", page)
    assert [plain(one) for one in heads] == [
        "No. Episode Aired Minutes",
        "No. Episode Aired",
        "No. Episode Aired",
    ]
    assert page.count('<td class="minutes">') == 3


async def test_person(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """Each show has its seasons and episodes with the person, and the years of them."""
    async with database.transaction() as tx:
        later = Scope(island.show, episode=island.episodes[5])
        await seed_credit(tx, island.ann, later, "guest", "Finalist")
        hidden = await seed_show(tx, Seeded("hid", "Hid", columns={"published": False}))
        season = await seed_season(tx, hidden, 7)
        await seed_episode(tx, season, 1)
        await seed_credit(tx, island.ann, Scope(hidden, season=season))
    page = await text(client, f"/people/{island.ann}")
    shows = re.findall('<li class="appearance">(.*?)</li>', page, re.DOTALL)
    assert [plain(one) for one in shows] == [
        (
            "TI The Island Self - Contestant "
            "3 episodes as contestant 2020-2021 "
            "Season 1 3 episodes, 2020 No. Episode Aired "
            "1 Day 1 (Self - Contestant) 2020-01-01 "
            "2 Day 2 (Self - Contestant) 2020-01-02 "
            "3 Day 3 (Self - Contestant) 2020-01-03 "
            "Season 2 1 episode, 2021 No. Episode Aired "
            "8 Episode 8 (Finalist) 2021-02-08"
        )
    ]


async def test_only_counted(island: Island, client: httpx2.AsyncClient) -> None:
    """Where only a count is known there is no season to unfold."""
    page = await text(client, f"/people/{island.dora}")
    assert "The Island" in page
    assert "<details>" not in page


async def test_justwatch_is_named_with_offers_only(
    island: Island, client: httpx2.AsyncClient
) -> None:
    """A page without an offer has none of JustWatch's data."""
    for address in ("/", ISLAND, f"/people/{island.ben}", "/docs"):
        page = await text(client, address)
        assert "not endorsed or certified by TMDB" in page
        assert "JustWatch" not in page.split("<footer>")[1]
