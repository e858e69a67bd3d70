"""Kept answers beside freshly read ones: whatever changes a body has to say so.

Two apps on one database: one keeps details and follows the feed, one keeps nothing.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx2
import msgspec
from fastapi import FastAPI

from api.app import create_app
from trr_backend.config import Settings
from trr_backend.repositories.db import Database, open_database
from trr_backend.repositories.feed import load_head

_PATIENCE_SECONDS = 20
# The address of every detail there is.
_ADDRESSES = """
select 'shows/' || s.id from core.shows s where s.slug is not null
union all
select 'shows/' || n.show_id || '/seasons/' || n.season_number from core.seasons n
union all
select 'shows/' || e.show_id || '/seasons/' || n.season_number
  || '/episodes/' || e.episode_number
from core.episodes e join core.seasons n on n.id = e.season_id
union all
select 'people/' || p.id from core.people p
order by 1
"""


@dataclass(frozen=True, slots=True)
class KeptBodies:
    """What one app keeps of a database, and what it ought to be."""

    app: FastAPI
    database: Database
    kept: httpx2.AsyncClient
    fresh: httpx2.AsyncClient

    async def fill(self) -> list[str]:
        """Let every detail there is be kept; return the addresses that are."""
        async with self.database.reading() as tx:
            rows = await (await tx.execute(_ADDRESSES)).fetchall()
        await self.heard()
        addresses = sorted({f"/api/v1/{address}" for (address,) in rows})
        return [one for one in addresses if await self._is_kept(one)]

    async def stale(self, addresses: Iterable[str]) -> dict[str, list[str]]:
        """Return where a kept answer is not the one that is read now.

        For each such address the names of the fields that differ; `status` where it is
        not there any more, or elsewhere.
        """
        await self.heard()
        found = {one: await self._differing(one) for one in addresses}
        return {address: fields for address, fields in found.items() if fields}

    async def heard(self) -> None:
        """Wait until the app has heard of all that happened."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            async with self.database.reading() as tx:
                head = await load_head(tx)
            follower = self.app.state.installation.follower
            while follower.state != "up" or (follower.head or 0) < head:  # noqa: ASYNC110 -- it says nothing by itself
                await asyncio.sleep(0.01)

    async def _is_kept(self, address: str) -> bool:
        await self.kept.get(address)
        return self.app.state.cache.get(address) is not None

    async def _differing(self, address: str) -> list[str]:
        kept, fresh = await self.kept.get(address), await self.fresh.get(address)
        if kept.status_code != fresh.status_code:
            return ["status"]
        if kept.content == fresh.content or kept.is_error or kept.is_redirect:
            return []
        old: dict[str, object] = msgspec.json.decode(kept.content)
        new: dict[str, object] = msgspec.json.decode(fresh.content)
        return [name for name in new if old.get(name) != new[name]] or ["order"]


@asynccontextmanager
async def kept_bodies(settings: Settings) -> AsyncIterator[KeptBodies]:
    """Yield what is kept of the database of `settings` meanwhile."""
    unlimited = {"rate_limit": "none", "access": "open"}
    keeps = create_app(settings.model_copy(update={"cache_mb": 64, **unlimited}))
    reads = create_app(settings.model_copy(update={"cache_mb": 0, **unlimited}))
    async with (
        open_database(settings) as database,
        keeps.router.lifespan_context(keeps),
        reads.router.lifespan_context(reads),
        _client(keeps) as kept,
        _client(reads) as fresh,
    ):
        yield KeptBodies(keeps, database, kept, fresh)


def _client(app: FastAPI) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url="http://trr.test")
