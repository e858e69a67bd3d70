"""The stage that brings IMDb's dataset files into rows: one item, one transaction."""

from dataclasses import dataclass, replace
from hashlib import sha256

from scripts._imdb_files import (
    DatasetFiles,
    Tell,
    check_source,
    current_files,
    read_in_thread,
)
from scripts._stage import Context, Plan, Stage, Work
from trr_backend.config import Settings
from trr_backend.errors import ConfigError
from trr_backend.ingestion.datasets import (
    DATASETS_MAPPING,
    DatasetSlice,
    SpoiledRow,
    read_slice,
)
from trr_backend.models.imdb import ImdbPart, ImdbSource
from trr_backend.repositories import imdb, imdb_files
from trr_backend.repositories.imdb import SliceOutcome

SOURCE: ImdbSource = "imdb-datasets"
NOTICE = (
    "Information courtesy of IMDb (https://www.imdb.com). Used with permission. IMDb's "
    "datasets are for personal and non-commercial use only; their terms: "
    "https://developer.imdb.com/non-commercial-datasets/"
)
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class DatasetImport:
    """What is to be done: the files, and whose rows are wanted."""

    files: DatasetFiles
    series: tuple[str, ...]
    stored: tuple[str, ...]
    wanted: str
    accept_removals: bool


def datasets_stage(source: str | None) -> Stage[DatasetImport, DatasetSlice]:
    """Return the stage for a folder, an address, or None: the address of the settings.

    It has nothing to do where files and tracked shows are those of the last import.
    Raises InputError for a source that is neither a folder nor an address.
    """
    check_source(source)

    async def plan(context: Context) -> Plan[DatasetImport]:
        async with context.database.transaction() as tx:
            series = await imdb.load_tracked_series(tx)
            stored = await imdb.load_stored_titles(tx, series)
            left = await imdb.count_left_to_api(tx, stored)
            known = await imdb_files.load(tx)
        if not series:
            return Plan([], notes=(NOTICE, "no tracked show has an IMDb id"))
        files = await current_files(context, source)
        wanted = _digest(series)
        notes = (NOTICE, *_left(left), *files.notes)
        if known == files.imported(wanted) and not context.selection.force:
            return Plan([], unchanged=1, notes=notes)
        item = DatasetImport(
            files=files,
            series=tuple(series),
            stored=tuple(stored),
            wanted=wanted,
            accept_removals=context.selection.accept_removals,
        )
        return Plan([item], notes=notes)

    return Stage("imdb-datasets", _label, plan, _collect, _store, parallel=1)


def check_consent(settings: Settings) -> None:
    """Raise ConfigError where nobody has said that the use is personal."""
    if settings.imdb_datasets is None:
        raise ConfigError(
            f"{NOTICE}. If that is what you do, set TRR_IMDB_DATASETS=personal and run "
            "this again"
        )


def fetched_datasets_stage() -> Stage[DatasetImport, DatasetSlice]:
    """Return the stage for IMDb's address, which a worker does where it may."""
    stage = datasets_stage(None)

    async def plan(context: Context) -> Plan[DatasetImport]:
        check_consent(context.settings)
        return await stage.plan(context)

    return replace(stage, plan=plan)


def _label(item: DatasetImport) -> str:
    return f"IMDb's datasets, {len(item.series)} series"


def _left(titles: int) -> tuple[str, ...]:
    if not titles:
        return ()
    said = f"titles left to the official API, which has brought them: {titles}"
    return (f"{said}; the datasets change nothing of them",)


def _digest(series: list[str]) -> str:
    said = "\n".join([str(DATASETS_MAPPING), *series])
    return sha256(said.encode()).hexdigest()


async def _collect(context: Context, item: DatasetImport) -> DatasetSlice:
    def read(tell: Tell) -> DatasetSlice:
        return read_slice(item.files.paths, item.series, item.stored, progress=tell)

    return await read_in_thread(context, item.files, read)


async def _store(work: Work, item: DatasetImport, got: DatasetSlice) -> str | None:
    """Write what changed, batch by batch, so that records never fill the memory."""
    outcome, spoiled = SliceOutcome(), list(got.spoiled)
    for batch in got.batches():
        due = await imdb.load_due(work.tx, batch.digests, SOURCE)
        if due:
            records, rows = batch.records(due)
            spoiled += rows
            outcome.add(await imdb.write_slice(work, records, SOURCE))
    await imdb.guard(work.tx, outcome, accept=item.accept_removals)
    work.notes.extend(_counts(got.rows(), outcome))
    if spoiled:
        return _complaint(spoiled)
    await imdb_files.keep(work.tx, item.files.imported(item.wanted), work.at)
    return None


def _counts(rows: dict[ImdbPart, int], outcome: SliceOutcome) -> list[str]:
    return [
        f"imdb_{part}: {count} rows in the file; {outcome.new[part]} new, "
        f"{outcome.changed[part]} changed, {outcome.gone[part]} gone"
        for part, count in rows.items()
    ]


def _complaint(spoiled: list[SpoiledRow]) -> str:
    """Name the rows that were left out; the next run looks at them again."""
    shown = "; ".join(map(str, spoiled[:_SHOWN]))
    more = len(spoiled) - _SHOWN
    tail = f"; and {more} more" if more > 0 else ""
    rows = "1 row was" if len(spoiled) == 1 else f"{len(spoiled)} rows were"
    return (
        f"{rows} left out: {shown}{tail}. The rest was taken, and what was stored of a "
        "row left out is kept; fetch the file again, or correct it, and run this again"
    )
