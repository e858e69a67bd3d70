"""`trr import lists` over whole lists, spoiled ones and ones that cannot be had."""

import asyncio
import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipeline import Pipeline, Upstream, failures
from tests.project_files import ROOT

FIXTURES = ROOT / "tests" / "fixtures" / "lists"
TRACKER = "TMDb ID,IMDb ID,Type,Name,Release Date\n"


def kept(pipeline: Pipeline) -> list[tuple[str, int]]:
    """Return how many rows importing has left, table by table."""
    return [
        (name, pipeline.rows(f"select count(*) from {name}")[0][0])
        for name in (
            "core.lists",
            "core.list_items",
            "core.shows",
            "core.external_ids",
            "ops.events",
        )
    ]


NOTHING = [
    ("core.lists", 0),
    ("core.list_items", 0),
    ("core.shows", 0),
    ("core.external_ids", 0),
    ("ops.events", 0),
]


async def test_an_unknown_list_is_named_and_leaves_nothing(pipeline: Pipeline) -> None:
    """A number that TMDb does not know: one line, exit code 1, no row."""
    report = await pipeline.import_lists("https://www.themoviedb.org/list/404404")

    assert report.exit_code == 1
    assert failures(report) == {
        "https://www.themoviedb.org/list/404404": (
            "tmdb: no public list 404404; check the number in the list's address "
            "(HTTP 404) at https://api.themoviedb.org/3/list/404404"
        )
    }
    assert kept(pipeline) == NOTHING


