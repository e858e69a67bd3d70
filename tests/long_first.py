"""The order of the tests: who starts the longest last waits for it alone at the end."""

import os

import pytest


def long_first(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the tests with those marked `long` at the heads of the workers' shares.

    pytest-xdist begins with equal shares in order. Long tests mostly wait for processes
    of theirs, so one share of several has none: its tests keep the processors busy.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    long = [item for item in items if item.get_closest_marker("long")]
    rest = [item for item in items if not item.get_closest_marker("long")]
    heads = [long[n :: workers - 1] for n in range(workers - 1)] or [long]
    ordered: list[pytest.Item] = []
    for number in range(workers):
        head = heads[number] if number < len(heads) else []
        size = (len(items) - len(ordered)) // (workers - number) - len(head)
        ordered += [*head, *rest[: max(size, 0)]]
        rest = rest[max(size, 0) :]
    return ordered + rest
