"""Rows that cannot be used: named with their line, left out, what is stored kept."""

from dataclasses import dataclass

from trr_backend.models.imdb import ImdbPart


@dataclass(frozen=True, slots=True)
class SpoiledRow:
    """A row, by file and line (the header is line 1), and what is wrong with it.

    `part` and `owner` say whose row it is; owner is "" where its id cannot be read.
    """

    file: str
    line: int
    reason: str
    part: ImdbPart
    owner: str = ""

    def __str__(self) -> str:
        """Return what a person needs to find it."""
        of = f" ({self.owner})" if self.owner else ""
        return f"{self.file} line {self.line}{of}: {self.reason}"
