"""One question to each upstream, to see whether it answers and takes our keys.

Nothing of an answer is kept. The official clients ask, through the limiter, and try
nothing again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TypeVar

from trr_backend.config import Settings
from trr_backend.errors import TrrError, Unavailable
from trr_backend.ingestion.upstreams import (
    Fandom,
    Imdb,
    Tmdb,
    open_fandom,
    open_imdb,
    open_tmdb,
)
from trr_backend.integrations.fandom.client import api_base_url
from trr_backend.integrations.http import Http
from trr_backend.integrations.overheard import OverheardTransport
from trr_backend.integrations.user_agent import user_agent
from trr_backend.models.limits import Limiter
from trr_backend.models.wiki import Wiki

PROBE_SECONDS = 8.0
_SOMEBODY = "nm0000001"
_MAX_OBJECT_BYTES = 1024 * 1024
_STORE = "store"

_Client = TypeVar("_Client")


@dataclass(frozen=True, slots=True)
class Probe:
    """What came of it; `error` None: a good answer.

    `ahead_seconds` is by how much the upstream's clock is ahead of this machine's, to a
    second; None where no reply had a date.
    """

    error: TrrError | None
    ahead_seconds: float | None


@dataclass(frozen=True, slots=True)
class PublicObject:
    """What anybody gets at a public address."""

    body: bytes
    content_type: str | None


async def ask_tmdb(settings: Settings, limiter: Limiter) -> Probe:
    """Ask TMDb for what every token may have."""
    heard = OverheardTransport("tmdb", settings.tmdb_api_base_url)
    opened = open_tmdb(settings, limiter, patient=False, transport=heard)
    return await _asked("tmdb", heard, opened, _tmdb)


async def ask_imdb(settings: Settings, limiter: Limiter) -> Probe:
    """Ask IMDb's official API for one person's name."""
    heard = OverheardTransport("imdb-api", settings.imdb_graphql_url)
    opened = open_imdb(settings, limiter, patient=False, transport=heard)
    return await _asked("imdb-api", heard, opened, _imdb)


async def ask_wiki(settings: Settings, limiter: Limiter, wiki: Wiki) -> Probe:
    """Ask a wiki what it says of itself."""
    base_url = api_base_url(settings.fandom_url_template, wiki)
    heard = OverheardTransport(wiki.source, base_url)
    opened = open_fandom(settings, limiter, patient=False, transport=heard)

    async def ask(fandom: Fandom) -> None:
        await fandom.site(wiki)

    return await _asked(wiki.source, heard, opened, ask)


async def fetch_object(settings: Settings, base_url: str, key: str) -> PublicObject:
    """Return what anybody gets for a key. Raises UpstreamError and ConfigError."""
    http = Http(
        source=_STORE,
        base_url=base_url,
        public_url=base_url,
        limiter=Unpaced(),
        user_agent=user_agent(settings.contact),
        headers={"Accept-Encoding": "identity"},
        max_bytes=_MAX_OBJECT_BYTES,
        patient=False,
    )
    try:
        answer = await http.get(f"/{key}", expect="bytes")
    finally:
        await http.aclose()
    return PublicObject(answer.body, answer.content_type)


class Unpaced:
    """A `Limiter` for who asks once, where there is no database to keep a rate in."""

    async def wait(self, upstream: str) -> None:
        """Return at once."""

    async def push_back(self, upstream: str, seconds: float) -> None:
        """Do nothing: nobody else is told."""


async def _tmdb(tmdb: Tmdb) -> None:
    await tmdb.configuration()


async def _imdb(imdb: Imdb) -> None:
    await imdb.names([_SOMEBODY])


async def _asked(
    source: str,
    heard: OverheardTransport,
    opened: AbstractAsyncContextManager[_Client],
    ask: Callable[[_Client], Awaitable[None]],
) -> Probe:
    error: TrrError | None = None
    try:
        async with asyncio.timeout(PROBE_SECONDS), opened as client:
            await ask(client)
    except TimeoutError:
        error = Unavailable(
            f"no good answer within {PROBE_SECONDS:g} s",
            source=source,
            status=heard.status,
        )
    except TrrError as refused:
        error = refused
    return Probe(error, heard.ahead_seconds)
