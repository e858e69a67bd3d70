"""Workers, and all that they reach, for faults to befall: one test's own scene.

Whatever happens, what is left behind is compared with what a run that nobody disturbed
came to: rows that are lacking are lost, rows and objects beyond those are doubled.
"""

import asyncio
import os
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

import msgspec
import psycopg
from pydantic import SecretStr

from tests.dumps import Connection, Rows, dump_rows
from tests.faults.background import in_background
from tests.faults.catalogue import SHOWS
from tests.faults.history import write_down
from tests.faults.own_server import OwnServer, through
from tests.faults.table import note
from tests.pipeline import Pipeline, Upstream
from tests.s3_faults import Faults, faulty
from tests.s3_server import S3Server
from trr_backend.config import Settings
from trr_backend.media.store import open_store
from trr_backend.models.tasks import DETACHED
from trr_backend.repositories import queued_runs
from trr_backend.repositories.db import Transaction, open_database

# Twenty seconds are four: of what is waited for in Postgres, in S3, and for the dead.
SCALE = 0.2
# Every answer takes a moment, or all requests would be over before the first fault.
SLOW: dict[str, object] = {
    "match": "",
    "kind": "slow",
    "delay_seconds": 0.25,
    "chunk_bytes": 1 << 20,
    "interval_seconds": 0,
}
PATIENCE_SECONDS = 100
_LARGEST_BYTES = 1 << 20
# What a run leaves behind little by little, and what of it comes from the store.
_PICTURES = "(select count(*) from core.media_links where linked_at is not null)"
_PROGRESS = f"""
select (select count(*) from source.documents)
  + (select count(*) from source.applied)
  + {_PICTURES} + (select count(*) from core.media_assets)
"""
_COUNTED = (
    *("source.documents", "source.applied"),
    *("core.media_links", "core.media_assets"),
)
_OUTCOME = """
select outcome, summary, stages from ops.runs
where id = %s and finished_at is not null
"""

_LEFT = """
select wave, state, attempts, deaths, error from ops.tasks
where run_id = %s and state <> 'done'
union all
select stage, outcome, null, null, item || ': ' || error from ops.run_items
where run_id = %s and outcome = 'failed'
"""

Dump = dict[str, Rows]
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a fault did to what is kept, in rows and objects."""

    lost: int
    doubled: int
    differing: dict[str, tuple[Rows, Rows]]


@dataclass(frozen=True)
class Scene:
    """A pipeline whose database and bucket can be broken, with whom to look past that.

    `name` is its database's.
    """

    pipeline: Pipeline
    server: OwnServer
    store: Faults
    bucket: Settings
    name: str
    folder: Path
    _lines: list[Connection] = field(default_factory=list)

    @property
    def upstream(self) -> Upstream:
        """What the pipeline asks."""
        return self.pipeline.upstream

    @property
    def settings(self) -> Settings:
        """The settings of commands and workers."""
        return self.pipeline.settings

    def connect(self) -> Connection:
        """Open a connection to the server itself, whatever clients meet."""
        return self.server.connected(self.name)

    def rows(self, query: str, *parameters: object) -> Rows:
        """Return the rows of a query, whatever clients meet."""
        for line in self._line, self._line:
            try:
                return line().execute(query.encode(), parameters).fetchall()
            except psycopg.OperationalError:
                # It was ended with all others, or before.
                self.hang_up()
        raise AssertionError("the server itself cannot be reached")

    def hang_up(self) -> None:
        """Close the connection that is kept for looking."""
        for connection in self._lines:
            connection.close()
        self._lines.clear()

    def _line(self) -> Connection:
        if not self._lines:
            self._lines.append(self.connect())
        return self._lines[0]

    def progress(self) -> int:
        """Count what runs leave behind: nothing at first, `whole` at the end."""
        return int(self.rows(_PROGRESS)[0][0])

    def pictures(self) -> int:
        """Count the pictures that came to the bucket."""
        return int(self.rows(f"select {_PICTURES}")[0][0])

    def asks_for(self, *command: str) -> UUID:
        """Ask workers for a run by a command such as `sync all`; return its id."""
        result = self.pipeline.command(*command, "--detach", "--json")
        assert result.exit_code == 0, result.output
        return UUID(msgspec.json.decode(result.stdout)["run_id"])

    def retries(self, run_id: UUID) -> UUID:
        """Ask workers for what a run left undone; return the new run's id."""

        async def retry(tx: Transaction) -> UUID:
            queued = await queued_runs.retry(
                tx, run_id, actor="a test", priority=DETACHED
            )
            return queued.id

        return self._asked(retry)

    def cancels(self, run_id: UUID) -> None:
        """Ask workers to end a run."""
        assert self._asked(lambda tx: queued_runs.ask_cancel(tx, run_id))

    def _asked(self, ask: Callable[[Transaction], Awaitable[Answer]]) -> Answer:
        async def asked() -> Answer:
            async with (
                open_database(self.settings) as database,
                database.transaction() as tx,
            ):
                return await ask(tx)

        return asyncio.run(asked())

    def outcome(self, run_id: UUID) -> str | None:
        """Return how a run ended; None: it has not."""
        found = self.rows(_OUTCOME, run_id)
        return found[0][0] if found else None

    def ended(self, run_id: UUID) -> str:
        """Wait for the end of a run; return its outcome, and print what it left."""
        wait_until(lambda: self.outcome(run_id) is not None, "the run ends")
        outcome = self.outcome(run_id)
        assert outcome is not None
        for left in self.rows(_LEFT, run_id, run_id):
            print(left)  # noqa: T201 -- pytest shows it where a test fails
        return outcome

    def dump(self) -> Dump:
        """Return what the database and the bucket hold, objects by their SHA-256."""
        with self.connect() as connection:
            found = dump_rows(connection)
        return {**found, "media": asyncio.run(_objects(self.bucket))}

    def judge(
        self,
        undisturbed: Dump,
        fault: str,
        *,
        times: int = 1,
        recovery_seconds: float | None = None,
    ) -> None:
        """Note what a fault did; nothing may be lost, nothing doubled."""
        found = compare(undisturbed, self.dump())
        note(
            fault,
            times=times,
            lost=found.lost,
            doubled=found.doubled,
            recovery_seconds=recovery_seconds,
        )
        assert found.differing == {}


