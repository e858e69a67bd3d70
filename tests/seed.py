"""Rows for tests of the reading side, written by plain SQL.

`seed_show` takes what a test cares about and leaves the rest as a new row has it; ids
are random, so tests name shows by slug or by TMDb id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from psycopg import sql
from psycopg.types.json import Jsonb

from trr_backend.repositories.db import Transaction

AS_OF = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
_TABLES = {
    "genre": "genres",
    "keyword": "keywords",
    "network": "networks",
    "production_company": "production_companies",
    "watch_provider": "watch_providers",
}
_LINKS = {
    "genre": "show_genres",
    "keyword": "show_keywords",
    "network": "show_networks",
    "production_company": "show_companies",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One provider (by name) offering a show."""

    region: str
    offer_type: str
    provider: str
    display_priority: int | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Seeded:
    """A show to be: `columns` are those of core.shows beside the named ones."""

    slug: str
    name: str
    tmdb_id: int | None = None
    imdb_id: str | None = None
    genres: Sequence[str] = ()
    keywords: Sequence[str] = ()
    networks: Sequence[str] = ()
    companies: Sequence[str] = ()
    titles: Sequence[str] = ()
    offers: Sequence[Offer] = ()
    columns: Mapping[str, Any] = field(default_factory=dict)


async def seed_show(tx: Transaction, show: Seeded) -> UUID:
    """Write a show with all that belongs to it; return its id."""
    show_id = uuid4()
    provenance = Jsonb({"name": "tmdb"})
    await insert_row(
        tx,
        "shows",
        {
            "id": show_id,
            "slug": show.slug,
            "name": show.name,
            "provenance": provenance,
            **show.columns,
        },
    )
    if show.tmdb_id is not None:
        await seed_id(tx, "show", show_id, "tmdb", str(show.tmdb_id))
    if show.imdb_id is not None:
        await seed_id(tx, "show", show_id, "imdb", show.imdb_id)
    for entity, names in (
        ("genre", show.genres),
        ("keyword", show.keywords),
        ("network", show.networks),
        ("production_company", show.companies),
    ):
        await _members(tx, show_id, entity, names)
    for position, title in enumerate(show.titles):
        await insert_row(
            tx,
            "show_alternative_titles",
            {
                "show_id": show_id,
                "region": "",
                "title": title,
                "type": "",
                "position": position,
            },
        )
    await _offers(tx, show_id, show.offers)
    return show_id


async def seed_id(
    tx: Transaction, entity: str, entity_id: UUID, source: str, upstream_id: str
) -> None:
    """Give an entity an upstream's id."""
    await insert_row(
        tx,
        "external_ids",
        {
            "entity": entity,
            "entity_id": entity_id,
            "source": source,
            "id": upstream_id,
        },
    )


async def seed_named(tx: Transaction, entity: str, name: str) -> UUID:
    """Return the genre, network ... of this name, written where it is new.

    Its TMDb id is made of its name, so that tests can tell it.
    """
    table = _TABLES[entity]
    query = sql.SQL("select id from {} where name = %s").format(
        sql.Identifier("core", table)
    )
    row = await (await tx.execute(query, [name])).fetchone()
    if row is not None:
        return UUID(str(row[0]))
    new_id = uuid4()
    await insert_row(tx, table, {"id": new_id, "name": name, "as_of": AS_OF})
    await seed_id(tx, entity, new_id, "tmdb", str(tmdb_id_of(name)))
    return new_id


def tmdb_id_of(name: str) -> int:
    """Return the id that `seed_named` gives."""
    return 900_000_000 + sum(name.encode())


async def seed_logo(
    tx: Transaction,
    entity: str,
    entity_id: UUID,
    body: bytes,
    *,
    confirmed: bool = True,
) -> str:
    """Claim, link and (unless told otherwise) confirm a logo; return its key."""
    digest = sha256(body).hexdigest()
    key = f"images/logos/{entity}s/{entity_id}/{digest}.png"
    await insert_row(
        tx,
        "media_assets",
        {
            "sha256": digest,
            "key": key,
            "content_type": "image/png",
            "bytes": len(body),
            "width": 10,
            "height": 10,
            "confirmed_at": AS_OF if confirmed else None,
        },
    )
    await insert_row(
        tx,
        "media_links",
        {
            "entity": entity,
            "entity_id": entity_id,
            "kind": "logo",
            "source": "tmdb",
            "source_path": f"/{digest[:8]}.png",
            "source_url": f"https://image.tmdb.org/t/p/original/{digest[:8]}.png",
            "sha256": digest,
            "linked_at": AS_OF,
        },
    )
    table = {"production_company": "production_companies"}.get(entity, f"{entity}s")
    await tx.execute(
        f"update core.{table} set logo_path = %s where id = %s".encode(),
        (f"/{digest[:8]}.png", entity_id),
    )
    return key


