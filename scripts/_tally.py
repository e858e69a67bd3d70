"""How a mirror run goes, told while it goes: pictures a second, bytes, what became."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from trr_backend.repositories.work import Work

_MB = 1_000_000


@dataclass(slots=True)
class Tally:
    """Counts the pictures of a stage."""

    stored: int = 0
    unchanged: int = 0
    refused: int = 0
    bytes: int = 0
    began: float = field(default_factory=time.monotonic)

    def add(self, *, put_bytes: int, failed: bool) -> None:
        """Count one picture; `put_bytes` are 0 where it was in the store before."""
        self.refused += failed
        self.stored += put_bytes > 0
        self.unchanged += not put_bytes and not failed
        self.bytes += put_bytes

    def __str__(self) -> str:
        """Return the figures in a line; nothing where nothing was counted."""
        count = self.stored + self.unchanged + self.refused
        if not count:
            return ""
        seconds = max(time.monotonic() - self.began, 0.001)
        pace = f"{count / seconds:.0f}/s, {self.bytes / _MB:.1f} MB"
        return (
            f"{pace}, {self.stored} stored, {self.unchanged} unchanged, "
            f"{self.refused} refused"
        )


def count_pictures(work: Work, put_bytes: Sequence[int], refused: int) -> None:
    """Add a chunk of pictures to its work's figures; 0 bytes: it was there before."""
    put = [size for size in put_bytes if size]
    work.counts.update(
        stored=len(put),
        stored_bytes=sum(put),
        unchanged=len(put_bytes) - len(put),
        refused=refused,
    )
