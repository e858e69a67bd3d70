"""Which pictures are the same one, encoded anew or made smaller, and which is the best.

Two pictures are alike where their perceptual hashes, their main colours and their
proportions are; the limits were measured (docs/decisions/0030). A group is what is
alike to its best picture, so that no chain of small steps joins two that differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MAX_HASH_DISTANCE: Final = 8
"""Bits of 64 in which two hashes may differ."""
MAX_COLOUR_DISTANCE: Final = 8
"""Levels of 255 by which red, green and blue may each differ."""
MAX_STRETCH: Final = 2
"""Per cent by which one picture may be wider than the other, made equally high."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What says whether two pictures are one.

    `phash` as 16 hex digits, `colour` as "#rrggbb", sizes in pixels; `position` is the
    place by our rule (docs/decisions/0029), 1 is the first; a person chose what is
    `pinned`; what is `missing` is listed by its source no more. A smaller `standing`
    goes before a larger one, whatever the size: its source's terms are the better ones.
    """

    sha256: str
    phash: str
    colour: str
    width: int
    height: int
    bytes: int
    position: int
    pinned: bool = False
    missing: bool = False
    standing: int = 0


def groups(pictures: Sequence[Likeness]) -> dict[str, str]:
    """Return who represents each picture of one entity, kind and language, by SHA-256.

    The best of a group represents it, itself included: the pinned one, one that is
    listed still, the better standing, most pixels, then most bytes, then position. The
    order given makes no difference.
    """
    best: list[_Look] = []
    found: dict[str, str] = {}
    for picture in sorted(pictures, key=_rank):
        if picture.sha256 in found:
            continue
        look = _Look(picture)
        stands = next((one for one in best if one.is_like(look)), look)
        if stands is look:
            best.append(look)
        found[picture.sha256] = stands.sha256
    return found


def _rank(picture: Likeness) -> tuple[bool, bool, int, int, int, int, str]:
    pixels = picture.width * picture.height
    chosen = not picture.pinned, picture.missing, picture.standing
    return (*chosen, -pixels, -picture.bytes, picture.position, picture.sha256)


class _Look:
    """What is compared, as numbers: each picture may meet every other one."""

    def __init__(self, picture: Likeness) -> None:
        self.sha256 = picture.sha256
        self.bits = int(picture.phash, 16)
        self.colour = bytes.fromhex(picture.colour.removeprefix("#"))
        self.width, self.height = picture.width, picture.height

    def is_like(self, other: "_Look") -> bool:
        """Say whether both are the same picture in different copies."""
        if (self.bits ^ other.bits).bit_count() > MAX_HASH_DISTANCE:
            return False
        levels = zip(self.colour, other.colour, strict=True)
        if any(abs(one - two) > MAX_COLOUR_DISTANCE for one, two in levels):
            return False
        low, high = sorted((self.width * other.height, other.width * self.height))
        return 100 * high <= (100 + MAX_STRETCH) * low
