"""One body that is kept, in all codings that were asked for, and what it is of."""

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Final

from api.encoding import Coding, chosen
from api.representation import HeaderList, Representation, asked, represented

JSON: Final = "application/json"
_ID: Final = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# What a dictionary and a set take for an id or an address, and an entry for the rest.
_BYTES_AN_ID: Final = 200
_BYTES_A_PATH: Final = 300
_BYTES_A_CODING: Final = 1500
_BYTES_MORE: Final = 1000


class Entry:
    """A body that has passed its schema. It is of every entity whose uuid is in it.

    `route` is the template of its path; `ends` the second since 1970 from which on it
    may say something else; `grew` is told of bytes that come later.
    """

    __slots__ = ("_grew", "_made", "body", "digest", "ends", "ids", "paths", "route")

    def __init__(
        self,
        body: bytes,
        digest: str | None = None,
        *,
        route: str,
        ends: float = 0,
        grew: Callable[["Entry", int], None] | None = None,
    ) -> None:
        self.body = body
        self.digest = digest or sha256(body).hexdigest()
        self.route = route
        self.ends = ends
        # The addresses under which it is kept.
        self.paths: dict[str, None] = {}
        self.ids: frozenset[bytes] = frozenset()
        self._grew = grew
        self._made: dict[Coding, Representation] = {}

    def find_ids(self) -> frozenset[bytes]:
        """Note of which entities it is: their uuids as text."""
        self.ids = frozenset(_ID.findall(self.body))
        return self.ids

    def answer(self, headers: HeaderList) -> tuple[Representation, bytes | None] | None:
        """Return it as a request with these headers takes it, and its If-None-Match.

        None where the client takes no coding that there is.
        """
        accept, known = asked(headers)
        coding = chosen(accept, len(self.body))
        if coding is None:
            return None
        made = self._made.get(coding)
        if made is None:
            made = represented(self.body, self.digest, coding, JSON)
            self._made[coding] = made
            if self._grew is not None:
                self._grew(self, _size_of(made, coding))
        return made, known

    @property
    def size(self) -> int:
        """The bytes of memory it takes, nearly."""
        return (
            len(self.body)
            + _BYTES_MORE
            + len(self.ids) * _BYTES_AN_ID
            + sum(len(path) + _BYTES_A_PATH for path in self.paths)
            + sum(_size_of(made, coding) for coding, made in self._made.items())
        )


def _size_of(made: Representation, coding: Coding) -> int:
    return _BYTES_A_CODING + (0 if coding == "identity" else len(made.body))
