"""The process that decodes pictures: `python -m trr_backend.media.decoder`.

Reads frames from standard input and answers on standard output, until its input ends.
A frame is eight bytes of length, then that many bytes. A request is an `Order` in JSON
and a picture; the answer to it an `Answer` in JSON, and as many frames of bytes as that
says. JSON and limits, because a picture that takes over its decoder should not get a
pickle or a gigabyte into the program that trusts the answer.
"""

import resource
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

import msgspec

from trr_backend.errors import PictureRefused
from trr_backend.media.footprint import Crowded
from trr_backend.media.inspect import inspect
from trr_backend.media.smaller import Copy, copies
from trr_backend.models.media import Inspected, VariantFormat

MEMORY_BYTES: Final = 512 * 1024 * 1024
"""Address space a picture may take beyond what the process has at the start.

Far more than what `footprint` lets through: for pictures that lie about themselves.
"""
MAX_ORDER_BYTES: Final = 4_096
MAX_ANSWER_BYTES: Final = 65_536
MAX_COPY_BYTES: Final = 4 * 1024 * 1024
LONGEST_SECONDS: Final = 90
"""After so long on one picture the process ends, also where nobody is left to end it.

More than any time limit of `worker`.
"""
_LENGTH_BYTES: Final = 8


class Order(msgspec.Struct, frozen=True):
    """What is asked of a picture: smaller copies, or, with no format, what it is.

    `alone`: no other picture is decoded meanwhile, so that it may take more memory.
    """

    formats: tuple[VariantFormat, ...] = ()
    widths: tuple[int, ...] = ()
    alone: bool = False


class Answer(msgspec.Struct):
    """What a picture is, or which copies follow, or why it is refused.

    `crowded`: it is to be asked once more, alone.
    """

    inspected: Inspected | None = None
    copies: tuple[Copy, ...] = ()
    refused: str = ""
    crowded: bool = False


def write_frame(stream: IO[bytes], body: bytes) -> None:
    """Write one frame."""
    stream.write(len(body).to_bytes(_LENGTH_BYTES, "big"))
    stream.write(body)
    stream.flush()


def read_frame(stream: IO[bytes], max_bytes: int) -> bytes | None:
    """Return the next frame; None where the stream ends or a frame is too long."""
    length = stream.read(_LENGTH_BYTES)
    size = int.from_bytes(length, "big")
    if len(length) < _LENGTH_BYTES or size > max_bytes:
        return None
    body = stream.read(size)
    return body if len(body) == size else None


def limit_memory() -> None:
    """Let no picture take more than MEMORY_BYTES; Linux alone keeps such a limit."""
    if sys.platform != "linux":
        return
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + MEMORY_BYTES
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or limit < hard:
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def heed_no_stop() -> None:
    """Go on where all processes of a terminal or a service are told to stop.

    Who asked may still finish what it began, and a decoder that stops in the middle
    would tell on its picture. It ends when its input does.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def answer(body: bytes, order: Order) -> tuple[Answer, list[bytes]]:
    """Return what is asked of a picture, and the bytes of its copies."""
    try:
        if not order.formats:
            return Answer(inspected=inspect(body, alone=order.alone)), []
        made = copies(
            body, order.formats, order.widths, MAX_COPY_BYTES, alone=order.alone
        )
    except PictureRefused as refused:
        return Answer(refused=str(refused)), []
    except Crowded:
        return Answer(crowded=True), []
    return Answer(copies=tuple(copy for copy, _ in made)), [body for _, body in made]


def main() -> None:
    """Say that we are there, then answer one request after the other."""
    heed_no_stop()
    limit_memory()
    out = sys.stdout.buffer
    write_frame(out, b"ready")
    for order, body in _requests(sys.stdin.buffer):
        signal.alarm(LONGEST_SECONDS)
        said, bodies = answer(body, order)
        signal.alarm(0)
        for frame in (msgspec.json.encode(said), *bodies):
            write_frame(out, frame)


def _requests(stream: IO[bytes]) -> Iterator[tuple[Order, bytes]]:
    while (order := read_frame(stream, MAX_ORDER_BYTES)) is not None:
        body = read_frame(stream, sys.maxsize)
        if body is None:
            return
        yield msgspec.json.decode(order, type=Order), body


if __name__ == "__main__":
    main()
