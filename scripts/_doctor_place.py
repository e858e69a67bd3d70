"""What the checks look at, opened by the first of them that needs it.

The embedded server is started where it is down, and stopped again in the end if nobody
else has begun to use it; one that was never made is not made.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, Generic, TypeVar

from scripts._background import in_background
from trr_backend.config import Settings
from trr_backend.errors import StorageError
from trr_backend.repositories.database_url import database_url, direct_url
from trr_backend.repositories.embedded import (
    has_cluster,
    running_url,
    server_state,
    stop_server,
)
from trr_backend.repositories.health import (
    BriefDatabase,
    Server,
    count_others,
    load_server,
)

Value = TypeVar("Value")
# Our own connections are gone for the server some moments after we closed them.
_ALONE_TRIES = 20
_ALONE_PAUSE_SECONDS = 0.05


class NotSetUp(Exception):
    """What is to be checked is not used here."""

    def __init__(self, said: str, advice: str) -> None:
        super().__init__(said)
        self.said = said
        self.advice = advice


class Shared(Generic[Value]):
    """A value that is worked out once, for all who ask; nobody's end ends the work."""

    def __init__(self, work: Callable[[], Coroutine[Any, Any, Value]]) -> None:
        self._work = work
        self._task: asyncio.Task[Value] | None = None

    async def get(self) -> Value:
        """Return the value, or raise what the work raised."""
        if self._task is None:
            self._task = asyncio.create_task(self._work())
        return await asyncio.shield(self._task)

    async def end(self) -> None:
        """End the work; what it raised has been told to those who asked."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)


class Installation:
    """The settings, the database of them, and where the API is to listen."""

    def __init__(self, settings: Settings, host: str) -> None:
        self.settings = settings
        self.host = host
        self.was_started = False
        self._server = Shared(self._look)
        self._shared: dict[str, Shared[Any]] = {}

    async def server(self) -> Server:
        """Return what answers at TRR_DATABASE_URL. Raises NotSetUp and StorageError."""
        return await self._server.get()

    async def database(self) -> BriefDatabase:
        """Return the database, which answers. Raises what `server` raises."""
        await self._server.get()
        return BriefDatabase(await self._address(database_url))

    async def direct(self) -> BriefDatabase:
        """Return the database at TRR_DATABASE_DIRECT_URL, or the same."""
        if self.settings.database_url is None:
            return await self.database()
        return BriefDatabase(await self._address(direct_url))

    async def once(
        self, name: str, work: Callable[[], Coroutine[Any, Any, Value]]
    ) -> Value:
        """Return what `work` returns, done once for all who ask by this name."""
        shared: Shared[Value] = self._shared.setdefault(name, Shared(work))
        return await shared.get()

    async def end(self) -> None:
        """End what is still going on, and stop a server that was started for this."""
        for one in (self._server, *self._shared.values()):
            await one.end()
        # Who cannot be asked whether he is alone is left alone.
        with suppress(StorageError):
            if self.was_started and await self._is_unused():
                await in_background(lambda: stop_server(self.settings.home_path))

    async def _look(self) -> Server:
        is_down = self.settings.database_url is None and await self._is_down()
        url = await self._address(database_url)
        self.was_started = is_down
        return await load_server(BriefDatabase(url))

    async def _is_down(self) -> bool:
        """Say whether the embedded server is down. Raises NotSetUp."""
        home = self.settings.home_path
        if not await in_background(lambda: has_cluster(home)):
            raise NotSetUp(
                f"there is no database in {home} yet",
                "`trr db migrate` makes it, or set TRR_DATABASE_URL",
            )
        state = await in_background(lambda: server_state(home))
        return state.port is None

    async def _address(self, find: Callable[[Settings], str]) -> str:
        return await in_background(lambda: find(self.settings))

    async def _is_unused(self) -> bool:
        for _ in range(_ALONE_TRIES):
            url = await in_background(lambda: running_url(self.settings.home_path))
            if url is None:
                return False
            if not await count_others(url):
                return True
            await asyncio.sleep(_ALONE_PAUSE_SECONDS)
        return False


@asynccontextmanager
async def installed(settings: Settings, host: str) -> AsyncIterator[Installation]:
    """Yield what the checks look at, and leave it as it was."""
    installation = Installation(settings, host)
    try:
        yield installation
    finally:
        await installation.end()
