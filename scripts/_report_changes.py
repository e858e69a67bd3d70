"""What a dry run would change, in lines for people: each change, then its fields."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.console import Console
from rich.markup import escape

from trr_backend.models.changes import Change, InWords
from trr_backend.utils.text import one_line

_VALUE_WIDTH = 60
# A show has hundreds of these: so many in a row are told one by one, more in a line.
_PARTS = frozenset({"season", "episode", "person"})
_MOST_PARTS = 10


def print_changes(console: Console, changes: Sequence[Change]) -> None:
    """Print changes in the order in which they were made."""
    words = _Words(
        labels={str(one.id): one.label for one in changes},
        width=_VALUE_WIDTH if console.is_terminal else None,
    )
    for (kind, entity), run in groupby(changes, lambda one: (one.kind, one.entity)):
        alike = list(run)
        if entity in _PARTS and len(alike) > _MOST_PARTS:
            first, last = _line(alike[0].label), _line(alike[-1].label)
            console.print(
                f"[bold]{kind}[/] {entity} {first} and {len(alike) - 1} more, "
                f"the last {last} (--json tells each)",
                soft_wrap=True,
            )
            continue
        for change in alike:
            _print_change(console, change, words)


def _print_change(console: Console, change: Change, words: "_Words") -> None:
    console.print(
        f"[bold]{change.kind}[/] {change.entity} {_line(change.label)}",
        soft_wrap=True,
    )
    for name, (old, new) in sorted(change.fields.items()):
        console.print(f"  {name}: {_line(words.of(old, new))}", soft_wrap=True)


def _line(text: str) -> str:
    return escape(one_line(text))


@dataclass(frozen=True, slots=True)
class _Words:
    """Says what became of a field.

    Ids of ours whose change is told, too, are said by their `labels`; values are cut to
    `width`, or whole where it is None.
    """

    labels: Mapping[str, str]
    width: int | None

    def of(self, old: object, new: object) -> str:
        """Return what became of it: of a set, or of what is too much to name."""
        if isinstance(old, InWords) or isinstance(new, InWords):
            return self._in_words(old, new)
        if isinstance(old, list) and not _share(old, new):
            return self._of_set(old, new)
        return f"{self._value(old)} -> {self._value(new)}"

    def _in_words(self, old: object, new: object) -> str:
        if new is None:
            return f"gone: {old}"
        return "; ".join(str(one) for one in (old, new) if one is not None)

    def _of_set(self, gone: list[object], new: object) -> str:
        parts = []
        if gone:
            parts.append(f"gone: {self._names(gone)}")
        if isinstance(new, list) and new:
            parts.append(f"new: {self._names(new)}")
        if not parts:
            parts.append("another order" if new == "order" else "changed")
        return "; ".join(parts)

    def _names(self, members: Sequence[object]) -> str:
        return self._cut(", ".join(self.labels.get(str(m), str(m)) for m in members))

    def _value(self, value: object) -> str:
        if isinstance(value, str) and value in self.labels:
            return self._cut(self.labels[value])
        return self._cut(json.dumps(value, default=str, ensure_ascii=False))

    def _cut(self, text: str) -> str:
        if self.width is None or len(text) <= self.width:
            return text
        return f"{text[: self.width - 3]}..."


def _share(old: Sequence[object], new: object) -> bool:
    """Tell whether two lists have something in common: then they are values."""
    return isinstance(new, list) and any(one in new for one in old)
