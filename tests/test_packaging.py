"""The pins, and the wheel that is built from the tree."""

import importlib.metadata
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path
from typing import Any

import pytest

from tests.project_files import ROOT, project_files, relative

PACKAGES = ("api", "scripts", "standin", "trr_backend")
PIN = re.compile(r"^([\w.-]+)(?:\[[\w,]+\])?==([^\s;]+)")


def plain(requirement: str) -> str:
    """Return the name of a requirement as registries compare names."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=; ]", requirement)[0]).lower()


@pytest.fixture(scope="module")
def pyproject() -> dict[str, Any]:
    """Return pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Build the wheel from a copy of the tree, without any index."""
    tree = tmp_path_factory.mktemp("tree")
    for path in project_files():
        target = tree / relative(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet"]
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", *options, "-w", tree / "dist", tree],
        check=True,
        capture_output=True,
        timeout=100,
    )
    return zipfile.ZipFile(next((tree / "dist").glob("*.whl")))


def test_every_requirement_is_pinned_with_hashes() -> None:
    """No requirement is free to change, and none names where it comes from."""
    text = (ROOT / "requirements.txt").read_text()
    blocks = re.split(r"\n(?=[\w])", text)

    assert [b for b in blocks if not PIN.match(b)] == []
    assert [b for b in blocks if "--hash=sha256:" not in b] == []
    assert re.findall(r"://|^\s*-(?!-hash=sha256:).*|@ ", text, re.MULTILINE) == []


def test_every_direct_dependency_is_pinned(pyproject: dict[str, Any]) -> None:
    """What pyproject.toml asks for is in the one file that is installed."""
    wanted = (
        pyproject["project"]["dependencies"] + pyproject["dependency-groups"]["dev"]
    )
    pinned = {
        plain(pin[1])
        for line in (ROOT / "requirements.txt").read_text().splitlines()
        if (pin := PIN.match(line))
    }

    assert {plain(requirement) for requirement in wanted} - pinned == set()


def test_every_direct_dependency_has_a_reason(pyproject: dict[str, Any]) -> None:
    """Decision 0009 lists each direct dependency, and none that is gone."""
    wanted = (
        pyproject["project"]["dependencies"] + pyproject["dependency-groups"]["dev"]
    )
    decision = next((ROOT / "docs" / "decisions").glob("0009-*.md")).read_text()
    listed = re.findall(r"^\| `([\w-]+)` \|", decision, re.MULTILINE)

    assert sorted(listed) == sorted({plain(requirement) for requirement in wanted})


def test_no_part_is_under_the_gpl() -> None:
    """A part under the GPL would put its terms on the whole product."""
    strict = []
    for distribution in importlib.metadata.distributions():
        said = distribution.metadata
        terms = [
            *said.get_all("License-Expression", []),
            *[text.partition("\n")[0] for text in said.get_all("License", [])],
            *[c for c in said.get_all("Classifier", []) if c.startswith("License")],
        ]
        if any(re.search(r"(?<![AL])GPL|Affero|AGPL", term) for term in terms):
            strict.append(said["Name"])

    assert strict == []


def test_wheel_holds_the_data_files_of_the_packages(wheel: zipfile.ZipFile) -> None:
    """SQL, pages and recorded answers travel with the code that reads them."""
    ours = {
        relative(path)
        for path in project_files()
        if relative(path).startswith(tuple(f"{package}/" for package in PACKAGES))
    }
    packed = {name for name in wheel.namelist() if ".dist-info/" not in name}

    assert packed == {name for name in ours if not name.endswith((".md", ".gitkeep"))}


def test_wheel_says_licence_and_command(
    wheel: zipfile.ZipFile, pyproject: dict[str, Any]
) -> None:
    """Licence, notice and the `trr` command are in the metadata."""
    info = Path(wheel.namelist()[-1]).parts[0]
    metadata = Parser().parsestr(wheel.read(f"{info}/METADATA").decode())

    assert metadata["Name"] == "trr-backend"
    assert metadata["License-Expression"] == "MIT"
    assert metadata.get_all("License-File") == ["LICENSE", "NOTICE"]
    assert metadata.get_all("Requires-Dist") == pyproject["project"]["dependencies"]
    assert "trr = scripts.cli:main" in wheel.read(f"{info}/entry_points.txt").decode()
