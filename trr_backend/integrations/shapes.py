"""Which field of an answer does not fit, in the words of every upstream's error."""

import re

from trr_backend.errors import Changed

_PATH = re.compile(r" - at `\$\.?(?P<path>[^`]*)`")
_MISSING = re.compile(r"missing required field `(?P<name>[^`]+)`")


def misfit(reason: str, *, source: str, url: str) -> Changed:
    """Return the error for what msgspec says of an answer, naming the field."""
    return Changed(
        f"the answer has another shape than we know: {_PATH.sub('', reason)}",
        field=_field(reason),
        source=source,
        url=url,
    )


def unreadable(reason: str, *, source: str, url: str) -> Changed:
    """Return the error for a body that is no JSON."""
    return Changed(
        f"the answer has another shape than we know: no readable JSON ({reason})",
        field="body",
        source=source,
        url=url,
    )


def _field(reason: str) -> str:
    path = _PATH.search(reason)
    missing = _MISSING.search(reason)
    parts = (path and path["path"], missing and missing["name"])
    return ".".join(part for part in parts if part) or "top level"
