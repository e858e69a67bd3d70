"""Checks of the upstreams that are set up: one question each, with our keys."""

from contextlib import suppress

from scripts._doctor import Check, Tell, split_advice
from scripts._doctor_place import Installation, NotSetUp
from scripts._rates import rates
from trr_backend.config import TMDB_TOKEN_PAGE
from trr_backend.errors import RateLimited, StorageError
from trr_backend.ingestion.probes import (
    Probe,
    Unpaced,
    ask_imdb,
    ask_tmdb,
    ask_wiki,
)
from trr_backend.models.limits import Limiter
from trr_backend.models.wiki import Wiki
from trr_backend.repositories import wikis
from trr_backend.repositories.limits import PostgresLimiter

_IMDB = ("imdb_api_key", "imdb_data_set_id", "imdb_revision_id", "imdb_asset_id")


async def tmdb(installation: Installation, tell: Tell) -> None:
    """Does TMDb take the token?"""
    probe = await installation.once("tmdb", lambda: probe_tmdb(installation))
    _tell(tell, probe, "TMDb takes the token")


async def imdb(installation: Installation, tell: Tell) -> None:
    """Does IMDb's official API take the keys?"""
    probe = await installation.once("imdb", lambda: probe_imdb(installation))
    _tell(tell, probe, "IMDb's API takes the keys")


async def fandom(installation: Installation, tell: Tell) -> None:
    """Does Fandom answer, where one of its wikis is used? It asks for no key."""
    probe = await installation.once("fandom", lambda: probe_fandom(installation))
    if probe.error is None:
        tell.ok("Fandom answers")
        return
    # A wiki may be gone or closed to us, which concerns nothing else.
    said, advice = split_advice(probe.error)
    tell.warning(said, advice)


async def probe_tmdb(installation: Installation) -> Probe:
    """Return what TMDb answered. Raises NotSetUp."""
    if installation.settings.tmdb_bearer_token is None:
        raise NotSetUp(
            "TMDB_BEARER_TOKEN is not set",
            f"set it to the API Read Access Token that {TMDB_TOKEN_PAGE} shows you",
        )
    return await ask_tmdb(installation.settings, await _limiter(installation))


async def probe_imdb(installation: Installation) -> Probe:
    """Return what IMDb's API answered. Raises NotSetUp."""
    settings = installation.settings
    if not any(getattr(settings, name) for name in _IMDB):
        raise NotSetUp(
            "IMDB_API_KEY is not set",
            "nothing, unless you hold a licence for IMDb's official API "
            "(docs/howto/use-imdb.md)",
        )
    return await ask_imdb(settings, await _limiter(installation))


async def probe_fandom(installation: Installation) -> Probe:
    """Return what the wiki answered that was used first. Raises NotSetUp."""
    wiki = await _wiki(installation)
    if wiki is None:
        raise NotSetUp(
            "no wiki of Fandom is used",
            "nothing, unless you want what wikis know (docs/howto/use-wikis.md)",
        )
    return await ask_wiki(installation.settings, await _limiter(installation), wiki)


def _tell(tell: Tell, probe: Probe, well: str) -> None:
    if probe.error is None:
        tell.ok(well)
        return
    said, advice = split_advice(probe.error)
    if isinstance(probe.error, RateLimited):
        tell.warning(said, advice)
    else:
        tell.fault(said, advice)


async def _wiki(installation: Installation) -> Wiki | None:
    try:
        database = await installation.database()
        async with database.transaction() as tx:
            known = await wikis.load_all(tx)
    except (NotSetUp, StorageError):
        # What is wrong with the database is told elsewhere.
        return None
    return next((one.wiki for one in known if one.wiki.source == "fandom"), None)


async def _limiter(installation: Installation) -> Limiter:
    """Return the limiter of all processes, or one for this question alone."""
    try:
        database = await installation.database()
    except (NotSetUp, StorageError):
        return Unpaced()
    return _Forgiving(PostgresLimiter(database, rates(installation.settings)))


class _Forgiving:
    """A limiter that lets a question pass where the database has no place for it."""

    def __init__(self, limiter: Limiter) -> None:
        self._limiter = limiter

    async def wait(self, upstream: str) -> None:
        with suppress(StorageError):
            await self._limiter.wait(upstream)

    async def push_back(self, upstream: str, seconds: float) -> None:
        with suppress(StorageError):
            await self._limiter.push_back(upstream, seconds)


KEYS: dict[str, Check] = {"tmdb": tmdb, "imdb": imdb, "fandom": fandom}
