"""A file system of its own for a store of pictures: small, or not to be written."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def tiny_disk(folder: Path, options: str = "size=256k") -> Iterator[Path]:
    """Mount memory at a new folder; skip the test where that is not allowed."""
    folder.mkdir()
    if os.geteuid() or _mount(folder, options):
        pytest.skip("only root can mount a small file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def change_disk(folder: Path, options: str) -> None:
    """Let the mounted file system be another one from now on, with what it holds."""
    assert _mount(folder, f"remount,{options}") == 0


def _mount(folder: Path, options: str) -> int:
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    return subprocess.run(command, check=False, capture_output=True).returncode
