"""What changes while workers are at it: the schema of the database, the program."""

import asyncio
import shutil
from pathlib import Path

from tests.faults.fleet import NAMES, NEW, OLDER, Fleet, working
from tests.faults.moments import reach
from tests.faults.scene import Dump, Scene, wait_until
from trr_backend.repositories.db import open_database
from trr_backend.repositories.migrations import MIGRATIONS, migrate

# Expand: what older programs write and read stays as it is.
_EXPANSION = """
alter table core.shows add column a_later_column text;
alter table core.credits add column a_later_mark boolean not null default false;
alter table ops.tasks add column a_later_note text;
create table ops.a_later_table (id uuid primary key, run_id uuid references ops.runs);
create index a_later_index on core.credits (a_later_mark);
"""


def test_workers_go_on_while_migrations_are_applied(
    scene: Scene, fleet: Fleet, undisturbed: Dump
) -> None:
    """Those that run and those that start know less than the database does."""
    folder = scene.folder / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    (folder / "29991231000000_expansion.sql").write_text(_EXPANSION)
    run_id = scene.asks_for("sync", "all")
    reach(scene, undisturbed, 0.3)
    assert asyncio.run(_migrated(scene, folder)) == ["29991231000000_expansion"]
    fleet.kill("w1")
    fleet.start("w1")

    assert scene.ended(run_id) == "done"

    assert fleet.all_live()
    _contract(scene)
    scene.judge(undisturbed, "migrations applied meanwhile")


def test_a_new_version_ends_what_an_older_one_began(
    scene: Scene, undisturbed: Dump
) -> None:
    """What it planned is not known any more: it is planned anew, and nothing waits."""
    with working(scene, module=OLDER) as older:
        run_id = scene.asks_for("sync", "all")
        reach(scene, undisturbed, 0.3)
        wait_until(lambda: bool(older.in_hand(*NAMES)), "a task is begun")
        older.kill(*NAMES)
    with working(scene):
        assert scene.ended(run_id) == "done"
    assert _waiting(scene) == 0
    scene.judge(undisturbed, "upgrade of all workers")


def test_two_versions_work_side_by_side(scene: Scene, undisturbed: Dump) -> None:
    """Workers are upgraded one by one, while a run goes on."""
    with working(scene, module=OLDER) as fleet:
        run_id = scene.asks_for("sync", "all")
        for number, name in enumerate(NAMES):
            reach(scene, undisturbed, 0.2 * (number + 1))
            fleet.kill(name)
            fleet.module = NEW
            fleet.start(name)
        assert scene.ended(run_id) == "done"
    assert _waiting(scene) == 0
    scene.judge(undisturbed, "upgrade of workers one by one", times=len(NAMES))


def _waiting(scene: Scene) -> int:
    return len(scene.rows("select from ops.tasks where state in ('queued', 'running')"))


async def _migrated(scene: Scene, folder: Path) -> list[str]:
    async with open_database(scene.settings) as database:
        return [str(one) for one in await migrate(database, folder)]


def _contract(scene: Scene) -> None:
    """Take away again what no other database has."""
    for table, column in (("shows", "a_later_column"), ("credits", "a_later_mark")):
        with scene.connect() as connection:
            connection.execute(
                f"alter table core.{table} drop column {column}".encode()
            )
