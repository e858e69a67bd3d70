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
MAX_COLOUR_DISTANCE: Final = 6
"""Levels of 255 by which red, green and blue may each differ."""
MAX_STRETCH: Final = 0.02
"""The part by which one picture may be wider than the other, made equally high."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What says whether two pictures are one.

    `phash` as 16 hex digits, `colour` as "#rrggbb", sizes in pixels; `position` is the
    place by our rule (docs/decisions/0029), 1 is the first; a person chose what is
    `pinned`.
    """

    sha256: str
    phash: str
    colour: str
    width: int
    height: int
    bytes: int
    position: int
    pinned: bool = False


def groups(pictures: Sequence[Likeness]) -> dict[str, str]:
    """Return who represents each picture of one entity, kind and language, by SHA-256.

    The best of a group represents it, itself included: the pinned one, most pixels,
    then most bytes, then position. The order given makes no difference.
    """
    best: list[Likeness] = []
    found: dict[str, str] = {}
    for picture in sorted(pictures, key=_rank):
        if picture.sha256 in found:
            continue
        stands = next((one for one in best if alike(one, picture)), picture)
        if stands is picture:
            best.append(picture)
        found[picture.sha256] = stands.sha256
    return found


def alike(one: Likeness, other: Likeness) -> bool:
    """Say whether two pictures are the same one in different copies."""
    return (
        _bits(one.phash, other.phash) <= MAX_HASH_DISTANCE
        and _levels(one.colour, other.colour) <= MAX_COLOUR_DISTANCE
        and _stretch(one, other) <= MAX_STRETCH
    )


def _rank(picture: Likeness) -> tuple[bool, int, int, int, str]:
    pixels = picture.width * picture.height
    last = picture.position, picture.sha256
    return (not picture.pinned, -pixels, -picture.bytes, *last)


def _bits(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


def _levels(one: str, other: str) -> int:
    parts = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    return max(abs(left - right) for left, right in parts)


def _stretch(one: Likeness, other: Likeness) -> float:
    widths = one.width * other.height, other.width * one.height
    return max(widths) / min(widths) - 1
