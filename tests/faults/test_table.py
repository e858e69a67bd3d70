"""The table that shows what faults did."""

from pathlib import Path

import pytest

from tests.faults.table import VARIABLE, main, note


def test_what_was_noted_is_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line a fault, in the order of their names."""
    path = tmp_path / "faults"
    monkeypatch.setenv(VARIABLE, str(path))
    note("store away", lost=0, doubled=2, recovery_seconds=1.24)
    note("kill -9", times=25, lost=1, doubled=0)
    monkeypatch.setattr("sys.argv", ["table", str(path)])

    main()

    assert capsys.readouterr().out == (
        "| fault      | times | lost | doubled | recovery (s) |\n"
        "|------------|-------|------|---------|--------------|\n"
        "| kill -9    |    25 |    1 |       0 |         none |\n"
        "| store away |     1 |    0 |       2 |          1.2 |\n"
    )


def test_nothing_is_noted_where_nobody_asks_for_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the variable no file is made."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(VARIABLE, raising=False)
    note("kill -9", lost=0, doubled=0)
    assert list(tmp_path.iterdir()) == []
