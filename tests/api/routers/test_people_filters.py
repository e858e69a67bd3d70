"""Filters and sorts of the list of people, and of a person's credits."""

from datetime import date

import httpx2

from api.schemas.people import Credit, ListedPerson
from tests.api.answers import items, refusal, walk
from tests.seed import Seeded, seed_show
from tests.seed_whole import Scope, seed_credit, seed_person
from trr_backend.repositories.db import Database, Transaction

PEOPLE = "/api/v1/people"
FILTERS: tuple[tuple[str, list[str]], ...] = (
    ("", ["Abe", "Bea", "Cyd"]),
    ("show=one", ["Abe", "Bea"]),
    ("show=tmdb:1", ["Abe", "Bea"]),
    ("show=one&category=host", ["Abe"]),
    ("show=none", []),
    ("category=host", ["Abe", "Bea"]),
    ("category=crew", ["Cyd"]),
    ("birthday=02-29", ["Bea", "Cyd"]),
    ("birthday=02-28", []),
    ("birthday=02-29&category=host&q=bee", ["Bea"]),
    ("sort=popularity", ["Cyd", "Abe", "Bea"]),
    ("sort=updated", ["Abe", "Cyd", "Bea"]),
    ("sort=name", ["Abe", "Bea", "Cyd"]),
    ("sort=popularity&category=host", ["Abe", "Bea"]),
)


async def seed(tx: Transaction) -> None:
    """Write three people of up to three shows; one more is in a hidden one."""
    ids = [
        await seed_show(tx, Seeded(slug, slug, tmdb_id=number))
        for number, slug in enumerate(("one", "two", "three"), 1)
    ]
    hidden = await seed_show(tx, Seeded("x", "X", columns={"published": False}))
    for name, born, popularity, day, known in (
        ("Abe", date(1970, 3, 1), 1.5, 3, [(0, "host")]),
        ("Bea", date(1972, 2, 29), None, 1, [(0, "guest"), (1, "host"), (2, "self")]),
        ("Cyd", date(1976, 2, 29), 2.5, 2, [(1, "crew"), (2, "self")]),
    ):
        person = await seed_person(
            tx,
            name,
            birthday=born,
            popularity=popularity,
            updated_at=f"2026-01-0{day}T00:00:00Z",
            tmdb_id=day,
        )
        for show, category in known:
            await seed_credit(tx, person, Scope(ids[show]), category)
    nobody = await seed_person(tx, "Dan", birthday=date(1976, 2, 29))
    await seed_credit(tx, nobody, Scope(hidden), "host")


async def test_filters(database: Database, client: httpx2.AsyncClient) -> None:
    """Each filter and sort, page by page; hidden shows show nobody."""
    async with database.transaction() as tx:
        await seed(tx)
    told = {}
    for query, _ in FILTERS:
        whole = await walk(client, f"{PEOPLE}?limit=1&{query}", ListedPerson)
        told[query] = [one.name for one in whole]
    assert told == dict(FILTERS)
    found = await items(client, f"{PEOPLE}/tmdb:1/credits?category=host", Credit)
    assert [one.show.slug for one in found] == ["two"]


async def test_bad_parameters(client: httpx2.AsyncClient) -> None:
    """What cannot be read is named, with what to give instead."""
    kinds = "host, judge, contestant, self, guest, cast, crew"
    for query, detail in (
        ("birthday=02-30", "birthday: give a month and a day such as 01-31"),
        ("birthday=2-3", "birthday: give a month and a day such as 01-31"),
        ("birthday=13-01", "birthday: give a month and a day such as 01-31"),
        ("category=star", f"category: give one of: {kinds}"),
        (
            "sort=age",
            "sort: give one of: name, popularity, updated",
        ),
        (
            "show=A B",
            "show: give a uuid, a slug, tmdb:8514 or imdb:tt0239195 in lower case",
        ),
    ):
        assert await refusal(client, f"{PEOPLE}?{query}") == (422, detail)
