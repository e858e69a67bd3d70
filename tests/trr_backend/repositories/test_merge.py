"""Writing sets of rows, against a model of it in plain Python."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from trr_backend.repositories.db import Database, Transaction
from trr_backend.repositories.merge import RowChange, Table, merge_rows, replace_set

# A row is (key, kept, plain, joined, as_of).
Stored = dict[int, tuple[Any, ...]]
# Key, whether it is new, and what differs.
Told = tuple[tuple[object, ...], bool, dict[str, tuple[object, object]]]
AT = datetime(2026, 1, 2, tzinfo=UTC)
EARLIER = datetime(2025, 1, 2, tzinfo=UTC)
THINGS = Table(
    schema="lab",
    name="things",
    key=("id",),
    compared=("kept", "plain", "joined"),
    carried=("as_of",),
    newer_by="as_of",
    touched="touched_at",
    kept=("kept",),
    joined="joined",
)
ALWAYS = replace(THINGS, newer_by=None)
MEMBERS = Table(
    schema="lab",
    name="members",
    key=("owner", "member"),
    compared=("position", "missing_since"),
)
_TABLES = """
create schema lab;
create table lab.things (id int primary key, kept text, plain text,
  joined jsonb not null, as_of int not null, touched_at timestamptz);
create table lab.members (owner int, member int, position int not null,
  missing_since timestamptz, primary key (owner, member));
