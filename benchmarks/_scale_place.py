"""Where benchmarks/scale.py measures: an installation, a catalogue, and who counts."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from benchmarks._installation import new_installation
from benchmarks._ws_processes import Process, cpu_seconds, module, said
from standin.simulated.sizes import Sizes
from trr_backend.config import Settings
from trr_backend.repositories.database_url import database_url

# Every kind of picture is listed, none is fetched.
NO_PICTURES = "poster=0,backdrop=0,logo=0,season-poster=0,still=0,photo=0"
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Place:
    """An installation beside a simulated catalogue; `url` is past whoever counts.

    `environment` is that of commands whose round trips are counted, `known` and
    `wanted` are the files of two lists of shows.
    """

    settings: Settings
    sizes: Sizes
    folder: Path
    counter: Process
    upstream: Process
    url: str
    environment: Mapping[str, str]

    @property
    def mark(self) -> Path:
        """The file whose first byte says what is counted."""
        return self.folder / "mark"

    @property
    def known(self) -> Path:
        """The list of shows that are there before."""
        return self.folder / "known.txt"

    @property
    def wanted(self) -> Path:
        """The list of shows that are measured."""
        return self.folder / "wanted.txt"

    def uncounted(self) -> dict[str, str]:
        """Return the environment of commands that are not counted."""
        return {**self.environment, "TRR_DATABASE_URL": self.url}

    def database(self) -> "psycopg.Connection[tuple[object, ...]]":
        """Connect, past whoever counts."""
        return psycopg.connect(self.url, autocommit=True)

    def server_cpu(self) -> float:
        """Return the CPU seconds of the server's processes, of ended ones too."""
        with self.database() as connection:
            backend = connection.info.backend_pid
            server = int(_stat(backend)[1])
            ended = sum(map(int, _stat(server)[11:15])) / _TICKS
            return ended + sum(map(cpu_seconds, _children(server)))


@contextmanager
def place(known: int, wanted: int) -> Iterator[Place]:
    """Yield an empty installation beside a catalogue of as many shows as both lists."""
    sizes = Sizes(shows=known + wanted)
    ids = [sizes.imdb_id(one) for one in sizes.show_ids()]
    with tempfile.TemporaryDirectory(prefix="trr-bench-") as name:
        folder = Path(name)
        (folder / "mark").write_bytes(b"\0")
        (folder / "known.txt").write_text("\n".join(ids[:known]))
        (folder / "wanted.txt").write_text("\n".join(ids[known:]))
        with (
            new_installation() as settings,
            module("standin", "--simulated", f"shows={sizes.shows}") as upstream,
        ):
            address = said(upstream).rpartition(" ")[2]
            url = database_url(settings)
            home = {"TRR_HOME": str(settings.home_path)}
            subprocess.run(
                [sys.executable, "-m", "scripts.db_migrate"],
                env={**os.environ, **home},
                check=True,
                capture_output=True,
            )
            with _counter(url, folder / "mark") as (counter, through):
                environment = {
                    **home,
                    "TRR_DATABASE_URL": through,
                    "TMDB_API_BASE_URL": address,
                    "TMDB_IMAGE_BASE_URL": f"{address}/t/p",
                    "TMDB_BEARER_TOKEN": "any",
                    "TRR_IMAGES": NO_PICTURES,
                }
                yield Place(
                    settings, sizes, folder, counter, upstream, url, environment
                )


@contextmanager
def _counter(url: str, mark: Path) -> Iterator[tuple[Process, str]]:
    """Yield who counts, and the address by which one is counted."""
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    with module(
        "benchmarks._trips", parts["host"], parts["port"], str(mark)
    ) as counter:
        parts["port"] = said(counter)
        yield counter, make_conninfo(url, host="127.0.0.1", port=parts["port"])


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat from the third on."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(one) for one in text.split()]
