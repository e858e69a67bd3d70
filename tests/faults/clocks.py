"""Clocks of processes that jump, as a file says; what is monotonic goes on.

libfaketime would do for Postgres, but shifts the waits of Python's `time.sleep`, too
(clock_nanosleep until a monotonic time, version 0.9.10): a worker would break by that
alone. So the few functions that tell the time are replaced by these.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.memory import new_folder
from tests.processes import variables
from tests.project_files import ROOT
from trr_backend.config import Settings

needs_compiler = pytest.mark.skipif(
    shutil.which("cc") is None, reason="needs the Debian packages gcc and libc6-dev"
)
_SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long ahead(void) {
  char text[32] = {0};
  int file = open(getenv("TEST_CLOCK"), O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  if (read(file, text, sizeof text - 1) < 0) text[0] = 0;
  close(file);
  return atol(text);
}

int clock_gettime(clockid_t id, struct timespec *now) {
  int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
  int failed = real(id, now);
  if (!failed && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
    now->tv_sec += ahead();
  return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  struct timespec found;
  (void)zone;
  if (clock_gettime(CLOCK_REALTIME, &found)) return -1;
  now->tv_sec = found.tv_sec;
  now->tv_usec = found.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *now) {
  struct timespec found;
  if (clock_gettime(CLOCK_REALTIME, &found)) return -1;
  if (now) *now = found.tv_sec;
  return found.tv_sec;
}
"""


@dataclass(frozen=True)
class Clock:
    """The clock of all processes that are started in its environment."""

    folder: Path

    def jump(self, seconds: int) -> None:
        """Be so many seconds ahead of the time, or behind it."""
        new = self.folder / "ahead.new"
        new.write_text(f"{seconds}\n")
        # Postgres is another user.
        new.chmod(0o644)
        new.rename(self.folder / "ahead")

    @property
    def environment(self) -> dict[str, str]:
        """The variables that let a process go by this clock."""
        return {
            "LD_PRELOAD": str(self.folder / "clock.so"),
            "TEST_CLOCK": str(self.folder / "ahead"),
        }


@contextmanager
def new_clock() -> Iterator[Clock]:
    """Yield a clock that is right."""
    clock = Clock(new_folder("trr-clock-"))
    (clock.folder / "clock.c").write_text(_SOURCE)
    library = clock.folder / "clock.so"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-O1", "-o", library, clock.folder / "clock.c"],
        check=True,
    )
    library.chmod(0o755)
    clock.jump(0)
    yield clock
    shutil.rmtree(clock.folder)


@contextmanager
def clocked_worker(
    settings: Settings, folder: Path, clock: Clock, name: str
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a worker that goes by a clock of its own; what it says is in `name`.err."""
    own = {**variables(settings), **clock.environment, "PYTHONPATH": str(ROOT)}
    with (folder / f"{name}.err").open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "scripts.worker", "--name", name],
            cwd=folder,
            env={**os.environ, **own},
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()
