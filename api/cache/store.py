"""The bodies that a process keeps, bounded by their bytes.

One loop uses it, so nothing is locked. Whoever fills it takes a ticket before reading
from the database: what was forgotten since then is not kept. It is closed, and that is
empty and of no use, until somebody follows the changes; see ADR 0041.
"""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from api.cache.entry import Entry
from api.cache.flights import Flights

Clock = Callable[[], float]

_DAY: Final = 86_400
# By how much the clocks of the database and of this machine may differ.
_CLOCKS_DIFFER: Final = 60
# An id has many spellings; each is an address under which one body is found.
_MOST_PATHS: Final = 16
# A body so large that no more of its size had room would drive out all others.
_LEAST_ENTRIES: Final = 4
_MOST_FORGOTTEN: Final = 10_000


@dataclass(frozen=True, slots=True)
class Ticket:
    """How much had been forgotten, and what time it was, before a body was read."""

    generation: int
    at: float


class Cache:
    """Bodies by path, least recently used first out; `max_bytes` 0: none is kept.

    `hits` are answers out of it, `misses` readings of what could have been in it.
    """

    def __init__(self, max_bytes: int, *, clock: Clock = time.time) -> None:
        self.max_bytes = max_bytes
        self.bytes = 0
        self.hits = 0
        self.misses = 0
        self._clock = clock
        self._is_open = False
        self._flights: Flights[Entry] = Flights()
        self._by_path: dict[str, Entry] = {}
        self._by_body: dict[tuple[str, str], Entry] = {}
        self._by_id: dict[bytes, set[Entry]] = {}
        self._by_use: OrderedDict[Entry, None] = OrderedDict()
        self._generation = 0
        # When an id was last forgotten; tickets older than the floor are worth nothing.
        self._forgotten: dict[bytes, int] = {}
        self._floor = 0

    @property
    def is_open(self) -> bool:
        """Whether bodies are kept now."""
        return self._is_open

    @property
    def entries(self) -> int:
        """How many bodies there are."""
        return len(self._by_use)

    def open(self) -> None:
        """Keep bodies from now on: somebody tells of every change."""
        self._is_open = self.max_bytes > 0
        self._invalidate_tickets()

    def close(self) -> None:
        """Let go of all bodies, and keep none: nobody would tell of a change."""
        self._is_open = False
        self._invalidate_tickets()
        for entries in (self._by_path, self._by_body, self._by_id, self._by_use):
            entries.clear()
        self.bytes = 0

    def get(self, path: str) -> Entry | None:
        """Return what is kept under a path."""
        entry = self._by_path.get(path)
        if entry is None:
            return None
        if entry.ends <= self._clock():
            self._drop(entry)
            return None
        self._by_use.move_to_end(entry)
        self.hits += 1
        return entry

    def ticket(self) -> Ticket:
        """Return what `keep` asks for; to be taken before the body is read."""
        self.misses += 1
        return Ticket(self._generation, self._clock())

    def keep(
        self,
        path: str,
        body: bytes,
        ticket: Ticket,
        *,
        route: str,
        digest: str | None = None,
    ) -> Entry | None:
        """Keep a body that has passed its schema; None: it is not kept.

        That is: something that it is of was forgotten since `ticket`, or the cache was
        opened or closed, or there is no room for it.
        """
        if not self._is_open or ticket.generation < self._floor:
            return None
        entry = Entry(body, digest, route=route, ends=_end(ticket.at), grew=self._grown)
        for name in entry.find_ids():
            if self._forgotten.get(name, 0) > ticket.generation:
                return None
        if entry.size > self.max_bytes // _LEAST_ENTRIES:
            return None
        return self._place(path, self._shared(entry))

    async def fill(
        self, path: str, route: str, read: Callable[[], Awaitable[tuple[bytes, str]]]
    ) -> Entry:
        """Return the body of a path, read by one of all who want it at the same time.

        `read` returns a body that has passed its schema, and its digest; what it raises
        each of them finds out alone. Nobody gets what was read before it came and has
        been forgotten since: that is read again, once for all who wait.
        """
        came = self._flights.begun
        while self._is_open and self._flights.is_on(path):
            landing = await self._flights.join(path)
            if landing.result is None:
                return Entry(*await read(), route=route)
            if landing.is_current or landing.number > came:
                self.hits += 1
                return landing.result
        with self._flights.lead(path) as land:
            ticket = self.ticket()
            body, digest = await read()
            kept = self.keep(path, body, ticket, route=route, digest=digest)
            entry = kept or Entry(body, digest, route=route)
            land(entry, kept is not None)
        return entry

    def forget(self, ids: Iterable[UUID]) -> None:
        """Let go of every body that names one of these entities."""
        self._generation += 1
        for one in ids:
            name = str(one).encode()
            self._forgotten[name] = self._generation
            for entry in tuple(self._by_id.get(name, ())):
                self._drop(entry)
        if len(self._forgotten) > _MOST_FORGOTTEN:
            self._invalidate_tickets()

    def _invalidate_tickets(self) -> None:
        self._generation += 1
        self._floor = self._generation
        self._forgotten.clear()

    def _shared(self, entry: Entry) -> Entry:
        """Return the entry that has this body already, else this one, now kept."""
        key = (entry.route, entry.digest)
        known = self._by_body.get(key)
        if known is not None and known.ends == entry.ends:
            return known
        if known is not None:
            self._drop(known)
        self._by_body[key] = entry
        self._by_use[entry] = None
        self.bytes += entry.size
        for name in entry.ids:
            self._by_id.setdefault(name, set()).add(entry)
        return entry

    def _place(self, path: str, entry: Entry) -> Entry:
        other = self._by_path.get(path)
        if other is not None and other is not entry:
            self._drop(other)
        before = entry.size
        entry.paths[path] = None
        self._by_path[path] = entry
        if len(entry.paths) > _MOST_PATHS:
            oldest = next(iter(entry.paths))
            del entry.paths[oldest], self._by_path[oldest]
        self._grown(entry, entry.size - before)
        return entry

    def _grown(self, entry: Entry, more: int) -> None:
        """Count the bytes of an entry that is kept; make room for them."""
        if entry not in self._by_use:
            return
        self._by_use.move_to_end(entry)
        self.bytes += more
        while self.bytes > self.max_bytes:
            self._drop(next(iter(self._by_use)))

    def _drop(self, entry: Entry) -> None:
        if entry not in self._by_use:
            return
        del self._by_use[entry], self._by_body[entry.route, entry.digest]
        self.bytes -= entry.size
        for path in entry.paths:
            del self._by_path[path]
        for name in entry.ids:
            of = self._by_id[name]
            of.discard(entry)
            if not of:
                del self._by_id[name]


def _end(at: float) -> float:
    """Return when a body read then may say something else because of the date alone.

    That is at midnight in UTC; one that was read right after it may be of the day
    before, where the database's clock is behind.
    """
    day = at - at % _DAY
    return day + (_CLOCKS_DIFFER if at - day < _CLOCKS_DIFFER else _DAY)
