"""What is kept of a container, and how one says that it cannot be followed."""

from typing import Final

from trr_backend.errors import PictureRefused

MAX_PARTS: Final = 100_000
"""Segments, chunks, blocks or boxes of one picture; a few thousand are many."""


Piece = bytes | memoryview


def damaged(what: str) -> PictureRefused:
    """Return the refusal of a picture whose structure breaks off or makes no sense."""
    return PictureRefused(f"the picture is truncated or damaged ({what})")


def endless() -> PictureRefused:
    """Return the refusal of a picture that stops before the mark of its end."""
    return PictureRefused("the picture is truncated: its end mark is missing")


class Steps:
    """Counts the parts of one picture, in whatever they lie: none takes long."""

    def __init__(self) -> None:
        self._left = MAX_PARTS

    def take(self) -> None:
        """Count one more. Raises PictureRefused."""
        self._left -= 1
        if self._left < 0:
            raise damaged(f"more than {MAX_PARTS} parts")


class Parts:
    """The parts that are kept, one after the other; `steps` counts them with others.

    Views of the picture are not copied until all is joined: it may have 20 MB, and
    there are several in memory.
    """

    def __init__(self, *start: Piece, steps: Steps | None = None) -> None:
        self.kept = list(start)
        self._steps = steps or Steps()

    def add(self, *part: Piece) -> None:
        """Keep a part, an empty one for what goes. Raises PictureRefused."""
        self._steps.take()
        self.kept.extend(part)

    def joined(self) -> bytes:
        """Return all that was kept."""
        return b"".join(self.kept)
