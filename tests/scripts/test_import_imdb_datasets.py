"""`trr import imdb-datasets`: files in, rows out, and nothing written twice."""

import json
from pathlib import Path

import pytest

from tests.imdb_datasets import (
    ALL,
    SERIES,
    TITLES,
    Datasets,
    datasets,
    publish,
    served,
)
from tests.imdb_files import text_of, write_raw
from tests.pipeline import Pipeline, failures, stage
from trr_backend.errors import Unavailable
from trr_backend.repositories.suppressions import fingerprint


@pytest.fixture
async def imdb(pipeline: Pipeline, tmp_path: Path) -> Datasets:
    """A followed series and its files."""
    return await datasets(pipeline, tmp_path)


async def test_rows_of_the_series_reach_postgres(imdb: Datasets) -> None:
    """Its titles, episodes, other titles, people and ratings, and nothing else."""
    report = await imdb.load()

    rows = imdb.pipeline.rows
    assert (report.exit_code, imdb.counts()) == (0, ALL)
    assert (
        rows(
            "select id, type, name, original_name, adult, start_year, end_year,"
            " runtime_minutes from core.imdb_titles order by id"
        )
        == TITLES
    )
    assert rows("select * from core.imdb_episodes order by id") == [
        ("tt0000011", "imdb-datasets", SERIES, 1, 1, None),
        ("tt0000012", "imdb-datasets", SERIES, 1, 2, None),
    ]
    assert rows("select * from core.imdb_akas order by ordering") == [
        (
            *(SERIES, 1, "imdb-datasets", 'The "Show', None, None),
            *(["original", "working"], [], True, None),
        ),
        (
            *(SERIES, 2, "imdb-datasets", "Die Schau", "DE", None),
            *(["imdbDisplay"], ["literal title"], False, None),
        ),
    ]
    assert rows(
        "select title_id, ordering, name_id, category, job, characters"
        " from core.imdb_principals order by 1, 2"
    ) == [
        (SERIES, 1, "nm0000001", "self", None, ["Self - Host", 'Self - "Judge"']),
        ("tt0000011", 1, "nm0000001", "self", None, []),
        ("tt0000011", 2, "nm0000002", "self", None, ["Self - Contestant"]),
        ("tt0000012", 1, "nm0000003", "producer", "executive producer", []),
    ]
    assert rows(
        "select title_id, role, name_id, position from core.imdb_crew order by 1, 2, 4"
    ) == [
        (SERIES, "writer", "nm0000004", 0),
        ("tt0000011", "director", "nm0000004", 0),
        ("tt0000011", "director", "nm0000003", 1),
    ]
    assert rows("select * from core.imdb_ratings") == [
        (SERIES, "imdb-datasets", 7.9, 123, None)
    ]
    assert rows("select * from core.imdb_names order by id") == [
        (
            *("nm0000001", "imdb-datasets", "Anna Host", 1960, 2020),
            *(["actress", "producer"], None),
        ),
        ("nm0000003", "imdb-datasets", "Cy", 1950, None, [], None),
        ("nm0000004", "imdb-datasets", "Zoë Ænd", None, None, ["writer"], None),
    ]
    assert rows(
        "select entity, kind, fields from ops.events order by seq desc limit 1"
    ) == [("show", "updated", ["imdb"])]


async def test_the_same_files_are_not_read_again(imdb: Datasets) -> None:
    """Nothing is written; read all the same, they change nothing either."""
    await imdb.load()
    before = imdb.pipeline.versions()

    second = stage(await imdb.load(), "imdb-datasets")
    forced = stage(await imdb.load(force=True), "imdb-datasets")

    assert (second.done, second.unchanged) == (0, 1)
    assert (forced.done, forced.unchanged, forced.changed) == (1, 0, 0)
    assert imdb.pipeline.versions() == before


async def test_rows_in_another_order_change_nothing(imdb: Datasets) -> None:
    """A new day's files with the same rows write no row."""
    await imdb.load()
    before = imdb.pipeline.versions()
    imdb.rows = {name: rows[::-1] for name, rows in imdb.rows.items()}
    imdb.write()

    report = await imdb.load()

    assert stage(report, "imdb-datasets").done == 1
    assert imdb.pipeline.versions() == before


async def test_only_what_changed_is_written(imdb: Datasets) -> None:
    """One rating, one name: two rows, and the show is told of."""
    await imdb.load()
    before = imdb.pipeline.versions()
    imdb.rows["title.ratings"][0] = f"{SERIES}|8.0|130"
    imdb.rows["name.basics"][1] = r"nm0000001|Anna Host|1960|2020|actress|\N"
    imdb.write()

    await imdb.load()

    after = imdb.pipeline.versions()
    assert {name for name in after if after[name] != before[name]} == {
        "core.imdb_names",
        "core.imdb_ratings",
        "core.shows",
        "ops.events",
    }
    kept = set(before["core.imdb_names"]) & set(after["core.imdb_names"])
    assert len(kept) == 2
    assert imdb.one("select vote_count from core.imdb_ratings") == 130


