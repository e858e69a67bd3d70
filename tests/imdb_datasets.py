"""The import of IMDb's files on a pipeline: what its tests share."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts._imdb_crosswalk import CROSSWALK_STAGE
from scripts._imdb_datasets import datasets_stage
from scripts._report import RunReport
from tests.dataset_server import FileServer, file_server
from tests.imdb_files import Rows, series_rows, write_files
from tests.pipeline import Pipeline
from trr_backend.models.selection import Selection

SERIES = "tt0000001"
TABLES = ("titles", "episodes", "akas", "principals", "crew", "ratings", "names")
# How many rows of each table the files give.
ALL = {
    "titles": 3,
    "episodes": 2,
    "akas": 2,
    "principals": 4,
    "crew": 3,
    "ratings": 1,
    "names": 3,
}
TITLES = [
    (SERIES, "tvSeries", 'The "Show', "Die Schau", False, 2004, 2006, 42),
    ("tt0000011", "tvEpisode", "First", "First", False, 2004, None, None),
    ("tt0000012", "tvEpisode", "Second", "Second", False, 2004, None, 41),
]


@dataclass
class Datasets:
    """A pipeline that follows the series of `series_rows`, and a folder of files."""

    pipeline: Pipeline
    folder: Path
    rows: Rows

    async def load(
        self,
        source: str | None = "",
        *,
        accept: bool = False,
        force: bool = False,
        dry_run: bool = False,
    ) -> RunReport:
        """Import from the folder, or from another source."""
        stages = [datasets_stage(str(self.folder) if source == "" else source)]
        selection = Selection(accept_removals=accept, force=force)
        return await self.pipeline.run_selected(
            [*stages, CROSSWALK_STAGE], selection, dry_run=dry_run
        )

    def write(self) -> None:
        """Write the files as the rows say."""
        write_files(self.folder, self.rows)

    def counts(self, where: str = "missing_since is null") -> dict[str, int]:
        """Return how many rows of each table there are."""
        return {
            name: count
            for name in TABLES
            if (
                count := self.one(
                    f"select count(*) from core.imdb_{name} where {where}"
                )
            )
        }

    def one(self, query: str) -> Any:
        """Return the only value of a query."""
        ((value,),) = self.pipeline.rows(query)
        return value


def _table(name: str) -> str:
    return f"core.imdb_{name}"


async def datasets(pipeline: Pipeline, tmp_path: Path) -> Datasets:
    """Follow the series, and write its files."""
    settings = pipeline.settings.model_copy(update={"imdb_datasets": "personal"})
    ours = Pipeline(settings, pipeline.upstream, pipeline.reports)
    await ours.import_text(f"{SERIES}\n")
    made = Datasets(ours, tmp_path / "imdb-files", series_rows())
    made.write()
    return made


@contextmanager
def served(made: Datasets) -> Iterator[tuple[Datasets, FileServer]]:
    """Serve the files over HTTP, where the settings say that IMDb's are."""
    with file_server() as server:
        publish(made, server)
        settings = made.pipeline.settings.model_copy(
            update={"imdb_datasets_base_url": server.url}
        )
        pipeline = Pipeline(settings, made.pipeline.upstream, made.pipeline.reports)
        yield Datasets(pipeline, made.folder, made.rows), server


def publish(made: Datasets, server: FileServer) -> None:
    """Write the files and let the server have them as they are now."""
    made.write()
    server.files = {
        f"/{path.name}": path.read_bytes() for path in made.folder.glob("*.tsv.gz")
    }
