"""Every command of README.md is run, in a copy of the checkout, as it stands there.

What would take minutes or the outside world is replaced, nothing else (own shows get no
smaller copies of pictures, the demo has them): `.venv` holds links to the packages that
are installed already (make installs the project itself into it), TMDb is the stand-in,
`make test` is asked what it would do, and servers get a free port and a Ctrl-C at the
end of their block.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.project_files import ROOT, project_files, relative

README = ROOT / "README.md"
NOT_RUN = ("git clone ", "cd ")
STATE = (". ", "export ")
LONGEST_README = 120


@dataclass(frozen=True)
class Step:
    """A command and the output that README shows for it."""

    command: str
    shown: tuple[str, ...] = ()


def blocks() -> list[list[Step]]:
    """Return the steps of each block of commands in README.md."""
    text = README.read_text(encoding="utf-8")
    return [
        _steps(kind, body.replace("\\\n", " ").splitlines())
        for kind, body in re.findall(
            r"^```(sh|console)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL
        )
    ]


def _steps(kind: str, lines: list[str]) -> list[Step]:
    if kind == "sh":
        return [Step(line) for line in lines if line.strip()]
    steps: list[Step] = []
    for line in lines:
        if line.startswith("$ "):
            steps.append(Step(line.removeprefix("$ ")))
        else:
            steps[-1] = Step(steps[-1].command, (*steps[-1].shown, line))
    return steps


@dataclass
class Terminal:
    """Runs one block's commands in a checkout, servers in the background."""

    checkout: Path
    environment: dict[str, str]
    state: list[str] = field(default_factory=list)
    server: "subprocess.Popen[str] | None" = None
    log: Path | None = None
    port: int = 0

    def run(self, step: Step) -> str:
        """Run one command to its end, or a server until it answers; return output."""
        command = step.command
        if command.startswith(STATE):
            self.state.append(command)
            return ""
        if command == "make test":
            command = "make -n test"
        if command in {"trr serve", "make demo"}:
            return self._serve(command)
        if self.port:
            command = command.replace(":8000", f":{self.port}")
        result = subprocess.run(
            self._shell(command),
            cwd=self.checkout,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=200,
        )
        assert result.returncode == 0, f"{command}\n{result.stdout}{result.stderr}"
        return result.stdout

    def interrupt(self) -> None:
        """Press Ctrl-C where a server runs, and wait for its end."""
        if self.server:
            os.killpg(self.server.pid, signal.SIGINT)
            self.server.wait(timeout=30)

    def _shell(self, command: str) -> list[str]:
        script = "\n".join(["set -eo pipefail", *self.state, command])
        return ["bash", "-c", script]

    def _serve(self, command: str) -> str:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        given = f"--port {self.port}"
        ours = (
            f"{command} ARGS='{given}'" if "make" in command else f"{command} {given}"
        )
        self.log = self.checkout / f"{command.replace(' ', '-')}.log"
        with self.log.open("w") as log:
            self.server = subprocess.Popen(
                self._shell(ours),
                cwd=self.checkout,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        self._wait()
        return self.log.read_text()

    def _wait(self) -> None:
        assert self.server is not None
        assert self.log is not None
        for _ in range(1800):
            assert self.server.poll() is None, self.log.read_text()
            if f":{self.port}/docs" in self.log.read_text() and self._answers():
                return
            time.sleep(0.1)
        pytest.fail(f"never served: {self.log.read_text()}")

    def _answers(self) -> bool:
        url = f"http://127.0.0.1:{self.port}/health/ready"
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


@pytest.fixture
def checkout() -> Iterator[Path]:
    """Return a copy of the tree whose .venv has the dependencies, not the project."""
    home = Path(tempfile.mkdtemp(prefix="trr-readme-"))
    # Root's database server runs as another user, who has to get in.
    home.chmod(0o711)
    tree = home / "a checkout"
    for path in project_files():
        target = tree / relative(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    _link_dependencies(tree)
    yield tree
    for folder in (tree / ".trr-demo", tree / "home"):
        if folder.exists():
            subprocess.run(
                [tree / ".venv" / "bin" / "trr", "db", "stop"],
                env={"TRR_HOME": str(folder), "PATH": os.environ["PATH"]},
                cwd=tree,
                check=True,
                capture_output=True,
                timeout=60,
            )
    shutil.rmtree(home)


def _link_dependencies(tree: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", tree / ".venv"],
        check=True,
        timeout=60,
    )
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    there = tree / ".venv" / "lib" / version / "site-packages"
    here = next(p for p in map(Path, sys.path) if (p / "pytest" / "py.typed").exists())
    for entry in here.iterdir():
        if not re.search("trr[-_]backend", entry.name):
            (there / entry.name).symlink_to(entry)
    (tree / ".venv" / ".place").write_text(f"{tree.resolve()}\n")
    shutil.copy(tree / "requirements.txt", tree / ".venv" / ".pinned")


@pytest.fixture
def upstream() -> Iterator[str]:
    """Start the stand-in and return where it answers."""
    with subprocess.Popen(
        [sys.executable, "-m", "standin", "--port", "0"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1]
        process.terminate()


def comparable(line: str) -> str:
    """Return a line of output without times, bytes of pictures, ports and widths."""
    return " ".join(re.sub(r"\d+\.\d+|\d{5,}|(?<=:)\d+(?=/)", "N", line).split())


def play(block: list[Step], checkout: Path, environment: dict[str, str]) -> str:
    """Run a block's commands, compare what README shows, return the last output."""
    given = {"HOME": str(checkout.parent), "PATH": os.environ["PATH"]}
    terminal = Terminal(checkout, given | environment)
    printed = ""
    try:
        for step in block:
            if step.command.startswith(NOT_RUN):
                continue
            printed = terminal.run(step)
            lines = {comparable(line) for line in printed.splitlines()}
            assert {comparable(line) for line in step.shown} - {"...", ""} <= lines, (
                printed
            )
    finally:
        terminal.interrupt()
    return printed


@pytest.mark.long
@pytest.mark.timeout(400)
def test_the_demo_prints_what_the_readme_shows(checkout: Path) -> None:
    """From a copy of the checkout, `make demo` runs the product and serves it."""
    demo = blocks()[0]

    assert [step.command for step in demo][-2:] == ["make demo", "make test"]
    assert ".venv/bin/pytest" in play(demo, checkout, {})
    assert (checkout / ".trr-demo" / "media" / "images").is_dir()


@pytest.mark.long
@pytest.mark.timeout(400)
def test_the_commands_for_own_shows_bring_the_show(
    checkout: Path, upstream: str
) -> None:
    """List, sync, serve, ask: README's last command answers with README's show."""
    environment = {
        "TRR_HOME": str(checkout / "home"),
        "TMDB_API_BASE_URL": upstream,
        "TMDB_IMAGE_BASE_URL": f"{upstream}/t/p",
        "TRR_VARIANT_FORMATS": "none",
    }
    play([Step("make setup")], checkout, {})
    answer = play(blocks()[1], checkout, environment)

    assert '"name" : "Big Brother"' in answer
    assert '"watch_providers" : [{"region"' in answer


def test_every_block_is_run() -> None:
    """A block that is added to README is not left out here."""
    assert len(blocks()) == 2


def test_the_readme_is_short() -> None:
    """It is read in one go."""
    assert len(README.read_text().splitlines()) <= LONGEST_README
