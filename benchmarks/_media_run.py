"""One candidate of benchmarks/media.py, in a process of its own.

`python -m benchmarks._media_run floor|unchecked|checked COUNT STORED`, with settings
in the environment, prints wall seconds, CPU seconds (its decoders' included) and the
highest sum of the resident sets of its processes in MB, as JSON.
"""

import asyncio
import hashlib
import json
import os
import resource
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch
from uuid import uuid4

from benchmarks._picture_server import SIZE, picture
from scripts._options import Request
from scripts._run import run_stages
from scripts.sync_show_images import MIRROR
from trr_backend.config import Settings, load_settings
from trr_backend.media import worker
from trr_backend.media.bucket import open_bucket
from trr_backend.media.mirror import Checked
from trr_backend.media.store import TMDB_MAX_AGE_SECONDS
from trr_backend.models.media import Inspected
from trr_backend.utils.media_location import Bucket, media_location

if TYPE_CHECKING:  # this name exists in obstore's stubs alone
    from obstore import Attributes

AT_ONCE = 32
_PAGE_BYTES = resource.getpagesize()


def _resident(pid: int) -> int:
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
        tasks = Path(f"/proc/{pid}/task").iterdir()
        children = [
            int(child)
            for task in tasks
            for child in (task / "children").read_text(encoding="ascii").split()
        ]
    except OSError:
        return 0
    return int(pages) * _PAGE_BYTES + sum(_resident(child) for child in children)


@contextmanager
def _peak(found: list[int]) -> Iterator[None]:
    """Watch the memory of this process and its children meanwhile."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            found.append(_resident(os.getpid()))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _cpu() -> float:
    """Return the CPU seconds of this process and of children that have ended."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(
            resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
    )


async def measured(run: Callable[[], Awaitable[None]]) -> list[float]:
    """Return what a run took: seconds, CPU seconds, MB."""
    peak: list[int] = [0]
    with _peak(peak):
        began, cpu = time.monotonic(), _cpu()
        await run()
        seconds = time.monotonic() - began
        worker.close_all()
        cpu = _cpu() - cpu
    return [seconds, cpu, max(peak) / 1e6]


async def floor(settings: Settings, count: int) -> list[float]:
    """Put the bytes with obstore alone, as our store does: once, with their headers."""
    location = media_location(settings)
    assert isinstance(location, Bucket)
    bucket = open_bucket(location, settings)
    attributes: Attributes = {
        "Content-Type": "image/jpeg",
        "Cache-Control": f"public, max-age={TMDB_MAX_AGE_SECONDS}, immutable",
    }
    bodies = [picture(number) for number in range(count)]
    folder = f"images/show_images/{uuid4()}"
    keys = [f"{folder}/{hashlib.sha256(body).hexdigest()}.jpg" for body in bodies]
    turns = asyncio.Semaphore(AT_ONCE)

    async def put(key: str, body: bytes) -> None:
        async with turns:
            await bucket.put_async(key, body, mode="create", attributes=attributes)

    async def run() -> None:
        await asyncio.gather(*map(put, keys, bodies))

    return await measured(run)


async def sync(settings: Settings, stored: int) -> list[float]:
    """Mirror what is listed, and see that it is what was expected."""

    async def run() -> None:
        report = await run_stages(
            "sync show-images", [MIRROR], Request(), settings, silent=True
        )
        counts = report.stages[0].counts
        if report.exit_code or counts["stored"] != stored:
            sys.exit(f"not as expected: {json.dumps(report.as_json())[:2000]}")

    return await measured(run)


async def _unchecked(body: bytes) -> Checked:
    """Stand in for the check: the hash alone."""
    digest = hashlib.sha256(body).hexdigest()
    found = Inspected(
        sha256=digest,
        content_type="image/jpeg",
        extension="jpg",
        bytes=len(body),
        width=SIZE[0],
        height=SIZE[1],
        colour="#808080",
        thumbhash="1QcSHQRnh493V4dIh4eXh1h4kJUI",
        phash=digest[:16],
        frames=1,
    )
    return Checked(inspected=found, body=body, source_sha256=digest)


async def candidate(name: str, count: int, stored: int) -> list[float]:
    """Run one candidate."""
    settings = load_settings()
    if name == "floor":
        return await floor(settings, count)
    if name == "checked":
        return await sync(settings, stored)
    with patch("scripts._mirror.check", _unchecked):
        return await sync(settings, stored)


def main() -> None:
    """Run the candidate that is named and print its figures."""
    name, count, stored = sys.argv[1:]
    print(json.dumps(asyncio.run(candidate(name, int(count), int(stored)))))


if __name__ == "__main__":
    main()
