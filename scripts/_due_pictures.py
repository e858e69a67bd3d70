"""The pictures that a run has to do, found some owners' at a time.

Once it is known whose they are, a night with one new picture looks at one owner more,
and a run that has them all to do never holds them at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from trr_backend.models.media import PictureWanted
from trr_backend.repositories import pictures
from trr_backend.repositories.db import Database, Transaction
from trr_backend.repositories.pictures import Choice

CHUNK = 50
"""Pictures in one transaction."""
SLICE = 250
"""Owners whose pictures are looked at in one go."""
OWNERS = 50_000
"""Owners that are held at once, as their ids."""

Chunk = tuple[PictureWanted, ...]


@dataclass(slots=True)
class DuePictures:
    """Fetches the pictures that a choice has to do, chunk by chunk.

    Of `slice_size` owners at a time, of whom `held` are known at once.
    """

    database: Database
    choice: Choice
    slice_size: int = SLICE
    held: int = OWNERS
    _owners: list[UUID] = field(default_factory=list)
    _after: UUID | None = None
    _ended: bool = False

    async def more(self) -> Sequence[Chunk] | None:
        """Return the next chunks; None: there are none."""
        async with self.database.transaction() as tx:
            if not self._owners and not self._ended:
                await self._find_owners(tx)
            if not self._owners:
                return None
            size = len(self._owners) if self.choice.at_once else self.slice_size
            some, self._owners = self._owners[:size], self._owners[size:]
            wanted = await pictures.load_wanted(tx, self.choice, some)
        return [wanted[at : at + CHUNK] for at in range(0, len(wanted), CHUNK)]

    async def _find_owners(self, tx: Transaction) -> None:
        self._owners = await pictures.load_owners_due(
            tx, self.choice, after=self._after, limit=self.held
        )
        self._ended = len(self._owners) < self.held
        self._after = self._owners[-1] if self._owners else None
