"""The life of each task as its row told it, written down by the database itself."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from uuid import UUID

from tests.dumps import Connection

_WRITE = """
create schema watched;
create table watched.tasks (
  at timestamptz not null default clock_timestamp(),
  id uuid not null, state text not null, worker text, epoch bigint
);
create function watched.note() returns trigger language plpgsql as $$
begin
  insert into watched.tasks (id, state, worker, epoch)
  values (new.id, new.state, new.worker, new.epoch);
  return null;
end $$;
create trigger watched after insert or update of state, worker, epoch on ops.tasks
  for each row execute function watched.note();
"""
_IN_HAND = """
select id, worker, epoch from ops.tasks
where state = 'running' and worker = any(%s)
"""
_TAKEN_AFTER = """
select extract(epoch from min(at) - %(since)s)::float8 from watched.tasks
where id = %(id)s and at > %(since)s
  and (state <> 'running' or (worker, epoch) <> (%(worker)s, %(epoch)s))
"""


def write_down(connection: Connection) -> None:
    """Let the database note whatever becomes of tasks from now on."""
    connection.execute(_WRITE.encode())


@dataclass(frozen=True, slots=True)
class InHand:
    """A task that a worker had in hand when something befell it."""

    id: UUID
    worker: str
    epoch: int
    since: datetime


def in_hand(connection: Connection, *workers: str) -> list[InHand]:
    """Return what these workers have in hand just now."""
    now = datetime.now(UTC)
    found = connection.execute(_IN_HAND.encode(), [list(workers)])
    return [InHand(task_id, worker, epoch, now) for task_id, worker, epoch in found]


def idle_seconds(connection: Connection, left: list[InHand]) -> float:
    """Return how long the one of these that lay idle longest did.

    That is until somebody else went on with it, or its worker under another epoch.
    """
    longest = 0.0
    for one in left:
        (seconds,) = connection.execute(_TAKEN_AFTER.encode(), asdict(one)).fetchall()[
            0
        ]
        assert seconds is not None, f"nobody went on with {one}"
        longest = max(longest, seconds)
    return longest
