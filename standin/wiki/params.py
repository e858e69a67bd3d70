"""The parameters of a request: what they hold, and which of them nobody knows."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from standin.wiki.errors import ApiError, bad_integer

MOST_VALUES = 50
# What every request may carry, whatever it asks for.
_GENERAL = {
    *("action", "format", "formatversion", "utf8", "ascii", "maxlag", "smaxage"),
    *("maxage", "requestid", "curtimestamp", "origin", "uselang", "assert"),
    *("errorformat", "errorlang", "continue"),
}


@dataclass(slots=True)
class Params:
    """The parameters of one request, and the warnings about them."""

    given: Mapping[str, str]
    warnings: dict[str, list[str]] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """Return a parameter as it is."""
        return self.given.get(name, default)

    def flag(self, name: str) -> bool:
        """Say whether a parameter is there, whatever it holds."""
        return name in self.given

    def number(self, name: str) -> int | None:
        """Return a parameter as a number. Raises ApiError."""
        text = self.text(name)
        if name not in self.given:
            return None
        if re.fullmatch(r"[+-]?\d+", text.strip()) is None:
            raise bad_integer(name, text)
        return int(text)

    def values(self, name: str, most: int = MOST_VALUES) -> list[str]:
        """Return what a parameter lists, each once. Raises ApiError for too many."""
        text = self.text(name)
        if not text:
            return []
        cut = text[1:].split("\x1f") if text.startswith("\x1f") else text.split("|")
        found = list(dict.fromkeys(cut))
        if len(found) > most:
            info = (
                f'Too many values supplied for parameter "{name}". The limit is {most}.'
            )
            limits = {"limit": most, "lowlimit": most, "highlimit": 500}
            raise ApiError("toomanyvalues", info, **limits)
        return found

    def chosen(
        self, module: str, name: str, known: Collection[str], default: Collection[str]
    ) -> list[str]:
        """Return which of the known values a parameter lists; others get a warning."""
        found = self.values(name)
        if odd := [value for value in found if value not in known]:
            word = "values" if len(odd) > 1 else "value"
            told = f'Unrecognized {word} for parameter "{name}": {", ".join(odd)}'
            self.warn(module, told)
        if name not in self.given:
            return list(default)
        return [value for value in found if value in known]

    def limit(self, module: str, name: str, default: int, most: int) -> int:
        """Return how many things are asked for; `max` is `most`."""
        if self.text(name) == "max":
            return most
        asked = self.number(name)
        if asked is None:
            return min(default, most)
        if not 1 <= asked <= most:
            told = f'The value "{asked}" for parameter "{name}" must be between 1 and '
            self.warn(module, f"{told}{most}.")
        return min(max(asked, 1), most)

    def warn(self, module: str, text: str) -> None:
        """Add a warning to the answer."""
        self.warnings.setdefault(module, []).append(text)

    def told(self, known: Collection[str]) -> dict[str, Any]:
        """Return the warnings of the answer, one about parameters beyond these."""
        if odd := [name for name in self.given if name not in {*known, *_GENERAL}]:
            word = "parameters" if len(odd) > 1 else "parameter"
            self.warn("main", f"Unrecognized {word}: {', '.join(odd)}.")
        return {
            name: {"warnings": "\n".join(texts)}
            for name, texts in self.warnings.items()
        }
