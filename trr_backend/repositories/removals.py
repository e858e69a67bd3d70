"""How much may vanish in one run before it is suspicious."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Removals:
    """The rule for one run: `accept` believes everything, `since` is when it began."""

    accept: bool
    since: datetime
