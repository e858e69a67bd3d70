"""Who asks, and why somebody cannot be let in."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks: `key:1a2b3c4d`, `user:<sub>`, or nobody in particular (None).

    `may_read`: the catalogue; admins may as well.
    """

    name: str | None
    is_admin: bool
    may_read: bool


class Unknown(Exception):
    """A credential that is not good here; says why without repeating it."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class Misplaced(Exception):
    """A credential in the address, where logs and histories keep it."""


class KeysAway(Exception):
    """The keys of tokens cannot be had just now; worth another try in `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def nobody(access: Literal["open", "closed"]) -> Identity:
    """Return who asks without a credential."""
    return Identity(None, is_admin=False, may_read=access == "open")