async def test_what_vanished_is_marked_and_comes_back(imdb: Datasets) -> None:
    """An episode that IMDb dropped, with all that was said of it."""
    await imdb.load()
    rows = {name: list(found) for name, found in imdb.rows.items()}
    for name in imdb.rows:
        imdb.rows[name] = [row for row in rows[name] if "tt0000012" not in row]
    imdb.write()

    await imdb.load()

    assert imdb.counts("missing_since is not null") == {
        "titles": 1,
        "episodes": 1,
        "principals": 1,
    }
    imdb.rows = rows
    imdb.write()
    await imdb.load()
    assert imdb.counts() == ALL


async def test_too_much_that_vanished_is_suspicious(imdb: Datasets) -> None:
    """More than a fifth of a table: nothing changes until somebody says it may."""
    others = [rf"{SERIES}|{n}|T{n}|\N|\N|\N|\N|0" for n in range(3, 21)]
    imdb.rows["title.akas"] += others
    imdb.write()
    await imdb.load()
    before = imdb.pipeline.versions()
    del imdb.rows["title.akas"][-5:]
    imdb.rows["title.ratings"] = []
    imdb.write()

    refused = await imdb.load()

    assert (refused.exit_code, failures(refused)) == (
        1,
        {
            "IMDb's datasets, 1 series": (
                "5 of 20 rows of imdb_akas would be marked as gone; look whether the "
                "source is whole, or go on with --accept-removals"
            )
        },
    )
    assert imdb.pipeline.versions() == before
    assert (await imdb.load(accept=True)).exit_code == 0
    assert imdb.counts("missing_since is not null") == {"akas": 5, "ratings": 1}


async def test_a_spoiled_row_is_named_and_its_stored_row_kept(imdb: Datasets) -> None:
    """The rest is taken, the exit code is 1, and it is looked at again."""
    await imdb.load()
    imdb.rows["title.akas"][0] = rf"{SERIES}|2|Die Schau"
    imdb.rows["title.akas"].append(rf"{SERIES}|3|New|\N|\N|\N|\N|0")
    imdb.write()

    for _ in range(2):
        report = await imdb.load()
        assert (report.exit_code, failures(report)) == (
            1,
            {
                "IMDb's datasets, 1 series": (
                    f"1 row was left out: title.akas.tsv.gz line 2 ({SERIES}): it has "
                    "3 columns instead of 8. The rest was taken, and what was stored "
                    "of a row left out is kept; fetch the file again, or correct it, "
                    "and run this again"
                )
            },
        )
        assert imdb.counts() == {**ALL, "akas": 3}


async def test_a_row_of_nobody_keeps_what_is_stored(imdb: Datasets) -> None:
    """It might be the row of any title, so none is taken to be gone."""
    await imdb.load()
    imdb.rows["title.ratings"] = ["garbage"]
    imdb.write()

    report = await imdb.load()

    assert "title.ratings.tsv.gz line 2: its id cannot be read" in str(failures(report))
    assert imdb.counts() == ALL


async def test_a_cut_file_changes_nothing(imdb: Datasets) -> None:
    """However much of it could be read."""
    await imdb.load()
    before = imdb.pipeline.versions()
    imdb.rows["title.ratings"][0] = f"{SERIES}|1.0|1"
    imdb.write()
    path = imdb.folder / "name.basics.tsv.gz"
    path.write_bytes(path.read_bytes()[:-9])

    report = await imdb.load()

    assert (report.exit_code, failures(report)) == (
        1,
        {"IMDb's datasets, 1 series": "name.basics.tsv.gz is cut off; fetch it again"},
    )
    assert imdb.pipeline.versions() == before


async def test_files_are_fetched_once_and_then_asked_for(imdb: Datasets) -> None:
    """The second run gets no body, and writes nothing."""
    with served(imdb) as (ours, server):
        first = await ours.load(None)
        assert {status for _, status, _ in server.take()} == {200}
        before = ours.pipeline.versions()

        second = await ours.load(None)

        assert [(status, sent) for _, status, sent in server.take()] == [(304, 0)] * 7
    assert (first.exit_code, ours.counts()) == (0, ALL)
    assert stage(second, "imdb-datasets").unchanged == 1
    assert "IMDb's files: nothing new" in second.notes
    assert ours.pipeline.versions() == before
    assert set(ours.pipeline.rows("select url from source.imdb_files limit 1")) < {
        (f"https://datasets.imdbws.com/{name}.tsv.gz",) for name in imdb.rows
    }


async def test_a_broken_download_goes_on_in_the_next_run(imdb: Datasets) -> None:
    """The run names it, changes nothing, and the next one asks for the rest."""
    with served(imdb) as (ours, server):
        server.cut["/title.akas.tsv.gz"] = [20, 20, 20, 20]
        with pytest.raises(Unavailable, match="no whole answer"):
            await ours.load(None)
        assert ours.counts() == {}
        server.take()

        assert (await ours.load(None)).exit_code == 0

        assert ("/title.akas.tsv.gz", 206) in {one[:2] for one in server.take()}
    assert ours.counts() == ALL


