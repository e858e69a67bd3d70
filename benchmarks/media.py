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
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from benchmarks._installation import new_installation
from benchmarks._picture_server import picture
from tests.processes import variables
from tests.s3_server import S3Server, using_server
from trr_backend.config import Settings
from trr_backend.repositories.db import open_database
from trr_backend.repositories.migrations import migrate

ROOT = Path(__file__).resolve().parents[1]
PEER = ROOT / ".venv-bench" / "bin" / "python"
POSTERS_A_SHOW = 10


@dataclass(frozen=True, slots=True)
class Figures:
    """What a candidate took: seconds, CPU seconds, and MB at the most."""

    seconds: float
    cpu: float
    memory: float = 0.0


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


def run(settings: Settings, name: str, count: int, stored: int) -> Figures:
    """Measure a candidate of ours in a process of its own."""
    found = subprocess.run(
        [sys.executable, "-m", "benchmarks._media_run", name, str(count), str(stored)],
        cwd=ROOT,
        env={**os.environ, **variables(settings)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Figures(*json.loads(found.stdout))


def candidates(settings: Settings, count: int) -> dict[str, Figures]:
    """Measure all of ours."""
    found = {"floor": run(settings, "floor", count, 0)}
    asyncio.run(fill(settings, count))
    found["no decode"] = run(settings, "unchecked", count, count)
    asyncio.run(fill(settings, count))
    found["ours"] = run(settings, "checked", count, count)
    found["again"] = run(settings, "checked", count, 0)
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
        found = candidates(settings, count)
        peer = boto3(upstream, server, count)
        if peer:
            found["boto3"] = peer
        table(found, count)


if __name__ == "__main__":
    main()
