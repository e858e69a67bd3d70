"""What a run did, stage by stage: for people as a table, for machines as JSON."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from trr_backend.models.changes import Change

_VALUE_WIDTH = 60
# A show has hundreds of these: so many in a row are told one by one, more in a line.
_PARTS = frozenset({"season", "episode", "person"})
_MOST_PARTS = 10


@dataclass(frozen=True, slots=True)
class Failure:
    """An item that was not done, and why."""

    item: str
    error: str


@dataclass(slots=True)
class StageReport:
    """The counts of one stage; `changed` counts entities, `bytes` what was received.

    What a stage that only prepares others has done is no result by itself.
    """

    stage: str
    prepares: bool = False
    done: int = 0
    unchanged: int = 0
    failures: list[Failure] = field(default_factory=list)
    changed: int = 0
    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0

    def as_json(self) -> dict[str, object]:
        """Return the counts and each failure."""
        return {
            "stage": self.stage,
            "done": self.done,
            "unchanged": self.unchanged,
            "failed": len(self.failures),
            "changed": self.changed,
            "requests": self.requests,
            "bytes": self.bytes,
            "seconds": round(self.seconds, 3),
            "failures": [{"item": f.item, "error": f.error} for f in self.failures],
        }


@dataclass(slots=True)
class RunReport:
    """A whole run."""

    command: str
    dry_run: bool = False
    stages: list[StageReport] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stopped: str | None = None
    misconfigured: bool = False

    @property
    def exit_code(self) -> int:
        """0: all is done. 1: an item failed or the run was stopped. 2: by a setting."""
        if self.misconfigured:
            return 2
        return int(bool(self.stopped) or any(stage.failures for stage in self.stages))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was done and nothing failed: there is no table to print."""
        return not any(
            stage.failures or (stage.done and not stage.prepares)
            for stage in self.stages
        )

    def as_json(self) -> dict[str, object]:
        """Return the report as `--json` prints it."""
        body: dict[str, object] = {
            "command": self.command,
            "dry_run": self.dry_run,
            "exit_code": self.exit_code,
            "stopped": self.stopped,
            "stages": [stage.as_json() for stage in self.stages],
            "notes": self.notes,
        }
        if self.dry_run:
            body["changes"] = [_change_as_json(change) for change in self.changes]
        return body


def print_report(report: RunReport, *, as_json: bool) -> None:
    """Print a report to stdout."""
    if as_json:
        print(json.dumps(report.as_json(), indent=2, default=str, ensure_ascii=False))
        return
    console = Console(highlight=False)
    if report.dry_run:
        _print_changes(console, report.changes)
    console.print(_table(report.stages))
    for note in report.notes:
        console.print(escape(note), soft_wrap=True)
    for stage in report.stages:
        for failure in stage.failures:
            console.print(
                f"[red]failed[/] {escape(f'{stage.stage}: {failure.item}')}: "
                f"{escape(failure.error)}",
                soft_wrap=True,
            )
    if report.stopped:
        console.print(f"[red]stopped[/] {escape(report.stopped)}", soft_wrap=True)
    if report.dry_run:
        console.print("Dry run: nothing was written.")


def _table(stages: Sequence[StageReport]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("stage", no_wrap=True)
    for name in ("done", "unchanged", "failed", "requests", "bytes", "seconds"):
        table.add_column(name, justify="right", no_wrap=True)
    for stage in stages:
        table.add_row(
            stage.stage,
            str(stage.done),
            str(stage.unchanged),
            str(len(stage.failures)),
            str(stage.requests),
            str(stage.bytes),
            f"{stage.seconds:.1f}",
        )
    return table


def _print_changes(console: Console, changes: Sequence[Change]) -> None:
    for (kind, entity), run in groupby(changes, lambda one: (one.kind, one.entity)):
        alike = list(run)
        if entity in _PARTS and len(alike) > _MOST_PARTS:
            console.print(
                f"[bold]{kind}[/] {entity} {escape(alike[0].label)} and "
                f"{len(alike) - 1} more, the last {escape(alike[-1].label)} "
                "(--json tells each)",
                soft_wrap=True,
            )
            continue
        for change in alike:
            _print_change(console, change)


def _print_change(console: Console, change: Change) -> None:
    console.print(
        f"[bold]{change.kind}[/] {change.entity} {escape(change.label)}",
        soft_wrap=True,
    )
    for name, (old, new) in sorted(change.fields.items()):
        console.print(
            f"  {name}: {escape(_value(console, old))}"
            f" -> {escape(_value(console, new))}",
            soft_wrap=True,
        )


def _change_as_json(change: Change) -> dict[str, object]:
    return {
        "entity": change.entity,
        "id": str(change.id),
        "kind": change.kind,
        "label": change.label,
        "fields": {name: list(pair) for name, pair in change.fields.items()},
    }


def _value(console: Console, value: object) -> str:
    """Return a value for people: whole, but on a terminal cut to a line."""
    text = json.dumps(value, default=str, ensure_ascii=False)
    if not console.is_terminal or len(text) <= _VALUE_WIDTH:
        return text
    return f"{text[: _VALUE_WIDTH - 3]}..."
