"""The events that were handed out last: who comes back soon needs no Postgres."""

from collections import deque

from api.realtime.messages import EventMessage

RECENT = 2048
"""How many events are kept at hand."""


class Recent:
    """The last events up to `head`, None before there is one; none is left out."""

    def __init__(self) -> None:
        self._messages: deque[EventMessage] = deque(maxlen=RECENT)
        # Every event above this one, up to `head`, is among them.
        self._start = 0
        self.head: int | None = None

    def restart(self, head: int) -> None:
        """Begin anew at `head`, with nothing at hand."""
        self._messages.clear()
        self._start = self.head = head

    def add(self, message: EventMessage) -> None:
        """Keep one more, above all others."""
        if len(self._messages) == RECENT:
            self._start = self._messages[0].event.cursor
        self._messages.append(message)
        self.head = message.event.cursor

    def after(self, since: int) -> list[EventMessage] | None:
        """Return all events above `since` up to `head`; None: some are not at hand."""
        if self.head is None or not self._start <= since <= self.head:
            return None
        found: list[EventMessage] = []
        for message in reversed(self._messages):
            if message.event.cursor <= since:
                break
            found.append(message)
        return found[::-1]
