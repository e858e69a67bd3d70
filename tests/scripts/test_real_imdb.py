"""Recorded dataset files through the import, against plain SQL over the raw files.

The expected rows come from the raw text alone: COPY with a separator and a quote that
no file holds brings each line in as one column, and SQL takes it apart.
"""

import gzip
import shutil
from pathlib import Path
from typing import Any

import psycopg
import pytest

from scripts._imdb_datasets import datasets_stage
from tests.imdb_files import HEADERS
from tests.pipeline import Pipeline
from tests.real_data import real_data

pytestmark = pytest.mark.real

Connection = psycopg.Connection[tuple[Any, ...]]
# Every series, or film, of a sample is followed in turn with all others of it.
_SAMPLES = {
    "roskakori+pimdb": 80,
    "slefforge+IMDb-Dataset-Query-Tester": 10,
    "a-ocheretko+IMDB": 1000,
    "ilyachenko+ddb-lab": 40,
}
_COPY = (
    "copy raw_lines (line) from stdin with (format csv, delimiter E'\\x1e',"
    " quote E'\\x1f', escape E'\\x1f')"
)
# Rows of each table by plain joins; wanted holds the followed ids.
_EXPECTED = {
    "episodes": """
        select e[1], e[2], nullif(e[3], '\\N')::int, nullif(e[4], '\\N')::int
        from title_episode as t (e) where e[2] in (select id from wanted)
          or e[1] in (select id from wanted)""",
    "titles": """
        select e[1], nullif(e[3], '\\N'), nullif(e[6], '\\N')::int
        from title_basics as t (e) join titles on titles.id = e[1]""",
    "akas": """
        select e[1], e[2]::int, e[3], nullif(e[4], '\\N')
        from title_akas as t (e) join titles on titles.id = e[1]""",
    "principals": """
        select e[1], e[2]::int, e[3], nullif(e[4], '\\N'),
          case when e[6] = '\\N' then '{}' else array(
            select json_array_elements_text(e[6]::json)) end
        from title_principals as t (e) join titles on titles.id = e[1]""",
    "crew": """
        select distinct e[1], r.role, n.id
        from title_crew as t (e) join titles on titles.id = e[1]
        cross join lateral (values ('director', e[2]), ('writer', e[3])) r (role, ids)
        cross join lateral string_to_table(r.ids, ',') n (id) where n.id <> '\\N'""",
    "ratings": """
        select e[1], e[2]::float8, e[3]::int
        from title_ratings as t (e) join titles on titles.id = e[1]""",
    "names": """
        select distinct e[1], nullif(e[2], '\\N'), nullif(e[3], '\\N')::int,
          nullif(e[4], '\\N')::int
        from name_basics as t (e) where e[1] in (
          select p[3] from title_principals as x (p) join titles on titles.id = p[1]
          union select n from title_crew as x (c) join titles on titles.id = c[1]
            cross join lateral string_to_table(c[2] || ',' || c[3], ',') n)""",
}
_FOUND = {
    "episodes": "id, series_id, season_number, episode_number",
    "titles": "id, name, start_year",
    "akas": "title_id, ordering, title, region",
    "principals": "title_id, ordering, name_id, category, characters",
    "crew": "title_id, role, name_id",
    "ratings": "title_id, average_rating, vote_count",
    "names": "id, name, birth_year, death_year",
}


@pytest.mark.parametrize("sample", _SAMPLES)
async def test_a_sample_gives_what_plain_sql_gives(
    pipeline: Pipeline, tmp_path: Path, sample: str
) -> None:
    """Row by row, in all seven tables, half of its titles being followed."""
    folder = _whole(real_data() / "imdb_tsv" / sample, tmp_path / "files")
    wanted = _titles(folder)[::2]
    settings = pipeline.settings.model_copy(update={"imdb_datasets": "personal"})
    followed = Pipeline(settings, pipeline.upstream, pipeline.reports)
    await followed.import_text("".join(f"{one}\n" for one in wanted))

    report = await followed.run([datasets_stage(str(folder))])

    assert report.exit_code == 0, report.stages[0].failures
    with followed.connect() as connection:
        expected = _expected(connection, folder, wanted)
        found = {
            table: _sorted(connection, f"select {columns} from core.imdb_{table}")
            for table, columns in _FOUND.items()
        }
    assert found == expected
    assert sum(map(len, found.values())) >= _SAMPLES[sample]


def _whole(sample: Path, folder: Path) -> Path:
    """Copy a sample for this test; a file that it lacks holds a header only."""
    folder.mkdir()
    for dataset, header in HEADERS.items():
        path = sample / f"{dataset}.tsv"
        if path.exists():
            shutil.copy(path, folder)
        else:
            with gzip.open(folder / f"{dataset}.tsv.gz", "wt") as file:
                file.write(header.replace(" ", "\t") + "\n")
    return folder


def _titles(folder: Path) -> list[str]:
    """Return what a sample holds but episodes, which come by their series."""
    lines = _lines(folder, "title.basics")
    titles = {line.split("\t")[0] for line in lines if "\ttvEpisode\t" not in line}
    of = {line.split("\t")[1] for line in _lines(folder, "title.episode")}
    return sorted(titles | of)


def _lines(folder: Path, dataset: str) -> list[str]:
    plain = folder / f"{dataset}.tsv"
    if plain.exists():
        text = plain.read_text(encoding="utf-8")
    else:
        text = gzip.decompress((folder / f"{dataset}.tsv.gz").read_bytes()).decode()
    return [line for line in text.split("\n")[1:] if line]


def _expected(
    connection: Connection, folder: Path, wanted: list[str]
) -> dict[str, list[tuple[Any, ...]]]:
    for dataset in HEADERS:
        name = dataset.replace(".", "_")
        connection.execute("create temporary table raw_lines (line text)")
        with connection.cursor().copy(_COPY) as copy:
            for line in _lines(folder, dataset):
                copy.write(f"{line}\n")
        connection.execute(
            f"create temporary table {name} as select distinct"
            " string_to_array(line, E'\\t') as fields from raw_lines"
        )
        connection.execute("drop table raw_lines")
    connection.execute(
        "create temporary table wanted as select unnest(%s::text[]) as id", [wanted]
    )
    connection.execute(
        "create temporary table titles as select id from wanted union"
        " select fields[1] from title_episode"
        " where fields[2] in (select id from wanted)"
    )
    return {name: _sorted(connection, query) for name, query in _EXPECTED.items()}


def _sorted(connection: Connection, query: str) -> list[tuple[Any, ...]]:
    return sorted(connection.execute(query).fetchall(), key=repr)