async def _members(
    tx: Transaction, show_id: UUID, entity: str, names: Sequence[str]
) -> None:
    for position, name in enumerate(names):
        member = await seed_named(tx, entity, name)
        await insert_row(
            tx,
            _LINKS[entity],
            {"show_id": show_id, f"{entity}_id": member, "position": position},
        )


async def _offers(tx: Transaction, show_id: UUID, offers: Sequence[Offer]) -> None:
    for offer in offers:
        provider = await seed_named(tx, "watch_provider", offer.provider)
        await insert_row(
            tx,
            "show_watch_providers",
            {
                "show_id": show_id,
                "region": offer.region,
                "offer_type": offer.offer_type,
                "watch_provider_id": provider,
                "display_priority": offer.display_priority,
                "first_seen_at": AS_OF,
                "ended_at": AS_OF if offer.ended else None,
            },
        )
    for region in sorted({offer.region for offer in offers}):
        await insert_row(
            tx,
            "show_watch_regions",
            {
                "show_id": show_id,
                "region": region,
                "link": f"https://www.themoviedb.org/watch?locale={region}",
            },
        )


async def insert_row(tx: Transaction, table: str, row: Mapping[str, object]) -> None:
    """Write one row of a table of core."""
    statement = sql.SQL("insert into {} ({}) values ({})").format(
        sql.Identifier("core", table),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(sql.Placeholder() * len(row)),
    )
    await tx.execute(statement, list(row.values()))


HOUSEWIVES = Seeded(
    slug="the-real-housewives-of-atlanta",
    name="The Real Housewives of Atlanta",
    tmdb_id=12546,
    imdb_id="tt1252370",
    genres=("Reality",),
    keywords=("friendship", "atlanta"),
    networks=("Bravo",),
    companies=("Truly Original",),
    titles=("Las verdaderas amas de casa de Atlanta",),
    offers=(
        Offer("US", "buy", "Apple TV", 4),
        Offer("US", "flatrate", "Peacock", 7),
        Offer("US", "flatrate", "Hayu", None),
        Offer("US", "flatrate", "Bravo TV", 2),
        Offer("US", "lease", "Novelty", 1),
        Offer("GB", "flatrate", "Hayu", 3),
        Offer("GB", "free", "ITVX", 1, ended=True),
    ),
    columns={
        "first_air_date": date(2008, 10, 7),
        "status": "Returning Series",
        "popularity": 41.25,
        "poster_path": "/poster.jpg",
        "origin_countries": ["US"],
        "languages": ["en"],
        "vote_average": 7,
        "overview": "Six women in Atlanta.",
        "instagram_handle": "therealhousewives",
    },
)
BIG_BROTHER = Seeded(
    slug="big-brother",
    name="Big Brother",
    tmdb_id=10160,
    imdb_id="tt0251497",
    genres=("Reality",),
    networks=("CBS",),
    offers=(Offer("US", "flatrate", "Paramount Plus", 5),),
    columns={"first_air_date": date(2000, 7, 5), "status": "Returning Series"},
)
BIG_BROTHER_UK = Seeded(
    slug="big-brother-11366",
    name="Big Brother",
    tmdb_id=11366,
    genres=("Reality",),
    networks=("Channel 4",),
    columns={"first_air_date": date(2000, 7, 14), "popularity": 12.5},
)
MOLE = Seeded(
    slug="de-mol",
    name="Wie is de Mol?",
    tmdb_id=4614,
    genres=("Game Show", "Reality"),
    networks=("AVROTROS", "NPO 1"),
    titles=("The Mole",),
    columns={
        "original_name": "Wie is de Mol?",
        "status": "Ended",
        "popularity": 12.5,
    },
)
CATALOGUE = (HOUSEWIVES, BIG_BROTHER, BIG_BROTHER_UK, MOLE)