"""

# Few keys and few values meet often.
words = st.none() | st.sampled_from(["", "a", "ä\t\\N\n", "b"])
objects = st.dictionaries(st.sampled_from(["x", "y"]), st.integers(0, 2))
rows = st.dictionaries(
    st.integers(0, 5), st.tuples(words, words, objects, st.integers(0, 3))
)
places = st.dictionaries(
    st.tuples(st.integers(0, 1), st.integers(0, 4)),
    st.tuples(st.integers(0, 2), st.none() | st.just(EARLIER)),
)
wanted = st.dictionaries(st.integers(0, 4), st.integers(0, 2))
many = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
async def lab(database: Database) -> Database:
    """A database with two tables to write to."""
    async with database.transaction() as tx:
        for statement in _TABLES.split(";"):
            await tx.execute(statement.encode())
    return database


@pytest.mark.parametrize("bulk_from", [0, 500], ids=["copied", "as a parameter"])
@pytest.mark.parametrize("table", [THINGS, ALWAYS], ids=["newer", "always"])
@many
@given(before=rows, staged=rows)
async def test_merging_does_what_the_model_does(
    lab: Database, table: Table, before: Stored, staged: Stored, bulk_from: int
) -> None:
    """Inserted, updated, kept, joined or left alone by age; told as it was done."""
    async with lab.transaction() as tx, tx.transaction(force_rollback=True):
        await _insert(tx, before)
        expected, changes = _merged(before, staged, by_age=table is THINGS)

        told = await merge_rows(tx, table, _staged(staged), bulk_from=bulk_from)

        assert [_told(one) for one in told] == changes
        stored = await _load(tx)
        assert {key: row[:-1] for key, row in stored.items()} == expected
        touched = {key for key, row in stored.items() if row[-1] is not None}
        assert touched == {key for (key,), is_new, _ in changes if not is_new}
        # What was written is what was wanted: the same again changes nothing.
        if table is ALWAYS:
            assert await merge_rows(tx, table, _staged(staged)) == []


@many
@given(before=places, now=wanted)
async def test_replacing_a_set_does_what_the_model_does(
    lab: Database,
    before: Mapping[tuple[int, int], tuple[int, datetime | None]],
    now: Mapping[int, int],
) -> None:
    """Members come, move, return or are marked; those of another owner stay."""
    async with lab.transaction() as tx, tx.transaction(force_rollback=True):
        async with tx.cursor() as cursor:
            await cursor.executemany(
                "insert into lab.members values (%s, %s, %s, %s)",
                [(*key, *row) for key, row in before.items()],
            )
        expected = {
            key: (position, since or AT)
            if key[0] == 0 and key[1] not in now
            else (position, since)
            for key, (position, since) in before.items()
        } | {(0, member): (position, None) for member, position in now.items()}

        written, marked = await replace_set(
            tx,
            MEMBERS,
            ("owner", 0),
            [(0, member, position, None) for member, position in now.items()],
            AT,
        )

        found = await (await tx.execute("select * from lab.members")).fetchall()
        assert {(row[0], row[1]): (row[2], row[3]) for row in found} == expected
        assert {one.key for one in written} == {
            (0, member)
            for member, position in now.items()
            if before.get((0, member)) != (position, None)
        }
        assert [one.is_new for one in written] == [
            one.key not in before for one in written
        ]
        assert set(marked) == {
            key
            for key, (_, since) in before.items()
            if key[0] == 0 and key[1] not in now and since is None
        }


async def test_a_set_may_be_that_of_several_owners(lab: Database) -> None:
    """What any of them lost is marked; a row outside comes in all the same."""
    async with lab.transaction() as tx:
        first = [(owner, member, 0, None) for owner in range(4) for member in (0, 1)]
        await merge_rows(tx, MEMBERS, first)

        _, marked = await replace_set(
            tx,
            MEMBERS,
            {"owner": [0, 1, 3], "member": [1, 2]},
            [(0, 1, 0, None), (2, 7, 0, None)],
            AT,
        )

        assert marked == [(1, 1), (3, 1)]
        cursor = await tx.execute(
            "select owner, member from lab.members where missing_since is null"
            " order by 1, 2"
        )
        left = [(0, 0), (0, 1), (1, 0), (2, 0), (2, 1), (2, 7), (3, 0)]
        assert await cursor.fetchall() == left


async def test_a_set_of_no_owner_marks_nothing(lab: Database) -> None:
    """Nobody was answered for: rows come in, none goes."""
    async with lab.transaction() as tx:
        await merge_rows(tx, MEMBERS, [(0, 0, 0, None)])

        told = await replace_set(tx, MEMBERS, {"owner": []}, [(0, 1, 0, None)], AT)

        assert [one.key for one in told[0]] == [(0, 1)]
        assert told[1] == []


@pytest.mark.parametrize("bulk_from", [0, 500], ids=["copied", "as a parameter"])
async def test_with_nothing_compared_rows_are_only_inserted(
    lab: Database, bulk_from: int
) -> None:
    """What is stored stays, whatever the row that came says, also in a race."""
    stubs = replace(
        ALWAYS, compared=(), carried=("plain", "joined", "as_of"), kept=(), joined=None
    )

    async def merge(word: str, seconds: float) -> list[RowChange]:
        rows = [(key, word, Jsonb({}), 1) for key in (1, 2)]
        async with lab.transaction() as tx:
            told = await merge_rows(tx, stubs, rows[: 2 if seconds else 1])
            await asyncio.sleep(seconds)
        return told

    racing = asyncio.create_task(merge("first", 0.2))
    await asyncio.sleep(0.1)
    assert await merge("second", 0) == []
    assert [(one.key, one.is_new, one.fields) for one in await racing] == [
        ((1,), True, {}),
        ((2,), True, {}),
    ]
    async with lab.transaction() as tx:
        late = [(key, "late", Jsonb({}), 2) for key in (2, 3)]
        told = await merge_rows(tx, stubs, late, bulk_from=bulk_from)
        assert [one.key for one in told] == [(3,)]
        words = {key: row[1] for key, row in (await _load(tx)).items()}
    assert words == {1: "first", 2: "first", 3: "late"}


async def test_many_rows_are_merged_at_once(lab: Database) -> None:
    """A thousand rows and more, of which one differs: one is touched."""
    many_rows: Stored = {key: (None, "a", {}, 1) for key in range(2000)}
    async with lab.transaction() as tx:
        assert len(await merge_rows(tx, THINGS, _staged(many_rows))) == 2000
        many_rows[7] = (None, "b", {}, 2)

        assert await merge_rows(tx, THINGS, _staged(many_rows)) == [
            RowChange((7,), THINGS, diff={"plain": ["a", "b"]})
        ]


async def test_an_older_answer_loses_also_when_both_are_written_at_once(
    lab: Database,
) -> None:
    """The second writer finds no row, waits for the first, yields and tells nothing."""

    async def merge(word: str, as_of: int, seconds: float) -> list[RowChange]:
        async with lab.transaction() as tx:
            told = await merge_rows(tx, THINGS, _staged({1: (None, word, {}, as_of)}))
            await asyncio.sleep(seconds)
        return told

    newer = asyncio.create_task(merge("new", 2, 0.2))
    await asyncio.sleep(0.1)
    assert await merge("old", 1, 0) == []
    assert [one.is_new for one in await newer] == [True]

    async with lab.transaction() as tx:
        assert (await _load(tx))[1][:4] == (None, "new", {}, 2)


async def test_nothing_to_merge_asks_nothing(lab: Database) -> None:
    """No rows, no statement, no change."""
    async with lab.transaction() as tx:
        assert await merge_rows(tx, THINGS, []) == []


def _merged(
    before: Stored, staged: Stored, *, by_age: bool
) -> tuple[Stored, list[Told]]:
    """Do what merge_rows promises."""
    after = dict(before)
    changes: list[Told] = []
    for key in staged:
        kept, plain, joined, as_of = staged[key]
        old = before.get(key)
        if old is None:
            after[key] = staged[key]
            fields = {"kept": kept, "plain": plain, "joined": joined}
            said: dict[str, tuple[object, object]] = {
                name: (None, v) for name, v in fields.items() if v is not None
            }
            changes.append(((key,), True, said))
            continue
        new = (old[0] if kept is None else kept, plain, {**old[2], **joined}, as_of)
        differing = {
            name: (one, other)
            for name, one, other in zip(THINGS.compared, old, new, strict=False)
            if one != other
        }
        if differing and (as_of > old[3] or not by_age):
            after[key] = new
            changes.append(((key,), False, differing))
    return after, changes


def _told(change: RowChange) -> Told:
    return change.key, change.is_new, change.fields


def _staged(rows: Stored) -> list[Sequence[object]]:
    return [
        (key, kept, plain, Jsonb(joined), as_of)
        for key, (kept, plain, joined, as_of) in rows.items()
    ]


async def _insert(tx: Transaction, rows: Stored) -> None:
    async with tx.cursor() as cursor:
        await cursor.executemany(
            "insert into lab.things values (%s, %s, %s, %s, %s)",
            [(k, a, b, json.dumps(j), n) for k, (a, b, j, n) in rows.items()],
        )


async def _load(tx: Transaction) -> Stored:
    cursor = await tx.execute("select * from lab.things")
    return {row[0]: tuple(row[1:]) for row in await cursor.fetchall()}
