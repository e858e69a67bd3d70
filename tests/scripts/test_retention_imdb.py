"""`trr retention --source imdb`: what IMDb said, and nothing of anybody else's."""

from pathlib import Path

import pytest

from scripts.import_imdb_api import STAGE
from tests.imdb_api import licensed
from tests.imdb_datasets import SERIES, TABLES, Datasets, datasets, served
from tests.imdb_files import write_files
from tests.pipeline import Pipeline, failures
from tests.upstream import Upstream

END = ("retention", "--source", "imdb", "--all", "--yes")


@pytest.fixture
async def imdb(pipeline: Pipeline, upstream: Upstream, tmp_path: Path) -> Datasets:
    """A series that TMDb knows, too, and one of whose episodes is IMDb's."""
    upstream.put_season(1, 1, episodes=2)
    upstream.put(1, "The Show", external_ids={"imdb_id": SERIES})
    made = await datasets(pipeline, tmp_path)
    await made.pipeline.import_text(f"{SERIES}\n")
    upstream.put_file(
        f"find/{SERIES}.json", {"tv_results": [{"id": 1, "name": "The Show"}]}
    )
    licence = licensed(made.pipeline.settings, upstream.address)
    ours = Pipeline(licence, upstream, pipeline.reports)
    write_files(upstream.folder / "imdb", made.rows)
    assert failures(await ours.sync()) == {}
    return Datasets(ours, made.folder, made.rows)


async def test_the_apis_word_goes_after_its_time(imdb: Datasets) -> None:
    """The datasets' next import says it anew, of files that did not change."""
    await imdb.load()
    before = imdb.counts()
    await imdb.pipeline.run([STAGE])
    assert imdb.counts("source = 'imdb-api'") != {}
    imdb.pipeline.age("8 days")
    kept = imdb.counts("true")
    await imdb.pipeline.trr("retention")
    assert imdb.counts("true") == kept
    imdb.pipeline.age("25 hours")

    done = await imdb.pipeline.trr("retention")

    assert done.exit_code == 0, done.output
    assert imdb.counts("source = 'imdb-api'") == {}
    assert imdb.one("select count(*) from source.documents where source = 'imdb'") == 0
    assert imdb.one("select count(*) from source.documents where kind = 'tv'") == 1
    assert imdb.pipeline.rows(
        "select entity, kind, fields from ops.events order by id desc limit 1"
    ) == [("show", "updated", ["imdb"])]
    report = await imdb.load()
    assert failures(report) == {}
    assert imdb.counts() == before


async def test_a_series_that_was_confirmed_stays(imdb: Datasets) -> None:
    """A page of an earlier round, which nobody asks for any more, changes nothing."""
    await imdb.pipeline.run([STAGE])
    before = imdb.counts("true")
    with imdb.pipeline.connect() as connection:
        connection.execute(
            "update source.documents set fetched_at = fetched_at - interval '11 days',"
            " checked_at = checked_at - interval '11 days',"
            " expires_at = expires_at - interval '11 days'"
            " where source = 'imdb' and kind = 'names'"
        )

    done = await imdb.pipeline.trr("retention", "--source", "imdb")

    assert done.exit_code == 0, done.output
    assert imdb.counts("true") == before
    assert (
        imdb.one("select count(*) from source.documents where expires_at < now()") == 0
    )


async def test_the_end_takes_rows_ids_and_files(imdb: Datasets) -> None:
    """Whatever is derived from them, too; TMDb's part is as it was."""
    with served(imdb) as (ours, _):
        await ours.load(None)
        await ours.pipeline.run([STAGE])
    folder = imdb.pipeline.settings.home_path / "imdb"
    assert len(list(folder.glob("*.tsv.gz"))) == 7
    assert imdb.one("select count(*) from source.imdb_digests") > 0
    with imdb.pipeline.connect() as connection:
        connection.execute(
            "insert into core.external_ids (entity, entity_id, source, id, origin)"
            " select 'episode', id, 'imdb', 'tt0000011', 'imdb-datasets'"
            " from core.episodes order by episode_number limit 1"
            " on conflict do nothing"
        )
    of_tmdb = "select xmin::text, id::text from core.episodes order by id"
    before = imdb.pipeline.rows(of_tmdb)
    assert len(before) == 2
    rehearsed = await imdb.pipeline.trr(*END[:-1], "--dry-run")
    assert (rehearsed.exit_code, len(list(folder.glob("*.tsv.gz")))) == (0, 7)
    assert imdb.counts("true") != {}

    done = await imdb.pipeline.trr(*END)

    assert done.exit_code == 0, done.output
    assert imdb.counts("true") == {}
    for table in ("imdb_digests", "imdb_files"):
        assert imdb.one(f"select count(*) from source.{table}") == 0
    assert (
        imdb.one("select count(*) from core.external_ids where origin is not null") == 0
    )
    assert [path.name for path in folder.iterdir() if path.name != ".lock"] == []
    assert imdb.pipeline.rows(of_tmdb) == before
    assert imdb.one(f"select count(*) from core.external_ids where id = '{SERIES}'") > 0
    assert len(TABLES) == 7

    with served(imdb) as (ours, _):
        report = await ours.load(None)
    assert failures(report) == {}
    assert imdb.counts()["titles"] == 3
