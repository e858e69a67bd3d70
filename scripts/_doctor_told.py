"""What a doctor found, for people and as JSON."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from rich.console import Console
from rich.table import Table
from rich.text import Text

from scripts._doctor import Finding, State
from trr_backend.utils.text import counted, one_line

_MARKS: dict[State, str] = {
    "ok": "ok",
    "not set up": "not set up",
    "warning": "warning",
    "fault": "FAULT",
}
_STYLES: dict[State, str] = {
    "ok": "green",
    "not set up": "dim",
    "warning": "yellow",
    "fault": "bold red",
}


def print_findings(console: Console, findings: Sequence[Finding]) -> None:
    """Print what was found, below each what to do, and how many are bad.

    On a terminal it is wrapped and coloured, elsewhere each is a line.
    """
    if console.is_terminal:
        console.print(_table(findings))
    else:
        for line in _lines(findings):
            console.print(line, soft_wrap=True, markup=False)
    console.print(f"\n{_summary(findings)}", soft_wrap=True)


def _table(findings: Sequence[Finding]) -> Table:
    table = Table.grid("mark", "about", "said", padding=(0, 2, 0, 0))
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    for one in findings:
        said = Text(one_line(one.said))
        if one.advice:
            said.append(f"\n-> {one_line(one.advice)}", "italic")
        mark = Text(_MARKS[one.state], _STYLES[one.state])
        table.add_row(mark, Text(_about(one)), said)
    return table


def _lines(findings: Sequence[Finding]) -> Iterator[str]:
    marks = max(map(len, _MARKS.values()))
    about = max((len(_about(one)) for one in findings), default=0)
    for one in findings:
        head = f"{_MARKS[one.state].ljust(marks)}  {_about(one).ljust(about)}"
        yield f"{head}  {one_line(one.said)}"
        if one.advice:
            yield f"{' ' * len(head)}  -> {one_line(one.advice)}"


def as_json(findings: Sequence[Finding]) -> dict[str, object]:
    """Return the findings and how many are of each state."""
    states = Counter(one.state for one in findings)
    return {
        "states": {state: states[state] for state in _MARKS},
        "findings": [asdict(one) for one in findings],
    }


def is_well(findings: Sequence[Finding]) -> bool:
    """Say whether there is no fault."""
    return all(one.state != "fault" for one in findings)


def _about(finding: Finding) -> str:
    return f"{finding.check}: {finding.subject}"


def _summary(findings: Sequence[Finding]) -> str:
    states = Counter(one.state for one in findings)
    bad: tuple[State, ...] = ("fault", "warning")
    told = [counted(states[state], state) for state in bad if states[state]]
    return ", ".join(told) if told else "Everything that is set up works."
