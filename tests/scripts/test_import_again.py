"""Lists imported again: which list it is, which show each row is, nothing by chance."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.command_tree import TRR
from tests.pipeline import Pipeline, Upstream, failures

TRACKER = "TMDb ID,IMDb ID,Type,Name,Release Date\n"


async def test_rows_of_one_title_with_and_without_an_id_stay_apart(
    pipeline: Pipeline,
) -> None:
    """Which of two shows of one title and year is meant does not change by chance."""
    rows = [(one, f"tv,Big {n},2000-01-01\n") for n in range(8) for one in ("", n)]
    text = TRACKER + "".join(
        f",{f'tt000001{one}' if one != '' else ''},{rest}" for one, rest in rows
    )
    await pipeline.import_text(text, "list.csv")
    before = pipeline.versions()

    again = await pipeline.import_text(text, "list.csv")

    assert again.notes[0].endswith("list.csv: 16 shows, 0 new")
    assert pipeline.versions() == before


async def test_a_row_without_an_id_follows_the_show_that_it_became(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Found to be another row's show, it is that one: no import makes a new wish."""
    upstream.put(1, "Big", first_air_date="2000-01-01")
    text = f"{TRACKER}1,,tv,Big,2000-01-01\n,,tv,Big,2000-01-01\n"
    await pipeline.import_text(text, "list.csv")
    await pipeline.sync()
    assert pipeline.rows("select name from core.shows") == [("Big",)]

    await pipeline.import_text(text, "list.csv")
    before = pipeline.versions()
    again = await pipeline.import_text(text, "list.csv")

    assert again.notes[0].endswith("list.csv: 1 show, 0 new")
    assert pipeline.versions() == before
    assert pipeline.rows("select name from core.shows") == [("Big",)]


async def test_a_row_that_joins_two_shows_leaves_no_row_behind(
    pipeline: Pipeline,
) -> None:
    """A title named before its show was taken over names what took it over."""
    await pipeline.import_text(f"{TRACKER},tt0000077,tv,Foo,2000-01-01\n", "w.csv")
    await pipeline.import_text("tmdb:7\n", "o.txt")
    both = f"{TRACKER},,tv,Foo,2000-01-01\n7,tt0000077,tv,Foo,2000-01-01\n"

    report = await pipeline.import_text(both, "w.csv")

    assert failures(report) == {}
    assert pipeline.rows(
        "select l.name, count(*), count(i.missing_since) from core.list_items i"
        " join core.lists l on l.id = i.list_id group by 1 order by 1"
    ) == [("o", 1, 0), ("w", 2, 0)]
    before = pipeline.versions()
    await pipeline.import_text(both, "w.csv")
    assert pipeline.versions() == before


async def test_files_of_one_name_are_lists_of_their_own(
    pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The path tells them apart; however it is written, it is one list."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "w.txt").write_text(f"tmdb:{ord(name)}\n")

    await pipeline.import_lists(str(tmp_path / "a/w.txt"), str(tmp_path / "b/w.txt"))
    monkeypatch.chdir(tmp_path / "a")
    await pipeline.import_lists("w.txt", "../b/./w.txt")

    assert pipeline.rows(
        "select l.name, l.key, count(*) from core.lists l"
        " join core.list_items i on i.list_id = l.id and i.missing_since is null"
        " group by 1, 2 order by 2"
    ) == [
        ("w", str(tmp_path / "a/w.txt"), 1),
        ("w", str(tmp_path / "b/w.txt"), 1),
    ]


def test_standard_input_is_one_list_under_each_name(pipeline: Pipeline) -> None:
    """Another name is another list; a name for nothing is refused."""
    for arguments, text in (
        (["-"], "tmdb:1\n"),
        (["-", "--name", "theirs"], "tmdb:2\n"),
        (["-", "--name", "theirs"], "tmdb:2\ntmdb:3\n"),
    ):
        result = CliRunner().invoke(
            TRR, ["import", "lists", *arguments], input=text, env=pipeline.environment()
        )
        assert result.exit_code == 0, result.output
    assert pipeline.rows(
        "select l.key, l.name, count(*) from core.lists l"
        " join core.list_items i on i.list_id = l.id and i.missing_since is null"
        " group by 1, 2 order by 1"
    ) == [("stdin", "stdin", 1), ("stdin:theirs", "theirs", 2)]

    refused = pipeline.command("import", "lists", "w.txt", "--name", "theirs")
    assert refused.exit_code == 2
    assert refused.stderr == "Error: --name names the list in -, and - is not given\n"


async def test_a_table_that_was_cut_off_does_not_empty_its_list(
    pipeline: Pipeline,
) -> None:
    """A header alone is refused like a text without an id."""
    await pipeline.import_text(f"{TRACKER}1,,tv,One,\n", "list.csv")

    report = await pipeline.import_text(TRACKER, "list.csv")

    (told,) = failures(report).values()
    assert told.startswith("no row below the header; expected")
    assert pipeline.rows("select missing_since from core.list_items") == [(None,)]
