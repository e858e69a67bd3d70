"""A picture that harms its decoder harms one process, for a limited time."""

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.trr_backend.media.decoders import most_megabytes
from tests.trr_backend.media.drawing import drawn, plain
from trr_backend.errors import MediaError, PictureRefused
from trr_backend.media import worker
from trr_backend.media.decoder import MEMORY_BYTES
from trr_backend.media.inspect import inspect
from trr_backend.media.worker import inspect_in_worker

# A decoder that runs the "picture" as a program instead of decoding it.
OBEDIENT = """
from trr_backend.media import decoder
def run(body, order):
    exec(body)
    return decoder.Answer(refused="ran"), []
decoder.answer = run
decoder.LONGEST_SECONDS = 1
decoder.main()
"""


@pytest.fixture
def obedient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the next decoder be an obedient one."""
    monkeypatch.setattr(worker, "_idle", [worker._Decoder(("-c", OBEDIENT))])
    yield
    worker.close_all()


async def test_the_worker_says_what_inspect_says() -> None:
    """The answer of the process is the answer of the function."""
    body = drawn("WEBP")
    assert await inspect_in_worker(body) == inspect(body)


async def test_a_refusal_comes_back_with_its_reason() -> None:
    """What the process refuses is refused here, in the same words."""
    with pytest.raises(PictureRefused, match="the picture is empty: 0 bytes"):
        await inspect_in_worker(b"")


async def test_many_pictures_at_once_share_few_processes() -> None:
    """Every picture gets its own answer, whichever process gives it."""
    bodies = [drawn("PNG", 10 + index, 10) for index in range(30)]
    found = await asyncio.gather(*(inspect_in_worker(body) for body in bodies))
    assert found == [inspect(body) for body in bodies]


@pytest.mark.usefixtures("obedient")
@pytest.mark.parametrize(
    "code",
    [
        b"import os; os.abort()",
        b"raise SystemExit",
        b"import os; os.write(1, bytes(9)); os._exit(0)",
        b"import os, sys; sys.stdin.close(); os.kill(os.getpid(), 9)",
    ],
    ids=["abort", "exit", "half an answer", "kill"],
)
async def test_a_crash_is_a_refusal_and_the_next_picture_is_fine(code: bytes) -> None:
    """A decoder that dies takes its picture with it and no other."""
    with pytest.raises(PictureRefused, match="the picture made its decoder crash"):
        await inspect_in_worker(code)
    body = drawn("PNG")
    assert await inspect_in_worker(body) == inspect(body)


@pytest.mark.usefixtures("obedient")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
async def test_a_stop_of_all_processes_is_no_fault_of_a_picture(name: str) -> None:
    """Ctrl-C reaches the decoder too, which answers what it was asked."""
    code = f"import os, signal; os.kill(os.getpid(), signal.{name})"
    with pytest.raises(PictureRefused, match="ran"):
        await inspect_in_worker(code.encode())


@pytest.mark.usefixtures("obedient")
async def test_a_picture_that_nobody_waits_for_is_given_up() -> None:
    """A program that is stopped ends at once, not when its last picture is decoded."""
    process = worker._idle[0]._process
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await inspect_in_worker(b"import time; time.sleep(30)")
    assert process.wait(5) == -signal.SIGKILL


@pytest.mark.usefixtures("obedient")
async def test_a_decoder_that_nobody_ends_ends_itself() -> None:
    """Also where the program that would end it was killed: after 1 s here."""
    with pytest.raises(PictureRefused, match="the picture made its decoder crash"):
        await inspect_in_worker(b"while True: pass", time_limit_seconds=30)


@pytest.mark.usefixtures("obedient")
async def test_a_decoder_that_died_idle_is_noticed() -> None:
    """A process killed between two pictures costs the next one, not the run."""
    worker._idle[0]._process.kill()
    worker._idle[0]._process.wait()
    body = drawn("PNG")
    assert await inspect_in_worker(body) == inspect(body)


@pytest.mark.usefixtures("obedient")
async def test_a_picture_that_takes_too_long_is_refused() -> None:
    """The process is killed after the time limit and replaced."""
    begun = time.perf_counter()
    with pytest.raises(PictureRefused, match=r"more than 0\.5 s to decode"):
        await inspect_in_worker(b"while True: pass", time_limit_seconds=0.5)
    assert time.perf_counter() - begun < 10
    body = drawn("GIF")
    assert await inspect_in_worker(body) == inspect(body)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps RLIMIT_AS")
@pytest.mark.usefixtures("obedient")
async def test_a_picture_gets_no_more_memory_than_allowed() -> None:
    """An allocation beyond the limit fails in the process, not on the machine."""
    with pytest.raises(PictureRefused, match="the picture made its decoder crash"):
        await inspect_in_worker(f"bytearray({2 * MEMORY_BYTES})".encode())


@pytest.mark.parametrize(
    ("kind", "side", "mode", "options"),
    [
        ("JPEG", 7_071, "RGB", {}),
        ("JPEG", 7_071, "RGB", {"progressive": True}),
        ("PNG", 7_071, "RGBA", {"compress_level": 1}),
        ("WEBP", 3_450, "RGBA", {"method": 0, "quality": 0, "lossless": True}),
        ("AVIF", 4_000, "RGB", {"speed": 10, "quality": 1}),
        ("GIF", 7_071, "P", {}),
    ],
)
async def test_the_largest_picture_fits_into_the_memory_limit(
    kind: str, side: int, mode: str, options: dict[str, object]
) -> None:
    """50 megapixels can be decoded, 12 of WebP and 17 of AVIF."""
    body = plain(kind, side, side, mode, **options)
    found = await inspect_in_worker(body)
    assert (found.width, found.height) == (side, side)
    assert most_megabytes() < 240


async def test_a_picture_that_needs_too_much_memory_is_refused() -> None:
    """By what its format takes a pixel, before any is decoded."""
    body = plain("WEBP", 3_500, 3_500, "RGBA", method=0, quality=0, lossless=True)
    with pytest.raises(
        PictureRefused, match=r"needs \d+ MB to be decoded; at most 205"
    ):
        await inspect_in_worker(body)


def test_a_decoder_that_does_not_start_is_no_fault_of_the_picture() -> None:
    """Where the process cannot run, that is said and no picture is refused."""
    with pytest.raises(MediaError, match="does not start") as caught:
        worker._Decoder(("-c", "raise SystemExit(1)"))
    assert not isinstance(caught.value, PictureRefused)


def test_a_program_ends_without_a_word_and_without_leftovers() -> None:
    """Neither a warning at the end nor a process that stays."""
    program = (
        "import asyncio\n"
        "from trr_backend.media import worker\n"
        "async def main():\n"
        "    for _ in range(2):\n"
        "        try:\n"
        "            await worker.inspect_in_worker(b'')\n"
        "        except worker.PictureRefused as refused:\n"
        "            print(refused)\n"
        "asyncio.run(main())\n"
        "print(worker._idle[0]._process.pid)\n"
    )
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", program],
        capture_output=True,
        check=True,
        text=True,
    )
    *said, pid = done.stdout.splitlines()
    assert (said, done.stderr) == (["the picture is empty: 0 bytes"] * 2, "")
    assert subprocess.run(["kill", "-0", pid], check=False).returncode == 1
