"""The peer that most would write without an ORM: four queries, one after the other.

Rows become Pydantic models, which FastAPI serialises. The queries do no more than ours,
and nothing once per row.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from psycopg.rows import dict_row

from api.attribution import JUSTWATCH, TMDB
from api.schemas.names import EpisodeName
from api.schemas.shows import ExternalIds, ShowDetail
from trr_backend.config import Settings
from trr_backend.repositories.db import open_database
from trr_backend.utils.media_location import public_base

OFFER_ORDER = ["flatrate", "free", "ads", "rent", "buy"]
# Columns that no answer has.
_INSIDE = ("published", "tracked", "missing_checked_at", "merged_into", "slug_digest")

SHOW = """
select s.*, t.season_count, t.episode_count, t.special_count,
  coalesce(t.next_air_date, s.next_air_date) as next_air_date, e.id as episode_id,
  e.episode_number, e.name as episode_name, e.air_date, n.season_number,
  e.id = t.next_episode_id as is_next,
  (select json_object_agg(x.source, x.id) from core.external_ids x
   where x.entity = 'show' and x.entity_id = s.id and x.superseded_at is null) as ids
from core.shows s join core.show_totals t on t.show_id = s.id
left join core.episodes e on e.id in (t.latest_episode_id, t.next_episode_id)
left join core.seasons n on n.id = e.season_id
where s.slug = %s and s.published
"""
TERMS = """
select 'genre' as kind, g.id, g.name, e.id as tmdb_id, sg.position,
  null as region, null as type
from core.show_genres sg join core.genres g on g.id = sg.genre_id
left join core.external_ids e on e.entity_id = g.id and e.source = 'tmdb'
where sg.show_id = %(id)s and sg.missing_since is null
union all
select 'keyword', k.id, k.name, e.id, sk.position, null, null
from core.show_keywords sk join core.keywords k on k.id = sk.keyword_id
left join core.external_ids e on e.entity_id = k.id and e.source = 'tmdb'
where sk.show_id = %(id)s and sk.missing_since is null
union all
select 'title', null, a.title, null, a.position, a.region, a.type
from core.show_alternative_titles a
where a.show_id = %(id)s and a.missing_since is null
order by kind, position
"""
ORGANISATIONS = """
select o.*, e.id as tmdb_id, a.key
from (
  select 'network' as kind, n.id, n.name, n.origin_country, sn.position
  from core.show_networks sn join core.networks n on n.id = sn.network_id
  where sn.show_id = %(id)s and sn.missing_since is null
  union all
  select 'company', c.id, c.name, c.origin_country, sc.position
  from core.show_companies sc
  join core.production_companies c on c.id = sc.production_company_id
  where sc.show_id = %(id)s and sc.missing_since is null
) o
left join core.external_ids e on e.entity_id = o.id and e.source = 'tmdb'
left join core.media_links l on l.entity_id = o.id and l.kind = 'logo'
left join core.media_assets a on a.sha256 = l.sha256 and a.confirmed_at is not null
order by o.position
"""
OFFERS = """
select o.region, o.offer_type, o.display_priority, p.id, p.name, e.id as tmdb_id, a.key,
  r.link
from core.show_watch_providers o
join core.watch_providers p on p.id = o.watch_provider_id
left join core.external_ids e on e.entity_id = p.id and e.source = 'tmdb'
left join core.media_links l on l.entity_id = p.id and l.kind = 'logo'
left join core.media_assets a on a.sha256 = l.sha256 and a.confirmed_at is not null
left join core.show_watch_regions r on r.show_id = o.show_id and r.region = o.region
where o.show_id = %(id)s and o.ended_at is null
order by o.region, array_position(%(order)s, o.offer_type), o.display_priority, p.name
"""
Row = dict[str, Any]


def query_peer(settings: Settings) -> FastAPI:
    """Return the app."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # As ours may, where no pooler stands before the database.
        async with open_database(
            settings, keeps_plans=lambda: True
        ) as app.state.database:
            yield

    app = FastAPI(lifespan=lifespan)
    base = public_base(settings)

    @app.get("/api/v1/shows/{show_id}")
    async def show(show_id: str) -> ShowDetail:
        async with (
            app.state.database.reading() as connection,
            connection.cursor(row_factory=dict_row) as cursor,
        ):

            async def ask(query: str, values: Sequence[object] | Row) -> list[Row]:
                await cursor.execute(query, values, prepare=True)
                rows: list[Row] = await cursor.fetchall()
                return rows

            found = await ask(SHOW, [show_id])
            key = {"id": found[0]["id"], "order": OFFER_ORDER}
            terms = await ask(TERMS, key)
            behind = await ask(ORGANISATIONS, key)
            offers = await ask(OFFERS, key)
        episodes = {row["is_next"]: episode(row) for row in found}
        shown = found[0] | {
            "latest_episode": episodes.get(False),
            "next_episode": episodes.get(True),
            "alternative_names": [
                title(row) for row in terms if row["kind"] == "title"
            ],
            "genres": [term(row) for row in terms if row["kind"] == "genre"],
            "keywords": [term(row) for row in terms if row["kind"] == "keyword"],
            "networks": [
                organisation(row, base) for row in behind if row["kind"] == "network"
            ],
            "production_companies": [
                organisation(row, base) for row in behind if row["kind"] == "company"
            ],
            "watch_providers": groups(offers, base),
        }
        for name in ("episode_id", "episode_number", "episode_name", "season_number"):
            del shown[name]
        del shown["air_date"], shown["is_next"]
        return ShowDetail.model_validate(completed(shown, shown.pop("ids")))

    return app


def completed(shown: Row, ids: dict[str, str]) -> Row:
    """Return the fields of a show with those that every show has alike."""
    for name in _INSIDE:
        shown.pop(name, None)
    return shown | {
        "external_ids": {name: ids.get(name) for name in ExternalIds.model_fields},
        "attribution": [TMDB, JUSTWATCH],
        # The show that is measured has none, and the peers do not even ask.
        **dict.fromkeys(("imdb_rating", "poster", "backdrop", "logo", "included")),
    }


def episode(row: Row) -> Row:
    """Return which episode it is."""
    named = {"id": row["episode_id"], "name": row["episode_name"]}
    return {name: named.get(name, row[name]) for name in EpisodeName.model_fields}


def title(row: Row) -> Row:
    """Return another name of a show."""
    return {
        "title": row["name"],
        "region": row["region"] or None,
        "type": row["type"] or None,
    }


def term(row: Row) -> Row:
    """Return a genre or keyword."""
    return {"id": row["id"], "name": row["name"], "tmdb_id": int(row["tmdb_id"])}


def organisation(row: Row, base: str) -> Row:
    """Return a network or company."""
    return {
        **term(row),
        "origin_country": row["origin_country"],
        "logo_url": f"{base}/{row['key']}",
        "logo_srcset": None,
    }


def groups(offers: Sequence[Row], base: str) -> list[Row]:
    """Return the offers of each region and type."""
    found: dict[tuple[str, str], Row] = {}
    for row in offers:
        group = found.setdefault(
            (row["region"], row["offer_type"]),
            {
                "region": row["region"],
                "offer_type": row["offer_type"],
                "link": row["link"],
                "providers": [],
            },
        )
        group["providers"].append(
            {
                **term(row),
                "logo_url": f"{base}/{row['key']}",
                "logo_srcset": None,
                "display_priority": row["display_priority"],
            }
        )
    return list(found.values())
