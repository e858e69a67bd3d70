"""Names of few letters, which are found by what a word of them starts with."""

import httpx2
import pytest

from api.schemas.common import Listing
from api.schemas.people import ListedPerson
from api.schemas.shows import ListedShow
from tests.api.answers import get
from tests.seed import Seeded, seed_show
from tests.seed_whole import Scope, seed_credit, seed_person
from trr_backend.repositories.db import Database

NAMES = ("JJ", "JJ Lane", "Al Jjay", "Hajj", "J.J. Ox", "李明", "李明明", "50%", "5 Ox")


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("jj", ["JJ", "JJ Lane", "Al Jjay", "J.J. Ox"]),
        ("j.j", ["JJ", "JJ Lane", "Al Jjay", "J.J. Ox"]),
        ("李", ["李明", "李明明"]),
        ("李明", ["李明", "李明明"]),
        ("l%l", []),
        ("50%", ["50%"]),
        ("50_", ["50%"]),
        ("ox", ["J.J. Ox", "5 Ox"]),
    ],
)
async def test_short(
    database: Database, client: httpx2.AsyncClient, q: str, found: list[str]
) -> None:
    """The very name comes first; signs part words, and words may be written as one."""
    async with database.transaction() as tx:
        for number, name in enumerate(NAMES):
            show = await seed_show(tx, Seeded(f"s-{number}", name))
            person = await seed_person(tx, "Nobody", aliases=[name])
            await seed_credit(tx, person, Scope(show))
            await seed_credit(tx, await seed_person(tx, name), Scope(show))
    query = str(httpx2.QueryParams({"q": q}))
    shows = await get(client, f"/api/v1/shows?{query}", Listing[ListedShow])
    people = await get(client, f"/api/v1/people?{query}", Listing[ListedPerson])
    assert sorted(one.name for one in shows.items) == sorted(found)
    named = [one.name for one in people.items if one.name != "Nobody"]
    assert sorted(named) == sorted(found)
    assert len(people.items) == 2 * len(found)
    if q == "jj":
        assert shows.items[0].name == "JJ"
    page = (await client.get(f"/?{query}")).text
    assert page.count('<li class="show">') == len(found)
    assert page.count('<li class="person">') == 2 * len(found)


@pytest.mark.parametrize("kind", ["shows", "people"])
@pytest.mark.parametrize("q", ["j", "é", " . ", "", "%"])
async def test_too_short(client: httpx2.AsyncClient, kind: str, q: str) -> None:
    """One Latin letter, or none at all, says nothing."""
    answer = await client.get(f"/api/v1/{kind}", params={"q": q})
    assert answer.status_code == 422
    assert answer.json()["detail"] == "q: give at least 2 letters or digits"
