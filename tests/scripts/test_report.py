"""What a run says at its end: for people and for machines."""

import json
from uuid import UUID

import pytest

from scripts._report import Failure, RunReport, StageReport, print_report
from trr_backend.models.changes import Change, InWords

SHOW = UUID(int=7)


def test_the_summary_for_machines_is_one_json_object(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Counts and failures of each stage, and the exit code, as they are."""
    stage = StageReport(
        "details",
        done=2,
        unchanged=1,
        failures=[Failure("아는 형님 (tmdb:70672)", "not found")],
        changed=3,
        requests=4,
        bytes=5,
        seconds=0.12345,
    )
    report = RunReport("sync all", stages=[stage], notes=["a note"])

    print_report(report, as_json=True)

    assert json.loads(capsys.readouterr().out) == {
        "command": "sync all",
        "dry_run": False,
        "exit_code": 1,
        "stopped": None,
        "stages": [
            {
                "stage": "details",
                "done": 2,
                "unchanged": 1,
                "failed": 1,
                "changed": 3,
                "requests": 4,
                "bytes": 5,
                "seconds": 0.123,
                "failures": [{"item": "아는 형님 (tmdb:70672)", "error": "not found"}],
            }
        ],
        "notes": ["a note"],
    }


def test_a_dry_run_tells_every_change(capsys: pytest.CaptureFixture[str]) -> None:
    """As JSON and in a file whole; a terminal would see long values cut."""
    fields: dict[str, tuple[object, object]] = {
        "name": (None, "[b]X"),
        "o": ("", "y" * 99),
    }
    change = Change("show", SHOW, "created", "X [US]", fields)
    report = RunReport("x", dry_run=True, changes=[change])

    print_report(report, as_json=True)
    assert json.loads(capsys.readouterr().out)["changes"] == [
        {
            "entity": "show",
            "id": str(SHOW),
            "kind": "created",
            "label": "X [US]",
            "fields": {"name": [None, "[b]X"], "o": ["", "y" * 99]},
        }
    ]
    print_report(report, as_json=False)
    said = capsys.readouterr().out.splitlines()
    assert said[:3] == [
        "created show X [US]",
        '  name: null -> "[b]X"',
        f'  o: "" -> "{"y" * 99}"',
    ]
    assert said[-1] == "Dry run: nothing was written."


def test_a_dry_run_tells_many_parts_of_a_show_in_a_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Ten episodes one by one, eleven as one line; JSON has each of them."""
    episodes = [
        Change("episode", UUID(int=n), "created", f"X S01E{n:02}", {"n": (None, n)})
        for n in range(1, 12)
    ]
    few = RunReport("x", dry_run=True, changes=episodes[:10])
    many = RunReport("x", dry_run=True, changes=episodes)

    print_report(few, as_json=False)
    assert capsys.readouterr().out.splitlines()[-4:-2] == [
        "created episode X S01E10",
        "  n: null -> 10",
    ]
    print_report(many, as_json=False)
    assert capsys.readouterr().out.splitlines()[0] == (
        "created episode X S01E01 and 10 more, the last X S01E11 (--json tells each)"
    )
    print_report(many, as_json=True)
    assert len(json.loads(capsys.readouterr().out)["changes"]) == 11


def test_a_dry_run_says_sets_and_amounts_in_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What went, what came; what is one of ours is named, a value stays a value."""
    other = UUID(int=8)
    fields: dict[str, tuple[object, object]] = {
        "a": ([], "changed"),
        "b": (["S01"], "changed"),
        "c": ([], ["tmdb:1", "imdb:tt1"]),
        "d": (["GB"], ["GB", "US"]),
        "e": ([], "order"),
        "f": (InWords("2 gone"), InWords("3 came")),
        "g": (InWords("details"), None),
        "h": (None, InWords("5 rows")),
        "i": (str(other), None),
    }
    changes = [
        Change("show", SHOW, "updated", "X", fields),
        Change("show", other, "merged", "Y"),
    ]

    print_report(RunReport("x", dry_run=True, changes=changes), as_json=False)

    assert capsys.readouterr().out.splitlines()[:11] == [
        "updated show X",
        "  a: changed",
        "  b: gone: S01",
        "  c: new: tmdb:1, imdb:tt1",
        '  d: ["GB"] -> ["GB", "US"]',
        "  e: another order",
        "  f: 2 gone; 3 came",
        "  g: gone: details",
        "  h: 5 rows",
        "  i: Y -> null",
        "merged show Y",
    ]


def test_a_name_never_breaks_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    """In changes, notes, failures and the reason to stop."""
    name = "Two\nlines\x1b[2J\u2028"
    report = RunReport(
        "x",
        dry_run=True,
        changes=[Change("show", SHOW, "updated", name, {"cast": ([], [name])})],
        stages=[StageReport("s", failures=[Failure(name, name)])],
        notes=[name],
        told=[name],
        stopped=name,
    )

    print_report(report, as_json=False)

    shown = "Two lines\\x1b[2J "
    said = capsys.readouterr().out.split("\n")
    assert [line for line in said if "Two" in line] == [
        f"updated show {shown}",
        f"  cast: new: {shown}",
        shown,
        shown,
        f"failed s: {shown}: {shown}",
        f"stopped {shown}",
    ]


def test_stages_without_anything_can_be_left_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Where all had nothing, a sentence says so; machines read every stage."""
    busy = RunReport("x", stages=[StageReport("a"), StageReport("b", done=1)])
    print_report(busy, as_json=False, nothing="Nothing.")
    rows = capsys.readouterr().out.splitlines()
    assert [row.split()[0] for row in rows] == ["stage", "b"]

    idle = RunReport("x", stages=[StageReport("a")])
    print_report(idle, as_json=False, nothing="Nothing.")
    assert capsys.readouterr().out == "Nothing.\n"
    print_report(idle, as_json=True, nothing="Nothing.")
    assert len(json.loads(capsys.readouterr().out)["stages"]) == 1


def test_people_read_a_table_then_what_failed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Names of upstreams are shown as they are: brackets are no markup."""
    stage = StageReport("logos", failures=[Failure("[bold]X[/]", "is [red]SVG[/]")])
    report = RunReport("x", stages=[stage], notes=["[i]note[/]"], stopped="[b]gone[/]")

    print_report(report, as_json=False)

    table, counts, *said = capsys.readouterr().out.splitlines()
    assert " ".join(table.split()) == (
        "stage done unchanged failed requests bytes seconds"
    )
    assert counts.split() == ["logos", "0", "0", "1", "0", "0", "0.0"]
    assert said == [
        "[i]note[/]",
        "failed logos: [bold]X[/]: is [red]SVG[/]",
        "stopped [b]gone[/]",
    ]


@pytest.mark.parametrize(
    ("report", "code"),
    [
        (RunReport("x"), 0),
        (RunReport("x", stages=[StageReport("a"), StageReport("b", done=1)]), 0),
        (RunReport("x", stages=[StageReport("a", failures=[Failure("i", "e")])]), 1),
        (RunReport("x", stopped="the database went away"), 1),
    ],
)
def test_the_exit_code_is_0_only_when_all_is_done(report: RunReport, code: int) -> None:
    """A failed item or a stopped run is 1."""
    assert report.exit_code == code
