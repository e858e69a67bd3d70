"""`trr import imdb-datasets`: what is no source, and what is another one's."""

from pathlib import Path

import pytest

from scripts._durable import DURABLE
from tests.imdb_datasets import SERIES, Datasets, datasets
from tests.pipeline import Pipeline
from trr_backend.errors import ConfigError


@pytest.fixture
async def imdb(pipeline: Pipeline, tmp_path: Path) -> Datasets:
    """A followed series and its files."""
    return await datasets(pipeline, tmp_path)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{}/nowhere", "there is no folder {}/nowhere"),
        ("{}/title.akas.tsv.gz", "{}/title.akas.tsv.gz is no folder"),
        ("ftp://me:secret@files.test/imdb", "an address with ftp:// cannot be read"),
        ("file://{}", "an address with file:// cannot be read"),
    ],
)
async def test_what_is_no_source_is_named_as_such(
    imdb: Datasets, source: str, said: str
) -> None:
    """Exit code 2, no list of missing files, no password."""
    source, said = source.format(imdb.folder), said.format(imdb.folder)

    done = await imdb.pipeline.trr("import", "imdb-datasets", source)

    assert (done.exit_code, said in " ".join(done.stderr.split())) == (2, True)
    assert "lacks" not in done.stderr
    assert "secret" not in done.stderr


async def test_titles_of_the_official_api_are_counted(imdb: Datasets) -> None:
    """They are left as they are; also said where no file is new."""
    notes = str((await imdb.load()).notes)
    assert "official API" not in notes
    imdb.pipeline.rows(
        "update source.imdb_digests set source = 'imdb-api' where id in (%s, %s)"
        " returning id",
        SERIES,
        "tt0000011",
    )
    imdb.rows["title.ratings"][0] = f"{SERIES}|1.0|1"
    imdb.write()

    for _ in range(2):
        report = await imdb.load()

        assert (
            "titles left to the official API, which has brought them: 2; the datasets "
            "change nothing of them"
        ) in report.notes
        assert imdb.pipeline.rows("select average_rating from core.imdb_ratings") == [
            (7.9,)
        ]


async def test_a_worker_fetches_nothing_that_nobody_has_agreed_to(
    pipeline: Pipeline,
) -> None:
    """However it came to be asked for: the terms are those of who sets it."""
    with pytest.raises(ConfigError, match="set TRR_IMDB_DATASETS=personal"):
        await pipeline.run(DURABLE["import imdb-datasets"]())
