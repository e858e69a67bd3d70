"""What a client calls the topics that it follows: any id that the API takes."""

from collections.abc import Iterable, Sequence

# A client may call one topic by ever other names; those it forgets are looked up again.
_MOST_NAMES = 400


class Names:
    """Topics by the names that were used last."""

    def __init__(self) -> None:
        self._topics: dict[str, str] = {}

    def note(self, names: Iterable[str], topics: Iterable[str]) -> None:
        """Remember what each name stands for."""
        self._topics.update(zip(names, topics, strict=True))
        while len(self._topics) > _MOST_NAMES:
            del self._topics[next(iter(self._topics))]

    def topics(self, names: Sequence[str], known: Iterable[str]) -> list[str] | None:
        """Return the topics of these names, maybe `known` ones; None: some are new."""
        by_name = {topic: topic for topic in known} | self._topics
        if by_name.keys() >= set(names):
            return [by_name[name] for name in names]
        return None
