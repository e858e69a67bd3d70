"""A folder that every user may enter: root's server runs as somebody else."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.memory import new_folder
from trr_backend.repositories.embedded import stop_server


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Return a new folder that other users may enter (pytest's own are closed)."""
    folder = new_folder("trr-")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def home(open_folder: Path) -> Iterator[Path]:
    """Return a TRR_HOME that does not exist yet; its server is stopped at the end."""
    chosen = open_folder / "home"
    yield chosen
    stop_server(chosen)
