"""Ids of many lines at once, against one at a time."""

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trr_backend.ingestion.datasets.files import PADDING
from trr_backend.ingestion.datasets.ids import IdSet, id_number, id_text, read_ids

numbers = st.integers(1, 9_999_999_999)
# Ids, and what only looks like one.
columns = numbers.map(lambda one: f"tt{one:07d}") | st.text(
    "tn0123456789/:\\Näöü -\t", max_size=14
)


@given(st.lists(columns, min_size=1))
def test_columns_are_read_like_a_pattern_reads_them(columns: list[str]) -> None:
    """Seven to ten digits after tt, then a tab or an end; all else is no id."""
    lines = [f"{column}\tmore".encode() for column in columns]
    ends = np.cumsum([len(line) + 1 for line in lines])
    starts = np.concatenate(([0], ends[:-1]))
    data = b"\n".join(lines) + b"\n" + PADDING

    found = read_ids(data, starts, b"tt").tolist()

    # An id in eight digits or more has no zero in front.
    pattern = re.compile(rb"tt([0-9]{7}|[1-9][0-9]{7,9}|0[0-9]{7})[\t\n]")
    assert found == [
        int(match[1]) if (match := pattern.match(line + b"\n")) else 0 for line in lines
    ]


@given(
    st.sets(numbers | st.integers(1, 3000)), st.lists(st.integers(0, 3000) | numbers)
)
def test_a_set_holds_what_was_put_in(members: set[int], others: list[int]) -> None:
    """Within the bitmap and beyond it, members are found and nothing else."""
    asked = [*members, *others, 0]

    found = IdSet(members).contains(np.array(asked, np.int64)).tolist()

    assert found == [one in members for one in asked]


def test_ids_are_written_as_imdb_writes_them() -> None:
    """Seven digits at least, more where the number has more."""
    assert [id_text("nm", one) for one in (12, 1234567890)] == [
        "nm0000012",
        "nm1234567890",
    ]
    assert id_number("tt0000012") == 12
