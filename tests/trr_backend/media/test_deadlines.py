"""What takes too long is ended, what does not is left alone."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from trr_backend.media.deadlines import Deadlines


def test_only_what_takes_too_long_is_ended() -> None:
    """Each block by its own limit, once."""
    deadlines = Deadlines()
    ended: list[str] = []

    def take(name: str, seconds: float, limit: float) -> None:
        with deadlines.within(limit, lambda: ended.append(name)):
            time.sleep(seconds)

    blocks = [("short", 0.05, 0.3), ("long", 0.6, 0.2), ("longer", 0.6, 0.4)]
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(take, *zip(*blocks, strict=True)))
    assert ended == ["long", "longer"]


def test_nobody_watches_where_nothing_runs() -> None:
    """One thread for all blocks, gone after the last; the next one gets another."""
    deadlines = Deadlines()
    before = threading.active_count()
    for _ in range(2):
        for _ in range(50):
            with deadlines.within(9, lambda: None):
                assert threading.active_count() <= before + 1
        assert threading.active_count() == before + 1
        time.sleep(0.3)
        assert threading.active_count() == before


def test_a_block_that_fails_is_over() -> None:
    """Its limit ends with it."""
    deadlines = Deadlines()
    ended: list[int] = []
    try:
        with deadlines.within(0.05, lambda: ended.append(1)):
            int("nothing")
    except ValueError:
        time.sleep(0.3)
    assert ended == []
