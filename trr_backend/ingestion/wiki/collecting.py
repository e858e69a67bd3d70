"""What a page states, gathered by season and field: each once, lists as one list."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from trr_backend.ingestion.wiki.seasons import SeasonKey
from trr_backend.ingestion.wiki.stated import Label
from trr_backend.ingestion.wiki.values import MOST_ITEMS, Read
from trr_backend.models.wiki import FactValue, WikiFact

Known = Callable[[str], SeasonKey | None]
"""Returns the season of ours that a label means."""


class Collected:
    """Facts in the order of the page; the first value of a field counts.

    A season is called what the page calls it first. Everything on the page of a season
    is of that one: `whole` is its name, and ours where it is known.
    """

    def __init__(
        self, known: Known, whole: tuple[str, SeasonKey | None] = ("", None)
    ) -> None:
        self._known = known
        self._whole = whole
        self._facts: dict[tuple[str, str], WikiFact] = {}
        self._unreadable: set[tuple[str, str]] = set()
        self._scopes: dict[SeasonKey, str] = {}

    def add(
        self,
        field: str,
        value: FactValue,
        label: Label | None = None,
        heading: str | None = None,
    ) -> None:
        """Add what is stated; a list is joined to what the page listed before."""
        scope, season = self._scope(label)
        fact = self._facts.get((scope, field))
        if fact is None:
            fact = WikiFact(field, value, scope, season, heading)
        elif isinstance(fact.value, tuple) and isinstance(value, tuple):
            joined = tuple(dict.fromkeys((*fact.value, *value)))[:MOST_ITEMS]
            fact = replace(fact, value=joined, heading=fact.heading or heading)
        self._facts[scope, field] = fact

    def add_read(self, read: Read, label: Label | None) -> None:
        """Add what an infobox states, and what of it cannot be read."""
        for field, value in read.values.items():
            self.add(field, value, label)
        scope, _ = self._scope(label)
        self._unreadable |= {(scope, field) for field in read.unreadable}

    def refuse(self, fields: Iterable[str]) -> None:
        """Take back what turned out to be impossible."""
        for field in fields:
            self._facts.pop(("", field), None)
            self._unreadable.add(("", field))

    def day(self, field: str) -> date | None:
        """Return the day that was stated for a field of no season."""
        fact = self._facts.get(("", field))
        return iso_date(fact.value) if fact else None

    @property
    def facts(self) -> tuple[WikiFact, ...]:
        """Everything that was stated."""
        return tuple(self._facts.values())

    @property
    def unreadable(self) -> tuple[tuple[str, str], ...]:
        """The (scope, field) that were stated, but in no way that can be meant."""
        return tuple(sorted(self._unreadable - self._facts.keys()))

    def _scope(self, label: Label | None) -> tuple[str, SeasonKey | None]:
        if label is None:
            return self._whole
        season = self._known(label.meant)
        if season is None:
            return label.text, None
        return self._scopes.setdefault(season, label.text), season


def iso_date(value: FactValue) -> date | None:
    """Return the day of a value that is an ISO date."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
