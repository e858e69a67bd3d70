"""The process that decodes pictures: `python -m trr_backend.media.decoder`.

Reads frames from standard input and answers each on standard output, until its input
ends. A frame is eight bytes of length, then that many bytes: a picture one way, an
`Answer` in JSON the other way. JSON and a limit, because a picture that takes over its
decoder should not get a pickle or a gigabyte into the program that trusts the answer.
"""

import resource
import sys
from pathlib import Path
from typing import IO, Final

import msgspec

from trr_backend.errors import PictureRefused
from trr_backend.media.inspect import inspect
from trr_backend.models.media import Inspected

MEMORY_BYTES: Final = 1024 * 1024 * 1024
"""Address space a picture may take beyond what the process has at the start."""
MAX_ANSWER_BYTES: Final = 65_536
_LENGTH_BYTES: Final = 8


class Answer(msgspec.Struct):
    """What a picture is, or why it is refused."""

    inspected: Inspected | None = None
    refused: str = ""


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


def answer(body: bytes) -> Answer:
    """Return what `inspect` says of a picture."""
    try:
        return Answer(inspected=inspect(body))
    except PictureRefused as refused:
        return Answer(refused=str(refused))


def main() -> None:
    """Say that we are there, then answer one picture after the other."""
    limit_memory()
    write_frame(sys.stdout.buffer, b"ready")
    while (body := read_frame(sys.stdin.buffer, sys.maxsize)) is not None:
        write_frame(sys.stdout.buffer, msgspec.json.encode(answer(body)))


if __name__ == "__main__":
    main()
