"""Claims of pictures, many in one transaction.

Pictures come one by one from all sides. The first that claims waits a hundredth of a
second for others; whoever claims while a transaction runs joins the next one. So a
claim costs a share of a transaction.
"""

import asyncio
import functools

from scripts._patience import patiently
from trr_backend.errors import PictureRefused
from trr_backend.models.media import Asset
from trr_backend.repositories import picture_claims
from trr_backend.repositories.db import Database
from trr_backend.repositories.picture_claims import Claim

# Nothing beside what a picture takes to come, and enough for several to meet.
_GATHERING_SECONDS = 0.01

_Waiting = list[tuple[Claim, "asyncio.Future[Asset]"]]


class Claims:
    """Claims places in the store for the pictures of a run."""

    def __init__(self, database: Database, wait_scale: float) -> None:
        self._database = database
        self._wait_scale = wait_scale
        self._waiting: _Waiting = []
        self._running: asyncio.Task[None] | None = None

    async def claim(self, claim: Claim) -> Asset:
        """Return the place of a picture's bytes: its own, or that of an earlier claim.

        Raises PictureRefused for bytes that were taken down, StorageError.
        """
        future: asyncio.Future[Asset] = asyncio.get_running_loop().create_future()
        self._waiting.append((claim, future))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())
        return await future

    async def _run(self) -> None:
        while self._waiting:
            await asyncio.sleep(_GATHERING_SECONDS)
            together, self._waiting = self._waiting, []
            try:
                claim = functools.partial(self._claim, together)
                places = await patiently(claim, scale=self._wait_scale)
            except Exception as error:  # noqa: BLE001 -- raised where it is awaited
                for _, future in together:
                    if not future.done():
                        future.set_exception(error)
            else:
                _answer(together, places)

    async def _claim(self, together: _Waiting) -> dict[str, Asset]:
        async with self._database.transaction() as tx:
            return await picture_claims.claim(tx, [one for one, _ in together])


def _answer(together: _Waiting, places: dict[str, Asset]) -> None:
    for claim, future in together:
        if future.done():
            continue
        place = places.get(claim.inspected.sha256)
        if place is None:
            reason = "these bytes were taken down; they are not kept again"
            future.set_exception(PictureRefused(reason))
        else:
            future.set_result(place)
