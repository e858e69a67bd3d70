"""The engine of all commands, with stages made up to go wrong in one way each."""

import io
import sys
from dataclasses import dataclass, field, replace
from uuid import UUID

import pytest

from scripts._stage import Context, Plan, Stage, Work
from tests.pipeline import Pipeline, Upstream, failures
from trr_backend.errors import (
    ConfigError,
    Contended,
    DatabaseUnavailable,
    InputError,
    StorageError,
    TrrError,
    Unauthorised,
)
from trr_backend.repositories import lists, runs
from trr_backend.repositories.db import Transaction

GONE = DatabaseUnavailable("gone for a moment")
NOTED = "select stage, item, outcome, error from ops.run_items order by 1, 2"
OUTCOME = "select outcome, summary->>'stopped' from ops.runs"


@dataclass
class Script:
    """What happens to the item "bad", call by call; all else goes well."""

    collect: list[Exception] = field(default_factory=list)
    store: list[Exception] = field(default_factory=list)
    failed: list[Exception] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    def stage(self, name: str = "made-up", *items: str) -> Stage[str, None]:
        """Return a stage of these items, one after the other."""

        async def plan(_context: Context) -> Plan[str]:
            return Plan(items or ("bad", "good"))

        async def collect(_context: Context, item: str) -> None:
            self._happen("collect", item, self.collect)

        async def store(_work: Work, item: str, _got: None) -> None:
            self._happen("store", item, self.store)

        async def failed(_work: Work, item: str, _error: TrrError) -> None:
            self._happen("failed", item, self.failed)

        return Stage(name, str, plan, collect, store, failed, parallel=1)

    def _happen(self, name: str, item: str, errors: list[Exception]) -> None:
        if item == "bad":
            self.calls.append(name)
            if errors:
                raise errors.pop(0)


async def test_what_was_collected_is_kept_over_the_tries_to_store_it(
    pipeline: Pipeline,
) -> None:
    """The database is lost once here and twice there: each half is done once."""
    script = Script(collect=[GONE], store=[GONE, GONE])

    report = await pipeline.run([script.stage()])

    assert (report.exit_code, report.stages[0].done) == (0, 2)
    assert script.calls == ["collect"] * 2 + ["store"] * 3


