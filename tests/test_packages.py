"""What .ci/packages does, with stubs for apt-get and whatever else it calls."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / ".ci" / "packages"
INSTALL = (
    "apt-get install -y -qq --no-install-recommends "
    "-o Dpkg::Options::=--force-confold wiki server"
)
# A package is installed where there is a file of its name.
STUB = """#!/bin/sh
name=${0##*/}
echo "$name $*" >> "$STUBS/calls"
for last; do :; done
case $name in
  dpkg-query) [ -e "$STUBS/$last.installed" ] && printf installed ;;
  id) cat "$STUBS/who" ;;
  sudo) echo 0 > "$STUBS/who"; exec "$@" ;;
  apt-get) cat "$POLICY" >> "$STUBS/policy"; [ ! -e "$STUBS/apt-get.fails" ] ;;
esac
"""


@dataclass(frozen=True)
class Machine:
    """A machine on which nothing of what is called does anything."""

    stubs: Path

    def stub(self, *names: str) -> None:
        """Let there be commands that note how they were called."""
        for name in names:
            (self.stubs / name).write_text(STUB)
            (self.stubs / name).chmod(0o755)

    def has(self, *packages: str) -> None:
        """Let packages be installed."""
        for name in packages:
            (self.stubs / f"{name}.installed").touch()

    @property
    def policy(self) -> Path:
        """Where Debian looks whether a server may be started."""
        return self.stubs / "policy-rc.d"

    def install(self) -> subprocess.CompletedProcess[str]:
        """Ask for two packages."""
        return subprocess.run(
            ["/bin/sh", SCRIPT, "wiki", "server"],
            env={
                "PATH": str(self.stubs),
                "STUBS": str(self.stubs),
                "POLICY": str(self.policy),
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def installed(self) -> list[str]:
        """Return what apt-get was called with."""
        calls = (self.stubs / "calls").read_text().splitlines()
        return [call for call in calls if call.startswith("apt-get")]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a machine of a user who may become root."""
    made = Machine(tmp_path)
    made.stub("apt-get", "dpkg-query", "id")
    (tmp_path / "who").write_text("1000\n")
    for tool in ("cat", "chmod", "rm", "sh"):
        (tmp_path / tool).symlink_to(shutil.which(tool) or f"/bin/{tool}")
    return made


def test_what_is_there_is_not_installed(machine: Machine) -> None:
    """Nobody is asked for root's rights."""
    machine.has("wiki", "server")

    done = machine.install()

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert machine.installed() == []


@pytest.mark.parametrize("fails", [False, True])
def test_what_is_missing_is_installed_as_root(machine: Machine, *, fails: bool) -> None:
    """Through sudo, all together; no server is started meanwhile, and later it may."""
    machine.has("server")
    machine.stub("sudo")
    if fails:
        (machine.stubs / "apt-get.fails").touch()

    done = machine.install()

    assert done.stdout.splitlines()[0] == "packages: installing wiki"
    assert (done.returncode != 0) is fails
    wanted = ["apt-get update -qq"] if fails else ["apt-get update -qq", INSTALL]
    assert machine.installed() == wanted
    policy = "#!/bin/sh\nexit 101\n" * len(wanted)
    assert (machine.stubs / "policy").read_text() == policy
    assert not machine.policy.exists()


def test_who_may_not_become_root_is_told(machine: Machine) -> None:
    """With the packages that somebody else may install."""
    done = machine.install()

    assert done.returncode == 1
    assert done.stderr == (
        "packages: only root may install them: become root and run apt-get install "
        "wiki server\n"
    )
    assert machine.installed() == []


def test_another_system_is_told(machine: Machine) -> None:
    """What it takes, where there is no apt-get."""
    (machine.stubs / "apt-get").unlink()

    done = machine.install()

    assert done.returncode == 1
    assert done.stderr == (
        "packages: no apt-get here to install wiki server: use Debian or Ubuntu, or a "
        "container of it\n"
    )
