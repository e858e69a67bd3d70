"""Boxes of ISO 14496-12: a length, a name of four letters, a content."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from trr_backend.media.containers.parts import Steps, damaged

HEAD_BYTES: Final = 8
_LONG_HEAD_BYTES: Final = 16
# Lengths with a meaning of their own.
_TO_THE_END: Final = 0
_LONG: Final = 1


@dataclass(frozen=True, slots=True)
class Box:
    """Where a box lies: its head from `start`, its content from `content` to `end`."""

    name: bytes
    start: int
    content: int
    end: int


class Boxes:
    """The boxes of one file; all that are looked at are counted together.

    `left` are the bytes that may yet be overwritten: no list of places asks for more
    than the file has.
    """

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.steps = Steps()
        self.left = len(body)

    def between(self, start: int, end: int) -> Iterator[Box]:
        """Yield the boxes between two places, eight bytes at least.

        Raises PictureRefused where one is longer than what it lies in.
        """
        while start + HEAD_BYTES <= end:
            self.steps.take()
            size, name = struct.unpack_from(">I4s", self.body, start)
            content = start + HEAD_BYTES
            if size == _LONG and start + _LONG_HEAD_BYTES <= end:
                (size,) = struct.unpack_from(">Q", self.body, content)
                content = start + _LONG_HEAD_BYTES
            elif size == _TO_THE_END:
                size = end - start
            if start + size > end or start + size < content:
                raise damaged(f"the box {name!r} has no proper length")
            yield Box(name, start, content, start + size)
            start += size
