"""Seasons, episodes, people and credits for tests of the reading side, by plain SQL.

`seed_island` writes one whole show, small enough to know by heart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from tests.seed import Seeded, insert_row, seed_id, seed_show
from trr_backend.repositories.db import Transaction

PROVENANCE = Jsonb({"name": "tmdb"})


async def seed_season(
    tx: Transaction,
    show_id: UUID,
    number: int,
    *,
    tmdb_id: int | None = None,
    **columns: object,
) -> UUID:
    """Write a season; return its id."""
    new_id = uuid4()
    await insert_row(
        tx,
        "seasons",
        {
            "id": new_id,
            "show_id": show_id,
            "season_number": number,
            "provenance": PROVENANCE,
            **columns,
        },
    )
    if tmdb_id is not None:
        await seed_id(tx, "season", new_id, "tmdb", str(tmdb_id))
    return new_id


async def seed_episode(
    tx: Transaction,
    season_id: UUID,
    number: int,
    *,
    tmdb_id: int | None = None,
    **columns: object,
) -> UUID:
    """Write an episode; return its id."""
    new_id = uuid4()
    row = await _only(tx, "select show_id from core.seasons where id = %s", season_id)
    await insert_row(
        tx,
        "episodes",
        {
            "id": new_id,
            "show_id": row,
            "season_id": season_id,
            "episode_number": number,
            "provenance": PROVENANCE,
            **columns,
        },
    )
    if tmdb_id is not None:
        await seed_id(tx, "episode", new_id, "tmdb", str(tmdb_id))
    return new_id


async def seed_person(
    tx: Transaction,
    name: str,
    *,
    tmdb_id: int | None = None,
    imdb_id: str | None = None,
    aliases: Sequence[str] = (),
    **columns: object,
) -> UUID:
    """Write a person; return the id."""
    new_id = uuid4()
    await insert_row(
        tx,
        "people",
        {"id": new_id, "name": name, "provenance": PROVENANCE, **columns},
    )
    if tmdb_id is not None:
        await seed_id(tx, "person", new_id, "tmdb", str(tmdb_id))
    if imdb_id is not None:
        await seed_id(tx, "person", new_id, "imdb", imdb_id)
    for position, alias in enumerate(aliases):
        await insert_row(
            tx,
            "person_aliases",
            {"person_id": new_id, "name": alias, "position": position},
        )
    return new_id


@dataclass(frozen=True, slots=True)
class Scope:
    """What a credit is of: a show, else one of its seasons or episodes."""

    show: UUID
    season: UUID | None = None
    episode: UUID | None = None

    @property
    def id(self) -> UUID:
        """The narrowest of the three."""
        return self.episode or self.season or self.show


async def seed_credit(
    tx: Transaction,
    person_id: UUID,
    scope: Scope,
    category: str = "self",
    role: str | None = "Self",
    **columns: object,
) -> UUID:
    """Write a credit; return its id."""
    new_id = uuid4()
    await insert_row(
        tx,
        "credits",
        {
            "id": new_id,
            "scope_id": scope.id,
            "source": "tmdb",
            "source_key": str(new_id),
            "show_id": scope.show,
            "season_id": scope.season,
            "episode_id": scope.episode,
            "person_id": person_id,
            "category": category,
            "role": role,
            **columns,
        },
    )
    return new_id


async def seed_order(
    tx: Transaction, show_id: UUID, key: str, groups: Sequence[Sequence[UUID]]
) -> None:
    """Write an order with its groups of episodes."""
    of = {"show_id": show_id, "source": "tmdb", "key": key}
    await insert_row(
        tx,
        "episode_orders",
        {**of, "name": f"Order {key}", "type": "dvd", "description": "As sold."},
    )
    for group_position, episodes in enumerate(groups):
        for position, episode_id in enumerate(episodes):
            await insert_row(
                tx,
                "episode_order_items",
                {
                    **of,
                    "group_position": group_position,
                    "position": position,
                    "group_name": f"Disc {group_position + 1}",
                    "episode_id": episode_id,
                },
            )


@dataclass(frozen=True, slots=True)
class Island:
    """The ids of a whole show: two seasons of three and two episodes, and a special.

    Olga hosts both seasons, Ann is a contestant of the first, Ben a guest of its first
    two episodes, Cleo directs one and produces the first season. Dora has credits over
    the whole show only.
    """

    show: UUID
    seasons: tuple[UUID, UUID, UUID]
    episodes: tuple[UUID, ...]
    olga: UUID
    ann: UUID
    ben: UUID
    cleo: UUID
    dora: UUID


ISLAND = Seeded(
    slug="the-island",
    name="The Island",
    tmdb_id=7000,
    imdb_id="tt7000000",
    columns={"first_air_date": date(2020, 1, 1), "last_air_date": date(2021, 2, 8)},
)


async def seed_island(tx: Transaction) -> Island:
    """Write the whole show; its specials are seasons[0], episode ids go by number."""
    show = await seed_show(tx, ISLAND)
    specials = await seed_season(tx, show, 0, tmdb_id=7100, name="Specials")
    first = await seed_season(
        tx,
        show,
        1,
        tmdb_id=7101,
        name="Season 1",
        overview="Ten strangers.",
        air_date=date(2020, 1, 1),
        poster_path="/one.jpg",
        vote_average=7.5,
    )
    second = await seed_season(tx, show, 2, tmdb_id=7102, name="Season 2")
    seasons = (specials, first, second)
    episodes = [await seed_episode(tx, specials, 1, tmdb_id=7200, name="Reunion")]
    episodes += [
        await seed_episode(
            tx,
            first,
            number,
            tmdb_id=7200 + number,
            name=f"Day {number}",
            overview=f"What happened on day {number}.",
            air_date=date(2020, 1, number),
            runtime_minutes=42,
            episode_type="finale" if number == 3 else "standard",
            production_code=f"10{number}",
            still_path=f"/day{number}.jpg",
            vote_average=8.25,
            vote_count=4,
        )
        for number in (1, 2, 3)
    ]
    episodes += [
        await seed_episode(
            tx, second, number, tmdb_id=7210 + number, air_date=date(2021, 2, number)
        )
        for number in (1, 8)
    ]
    people = [
        await seed_person(tx, name, tmdb_id=7300 + number, profile_path=profile_path)
        for number, (name, profile_path) in enumerate(_PEOPLE.items())
    ]
    island = Island(show, seasons, tuple(episodes), *people)
    await _credits(tx, island)
    return island


_PEOPLE = {
    "Olga Host": "/olga.jpg",
    "Ann Winner": None,
    "Ben Guest": None,
    "Cleo Crew": None,
    "Dora Judge": None,
}


async def _credits(tx: Transaction, at: Island) -> None:
    show = Scope(at.show)
    _, first, second = (Scope(at.show, season=one) for one in at.seasons)
    day_1, day_2 = (Scope(at.show, episode=one) for one in at.episodes[1:3])
    host, contestant = ("host", "Self - Host"), ("contestant", "Self - Contestant")
    directing = {"department": "Directing"}
    production = {"department": "Production"}
    for person, scope, (category, role), columns in (
        (at.olga, show, host, {"billing_order": 0, "episode_count": 5}),
        (at.ann, show, contestant, {"billing_order": 1, "episode_count": 3}),
        (at.ben, show, ("guest", "Self"), {"billing_order": 500, "episode_count": 2}),
        (at.dora, show, ("judge", "Judge"), {"billing_order": 2}),
        (at.cleo, show, ("crew", "Director"), {**directing, "episode_count": 1}),
        (at.cleo, show, ("crew", "Producer"), {**production, "episode_count": 3}),
        (at.olga, first, host, {"billing_order": 0}),
        (at.ann, first, contestant, {"billing_order": 1}),
        (at.cleo, first, ("crew", "Producer"), production),
        (at.olga, second, host, {"billing_order": 0}),
        (at.ben, day_1, ("guest", "Self"), {"billing_order": 500}),
        (at.ben, day_2, ("guest", "Self"), {"billing_order": 500}),
        (at.cleo, day_1, ("crew", "Director"), directing),
    ):
        await seed_credit(tx, person, scope, category, role, **columns)


async def _only(tx: Transaction, query: str, *parameters: object) -> object:
    row = await (await tx.execute(query.encode(), parameters)).fetchone()
    assert row is not None
    return row[0]