async def test_a_list_whose_second_page_fails_is_not_half_imported(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Nothing of it is kept; the same command brings all of it in later."""
    upstream.put_list(7, [{"media_type": "tv", "id": n} for n in range(1, 31)])
    upstream.fail({"match": "/list/7.*page=2", "kind": "error"})

    report = await pipeline.import_lists("7")

    assert report.exit_code == 1
    assert "(HTTP 500)" in failures(report)["7"]
    assert kept(pipeline) == NOTHING

    upstream.fail()
    report = await pipeline.import_lists("7")

    assert report.exit_code == 0
    assert report.notes == ["7: 30 shows, 30 new"]
    assert kept(pipeline)[:3] == [
        ("core.lists", 1),
        ("core.list_items", 30),
        ("core.shows", 30),
    ]


async def test_files_that_are_no_list_are_named_and_the_others_taken(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    """Another CSV, a page, nothing, a folder, no file, a name too long for one."""
    bank = tmp_path / "bank.csv"
    bank.write_text("Account,Amount,Date\nsavings,100,2020-01-01\n")
    page = tmp_path / "page.csv"
    page.write_text("<!doctype html><title>Sign in</title>")
    empty = tmp_path / "empty.txt"
    empty.write_text("")
    good = tmp_path / "good.txt"
    good.write_text("tmdb:1\n")
    absent, endless = str(tmp_path / "absent.csv"), "x" * 5000
    sources = [str(bank), str(page), str(empty), str(tmp_path), absent, endless]

    report = await pipeline.import_lists(*sources, str(good))

    told = failures(report)
    hint = "give a file, a TMDb list or -"
    assert report.exit_code == 1
    assert set(told) == set(sources)
    assert told[str(bank)].startswith("no known column and no known id; exp")
    assert told[str(page)].startswith("an HTML or XML page; expected")
    assert told[str(empty)].startswith("the file is empty; expected")
    assert told[str(tmp_path)] == f"cannot be read (Is a directory); {hint}"
    assert told[absent] == f"cannot be read (No such file or directory); {hint}"
    assert told[endless] == f"cannot be read (File name too long); {hint}"
    assert pipeline.rows("select name from core.lists") == [("good",)]
    assert pipeline.rows("select name from core.shows") == [("tmdb:1",)]


def test_a_list_comes_through_standard_input(pipeline: Pipeline) -> None:
    """`-` reads a list; --json says what was done on stdout, progress is on stderr."""
    result = subprocess.run(
        [sys.executable, "-m", "scripts.import_lists", "-", "--json"],
        cwd=ROOT,
        env=pipeline.environment(),
        input="tt0437741\ntmdb:10160\ntmdb:none\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (result.returncode, result.stderr) == (1, "lists: 1/1, 1 failed\n")
    summary = json.loads(result.stdout)
    assert summary["notes"] == ["-: 2 shows, 2 new"]
    assert summary["stages"][0]["failures"][0]["error"].startswith(
        "taken, except for line 3: "
    )
    assert pipeline.rows("select source, key, name from core.lists") == [
        ("file", "stdin", "stdin")
    ]


async def test_spoiled_rows_are_named_by_line_and_the_rest_is_taken(
    pipeline: Pipeline,
) -> None:
    """Four rows that nobody can read cost the list nothing else."""
    source = str(FIXTURES / "spoiled.csv")

    report = await pipeline.import_lists(source)

    assert report.exit_code == 1
    assert report.notes == [f"{source}: 3 shows, 3 new"]
    assert failures(report) == {
        source: (
            "taken, except for line 4: 2 columns where 15 are named; "
            "line 5: 'tt12' is no IMDb title id; line 6: neither an id nor a title; "
            "line 7: 6 columns where 15 are named"
        )
    }
    assert pipeline.rows("select name from core.shows order by 1") == [
        ("America's Got Talent",),
        ("American Idol",),
        ("RuPaul's Drag Race",),
    ]


@pytest.mark.parametrize("name", ["imdb_2024.csv", "trackers.csv"])
async def test_the_same_list_again_writes_no_row(pipeline: Pipeline, name: str) -> None:
    """Each row in core is the very same version, and no event is emitted."""
    source = str(FIXTURES / name)
    first = await pipeline.import_lists(source)
    before = pipeline.versions()

    again = await pipeline.import_lists(source)

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert pipeline.versions() == before
    assert again.stages[0].changed == 0


async def test_a_show_that_left_a_list_is_kept_and_followed(pipeline: Pipeline) -> None:
    """Its item is marked, nothing is deleted; back on the list it is unmarked."""
    items = """
        select e.id, i.missing_since is null, s.tracked
        from core.list_items i join core.shows s on s.id = i.show_id
        join core.external_ids e on e.entity_id = s.id order by 1
    """
    await pipeline.import_text("tmdb:1\ntmdb:2\n")

    await pipeline.import_text("tmdb:2\n")
    assert pipeline.rows(items) == [("1", False, True), ("2", True, True)]

    await pipeline.import_text("tmdb:2\ntmdb:1\n")
    assert pipeline.rows(items) == [("1", True, True), ("2", True, True)]


async def test_a_row_with_both_ids_makes_one_of_two_shows(pipeline: Pipeline) -> None:
    """Lists that knew the show by one id each meet in the list that knows both."""
    await pipeline.import_text("tt0437741\n", "imdb.txt")
    await pipeline.import_text("tmdb:1685\n", "tmdb.txt")
    row = "1685,tt0437741,tv,Project Runway,2004-12-01\n"

    report = await pipeline.import_text(TRACKER + row, "both.csv")

    assert report.exit_code == 0
    assert pipeline.rows("select count(*) from core.shows") == [(1,)]
    assert pipeline.rows(
        "select source, e.id from core.external_ids e"
        " join core.shows s on s.id = e.entity_id order by 1"
    ) == [("imdb", "tt0437741"), ("tmdb", "1685")]
    assert pipeline.rows(
        "select l.name from core.list_items i join core.lists l on l.id = i.list_id"
        " join core.shows s on s.id = i.show_id order by 1"
    ) == [("both",), ("imdb",), ("tmdb",)]


async def test_ids_of_two_shows_in_one_row_are_named(pipeline: Pipeline) -> None:
    """Two shows with TMDb ids of their own are never made one by a list."""
    one, two = "1,tt0000011,tv,One,\n", "2,tt0000022,tv,Two,\n"
    await pipeline.import_text(TRACKER + one + two, "right.csv")

    report = await pipeline.import_text(f"{TRACKER}1,tt0000022,tv,One,\n", "wrong.csv")

    (told,) = failures(report).values()
    assert told == "taken, except for entry 1: its ids belong to two shows"
    assert pipeline.rows(
        "select s.name, e.id from core.external_ids e"
        " join core.shows s on s.id = e.entity_id order by 1, 2"
    ) == [("One", "1"), ("One", "tt0000011"), ("Two", "2"), ("Two", "tt0000022")]


async def test_a_list_does_not_overrule_what_tmdb_said(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """An id that it superseded is passed over, another is named; no id changes."""
    upstream.put(1, "One", external_ids={"imdb_id": "tt0000011"})
    source = f"{TRACKER}1,tt0000099,tv,One,2004-05-15\n"
    await pipeline.import_text(source, "old.csv")
    await pipeline.sync()
    before = pipeline.versions()

    old = await pipeline.import_text(source, "old.csv")

    assert old.exit_code == 0
    assert pipeline.versions() == before
    wrong = await pipeline.import_text(f"{TRACKER}7,tt0000011,tv,One,\n", "wrong.csv")
    (told,) = failures(wrong).values()
    assert told == (
        "taken, except for entry 1: "
        "tmdb:7 is not the show that imdb:tt0000011 is known to be"
    )
    other = await pipeline.import_text(f"{TRACKER}1,tt0000077,tv,One,\n", "other.csv")
    (told,) = failures(other).values()
    assert told == (
        "taken, except for entry 1: "
        "imdb:tt0000077 is not the show that tmdb:1 is known to be"
    )
    assert pipeline.rows(
        "select source, id from core.external_ids where entity = 'show'"
        " and superseded_at is null order by 1"
    ) == [("imdb", "tt0000011"), ("tmdb", "1")]


async def test_two_imports_at_once_create_each_show_once(pipeline: Pipeline) -> None:
    """Whoever comes second finds the shows that the first has created."""
    lines = [f"tmdb:{n}\n" for n in range(1, 41)]

    reports = await asyncio.gather(
        pipeline.import_text("".join(lines), "up.txt"),
        pipeline.import_text("".join(reversed(lines)), "down.txt"),
    )

    assert [report.exit_code for report in reports] == [0, 0]
    assert kept(pipeline) == [
        ("core.lists", 2),
        ("core.list_items", 80),
        ("core.shows", 40),
        ("core.external_ids", 40),
        ("ops.events", 40),
    ]


async def test_a_dry_run_tells_the_shows_and_writes_nothing(pipeline: Pipeline) -> None:
    """Not even the run is noted."""
    text = TRACKER + "1685,tt0437741,tv,Project Runway,2004-12-01\n"
    path = pipeline.upstream.folder / "list.csv"
    path.write_text(text)

    report = await pipeline.import_lists(str(path), dry_run=True)

    assert report.exit_code == 0
    assert [(one.kind, one.label, one.fields) for one in report.changes] == [
        (
            "created",
            "Project Runway",
            {
                "name": (None, "Project Runway"),
                "external_ids": ([], ["tmdb:1685", "imdb:tt0437741"]),
                "listed": (None, "list, 1, began 2004-12-01"),
            },
        )
    ]
    assert kept(pipeline) == NOTHING
    assert pipeline.rows("select count(*) from ops.runs") == [(0,)]


async def test_events_do_not_tell_which_list_it_was(pipeline: Pipeline) -> None:
    """Lists are private: an event names what of the show is new."""
    await pipeline.import_text("tmdb:1\n")
    assert pipeline.rows("select kind, fields from ops.events") == [
        ("created", ["external_ids", "name"])
    ]


async def test_same_named_shows_of_one_year_stay_two(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Their first days tell them apart in the list, on TMDb and in the next import."""
    upstream.put(10160, "Big Brother", first_air_date="2000-07-05")
    upstream.put(11366, "Big Brother", first_air_date="2000-07-18")
    rows = ",,tv,Big Brother,2000-07-05\n,,tv,Big Brother,2000-07-18\n"

    first = await pipeline.import_text(TRACKER + rows, "list.csv")
    again = await pipeline.import_text(TRACKER + rows, "list.csv")
    report = await pipeline.sync()

    assert [one.notes[0].partition(": ")[2] for one in (first, again)] == [
        "2 shows, 2 new",
        "2 shows, 0 new",
    ]
    assert report.exit_code == 0
    assert pipeline.rows(
        "select e.id, i.premiere::text from core.list_items i"
        " join core.external_ids e on e.entity_id = i.show_id order by 1"
    ) == [("10160", "2000-07-05"), ("11366", "2000-07-18")]


async def test_an_address_at_imdb_is_told_to_be_exported(pipeline: Pipeline) -> None:
    """Its pages are not fetched; the line says how to get the file."""
    address = "https://www.imdb.com/list/ls012345678/"
    report = await pipeline.import_lists(address)
    assert failures(report) == {
        address: "IMDb's lists are not fetched; open the page, choose Export, and give "
        "the CSV file"
    }


def test_a_closed_standard_input_is_named(pipeline: Pipeline) -> None:
    """A caller may start us without one: one line, exit code 1."""
    command = f"exec {shlex.quote(sys.executable)} -m scripts.import_lists - <&-"
    result = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=ROOT,
        env=pipeline.environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (result.returncode, result.stderr) == (1, "lists: 1/1, 1 failed\n")
    assert "lists: -: standard input is closed; pipe a list into it" in result.stdout
