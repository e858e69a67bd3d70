"""Wikis that do not answer are asked no more in the same run."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from trr_backend.errors import Unavailable
from trr_backend.models.wiki import Wiki

# Questions in a row without an answer, each of which was tried four times.
_MOST_IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class Silences:
    """The names of wikis that are `given_up`, and how often in a row others kept still.

    One page that a wiki cannot show is no silence of it: answers come in between.
    """

    given_up: set[str] = field(default_factory=set)
    in_a_row: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def asking(self, wiki: Wiki) -> Iterator[None]:
        """Ask a wiki within. Raises Unavailable where it is given up."""
        if wiki.name in self.given_up:
            raise Unavailable(
                "not asked, for it did not answer before; run the command again later",
                source=wiki.source,
                url=wiki.url,
            )
        try:
            yield
        except Unavailable:
            self.in_a_row[wiki.name] += 1
            if self.in_a_row[wiki.name] >= _MOST_IN_A_ROW:
                self.given_up.add(wiki.name)
            raise
        self.in_a_row[wiki.name] = 0
