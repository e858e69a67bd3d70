"""Some go on together, one that has to be alone waits and is waited for."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from trr_backend.media.turns import Turns


def test_no_more_go_on_at_once_than_may_and_one_alone_has_nobody_beside() -> None:
    """Whatever the order in which they come."""
    turns = Turns(3)
    lock = threading.Lock()
    running: list[str] = []
    seen: set[tuple[str, ...]] = set()

    def go_on(name: str) -> None:
        with turns.alone() if name == "alone" else turns.shared():
            with lock:
                running.append(name)
                seen.add(tuple(running))
            time.sleep(0.002)
            with lock:
                running.remove(name)

    names = (["shared"] * 4 + ["alone"]) * 20
    with ThreadPoolExecutor(20) as threads:
        list(threads.map(go_on, names))

    assert seen == {("shared",), ("shared",) * 2, ("shared",) * 3, ("alone",)}


def test_who_has_to_be_alone_is_not_passed_by_others_for_ever() -> None:
    """Who comes later waits until it is done."""
    turns = Turns(2)
    order: list[str] = []
    first = threading.Event()

    def alone() -> None:
        with turns.alone():
            order.append("alone")

    def later() -> None:
        with turns.shared():
            order.append("later")

    with turns.shared():
        waiting = threading.Thread(target=alone)
        waiting.start()
        first.wait(0.05)
        coming = threading.Thread(target=later)
        coming.start()
        first.wait(0.05)
        assert order == []
    waiting.join(5)
    coming.join(5)
    assert order == ["alone", "later"]


def test_a_turn_ends_with_its_error() -> None:
    """Nobody waits for one that failed."""
    turns = Turns(1)
    for way in (turns.shared, turns.alone, turns.shared):
        with pytest.raises(KeyError), way():
            dict[str, str]()["nothing"]
    with turns.alone():
        pass
