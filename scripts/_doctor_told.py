"""What a doctor found, for people and as JSON."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from rich.console import Console
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
    """Print a line for each finding, below it what to do, and how many are bad."""
    marks = max(map(len, _MARKS.values()))
    about = max((len(_about(one)) for one in findings), default=0)
    for one in findings:
        line = Text(_MARKS[one.state].ljust(marks), _STYLES[one.state])
        line.append(f"  {_about(one).ljust(about)}  {one_line(one.said)}", "not dim")
        console.print(line, soft_wrap=True)
        if one.advice and one.state != "ok":
            gap = " " * (marks + about + 4)
            console.print(Text(f"{gap}-> {one_line(one.advice)}"), soft_wrap=True)
    console.print(f"\n{_summary(findings)}", soft_wrap=True)


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
