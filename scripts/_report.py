"""What a run did, stage by stage: for people as a table, for machines as JSON."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from scripts._report_changes import print_changes
from scripts._stage import Work
from trr_backend.models.changes import Change
from trr_backend.models.tasks import StageCount
from trr_backend.utils.text import one_line

_MOST_NAMES = 3
# With the waits in between, however they are jittered, longer than an hour: an upstream
# that is down comes back.
MOST_TRIES = 14


@dataclass(frozen=True, slots=True)
class Failure:
    """An item that was not done, and why; a worker tries it so many times."""

    item: str
    error: str
    tries: int = MOST_TRIES


def _nothing() -> None:
    """Leave the figures as they are: the stage is over, or has not begun."""


@dataclass(slots=True)
class StageReport:
    """The counts of one stage; `changed` counts entities, `bytes` what was received.

    What a stage that only prepares others has done is no result by itself; an optional
    one that was idle is not shown to people. Of the
    `notes_of_many`, sentences with the names of which they hold, each becomes a note.
    `counts` are further figures of the stage's own. Of `total` items so many were
    `worked` on, whatever came of it. While it goes on, `measure` brings requests, bytes
    and seconds up to date.
    """

    stage: str
    prepares: bool = False
    is_optional: bool = False
    done: int = 0
    unchanged: int = 0
    failures: list[Failure] = field(default_factory=list)
    notes_of_many: dict[str, list[str]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    changed: int = 0
    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0
    total: int = 0
    worked: int = 0
    measure: Callable[[], None] = field(default=_nothing, repr=False, compare=False)

    def count(self) -> StageCount:
        """Return how far it is."""
        self.measure()
        return StageCount(
            done=self.done,
            failed=len(self.failures),
            unchanged=self.unchanged,
            total=self.total,
            left=max(0, self.total - self.worked),
            requests=self.requests,
            seconds=round(self.seconds, 3),
        )

    def end(self) -> None:
        """Take the last measure."""
        self.measure()
        self.measure = _nothing

    @property
    def is_idle(self) -> bool:
        """Whether there was nothing to do, nor anything to leave alone."""
        return not (self.done or self.unchanged or self.failures or self.requests)

    def take(self, work: Work) -> None:
        """Add what an item changed, and what is said of it among others."""
        self.changed += len(work.changes)
        self.counts += work.counts
        for said, names in work.notes_of_many.items():
            self.notes_of_many.setdefault(said, []).extend(names)

    def notes(self) -> list[str]:
        """Return each sentence that holds for many, with their number and the first."""
        return [_note(said, names) for said, names in self.notes_of_many.items()]

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
            **({"counts": dict(self.counts)} if self.counts else {}),
            "failures": [{"item": f.item, "error": f.error} for f in self.failures],
        }


@dataclass(slots=True)
class RunReport:
    """A whole run; what is `told` is for its user alone and kept nowhere."""

    command: str
    dry_run: bool = False
    stages: list[StageReport] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
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

    @property
    def is_untouched(self) -> bool:
        """Whether no item of any stage was even tried."""
        return not any(stage.failures or stage.done for stage in self.stages)

    def counts(self) -> dict[str, StageCount]:
        """Return how far each stage is, in their order."""
        return {stage.stage: stage.count() for stage in self.stages}

    def for_record(self) -> dict[str, object]:
        """Return the report as the history keeps it."""
        return {**self.as_json(), "notes": self.notes}

    def as_json(self) -> dict[str, object]:
        """Return the report as `--json` prints it."""
        body: dict[str, object] = {
            "command": self.command,
            "dry_run": self.dry_run,
            "exit_code": self.exit_code,
            "stopped": self.stopped,
            "stages": [stage.as_json() for stage in self.stages],
            "notes": [*self.notes, *self.told],
        }
        if self.dry_run:
            body["changes"] = [_change_as_json(change) for change in self.changes]
        return body


def print_report(
    report: RunReport, *, as_json: bool, nothing: str | None = None
) -> None:
    """Print a report to stdout.

    With `nothing`, idle stages are left out for people, and this is said of all.
    """
    if as_json:
        print(json.dumps(report.as_json(), indent=2, default=str, ensure_ascii=False))
        return
    console = Console(highlight=False)
    if report.dry_run:
        print_changes(console, report.changes)
    stages = [
        one
        for one in report.stages
        if not one.is_idle or (nothing is None and not one.is_optional)
    ]
    if stages or nothing is None:
        console.print(_table(stages))
    elif not report.stopped:
        console.print(nothing)
    for note in [*report.notes, *report.told]:
        console.print(escape(one_line(note)), soft_wrap=True)
    for stage in report.stages:
        for failure in stage.failures:
            item = escape(one_line(f"{stage.stage}: {failure.item}"))
            console.print(
                f"[red]failed[/] {item}: {escape(one_line(failure.error))}",
                soft_wrap=True,
            )
    if report.stopped:
        stopped = escape(one_line(report.stopped))
        console.print(f"[red]stopped[/] {stopped}", soft_wrap=True)
    if report.dry_run:
        console.print("Dry run: nothing was written.")


def _note(said: str, names: Sequence[str]) -> str:
    first, further = ", ".join(names[:_MOST_NAMES]), len(names) - _MOST_NAMES
    if further <= 0:
        return f"{said}: {first}"
    return f"{said} ({len(names)}): {first} and {further} more"


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


def _change_as_json(change: Change) -> dict[str, object]:
    return {
        "entity": change.entity,
        "id": str(change.id),
        "kind": change.kind,
        "label": change.label,
        "fields": {name: list(pair) for name, pair in change.fields.items()},
    }
