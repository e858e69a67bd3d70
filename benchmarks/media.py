"""Mirroring pictures: objects a second, CPU and memory beside a floor and a peer.

Pictures of about 60 KB lie on an HTTP server in a process of its own; they go into a
real S3 server (`weed mini`). All share this machine's processors, and each candidate
starts with an empty folder of the bucket. CPU is that of the candidate's processes,
the decoders' included; servers and Postgres are not counted.

    python -m benchmarks.media [--pictures 2000]

floor       obstore alone: puts the same bytes out of memory, 32 at once
no decode   `trr sync show-images`, but for the check: fetch, hash, claim, put, link
ours        `trr sync show-images`
again       the same command again: everything is kept
boto3       fetch and put in 16 threads, no check, no database (`make bench-peers`)

Memory is the highest sum of the resident sets of the candidate's processes.
"""

import argparse
import asyncio
import hashlib
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch
from uuid import uuid4

from pydantic import SecretStr

from benchmarks._installation import new_installation
from benchmarks._picture_server import SIZE, picture
from scripts._options import Request
from scripts._run import run_stages
from scripts.sync_show_images import MIRROR
from tests.s3_server import S3Server, using_server
from trr_backend.config import Settings
from trr_backend.media import worker
from trr_backend.media.mirror import Checked
from trr_backend.media.store import TMDB_MAX_AGE_SECONDS, open_store
from trr_backend.models.media import Inspected
from trr_backend.repositories.db import open_database
from trr_backend.repositories.migrations import migrate

ROOT = Path(__file__).resolve().parents[1]
PEER = ROOT / ".venv-bench" / "bin" / "python"
AT_ONCE = 32
POSTERS_A_SHOW = 10
_PAGE_BYTES = resource.getpagesize()


@dataclass(frozen=True, slots=True)
class Figures:
    """What a candidate took: seconds, CPU seconds, and MB at the most."""

    seconds: float
    cpu: float
    memory: float = 0.0


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


async def measured(run: Callable[[], Awaitable[None]]) -> Figures:
    """Return what a run took, its decoders' CPU included."""
    peak: list[int] = [0]
    with _peak(peak):
        began, cpu = time.monotonic(), _cpu()
        await run()
        seconds = time.monotonic() - began
        worker.close_all()
        cpu = _cpu() - cpu
    return Figures(seconds, cpu, max(peak) / 1e6)


async def floor(settings: Settings, count: int) -> Figures:
    """Put the bytes with obstore alone."""
    store = open_store(settings)
    bodies = [picture(number) for number in range(count)]
    folder = f"images/show_images/{uuid4()}"
    keys = [f"{folder}/{hashlib.sha256(body).hexdigest()}.jpg" for body in bodies]
    turns = asyncio.Semaphore(AT_ONCE)

    async def put(key: str, body: bytes) -> None:
        async with turns:
            await store.put_if_absent(key, body, "image/jpeg", TMDB_MAX_AGE_SECONDS)

    async def run() -> None:
        await asyncio.gather(*map(put, keys, bodies))

    return await measured(run)


async def fill(settings: Settings, count: int) -> None:
    """List the pictures as posters of shows, as `list-show-images` does."""
    async with open_database(settings) as database:
        await migrate(database)
        async with database.transaction() as tx:
            await tx.execute(
                "truncate core.media_links, core.media_assets, core.shows cascade"
            )
            await tx.execute(
                "insert into core.shows (id, name, slug) select gen_random_uuid(),"
                " 'Show ' || n, 'show-' || n from generate_series(1, %s) n",
                [-(-count // POSTERS_A_SHOW)],
            )
            await tx.execute(
                "insert into core.media_links (entity, entity_id, kind, source,"
                " source_path, source_url, position) select 'show', s.id, 'poster',"
                " 'tmdb', '/' || n || '.jpg', 'https://image.tmdb.org/t/p/original/'"
                " || n || '.jpg', n %% %s + 1 from generate_series(0, %s - 1) n"
                " join core.shows s on s.slug = 'show-' || (n / %s + 1)",
                [POSTERS_A_SHOW, count, POSTERS_A_SHOW],
            )


async def sync(settings: Settings, count: int, *, stored: int) -> Figures:
    """Mirror what is listed, and see that it is what was expected."""

    async def run() -> None:
        report = await run_stages(
            "sync show-images", [MIRROR], Request(), settings, silent=True
        )
        counts = report.stages[0].counts
        if report.exit_code or counts["stored"] != stored:
            raise SystemExit(f"{count} pictures: {json.dumps(report.as_json())[:2000]}")

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


async def candidates(settings: Settings, count: int) -> dict[str, Figures]:
    """Measure all of ours."""
    found = {"floor": await floor(settings, count)}
    await fill(settings, count)
    with patch("scripts._mirror.check", _unchecked):
        found["no decode"] = await sync(settings, count, stored=count)
    await fill(settings, count)
    found["ours"] = await sync(settings, count, stored=count)
    found["again"] = await sync(settings, count, stored=0)
    return found


def boto3(upstream: str, server: S3Server, count: int) -> Figures | None:
    """Measure the peer; None where it is not installed."""
    if not PEER.exists():
        return None
    command = [str(PEER), "benchmarks/_boto3_peer.py", upstream, server.endpoint]
    run = subprocess.run(
        [*command, server.bucket, str(count)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return Figures(*json.loads(run.stdout))


@contextmanager
def serving(count: int) -> Iterator[str]:
    """Yield the address of the server that the pictures lie on."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=100)
    command = [sys.executable, "-m", "benchmarks._picture_server"]
    with subprocess.Popen(
        [*command, str(listening.fileno()), str(count)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        pass_fds=[listening.fileno()],
    ) as process:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/t/p"
        process.terminate()
    listening.close()


def table(found: dict[str, Figures], count: int) -> None:
    """Print the figures and their ratios to the floor."""
    heads = ("objects/s", "of floor", "CPU s", "MB")
    print(" " * 12 + "".join(f"{head:>11}" for head in heads))
    base = found["floor"].seconds
    for name, one in found.items():
        print(
            f"{name:12}{count / one.seconds:11.0f}{base / one.seconds:11.2f}"
            f"{one.cpu:11.2f}{one.memory:11.0f}"
        )


def main() -> None:
    """Read the options, measure, and leave nothing behind."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pictures", type=int, default=2000)
    count = parser.parse_args().pictures
    with (
        tempfile.TemporaryDirectory(prefix="trr-bench-") as folder,
        using_server(Path(folder) / "s3") as server,
        serving(count) as upstream,
        new_installation(
            media_url=f"s3://{server.bucket}",
            aws_endpoint_url=server.endpoint,
            aws_access_key_id=SecretStr(server.access_key_id),
            aws_secret_access_key=SecretStr(server.secret_access_key),
            tmdb_image_base_url=upstream,
            tmdb_image_rate=2000,
        ) as settings,
    ):
        size = sum(len(picture(number)) for number in range(20)) / 20 / 1000
        print(f"{count} pictures of {size:.0f} KB")
        found = asyncio.run(candidates(settings, count))
        peer = boto3(upstream, server, count)
        if peer:
            found["boto3"] = peer
        table(found, count)


if __name__ == "__main__":
    main()
