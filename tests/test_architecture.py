"""The map is enforced: each contract of .importlinter catches a planted violation."""

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("api", "scripts", "standin", "trr_backend")
LINTER = Path(sys.executable).with_name("lint-imports")

# A contract, the file that breaks it and the line that does.
VIOLATIONS = [
    ("edges", "trr_backend/utils/planted.py", "import api"),
    ("rooms", "trr_backend/models/planted.py", "import trr_backend.utils"),
    ("repositories", "trr_backend/media/planted.py", "import trr_backend.repositories"),
    ("engine", "api/planted.py", "import trr_backend.engine"),
    ("queues", "scripts/planted.py", "import dbos"),
    ("ingestion", "api/planted.py", "import trr_backend.ingestion"),
    ("media", "trr_backend/repositories/planted.py", "import trr_backend.media"),
    ("integrations", "scripts/planted.py", "import trr_backend.integrations"),
    ("http", "trr_backend/ingestion/planted.py", "import httpx2"),
    ("postgres", "scripts/planted.py", "import psycopg"),
    ("objects", "trr_backend/repositories/planted.py", "import obstore"),
    ("pictures", "trr_backend/ingestion/planted.py", "import PIL.Image"),
    ("signatures", "scripts/planted.py", "import botocore.auth"),
    ("webhooks", "scripts/planted.py", "import standardwebhooks"),
    ("asgi", "trr_backend/repositories/planted.py", "from fastapi import Response"),
    ("terminal", "trr_backend/ingestion/planted.py", "from rich import print"),
    ("traces", "scripts/planted.py", "import opentelemetry.trace"),
    ("figures", "trr_backend/repositories/planted.py", "import prometheus_client"),
    ("second-ways", "trr_backend/integrations/planted.py", "import requests"),
    ("standin", "standin/planted.py", "from trr_backend import errors"),
    ("standin-alone", "scripts/planted.py", "import standin"),
]
# What the layers must also refuse: the arrows that the map does not draw.
SIDEWAYS = [
    ("edges", "api/planted.py", "import scripts"),
    ("edges", "scripts/planted.py", "import api"),
    ("edges", "trr_backend/repositories/planted.py", "from scripts import cli"),
    ("rooms", "trr_backend/repositories/planted.py", "import trr_backend.engine"),
    ("rooms", "trr_backend/ingestion/planted.py", "import trr_backend.repositories"),
    ("rooms", "trr_backend/media/planted.py", "import trr_backend.ingestion"),
    ("rooms", "trr_backend/repositories/planted.py", "import trr_backend.media"),
    ("rooms", "trr_backend/integrations/planted.py", "import trr_backend.ingestion"),
    ("rooms", "trr_backend/utils/planted.py", "import trr_backend.integrations"),
    ("media", "api/planted.py", "import trr_backend.media"),
    ("integrations", "api/planted.py", "import trr_backend.integrations"),
]


def contracts() -> dict[str, str]:
    """Return the id and name of every contract."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    prefix = "importlinter:contract:"
    return {
        section.removeprefix(prefix): parser[section]["name"]
        for section in parser.sections()
        if section.startswith(prefix)
    }


def lint(tree: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run lint-imports on a tree without its cache."""
    return subprocess.run(
        [LINTER, "--no-cache", "--no-logo", *options],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={"COLUMNS": "300", "PATH": ""},
    )


def complaints(report: str) -> dict[str, set[str]]:
    """Return the modules that import what they must not, by the broken contract."""
    _, _, broken = report.partition("Broken contracts\n")
    *_, titles = re.split(r"^-+$", broken, maxsplit=1, flags=re.MULTILINE)
    parts = re.split(r"^(.+)\n-+$", titles, flags=re.MULTILINE)[1:]
    return {
        name: set(re.findall(r"([\w.]+) -> ", told))
        for name, told in zip(parts[::2], parts[1::2], strict=True)
    }


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a copy of the packages and the contracts, to be spoiled."""
    for package in PACKAGES:
        for source in (ROOT / package).rglob("*.py"):
            target = tmp_path / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_the_tree_keeps_every_contract() -> None:
    """No arrow of the map is broken."""
    result = lint(ROOT)

    assert (result.returncode, result.stderr) == (0, ""), result.stdout
    assert f"Contracts: {len(contracts())} kept, 0 broken." in result.stdout


def test_every_contract_has_a_planted_violation() -> None:
    """A contract that nothing here tries to break would be taken on trust."""
    assert {contract for contract, _, _ in VIOLATIONS} == set(contracts())


def test_planted_violations_are_caught(tree: Path) -> None:
    """An import against the map breaks the contract that forbids it, by name."""
    expected = []
    for number, (contract, path, line) in enumerate([*VIOLATIONS, *SIDEWAYS]):
        planted = path.replace("planted", f"planted{number}")
        (tree / planted).write_text(f'"""Planted."""\n\n{line}\n')
        module = planted.removesuffix(".py").replace("/", ".")
        expected.append((contracts()[contract], module))

    result = lint(tree)

    assert result.returncode == 1, result.stdout
    said = complaints(result.stdout)
    assert said.keys() == set(contracts().values())
    assert [(name, one) for name, one in expected if one not in said[name]] == []


def test_room_without_a_layer_is_caught(tree: Path) -> None:
    """A new folder in trr_backend must be given its place in the layers."""
    room = tree / "trr_backend" / "helpers"
    room.mkdir()
    (room / "__init__.py").write_text('"""Planted."""\n')

    result = lint(tree, "--contract", "rooms")

    assert result.returncode == 1
    assert "trr_backend.helpers" in result.stdout


def test_no_module_escapes_the_linter() -> None:
    """Every folder with modules is a package: the linter does not see others."""
    blind = {
        str(source.parent.relative_to(ROOT))
        for package in PACKAGES
        for source in (ROOT / package).rglob("*.py")
        if not (source.parent / "__init__.py").exists()
    }

    assert blind == set()


def test_no_module_lies_outside_the_rooms() -> None:
    """Product code lives in the four packages, nowhere else."""
    known = {*PACKAGES, "benchmarks", "deploy", "docs", "tests"}
    strays = {
        str(source.relative_to(ROOT))
        for source in ROOT.rglob("*.py")
        if (top := source.relative_to(ROOT).parts[0]) not in known
        and not top.startswith(".")
        and top not in {"build", "dist", "node_modules"}
    }

    assert strays == set()
