"""A wiki that was started for a test ends with it, however that ends."""

import os
import socket
import subprocess
import sys
import time
from signal import SIGKILL

import pytest

from tests.mediawiki.installed import Installed, real_wiki
from tests.mediawiki.running import MediaWiki, running
from tests.project_files import ROOT

pytestmark = real_wiki

KILLED = """
import os, sys
from pathlib import Path
from tests.mediawiki.installed import Installed
from tests.mediawiki.running import running
with running(Installed(Path(sys.argv[1]))) as wiki:
    print(wiki.address, flush=True)
    os.kill(os.getpid(), 9)
"""
_ENDS_IN_SECONDS = 10


def test_it_ends_with_a_test_that_fails(installed: Installed) -> None:
    """Nobody listens any more."""
    started: list[MediaWiki] = []

    with pytest.raises(RuntimeError):
        _fail_with_it(installed, started)

    assert _closes(started[0].address)


def test_it_ends_with_a_run_that_is_killed(installed: Installed) -> None:
    """And so do its workers, a moment later."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, installed.folder],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == -SIGKILL, done.stderr
    assert _closes(done.stdout.strip())


def _fail_with_it(installed: Installed, started: list[MediaWiki]) -> None:
    with running(installed) as wiki:
        started.append(wiki)
        raise RuntimeError


def _closes(address: str) -> bool:
    host, port = address.removeprefix("http://").split(":")
    end = time.monotonic() + _ENDS_IN_SECONDS
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex((host, int(port))):
                return True
        time.sleep(0.02)
    return False
