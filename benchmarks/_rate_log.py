"""What a stand-in's log says of the rate at which it was asked."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request: when it came and was answered (seconds on one clock), and who asked.

    `answered_at` is None where it was not.
    """

    at: float
    worker: int
    status: int | None
    answered_at: float | None


def arrivals(entries: Iterable[dict[str, Any]], wiki: str | None) -> list[Arrival]:
    """Return the requests of a log to TMDb, or to one wiki, in order of arrival."""
    begin = f"/fandom/{wiki}/" if wiki else "/3/tv/"
    found = []
    for entry in entries:
        path, at, seconds = str(entry["path"]), entry["monotonic"], entry["seconds"]
        if path.startswith(begin):
            asked = parse_qs(entry["query"])["titles"][0] if wiki else path
            number = int(asked.replace("/", " ").split()[-1])
            answered_at = None if seconds is None else at + seconds
            found.append(Arrival(at, number, entry["status"], answered_at))
    return sorted(found, key=lambda one: one.at)


def most_in_a_second(times: Sequence[float]) -> int:
    """Return the most requests that came within any one second, wherever it begins."""
    return max(bisect_left(times, begin + 1) - i for i, begin in enumerate(times))


def mean_rate(times: Sequence[float]) -> float:
    """Return the requests a second from the first to the last one."""
    return (len(times) - 1) / (times[-1] - times[0])


def by_second(found: Sequence[Arrival]) -> list[Counter[int]]:
    """Return how many requests of each process came in each second."""
    begin = found[0].at
    seconds: list[Counter[int]] = [
        Counter() for _ in range(int(found[-1].at - begin) + 1)
    ]
    for one in found:
        seconds[int(one.at - begin)][one.worker] += 1
    return seconds


@dataclass(frozen=True, slots=True)
class Pause:
    """What followed a 429: requests that came within its Retry-After all the same.

    `last_seconds` is when the last of them came after the 429 was answered;
    `silent_seconds` how long nobody came after that.
    """

    within: int
    last_seconds: float
    silent_seconds: float


def pause(found: Sequence[Arrival], retry_after_seconds: float) -> Pause:
    """Return what followed the first 429 of a log."""
    refused = next(one for one in found if one.status == 429)
    assert refused.answered_at is not None
    begin = refused.answered_at
    after = [one.at - begin for one in found if one.at > begin]
    within = [at for at in after if at < retry_after_seconds]
    last = within[-1] if within else 0.0
    return Pause(len(within), last, after[len(within)] - last)
