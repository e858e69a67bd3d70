"""Which requests shall go wrong, and how; standin/README.md lists the kinds."""

import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, get_args

Kind = Literal[
    "api_disabled",
    "api_error",
    "body",
    "challenge",
    "dropped",
    "empty",
    "error",
    "html",
    "huge",
    "malformed",
    "maxlag",
    "rate_limit",
    "redirect",
    "shape",
    "slow",
    "truncated",
    "wrong_length",
]


class FaultError(ValueError):
    """A fault that cannot be understood."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: `match` is searched in the path and in `path?query`.

    `after` requests pass first, then `times` go wrong (None: all of them), at most
    `for_seconds` long from the first. The other fields belong to single kinds.
    """

    match: str
    kind: Kind
    times: int | None = None
    after: int = 0
    for_seconds: float | None = None
    status: int | None = None
    retry_after: int | None = None
    retry_after_as: Literal["seconds", "date"] = "seconds"
    delay_seconds: float = 0
    chunk_bytes: int | None = None
    interval_seconds: float = 0.05
    keep: float = 0.5
    size_bytes: int | None = 30 * 1024 * 1024
    declare_length: bool = False
    declared_bytes: int | None = None
    location: str | None = None
    text: str | None = None
    base64: str | None = None
    file: str | None = None
    content_type: str | None = None
    content_encoding: str | None = None


@dataclass(slots=True)
class _Armed:
    fault: Fault
    pattern: re.Pattern[str]
    seen: int = 0
    hits: int = 0
    first_at: float | None = None


@dataclass(slots=True)
class Faults:
    """The faults in force; the first that matches and is not used up is taken."""

    _armed: list[_Armed] = field(default_factory=list)

    def replace(self, faults: Iterable[Fault]) -> None:
        """Put other faults in force, their counts at zero."""
        self._armed = [_Armed(fault, re.compile(fault.match)) for fault in faults]

    def take(self, path: str, query: str) -> Fault | None:
        """Return the fault for a request and count it."""
        for armed in self._armed:
            if _matches(armed.pattern, path, query) and _due(armed):
                return armed.fault
        return None

    def report(self) -> list[dict[str, Any]]:
        """Return the faults in force with how often each was met."""
        return [{**asdict(armed.fault), "hits": armed.hits} for armed in self._armed]


def parse_faults(data: object) -> list[Fault]:
    """Return the faults of a JSON list. Raises FaultError, naming what is wrong."""
    if not isinstance(data, list):
        raise FaultError("faults must be a JSON list")
    return [_parse(item, position) for position, item in enumerate(data)]


def _parse(item: object, position: int) -> Fault:
    where = f"fault {position}"
    if not isinstance(item, Mapping):
        raise FaultError(f"{where}: must be an object")
    unknown = item.keys() - {known.name for known in fields(Fault)}
    if unknown:
        raise FaultError(f"{where}: unknown {', '.join(sorted(unknown))}")
    if item.get("kind") not in get_args(Kind):
        raise FaultError(f"{where}: kind must be one of {', '.join(get_args(Kind))}")
    try:
        re.compile(item["match"])
        return Fault(**item)
    except (KeyError, TypeError, re.error) as error:
        raise FaultError(f"{where}: match must be a regular expression") from error


def _matches(pattern: re.Pattern[str], path: str, query: str) -> bool:
    whole = f"{path}?{query}"
    return pattern.search(path) is not None or pattern.search(whole) is not None


def _due(armed: _Armed) -> bool:
    armed.seen += 1
    fault = armed.fault
    if armed.seen <= fault.after:
        return False
    if fault.times is not None and armed.hits >= fault.times:
        return False
    now = time.monotonic()
    armed.first_at = now if armed.first_at is None else armed.first_at
    if fault.for_seconds is not None and now - armed.first_at > fault.for_seconds:
        return False
    armed.hits += 1
    return True