async def test_a_list_from_standard_input_outlives_a_lost_database(
    pipeline: Pipeline, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It can be read only once."""
    upstream.put(1, "One")
    real = lists.store
    lost = iter([GONE])

    async def store(work: Work, record: object) -> object:
        for error in lost:
            raise error
        return await real(work, record)  # type: ignore[arg-type] # handed through

    monkeypatch.setattr(lists, "store", store)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"tmdb:1\n")))

    report = await pipeline.import_lists("-")

    assert failures(report) == {}
    assert report.notes == ["-: 1 show, 1 new"]


async def test_who_writes_the_same_rows_is_let_through(pipeline: Pipeline) -> None:
    """Deadlocks and the like are tried again; one that does not end fails its item."""
    some = Script(store=[Contended()] * 5)
    endless = Script(store=[Contended()] * 99)

    report = await pipeline.run([some.stage("some"), endless.stage("endless")])

    assert [one.done for one in report.stages] == [2, 1]
    assert failures(report) == {
        "bad": "Others are writing the same rows; run the command again."
    }
    assert endless.calls == ["collect"] + ["store"] * 6 + ["failed"]


async def test_a_defect_is_noted_as_any_other_failure(pipeline: Pipeline) -> None:
    """It stops nobody else, and the history has it."""
    report = await pipeline.run([Script(store=[KeyError("x")]).stage()])

    said = "unexpected KeyError: 'x' (a defect, see stderr)"
    assert failures(report) == {"bad": said}
    assert pipeline.rows(NOTED) == [
        ("made-up", "bad", "failed", said),
        ("made-up", "good", "done", None),
    ]


async def test_a_failure_that_cannot_be_noted_stops_nobody(pipeline: Pipeline) -> None:
    """Both are told; the other item is done."""
    script = Script(store=[TrrError("odd")], failed=[StorageError("no such column")])

    report = await pipeline.run([script.stage()])

    assert failures(report) == {
        "bad": "odd; it could not be noted either: no such column"
    }
    assert (report.stages[0].done, report.stopped) == (1, None)


async def test_a_key_refused_later_leaves_what_was_done_told(
    pipeline: Pipeline,
) -> None:
    """The table stands, the exit code is 2, later stages are not begun."""
    refused = Script(collect=[Unauthorised("the key was refused", source="tmdb")])

    report = await pipeline.run(
        [Script().stage("first"), refused.stage("second"), Script().stage("third")]
    )

    assert (report.exit_code, report.stopped) == (2, "tmdb: the key was refused")
    assert [(one.stage, one.done) for one in report.stages] == [
        ("first", 2),
        ("second", 0),
    ]
    assert pipeline.rows(OUTCOME) == [("stopped", "tmdb: the key was refused")]


@pytest.mark.parametrize("error", [InputError("no such show"), ConfigError("unset")])
async def test_what_was_asked_wrongly_is_no_run(
    pipeline: Pipeline, error: TrrError
) -> None:
    """The history has nothing of it; a run that did something is in it."""

    async def plan(_context: Context) -> Plan[str]:
        raise error

    bad = replace(Script().stage("bad"), plan=plan)

    with pytest.raises(type(error)):
        await pipeline.run([bad])
    assert pipeline.rows(OUTCOME) == []

    report = await pipeline.run([Script().stage("first"), bad])
    assert report.exit_code == 2
    assert pipeline.rows(OUTCOME) == [("stopped", str(error))]


async def test_what_is_told_is_kept_nowhere(pipeline: Pipeline) -> None:
    """It is for who ran the command."""

    async def store(work: Work, _item: str, _got: None) -> None:
        work.notes.append("noted")
        work.told.append("a value")

    report = await pipeline.run([replace(Script().stage("x", "one"), store=store)])

    assert report.as_json()["notes"] == ["noted", "a value"]
    assert pipeline.rows("select summary -> 'notes' from ops.runs") == [(["noted"],)]


async def test_what_holds_for_many_is_one_note(pipeline: Pipeline) -> None:
    """With their number and the first three of them, over items and parts of items."""

    async def store(work: Work, item: str, _got: None) -> None:
        async with work.attempt() as part:
            part.note_of_many("Kept", f"{item}1", f"{item}2")
            part.note_of_many("Rare", *"x" * (item == "a"))

    items = Script().stage("x", "a", "b")
    report = await pipeline.run([replace(items, store=store, parallel=1)])

    assert report.notes == ["Kept (4): a1, a2, b1 and 1 more", "Rare: x"]


async def test_a_sweep_that_finds_nothing_did_nothing(pipeline: Pipeline) -> None:
    """One that has something to say did."""

    async def store(work: Work, item: str, _got: None) -> None:
        work.notes.extend([item] if item == "full" else [])

    swept = replace(Script().stage("x", "empty", "full"), store=store, sweeps=True)

    report = await pipeline.run([swept])

    assert (report.stages[0].done, report.notes) == (1, ["full"])


async def test_a_plan_that_the_database_refuses_leaves_what_was_done_told(
    pipeline: Pipeline,
) -> None:
    """The run stops there, with exit code 1."""

    async def plan(_context: Context) -> Plan[str]:
        raise StorageError("no such table")

    async def collect(_context: Context, _item: str) -> None:
        raise AssertionError("nothing was planned")

    async def store(_work: Work, _item: str, _got: None) -> None:
        raise AssertionError("nothing was planned")

    bad: Stage[str, None] = Stage("bad", str, plan, collect, store)

    report = await pipeline.run([Script().stage("first"), bad])

    assert (report.exit_code, report.stopped) == (1, "no such table")
    assert report.stages[0].done == 2


async def test_the_end_of_a_run_outlives_a_lost_database(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that is lost at the very end is no reason to say "stopped"."""
    real, lost = runs.finish, [GONE]

    async def finish(
        tx: Transaction,
        run_id: UUID,
        outcome: runs.RunOutcome,
        summary: object,
        progress: runs.Progress | None,
    ) -> None:
        if lost:
            raise lost.pop()
        await real(tx, run_id, outcome, summary, progress)

    monkeypatch.setattr(runs, "finish", finish)

    report = await pipeline.run([Script().stage()])

    assert (report.exit_code, report.stopped) == (0, None)
    assert pipeline.rows(OUTCOME) == [("done", None)]
