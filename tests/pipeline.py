"""The whole pipeline against a stand-in: what its tests share.

`Upstream` is a stand-in over a folder of its own, reached over real HTTP, whose faults
and log a test sets and reads. `Pipeline` runs commands against it and reads the rows.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import Request as HttpRequest
from urllib.request import urlopen

import psycopg
from click.testing import CliRunner, Result

from scripts._options import Request
from scripts._report import RunReport, StageReport
from scripts._run import AnyStage, run_stages
from scripts.import_lists import import_stage
from scripts.sync_all import STAGES
from tests.command_tree import TRR
from tests.processes import variables
from trr_backend.config import Settings
from trr_backend.models.selection import Selection, ShowRef

REALITY = {"id": 10764, "name": "Reality"}


def series(tmdb_id: int, name: str, **more: object) -> dict[str, object]:
    """Return a series as TMDb answers it, as small as a test needs it."""
    return {
        "id": tmdb_id,
        "name": name,
        "original_name": name,
        "first_air_date": "2004-05-15",
        "origin_country": ["US"],
        "genres": [REALITY],
        "networks": [],
        "production_companies": [],
        "external_ids": {"imdb_id": None},
        "watch/providers": {"results": {}},
        **more,
    }


@dataclass(frozen=True)
class Upstream:
    """A running stand-in."""

    address: str
    folder: Path

    def put(self, tmdb_id: int, name: str, **more: object) -> None:
        """Let the upstream know a series (or know it differently from now on)."""
        self.put_raw(tmdb_id, series(tmdb_id, name, **more))

    def put_raw(self, tmdb_id: int, answer: object) -> None:
        """Let the upstream answer exactly this for a series."""
        self.put_file(f"tv/{tmdb_id}.json", answer)

    def put_file(self, name: str, answer: object) -> None:
        """Put a file into the catalogue, as standin/README.md names them."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(answer))

    def forget(self, tmdb_id: int) -> None:
        """Let the upstream answer 404 for a series."""
        (self.folder / "tv" / f"{tmdb_id}.json").unlink()

    def put_list(self, list_id: int, items: Sequence[object]) -> None:
        """Let the upstream have a list."""
        self.put_file(f"lists/{list_id}.json", {"name": "A list", "items": items})

    def fail(self, *faults: dict[str, object]) -> None:
        """Misbehave from now on, as standin/README.md says; nothing ends it."""
        self._admin("PUT" if faults else "DELETE", "faults", list(faults) or None)

    def requests(self) -> list[dict[str, Any]]:
        """Return what was asked since the last call, in order."""
        entries: list[dict[str, Any]] = self._admin("GET", "log")["entries"]
        self._admin("DELETE", "log")
        return entries

    def paths(self) -> list[str]:
        """Return the paths asked for since the last call."""
        return [str(entry["path"]) for entry in self.requests()]

    def _admin(self, method: str, name: str, body: object = None) -> Any:
        request = HttpRequest(
            f"{self.address}/standin/{name}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
        )
        with urlopen(request) as answer:
            text = answer.read()
        return json.loads(text) if text else None


@dataclass(frozen=True)
class Pipeline:
    """Commands on one database against one upstream."""

    settings: Settings
    upstream: Upstream
    reports: list[RunReport] = field(default_factory=list)

    async def track(self, *tmdb_ids: int) -> None:
        """Bring shows in by a list of their TMDb ids."""
        await self.import_text("".join(f"tmdb:{tmdb_id}\n" for tmdb_id in tmdb_ids))

    async def import_text(self, text: str, name: str = "list.txt") -> RunReport:
        """Import a list file of this text."""
        path = self.upstream.folder / name
        path.write_bytes(text.encode())
        return await self.import_lists(str(path))

    async def import_lists(self, *sources: str, dry_run: bool = False) -> RunReport:
        """Import lists."""
        return await self.run([import_stage(sources)], dry_run=dry_run)

    async def sync(
        self, *shows: str, force: bool = False, dry_run: bool = False
    ) -> RunReport:
        """Run `trr sync all`."""
        return await self.run(STAGES, *shows, force=force, dry_run=dry_run)

    async def run(
        self,
        stages: Sequence[AnyStage],
        *shows: str,
        force: bool = False,
        dry_run: bool = False,
    ) -> RunReport:
        """Run stages over the named shows, or all."""
        refs = tuple(ShowRef.parse(text) for text in shows)
        selection = Selection(shows=refs, force=force)
        request = Request(selection=selection, dry_run=dry_run)
        report = await run_stages("test", stages, request, self.settings, silent=True)
        self.reports.append(report)
        return report

    def command(self, *arguments: str, **environment: str) -> Result:
        """Run `trr` with these arguments in this process."""
        return CliRunner().invoke(TRR, arguments, env=self.environment(**environment))

    def environment(self, **changed: str) -> dict[str, str]:
        """Return the settings as the variables of a command, some changed."""
        return {**variables(self.settings), **changed}

    def rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Return the rows of a query on the pipeline's database."""
        with self.connect() as connection:
            return connection.execute(query, parameters).fetchall()

    def connect(self) -> "psycopg.Connection[tuple[Any, ...]]":
        """Open a connection of its own."""
        url = self.settings.database_url
        assert url is not None
        return psycopg.connect(url.get_secret_value(), autocommit=True)

    def versions(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return the version of each row in core and of each event.

        A row that was written again, even with the same values, has another one.
        """
        with self.connect() as connection:
            return {
                name: connection.execute(
                    f"select xmin::text, ctid::text from {name} order by 2"
                ).fetchall()
                for name in [*_tables(connection, "core"), "ops.events"]
            }

    def text(self) -> str:
        """Return everything that the database holds."""
        with self.connect() as connection:
            return "\n".join(
                str(connection.execute(f"select t::text from {name} t").fetchall())
                for name in _tables(connection, "core", "ops", "source")
            )

    def age(self, interval: str) -> None:
        """Let all documents, and what was missed, be older by `interval`."""
        times = {
            "source.documents": ("fetched_at", "checked_at", "expires_at"),
            "core.shows": ("missing_since", "missing_checked_at"),
        }
        with self.connect() as connection:
            for table, columns in times.items():
                moved = ", ".join(f"{one} = {one} - %(i)s::interval" for one in columns)
                connection.execute(
                    f"update {table} set {moved} where {columns[0]} is not null",
                    {"i": interval},
                )


def _tables(
    connection: "psycopg.Connection[tuple[Any, ...]]", *schemas: str
) -> list[str]:
    tables = connection.execute(
        "select schemaname || '.' || tablename from pg_tables"
        " where schemaname = any(%s) order by 1",
        [list(schemas)],
    )
    return [table for (table,) in tables]


def stage(report: RunReport, name: str) -> StageReport:
    """Return what a run says of one stage."""
    return next(one for one in report.stages if one.stage == name)


def failures(report: RunReport) -> dict[str, str]:
    """Return every failed item with its error."""
    return {f.item: f.error for one in report.stages for f in one.failures}