def whole(undisturbed: Dump) -> int:
    """Return the progress of a run that has come to its end."""
    return sum(len(undisturbed[table]) for table in _COUNTED)


def compare(undisturbed: Dump, found: Dump) -> Verdict:
    """Return what of a dump is not in the other, and the other way round."""
    assert undisturbed.keys() == found.keys()
    differing: dict[str, tuple[Rows, Rows]] = {}
    for table, rows in undisturbed.items():
        lacking, beyond = Counter(rows), Counter(found[table])
        lacking, beyond = lacking - beyond, beyond - lacking
        if lacking or beyond:
            differing[table] = ([*lacking.elements()], [*beyond.elements()])
    return Verdict(
        lost=sum(len(lacking) for lacking, _ in differing.values()),
        doubled=sum(len(beyond) for _, beyond in differing.values()),
        differing=differing,
    )


def allowed(seconds: float) -> float:
    """Return how long something may take that takes so long where nothing else runs.

    Tests run beside others: what waits for a processor is no finding.
    """
    processes, _, _ = os.getloadavg()
    return seconds * max(1.0, processes / (os.cpu_count() or 1))


def wait_until(is_so: Callable[[], bool], what: str) -> float:
    """Wait until something is so; return how many seconds that took."""
    begun = time.monotonic()
    while not is_so():
        assert time.monotonic() - begun < PATIENCE_SECONDS, f"not in time: {what}"
        time.sleep(0.05)
    return time.monotonic() - begun


@contextmanager
def new_scene(
    server: OwnServer, s3_server: S3Server, upstream: Upstream, folder: Path
) -> Iterator[Scene]:
    """Yield a scene on a new database and an empty part of the bucket."""
    with (
        server.database() as name,
        in_background(faulty(s3_server.endpoint)) as store,
    ):
        settings = Settings(
            _env_file=None,
            home=folder / "trr-home",
            database_url=SecretStr(through(server.url_of(name), server.passage)),
            media_url=f"s3://{s3_server.bucket}/{uuid4().hex}",
            aws_endpoint_url=store.address,
            aws_access_key_id=SecretStr(s3_server.access_key_id),
            aws_secret_access_key=SecretStr(s3_server.secret_access_key),
            tmdb_api_base_url=upstream.address,
            tmdb_image_base_url=f"{upstream.address}/t/p",
            tmdb_bearer_token=SecretStr("a-token"),
            tmdb_rate=50,
            tmdb_image_rate=200,
            fandom_url_template=f"{upstream.address}/fandom/{{wiki}}",
            fandom_image_base_url=f"{upstream.address}/wikia",
            variant_formats=(),
            cache_mb=0,
            wait_scale=SCALE,
        )
        with server.connected(name) as connection:
            write_down(connection)
        pipeline = Pipeline(settings, upstream)
        asyncio.run(pipeline.track(*SHOWS))
        bucket = settings.model_copy(update={"aws_endpoint_url": s3_server.endpoint})
        scene = Scene(pipeline, server, store, bucket, name, folder)
        yield scene
        scene.hang_up()


async def _objects(settings: Settings) -> Rows:
    """Return the digest of each object; raises where one is not what its key says."""
    store = open_store(settings)
    keys = [one.key async for page in store.list() for one in page]
    found = []
    for key in keys:
        digest = sha256(await store.get(key, _LARGEST_BYTES)).hexdigest()
        assert key.rpartition("/")[2].partition(".")[0] == digest, f"{key}: {digest}"
        found.append((digest,))
    return sorted(found)