async def test_a_fetched_file_that_is_broken_is_fetched_again(imdb: Datasets) -> None:
    """Its ETag is forgotten, or it would stay broken for ever."""
    with served(imdb) as (ours, server):
        whole = server.files["/title.crew.tsv.gz"]
        server.files["/title.crew.tsv.gz"] = whole[:-9]
        report = await ours.load(None)
        assert "title.crew.tsv.gz is cut off" in str(failures(report))
        server.take()

        await ours.load(None)

        assert [name for name, status, _ in server.take() if status == 200] == [
            "/title.crew.tsv.gz"
        ]
        server.files["/title.crew.tsv.gz"] = whole
        assert (await ours.load(None)).exit_code == 0
    assert ours.counts() == ALL


async def test_another_followed_show_needs_another_look(imdb: Datasets) -> None:
    """The files are the same, what is wanted is not."""
    with served(imdb) as (ours, server):
        await ours.load(None)
        await ours.pipeline.import_text("tt9999999\n", "more.txt")
        server.take()

        report = await ours.load(None)

        assert {status for _, status, _ in server.take()} == {304}
    assert stage(report, "imdb-datasets").done == 1
    assert (
        ours.one("select name from core.imdb_titles where id = 'tt9999999'") == "A Film"
    )


async def test_without_a_followed_show_nothing_is_asked(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    """Two gigabytes are not fetched for nobody."""
    made = await datasets(pipeline, tmp_path)
    made.pipeline.rows("update core.shows set tracked = false returning id")
    with served(made) as (ours, server):
        report = await ours.load(None)
        assert server.take() == []
    assert "no tracked show has an IMDb id" in report.notes


async def test_a_dry_run_tells_and_writes_nothing(imdb: Datasets) -> None:
    """Rows are counted as if they were written."""
    before = imdb.pipeline.versions()

    report = await imdb.load(dry_run=True)

    assert imdb.pipeline.versions() == before
    assert [(one.entity, one.fields) for one in report.changes] == [
        ("show", {"imdb": (None, "15 rows")})
    ]
    assert "imdb_akas: 2 rows in the file; 2 new, 0 changed, 0 gone" in report.notes


async def test_a_new_day_of_a_served_file_is_taken(imdb: Datasets) -> None:
    """The changed file alone comes, all of them are read."""
    with served(imdb) as (ours, server):
        await ours.load(None)
        ours.rows["title.ratings"][0] = f"{SERIES}|8.1|140"
        publish(ours, server)
        server.take()

        report = await ours.load(None)

        came = [name for name, status, _ in server.take() if status == 200]
    assert came == ["/title.ratings.tsv.gz"]
    assert "IMDb's files: fetched title.ratings (" in str(report.notes)
    assert ours.one("select average_rating from core.imdb_ratings") == 8.1


def test_without_the_opt_in_the_terms_are_shown(pipeline: Pipeline) -> None:
    """Exit code 2, and what to set."""
    result = pipeline.command("import", "imdb-datasets")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "personal and non-commercial use only" in result.stderr
    assert "https://developer.imdb.com/non-commercial-datasets/" in result.stderr
    assert "set TRR_IMDB_DATASETS=personal" in result.stderr


async def test_the_command_shows_terms_and_counts(imdb: Datasets) -> None:
    """As text and as JSON; a folder without files is a usage error."""
    told = await imdb.pipeline.trr("import", "imdb-datasets", str(imdb.folder))
    again = await imdb.pipeline.trr(
        "import", "imdb-datasets", str(imdb.folder), "--json"
    )
    empty = await imdb.pipeline.trr(
        "import", "imdb-datasets", str(imdb.folder.parent), "--force"
    )

    assert told.exit_code == again.exit_code == 0
    assert "personal and non-commercial use only" in told.stdout
    assert "imdb_titles: 3 rows in the file; 3 new, 0 changed, 0 gone" in told.stdout
    body = json.loads(again.stdout)
    assert [one["unchanged"] for one in body["stages"]] == [1, 0]
    assert "personal and non-commercial use only" in body["notes"][0]
    assert empty.exit_code == 2
    assert "all seven files are needed" in empty.stderr


async def test_people_who_were_taken_down_stay_away(imdb: Datasets) -> None:
    """Their name, and wherever IMDb names them."""
    imdb.pipeline.rows(
        "insert into ops.suppressions (fingerprint, kind, reason)"
        " values (%s, 'person', 'they asked') returning kind",
        fingerprint("person", "imdb", "nm0000001"),
    )

    await imdb.load()

    assert imdb.counts() == {**ALL, "principals": 2, "names": 2}
    assert "nm0000001" not in imdb.pipeline.text()


async def test_another_encoding_is_named_and_the_rest_taken(imdb: Datasets) -> None:
    """A name in Latin-1."""
    rows = [r"nm0000001|Anna|\N|\N|\N|\N", r"nm0000004|Zoë|\N|\N|\N|\N"]
    text = text_of("name.basics", rows).encode("latin-1")
    write_raw(imdb.folder, "name.basics", text)

    report = await imdb.load()

    assert "line 3 (nm0000004): it is not UTF-8" in str(failures(report))
    assert imdb.counts() == {**ALL, "names": 1}
