"""The table of faults: what befell, how often, what was lost or doubled, how long.

Tests note a line each in the file that TRR_FAULT_TABLE names, where it names one;
`python -m tests.faults.table FILE` prints the table. `make faults` does both.
"""

import os
import sys
from pathlib import Path

import msgspec

VARIABLE = "TRR_FAULT_TABLE"
_HEADS = ("fault", "times", "lost", "doubled", "recovery (s)")


class Note(msgspec.Struct, frozen=True):
    """What a fault did, over all the times that it befell.

    `lost` and `doubled` are rows and objects. `recovery_seconds` is the longest time
    from its end until work went on; None: work did not stop.
    """

    fault: str
    times: int
    lost: int
    doubled: int
    recovery_seconds: float | None


def note(
    fault: str,
    *,
    times: int = 1,
    lost: int,
    doubled: int,
    recovery_seconds: float | None = None,
) -> None:
    """Note what a fault did; also by many processes at once."""
    path = os.environ.get(VARIABLE)
    if path is None:
        return
    line = msgspec.json.encode(Note(fault, times, lost, doubled, recovery_seconds))
    with Path(path).open("ab") as file:
        file.write(line + b"\n")


def table(notes: list[Note]) -> str:
    """Return the notes as a table in Markdown."""
    rows = [_HEADS, *(_cells(one) for one in sorted(notes, key=lambda one: one.fault))]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEADS))]
    head, *rest = (_line(row, widths) for row in rows)
    rule = "|".join(["", *("-" * (width + 2) for width in widths), ""])
    return "\n".join([head, rule, *rest])


def _cells(one: Note) -> tuple[str, ...]:
    seconds = one.recovery_seconds
    took = "none" if seconds is None else f"{seconds:.1f}"
    return (one.fault, str(one.times), str(one.lost), str(one.doubled), took)


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    first, *numbers = zip(cells, widths, strict=True)
    padded = [first[0].ljust(first[1]), *(cell.rjust(wide) for cell, wide in numbers)]
    return f"| {' | '.join(padded)} |"


def main() -> None:
    """Print the table of the file that is named."""
    lines = Path(sys.argv[1]).read_bytes().splitlines()
    notes = [msgspec.json.decode(line, type=Note) for line in lines]
    sys.stdout.write(f"{table(notes)}\n")


if __name__ == "__main__":
    main()
