"""What a client follows, and which events of it the client was told."""

from collections.abc import Iterable
from dataclasses import dataclass

from trr_backend.models.feed import FeedEvent, is_of_runs


@dataclass(slots=True)
class _Span:
    """Of a topic everything above `since` is wanted, and was told up to `reached`."""

    since: int
    reached: int


class Interests:
    """The topics of one client. Those of runs have no cursor: nothing is told again."""

    __slots__ = ("_runs", "_spans")

    def __init__(self) -> None:
        self._spans: dict[str, _Span] = {}
        self._runs: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self._spans) + len(self._runs)

    @property
    def topics(self) -> list[str]:
        """All of them."""
        return [*self._spans, *self._runs]

    @property
    def of_events(self) -> list[str]:
        """Those that have a cursor."""
        return list(self._spans)

    @property
    def reached(self) -> int | None:
        """Up to where everything was told; None: no topic has a cursor."""
        return min((span.reached for span in self._spans.values()), default=None)

    def missing(self, topics: Iterable[str]) -> int:
        """Return how many of these it would be more."""
        return len(set(topics) - self._spans.keys() - self._runs.keys())

    def add(self, topics: Iterable[str], since: int) -> None:
        """Follow topics from after `since`, also those that are followed already."""
        for topic in topics:
            if is_of_runs(topic):
                self._runs[topic] = None
            else:
                self._spans[topic] = _Span(since, since)

    def remove(self, topics: Iterable[str]) -> None:
        """Follow topics no longer."""
        for topic in topics:
            self._spans.pop(topic, None)
            self._runs.pop(topic, None)

    def note(self, cursor: int) -> None:
        """Everything up to `cursor` was told."""
        for span in self._spans.values():
            span.reached = max(span.reached, cursor)

    def restart(self, cursor: int) -> None:
        """Begin anew after `cursor`: something before it was not told."""
        for span in self._spans.values():
            span.since = span.reached = cursor

    def wants(self, event: FeedEvent) -> bool:
        """Whether the event was not told yet under any of its topics, and is wanted."""
        is_wanted = False
        for topic in event.topics:
            span = self._spans.get(topic)
            if span is None or event.cursor <= span.since:
                continue
            if event.cursor <= span.reached:
                return False
            is_wanted = True
        return is_wanted
