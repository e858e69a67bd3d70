"""The whole pipeline against a stand-in: what its tests share.

`Upstream` (tests/upstream.py) is a stand-in over a folder of its own, reached over real
HTTP. `Pipeline` runs commands against it and reads the rows.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
from click.testing import CliRunner, Result

from scripts._options import Request
from scripts._report import RunReport, StageReport
from scripts._run import run_stages
from scripts._stage import AnyStage
from scripts.import_lists import import_stage
from scripts.sync_all import STAGES
from tests.answers import series
from tests.command_tree import TRR
from tests.processes import variables
from tests.upstream import Upstream
from trr_backend.config import Settings
from trr_backend.models.selection import Selection, ShowRef

__all__ = ["NO_PICTURES", "Pipeline", "Upstream", "failures", "series", "stage"]

# `images` of who looks at no picture: the stand-in draws each, which takes its time.
# Logos of organisations are kept nevertheless.
NO_PICTURES = "poster=0,backdrop=0,logo=0,season-poster=0,still=0,photo=0"


@dataclass(frozen=True)
class Pipeline:
    """Commands on one database against one upstream."""

    settings: Settings
    upstream: Upstream
    reports: list[RunReport] = field(default_factory=list)

    def with_settings(self, **changed: object) -> "Pipeline":
        """Return the same with other settings."""
        return Pipeline(self.settings.model_copy(update=changed), self.upstream)

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
        return await self.run_selected(stages, selection, dry_run=dry_run)

    async def run_selected(
        self,
        stages: Sequence[AnyStage],
        selection: Selection,
        *,
        dry_run: bool = False,
    ) -> RunReport:
        """Run stages over what is selected."""
        request = Request(selection=selection, dry_run=dry_run)
        report = await run_stages("test", stages, request, self.settings, silent=True)
        self.reports.append(report)
        return report

    def command(self, *arguments: str, **environment: str) -> Result:
        """Run `trr` with these arguments in this process."""
        return CliRunner().invoke(TRR, arguments, env=self.environment(**environment))

    async def trr(self, *arguments: str, **environment: str) -> Result:
        """Run `trr` with these arguments from within a test's own loop."""
        return await asyncio.to_thread(self.command, *arguments, **environment)

    def environment(self, **changed: str) -> dict[str, str]:
        """Return the settings as the variables of a command, some changed."""
        return {**variables(self.settings), **changed}

    def rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Return the rows of a query on the pipeline's database."""
        with self.connect() as connection:
            return connection.execute(query, parameters).fetchall()

    def connect(self) -> "psycopg.Connection[tuple[Any, ...]]":
        """Open a connection of its own."""
        url = self.settings.database_direct_url or self.settings.database_url
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
            # Most have never held a row, and to plan a query of each takes its time.
            return "\n".join(
                str(connection.execute(f"select t::text from {name} t").fetchall())
                for name in _tables(connection, "core", "ops", "source", used=True)
            )

    def age(self, interval: str) -> None:
        """Let all documents, and what was missed, be older by `interval`."""
        times = {
            "source.documents": ("fetched_at", "checked_at", "expires_at"),
            "core.shows": ("missing_since", "missing_checked_at"),
            "core.people": ("missing_since", "missing_checked_at"),
        }
        with self.connect() as connection:
            for table, columns in times.items():
                moved = ", ".join(f"{one} = {one} - %(i)s::interval" for one in columns)
                connection.execute(
                    f"update {table} set {moved} where {columns[0]} is not null",
                    {"i": interval},
                )


def _tables(
    connection: "psycopg.Connection[tuple[Any, ...]]",
    *schemas: str,
    used: bool = False,
) -> list[str]:
    """Return the tables of schemas; `used`: only those whose file is not empty."""
    tables = connection.execute(
        "select format('%%I.%%I', nspname, relname) from pg_class"
        " join pg_namespace on pg_namespace.oid = relnamespace"
        " where relkind in ('r', 'p') and nspname = any(%s)"
        " and (not %s or pg_relation_size(pg_class.oid) > 0) order by 1",
        [list(schemas), used],
    )
    return [table for (table,) in tables]


def stage(report: RunReport, name: str) -> StageReport:
    """Return what a run says of one stage."""
    return next(one for one in report.stages if one.stage == name)


def failures(report: RunReport) -> dict[str, str]:
    """Return every failed item with its error."""
    return {f.item: f.error for one in report.stages for f in one.failures}
