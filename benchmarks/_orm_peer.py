"""The peer that most would write with an ORM: SQLAlchemy, asyncio, a response model.

Classes are mapped onto the tables as the database describes them. What a show has many
of is loaded by `selectinload`, a query each; what something has one of is joined. It is
installed by `make bench-peers` beside, not into, the project's environment.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from sqlalchemy import (  # type: ignore[import-not-found,unused-ignore] # a peer's
    Column,
    MetaData,
    Table,
    select,
)
from sqlalchemy.dialects.postgresql import (  # type: ignore[import-not-found,unused-ignore] # as above
    UUID,
)
from sqlalchemy.ext.asyncio import (  # type: ignore[import-not-found,unused-ignore] # as above
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import (  # type: ignore[import-not-found,unused-ignore] # as above
    joinedload,
    registry,
    relationship,
    selectinload,
)

from api.schemas.shows import ShowDetail
from benchmarks._query_peer import OFFER_ORDER, completed, groups, organisation, term
from trr_backend.config import Settings
from trr_backend.repositories.database_url import database_url
from trr_backend.utils.media_location import public_base

# Each kind of entity: its table, the one that ties it to a show, the column there.
KINDS = {
    "genre": ("genres", "show_genres", "genre_id"),
    "keyword": ("keywords", "show_keywords", "keyword_id"),
    "network": ("networks", "show_networks", "network_id"),
    "company": ("production_companies", "show_companies", "production_company_id"),
    "offer": ("watch_providers", "show_watch_providers", "watch_provider_id"),
}
PLAIN = ("genre", "keyword")
OTHERS = ("shows", "external_ids", "show_alternative_titles", "show_watch_regions")
MORE = ("media_links", "media_assets", "episodes", "seasons")
Model = Any


class Models:
    """Classes mapped onto the tables of `metadata`."""

    def __init__(self, metadata: MetaData) -> None:
        self._registry = registry()
        self._tables = {table.name: table for table in metadata.tables.values()}
        self.external = self._mapped("external_ids")
        self.asset = self._mapped("media_assets")
        held = self._tables["media_links"].c.sha256
        self.logo = self._mapped(
            "media_links",
            asset=relationship(
                self.asset,
                primaryjoin=held == self._tables["media_assets"].c.sha256,
                foreign_keys=held,
                viewonly=True,
            ),
        )
        self.title = self._mapped("show_alternative_titles")
        self.region = self._mapped("show_watch_regions")
        self.season = self._mapped("seasons")
        self.episode = self._mapped("episodes", season=relationship(self.season))
        self.ties = {kind: self._tied(kind) for kind in KINDS}
        self.totals = self._totals()
        self.show = self._shows()

    def _mapped(self, name: str, **relationships: object) -> Model:
        mapped = type(name, (), {})
        self._registry.map_imperatively(
            mapped, self._tables[name], properties=relationships
        )
        return mapped

    def _tied(self, kind: str) -> Model:
        """Return the class of the ties of a show to entities of a kind."""
        name, ties, column = KINDS[kind]
        own = self._tables[name].c.id
        ids, links = self._tables["external_ids"].c, self._tables["media_links"].c

        def one(mapped: Model, column: Column[Any], condition: object) -> object:
            return relationship(
                mapped,
                primaryjoin=(own == column) & condition,
                foreign_keys=column,
                viewonly=True,
                uselist=False,
            )

        faces = {"tmdb": one(self.external, ids.entity_id, ids.source == "tmdb")}
        if kind not in PLAIN:
            faces["logo"] = one(self.logo, links.entity_id, links.kind == "logo")
        entity = self._mapped(name, **faces)
        tie = self._tables[ties].c[column]
        return self._mapped(
            ties,
            entity=relationship(entity, primaryjoin=tie == own, viewonly=True),
        )

    def _totals(self) -> Model:
        table = self._tables["show_totals"]
        episodes = self._tables["episodes"].c.id

        def one(column: Column[Any]) -> object:
            return relationship(
                self.episode,
                primaryjoin=column == episodes,
                foreign_keys=column,
                viewonly=True,
            )

        return self._mapped(
            "show_totals",
            latest=one(table.c.latest_episode_id),
            upcoming=one(table.c.next_episode_id),
        )

    def _shows(self) -> Model:
        own = self._tables["shows"].c.id

        def many(mapped: Model, table: str, *, order: str | None = None) -> object:
            columns = self._tables[table].c
            return relationship(
                mapped,
                primaryjoin=own == columns.show_id,
                foreign_keys=columns.show_id,
                order_by=columns[order] if order else False,
                uselist=table != "show_totals",
                viewonly=True,
            )

        ids = self._tables["external_ids"].c
        return self._mapped(
            "shows",
            ids=relationship(
                self.external,
                primaryjoin=(own == ids.entity_id) & ids.superseded_at.is_(None),
                foreign_keys=ids.entity_id,
                viewonly=True,
            ),
            titles=many(self.title, "show_alternative_titles", order="position"),
            regions=many(self.region, "show_watch_regions"),
            totals=many(self.totals, "show_totals"),
            **{
                kind: many(
                    self.ties[kind],
                    KINDS[kind][1],
                    order=None if kind == "offer" else "position",
                )
                for kind in KINDS
            },
        )

    def whole(self) -> list[Any]:
        """Return what makes a query load a show with all that belongs to it."""
        show, totals = self.show, joinedload(self.show.totals)
        loaded = [
            selectinload(show.ids),
            selectinload(show.titles),
            selectinload(show.regions),
            totals.joinedload(self.totals.latest).joinedload(self.episode.season),
            totals.joinedload(self.totals.upcoming).joinedload(self.episode.season),
        ]
        for kind, tie in self.ties.items():
            tied = selectinload(getattr(show, kind)).joinedload(tie.entity)
            entity = tie.entity.property.mapper.class_
            loaded.append(tied.joinedload(entity.tmdb))
            if kind not in PLAIN:
                loaded.append(tied.joinedload(entity.logo).joinedload(self.logo.asset))
        return loaded


def orm_peer(settings: Settings) -> FastAPI:
    """Return the app."""
    url = database_url(settings).replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_async_engine(url, pool_size=8)
    sessions = async_sessionmaker(engine, expire_on_commit=False)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        metadata = MetaData(schema="core")
        async with engine.connect() as connection:
            await connection.run_sync(_describe, metadata)
        app.state.models = Models(metadata)
        yield
        await engine.dispose()

    app = FastAPI(lifespan=lifespan)
    base = public_base(settings)

    @app.get("/api/v1/shows/{show_id}", response_model=ShowDetail)
    async def show(show_id: str) -> dict[str, Any]:
        models: Models = app.state.models
        wanted = select(models.show).where(
            models.show.slug == show_id, models.show.published
        )
        async with sessions() as session:
            found = await session.scalar(wanted.options(*models.whole()))
        return shown(found, base)

    return app


def _describe(connection: Any, metadata: MetaData) -> None:
    """Read the tables; a view needs to be told its key."""
    names = [*OTHERS, *MORE, *(name for kind in KINDS.values() for name in kind[:2])]
    metadata.reflect(connection, only=names)
    key = Column("show_id", UUID(as_uuid=True), primary_key=True)
    Table("show_totals", metadata, key, autoload_with=connection)


def shown(show: Model, base: str) -> dict[str, Any]:
    """Return the fields of ShowDetail."""
    totals = show.totals
    links = {region.region: region.link for region in show.regions}
    offers = sorted(
        (one for one in show.offer if one.ended_at is None),
        key=lambda one: (
            one.region,
            OFFER_ORDER.index(one.offer_type),
            one.display_priority,
            one.entity.name,
        ),
    )
    fields = {
        column.key: getattr(show, column.key)
        for column in type(show).__mapper__.columns
    }
    fields |= {
        "season_count": totals.season_count,
        "episode_count": totals.episode_count,
        "special_count": totals.special_count,
        "next_air_date": totals.next_air_date or show.next_air_date,
        "latest_episode": episode(totals.latest),
        "next_episode": episode(totals.upcoming),
        "alternative_names": [
            {"title": one.title, "region": one.region or None, "type": one.type or None}
            for one in show.titles
            if one.missing_since is None
        ],
        "genres": [term(face(one)) for one in there(show.genre)],
        "keywords": [term(face(one)) for one in there(show.keyword)],
        "networks": [organisation(face(one), base) for one in there(show.network)],
        "production_companies": [
            organisation(face(one), base) for one in there(show.company)
        ],
        "watch_providers": groups(
            [
                face(one)
                | {
                    "region": one.region,
                    "offer_type": one.offer_type,
                    "display_priority": one.display_priority,
                    "link": links.get(one.region),
                }
                for one in offers
            ],
            base,
        ),
    }
    return completed(fields, {one.source: one.id for one in show.ids})


def there(ties: list[Model]) -> list[Model]:
    """Return those that the source still names."""
    return [one for one in ties if one.missing_since is None]


def face(tie: Model) -> dict[str, Any]:
    """Return what is shown of the entity of a tie."""
    entity = tie.entity
    found = {"id": entity.id, "name": entity.name, "tmdb_id": entity.tmdb.id}
    if hasattr(entity, "origin_country"):
        found["origin_country"] = entity.origin_country
    if hasattr(entity, "logo"):
        found["key"] = entity.logo.asset.key
    return found


def episode(one: Model) -> dict[str, Any] | None:
    """Return which episode it is."""
    if one is None:
        return None
    return {
        "id": one.id,
        "season_number": one.season.season_number,
        "episode_number": one.episode_number,
        "name": one.name,
        "air_date": one.air_date,
    }
