"""The image: what its Dockerfile says, read instruction by instruction."""

import json
import re
import runpy
import subprocess
from dataclasses import dataclass
from fnmatch import fnmatch

import pytest

from tests.project_files import ROOT, project_files, relative
from tests.test_packaging import PACKAGES, plain, pyproject

__all__ = ["pyproject"]

DOCKERFILE = ROOT / "deploy" / "Dockerfile"
KNOWN = frozenset(
    [
        "ARG",
        "CMD",
        "COPY",
        "ENTRYPOINT",
        "ENV",
        "EXPOSE",
        "FROM",
        "RUN",
        "STOPSIGNAL",
        "USER",
        "VOLUME",
        "WORKDIR",
    ]
)
PINNED = re.compile(r"[a-z][a-z0-9./-]*:[\w.-]*\d[\w.-]*")


@dataclass(frozen=True)
class Instruction:
    """One instruction, its options apart, continued lines joined."""

    word: str
    options: tuple[str, ...]
    rest: str

    @property
    def words(self) -> list[str]:
        """What it is told, whether as a list or as a line."""
        if self.rest.startswith("["):
            return [str(word) for word in json.loads(self.rest)]
        return self.rest.split()


def instructions() -> list[Instruction]:
    """Return the instructions of the Dockerfile. Raises for one nobody knows."""
    lines = [
        line
        for line in DOCKERFILE.read_text().splitlines()
        if line.strip() and not line.lstrip().startswith("#")
    ]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    found = []
    for line in joined.splitlines():
        word, _, rest = line.partition(" ")
        assert word in KNOWN, line
        options = re.match(r"(?:--\S+ )*", rest)
        assert options is not None
        rest = rest[options.end() :]
        assert rest, line
        found.append(Instruction(word, tuple(options[0].split()), rest))
    return found


def stages() -> list[list[Instruction]]:
    """Return the instructions of each stage, its FROM first."""
    found: list[list[Instruction]] = []
    for one in instructions():
        if one.word == "FROM":
            found.append([])
        if found:
            found[-1].append(one)
    return found


def is_sent(path: str) -> bool:
    """Say whether .dockerignore lets a file go to the builder: the last rule counts."""
    sent = True
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        rule = line.strip()
        if not rule or rule.startswith("#"):
            continue
        pattern = rule.removeprefix("!").removeprefix("**/")
        parts = path.split("/")
        heads = ["/".join(parts[: n + 1]) for n in range(len(parts))]
        anywhere = "**/" in rule and pattern in parts
        if anywhere or any(fnmatch(head, pattern) for head in heads):
            sent = rule.startswith("!")
    return sent


def test_bases_are_pinned_by_tag() -> None:
    """No stage begins with whatever is the latest."""
    arguments = dict(
        one.rest.split("=", 1) for one in instructions() if one.word == "ARG"
    )
    bases = [stage[0].words[0] for stage in stages()]
    named = [re.sub(r"\$\{(\w+)\}", lambda m: arguments[m[1]], base) for base in bases]

    assert len(named) > 1
    assert [base for base in named if not PINNED.fullmatch(base)] == []


def test_it_does_not_run_as_root_and_gets_signals_itself() -> None:
    """The last user is a number above the system's own; no shell stands in between."""
    last = {one.word: one for one in stages()[-1]}
    user, _, group = last["USER"].rest.partition(":")

    assert (int(user) >= 10000, int(group) >= 10000) == (True, True)
    assert last["ENTRYPOINT"].words == ["trr"]
    assert last["CMD"].rest.startswith("[")
    assert last["STOPSIGNAL"].rest == "SIGTERM"


def test_packages_come_with_their_hashes() -> None:
    """Nothing is installed that is not pinned, built or from an address of its own."""
    installs = [
        one.rest
        for one in instructions()
        if one.word == "RUN" and "pip install" in one.rest
    ]

    assert len(installs) == 2
    for install in installs:
        assert "--no-index" in install or {"--require-hashes", ":all:"} <= set(
            install.split()
        )
        assert "index-url" not in install
        assert "://" not in install


@pytest.mark.parametrize(
    "run",
    [one.rest for one in instructions() if one.word == "RUN"],
    ids=lambda run: run.split()[0],
)
def test_shell_lines_parse(run: str) -> None:
    """`sh -n` reads what the builder runs."""
    done = subprocess.run(
        ["sh", "-n"], input=run, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_what_is_copied_is_there_and_is_sent() -> None:
    """Each source is a file or folder of ours, and all of it goes to the builder."""
    copied = [
        word.rstrip("/")
        for one in instructions()
        if one.word == "COPY" and not one.options
        for word in one.words[:-1]
    ]
    files = [relative(path) for path in project_files()]
    wanted = [
        name
        for name in files
        if any(name == one or name.startswith(f"{one}/") for one in copied)
    ]

    assert [one for one in copied if not (ROOT / one).exists()] == []
    assert [name for name in wanted if not is_sent(name)] == []
    assert set(PACKAGES) | {"supabase"} <= set(copied)


def test_no_secret_goes_to_the_builder() -> None:
    """Settings, data, history and what was installed stay where they are."""
    kept = (
        ".env",
        ".git/config",
        ".trr-demo/password",
        ".venv/bin/python",
        "deploy/database.env",
        "deploy/trr.env",
        "api/__pycache__/app.pyc",
        "tests/conftest.py",
    )

    assert [path for path in kept if is_sent(path)] == []


def test_only_what_the_program_needs_is_installed(pyproject: dict[str, object]) -> None:
    """Each dependency and all below it with its hashes, and no tool of development."""
    tool = runpy.run_path(str(ROOT / "deploy" / "runtime_requirements.py"))
    text = (ROOT / "requirements.txt").read_text()
    chosen = tool["runtime"](text, "setuptools")
    names = {name for name, _ in tool["blocks"](chosen)}
    project = pyproject["project"]
    groups = pyproject["dependency-groups"]
    assert isinstance(project, dict)
    assert isinstance(groups, dict)

    assert {plain(one) for one in project["dependencies"]} <= names
    # What came along, two steps down, and as two versions for different Pythons.
    assert {"starlette", "h11", "numpy", "psycopg-binary", "setuptools"} <= names
    assert chosen.count("\nnumpy==") == text.count("\nnumpy==")
    assert "psycopg-binary==" in chosen
    tools = {plain(one) for one in groups["dev"]} - {"setuptools", "pyyaml"}
    assert tools & names == set()
    assert all("--hash=sha256:" in part for _, part in tool["blocks"](chosen))
