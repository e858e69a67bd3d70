"""`inspect` and `copies` in a process of their own, with limits on memory and time.

A picture that makes a decoder crash, loop or eat memory costs that process and nothing
else: it is refused, and the next picture gets a new one. Processes are kept between
pictures and end with this program, however it ends, because their input ends then. They
are plain `subprocess` children spoken to in threads: asyncio's own (3.11-3.13) print a
warning when they outlive the loop, and anyio's run our main module once more.
"""

import atexit
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import IO, Final

import msgspec

from trr_backend.errors import MediaError, PictureRefused
from trr_backend.media.calls import in_thread, stopped_by
from trr_backend.media.deadlines import Deadlines
from trr_backend.media.decoder import (
    MAX_ANSWER_BYTES,
    MAX_COPY_BYTES,
    Answer,
    Order,
    read_frame,
    write_frame,
)
from trr_backend.media.smaller import Copy
from trr_backend.media.turns import Turns
from trr_backend.models.media import Inspected, VariantFormat

TIME_LIMIT_SECONDS: Final = 20.0
AT_ONCE: Final = 3
"""Pictures decoded at once, whatever the number of cores: each takes memory."""
COPIES_TIME_LIMIT_SECONDS: Final = 60.0
_COMMAND: Final = ("-P", "-m", "trr_backend.media.decoder")
# Taken from and given back by threads; both are single operations on a list.
_idle: Final[list["_Decoder"]] = []
_turns: Final = Turns(AT_ONCE)
_deadlines: Final = Deadlines()


async def inspect_in_worker(
    body: bytes, *, time_limit_seconds: float = TIME_LIMIT_SECONDS
) -> Inspected:
    """Return what the bytes are. Raises PictureRefused, also for crash and timeout."""
    return await in_thread(inspect_here, body, time_limit_seconds)


def inspect_here(
    body: bytes, time_limit_seconds: float = TIME_LIMIT_SECONDS
) -> Inspected:
    """Do what `inspect_in_worker` does, and block this thread meanwhile."""
    answer, _ = _ask(Order(), body, time_limit_seconds)
    if answer.inspected is None:
        raise PictureRefused(answer.refused)
    return answer.inspected


async def copies_in_worker(
    body: bytes,
    formats: Sequence[VariantFormat],
    widths: Sequence[int],
    *,
    time_limit_seconds: float = COPIES_TIME_LIMIT_SECONDS,
) -> list[tuple[Copy, bytes]]:
    """Return the smaller copies of a picture. Raises what `inspect_in_worker` does."""
    order = Order(tuple(formats), tuple(widths))
    answer, bodies = await in_thread(_ask, order, body, time_limit_seconds)
    if answer.refused:
        raise PictureRefused(answer.refused)
    return list(zip(answer.copies, bodies, strict=True))


class _Decoder:
    """A running `trr_backend.media.decoder`."""

    def __init__(self, command: tuple[str, ...] = _COMMAND) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, *command],
            # numpy's library would start a thread for each core, for nothing.
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._process.stdin is not None  # noqa: S101 - for mypy: both are pipes
        assert self._process.stdout is not None  # noqa: S101
        self._stdin, self._stdout = self._process.stdin, self._process.stdout
        if read_frame(self._stdout, MAX_ANSWER_BYTES) != b"ready":
            self.close()
            raise MediaError("the process that decodes pictures does not start")

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def ask(
        self, order: Order, body: bytes, time_limit_seconds: float
    ) -> tuple[Answer, list[bytes]] | None:
        """Return the answer; None where the process died or talks nonsense."""
        try:
            with _deadlines.within(time_limit_seconds, self.kill):
                write_frame(self._stdin, msgspec.json.encode(order))
                write_frame(self._stdin, body)
                return _read_answer(self._stdout, order)
        except (BrokenPipeError, msgspec.DecodeError):
            return None

    def kill(self) -> None:
        """End the process, whatever it is at."""
        self._process.kill()

    def close(self) -> None:
        """End the process and wait for it."""
        self.kill()
        self._process.communicate()


def _read_answer(stream: IO[bytes], order: Order) -> tuple[Answer, list[bytes]] | None:
    text = read_frame(stream, MAX_ANSWER_BYTES)
    if text is None:
        return None
    answer = msgspec.json.decode(text, type=Answer)
    if len(answer.copies) > len(order.formats) * len(order.widths):
        return None
    bodies = []
    for copy in answer.copies:
        body = read_frame(stream, MAX_COPY_BYTES)
        # What it is named by is checked here, where no picture was decoded.
        if body is None or hashlib.sha256(body).hexdigest() != copy.inspected.sha256:
            return None
        bodies.append(body)
    return answer, bodies


def _ask(
    order: Order, body: bytes, time_limit_seconds: float
) -> tuple[Answer, list[bytes]]:
    """Return the answer; a picture that needs much memory gets all there is."""
    with _turns.shared():
        answer = _ask_decoder(order, body, time_limit_seconds)
    if not answer[0].crowded:
        return answer
    with _turns.alone():
        close_all()
        return _ask_decoder(
            msgspec.structs.replace(order, alone=True), body, time_limit_seconds
        )


def _ask_decoder(
    order: Order, body: bytes, time_limit_seconds: float
) -> tuple[Answer, list[bytes]]:
    decoder = _take()
    begun = time.monotonic()
    with stopped_by(decoder.kill):
        answer = decoder.ask(order, body, time_limit_seconds)
    if answer is None:
        decoder.close()
        if time.monotonic() - begun >= time_limit_seconds:
            raise PictureRefused(
                f"the picture took more than {time_limit_seconds:g} s to decode"
            )
        raise PictureRefused("the picture made its decoder crash")
    _idle.append(decoder)
    return answer


def _take() -> _Decoder:
    while True:
        try:
            decoder = _idle.pop()
        except IndexError:
            return _Decoder()
        if decoder.alive:
            return decoder
        decoder.close()


@atexit.register
def close_all() -> None:
    """End the decoders that have nothing to do."""
    while _idle:
        _idle.pop().close()
