"""Progress on stderr: bars on a terminal, lines elsewhere, silence on demand."""

import sys

import pytest

from scripts import _progress
from scripts._progress import watching


def _work(*, silent: bool = False) -> None:
    with watching(silent=silent) as watcher:
        watcher.begin("details", 2)
        watcher.advance(failed=False)
        watcher.advance(failed=True)
        watcher.end()
        watcher.begin("nothing", 0)
        watcher.end()


def test_elsewhere_a_stage_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """A stage with nothing to do says nothing; stdout stays the report's."""
    _work()

    assert capsys.readouterr() == ("", "details: 2/2, 1 failed\n")


def test_long_stages_say_now_and_then_where_they_are(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A log shows that something goes on."""
    monkeypatch.setattr(_progress, "_LINE_SECONDS", 0)
    _work()

    assert capsys.readouterr().err.splitlines() == [
        "details: 1/2",
        "details: 2/2, 1 failed",
        "details: 2/2, 1 failed",
    ]


def test_a_terminal_shows_bars(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One bar a stage, with what failed at its end."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "120")
    _work()

    out, err = capsys.readouterr()
    assert out == ""
    assert "details" in err
    assert "2/2" in err
    assert "1 failed" in err


def test_large_files_show_how_far_they_are(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines now and then, and a bar a file on a terminal; silence stays silent."""
    monkeypatch.setattr(_progress, "_LINE_SECONDS", 0)
    _fetch()
    assert capsys.readouterr().err.splitlines() == [
        "  fetch a.tsv.gz: 1 of 9 MB",
        "  fetch a.tsv.gz: 9 of 9 MB",
    ]
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "120")
    _fetch()
    bars = capsys.readouterr().err
    assert "fetch a.tsv.gz (MB)" in bars
    assert "9/9" in bars
    _fetch(silent=True)
    assert capsys.readouterr() == ("", "")


def _fetch(*, silent: bool = False) -> None:
    with watching(silent=silent) as watcher:
        watcher.part("fetch a.tsv.gz", 1_500_000, 9_000_000)
        watcher.part("fetch a.tsv.gz", 9_000_000, 9_000_000)


def test_silence(capsys: pytest.CaptureFixture[str]) -> None:
    """With --json and in tests nothing is shown."""
    _work(silent=True)

    assert capsys.readouterr() == ("", "")
