"""What waits for one client: bounded, in order, folded by entity when it is full."""

from collections.abc import Hashable

from api.realtime.messages import EventMessage, Message, folded

# Messages that wait for a client which does not take them.
ROOM = 256
# Replies to its own messages among them.
_REPLIES = 64


class Mailbox:
    """The messages that a client has not taken yet, oldest first.

    A full one is folded: the events of an entity become one, at the cursor of the last,
    with the fields of all. When that is full as well, its events are dropped.
    """

    __slots__ = ("_is_folding", "_replies", "_waiting")

    def __init__(self) -> None:
        # By what may be replaced; else by a key that nothing else has.
        self._waiting: dict[Hashable, Message] = {}
        self._is_folding = False
        self._replies = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, message: Message) -> bool:
        """Add an event or progress; say whether there was room.

        Where there was none, only answers are left, and progress that came just now.
        """
        is_event = isinstance(message, EventMessage)
        if len(self._waiting) >= ROOM and not self._is_folding:
            self._fold()
        if is_event and not self._is_folding:
            self._waiting[message.cursor] = message
            return True
        had_room = len(self._waiting) < ROOM or message.key in self._waiting
        if not had_room:
            self.drop()
        if had_room or not is_event:
            self._fold_in(message)
        return had_room

    def reply(self, message: Message) -> bool:
        """Add an answer; say whether there was room: never for a client that floods."""
        if self._replies >= _REPLIES:
            return False
        self._replies += 1
        self._waiting[object()] = message
        return True

    def take(self) -> Message | None:
        """Return the oldest message, which no longer waits; None: there is none."""
        waiting = self._waiting
        if not waiting:
            return None
        message = waiting.pop(next(iter(waiting)))
        if message.key is None:
            self._replies -= 1
        if not waiting:
            self._is_folding = False
        return message

    def drop(self) -> None:
        """Forget what waits, but for answers."""
        self._waiting = {
            key: message
            for key, message in self._waiting.items()
            if message.key is None
        }
        self._is_folding = False

    def _fold(self) -> None:
        before, self._waiting = self._waiting, {}
        self._is_folding = True
        for key, message in before.items():
            if message.key is None:
                self._waiting[key] = message
            else:
                self._fold_in(message)

    def _fold_in(self, message: Message) -> None:
        """Put it behind all others: cursors rise."""
        earlier = self._waiting.pop(message.key, None)
        if isinstance(earlier, EventMessage) and isinstance(message, EventMessage):
            message = EventMessage(folded(earlier.event, message.event))
        self._waiting[message.key] = message
