"""A server, a stand-in and a bucket of a test process's own, and a scene for a test."""

import os
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from scripts._children import child
from tests.faults.catalogue import put_catalogue
from tests.faults.fleet import Fleet, working
from tests.faults.own_server import OwnServer, own_server
from tests.faults.scene import SLOW, Dump, Scene, new_scene
from tests.s3_server import S3Server, s3_server
from tests.upstream import Upstream

__all__ = ["s3_server"]

# Some wait for what takes a minute, beside others that do.
_TIMEOUT_SECONDS = 240


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the tests of this folder more time than others."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.timeout(_TIMEOUT_SECONDS))


@pytest.fixture(scope="session")
def server() -> Iterator[OwnServer]:
    """A Postgres that tests may break."""
    with own_server() as made:
        yield made


@pytest.fixture(scope="session")
def shows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upstream]:
    """A stand-in with the catalogue of these tests."""
    folder = tmp_path_factory.mktemp("catalogue")
    (folder / "tv").mkdir()
    with child(
        *("standin", "--catalogue", str(folder), "--until-eof"),
        announces="listening on ",
    ) as address:
        upstream = Upstream(address, folder)
        put_catalogue(upstream)
        yield upstream


@pytest.fixture(scope="session")
def undisturbed(
    server: OwnServer,
    s3_server: S3Server,
    shows: Upstream,
    tmp_path_factory: pytest.TempPathFactory,
) -> Dump:
    """What a run leaves behind that nothing befell, in the process of its command."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    kept = shared / "undisturbed.pickle"
    with FileLock(f"{kept}.lock"):
        if not kept.exists():
            folder = tmp_path_factory.mktemp("undisturbed")
            with new_scene(server, s3_server, shows, folder) as scene:
                done = scene.pipeline.command("sync", "all")
                assert done.exit_code == 0, done.output
                kept.write_bytes(pickle.dumps(scene.dump()))
    found: Dump = pickle.loads(kept.read_bytes())
    assert all(found[table] for table in ("core.credits", "ops.events", "media"))
    return found


@pytest.fixture
def scene(
    server: OwnServer,
    s3_server: S3Server,
    shows: Upstream,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Scene]:
    """A scene whose upstream takes its time."""
    monkeypatch.setenv("TRR_SCHEDULES", "false")
    shows.fail(SLOW)
    with new_scene(server, s3_server, shows, tmp_path) as made:
        yield made
    shows.fail()


@pytest.fixture
def fleet(scene: Scene) -> Iterator[Fleet]:
    """Three workers."""
    with working(scene) as workers:
        yield workers
