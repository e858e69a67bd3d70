"""What holds for every file: no machine's traces, nothing unfinished, tests that test.

Each rule is written so that it does not find itself.
"""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.project_files import ROOT, project_files, relative

TEXT_RULES = {
    "the host of a package registry": (
        # In parts: this file is held to the rule as well.
        r"py" r"pi\.org|python" r"hosted\.org|npm" r"js\.(org|com)|deb\.deb" r"ian\.org"
    ),
    "a path of one machine": r"(?<![\w.~}])/(work|home|Users|root|tmp|opt/pypi)/\w",
    "unfinished work": r"\b(TO[D]O|FIX[M]E|X[X]X)\b",
}
LONGEST_MODULE = 400
SILENCED = re.compile(
    r"#\s*(noqa|type:\s*ignore)(: ?[A-Z0-9, ]+|\[[\w, -]+\])?(?P<why>.*)"
)


def texts() -> Iterator[tuple[str, str]]:
    """Yield each text file of the project with its content."""
    for path in project_files():
        try:
            yield relative(path), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def trees() -> Iterator[tuple[str, ast.Module]]:
    """Yield each test file with its syntax tree."""
    for path in (ROOT / "tests").rglob("test_*.py"):
        yield relative(path), ast.parse(path.read_text(encoding="utf-8"))


def behaviours(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the test functions of a file."""
    for node in ast.walk(tree):
        if isinstance(
            node, ast.FunctionDef | ast.AsyncFunctionDef
        ) and node.name.startswith("test_"):
            yield node


def claims(function: ast.AST, helpers: dict[str, ast.AST]) -> bool:
    """Say whether a test can fail: it, or a helper of its file, asserts."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            if re.match(r"raises|warns|assert_|expect_|call_and_validate", name):
                return True
            others = {key: helpers[key] for key in helpers if key != name}
            if name in helpers and claims(helpers[name], others):
                return True
    return False


def helpers_of(tree: ast.Module) -> dict[str, ast.AST]:
    """Return the functions at the top of a test file."""
    return {
        node.name: node
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


@pytest.mark.parametrize("rule", TEXT_RULES)
def test_no_file_holds(rule: str) -> None:
    """No file names a registry, a machine's path, unfinished work or its making."""
    found = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(TEXT_RULES[rule], line)
    ]

    assert found == []


def test_no_module_is_long() -> None:
    """A file has one subject, so it stays short."""
    long = {
        relative(path): lines
        for path in project_files(".py")
        if (lines := len(path.read_text().splitlines())) > LONGEST_MODULE
    }

    assert long == {}


def test_silenced_rules_give_a_reason() -> None:
    """Whoever silences a checker says why, on the line or right above it."""
    found = []
    for path in project_files(".py"):
        explained = False
        for number, line in enumerate(path.read_text().splitlines(), 1):
            silenced = SILENCED.search(line)
            if not silenced:
                explained = line.strip().startswith("#")
            elif re.search(r"\w{3}", silenced["why"]):
                explained = True
            elif not explained:
                found.append(f"{relative(path)}:{number}")

    assert found == []


def test_migrations_have_names_the_supabase_cli_takes() -> None:
    """It skips a file without 14 leading digits and never says so."""
    names = sorted(path.name for path in (ROOT / "supabase" / "migrations").iterdir())
    versions = [name.partition("_")[0] for name in names]

    assert [n for n in names if not re.fullmatch(r"\d{14}_[a-z0-9_]+\.sql", n)] == []
    assert len(set(versions)) == len(versions)
    for version in versions:
        assert datetime.strptime(version, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def test_every_test_states_a_behaviour_and_can_fail() -> None:
    """A test has a docstring and at least one assertion."""
    silent, idle = [], []
    for name, tree in trees():
        helpers = helpers_of(tree)
        for function in behaviours(tree):
            where = f"{name}::{function.name}"
            if not ast.get_docstring(function):
                silent.append(where)
            if not claims(function, helpers):
                idle.append(where)

    assert (silent, idle) == ([], [])


def test_documents_have_no_pictograms() -> None:
    """Documents are words, tables and drawings in plain characters."""
    found = [
        relative(path)
        for path in project_files(".md")
        if re.search("[\u2600-\u27bf\U0001f000-\U0001faff]", path.read_text())
    ]

    assert found == []


def test_a_test_without_an_assertion_would_be_found() -> None:
    """The check on tests tells idle ones from those that can fail."""
    source = """
def test_idle(): print(1)
def test_asserts(): assert 1
def test_expects():
    with pytest.raises(ValueError): int("x")
def test_leaves_it_to_a_helper(): same(1, 1)
def test_helper_is_idle(): idle()
def same(a, b): assert a == b
def idle(): return 1
"""
    tree = ast.parse(source)
    found = [claims(function, helpers_of(tree)) for function in behaviours(tree)]

    assert found == [False, True, True, True, False]


def test_hidden_files_are_read_too() -> None:
    """The rules reach the files that start with a dot."""
    names = {relative(path) for path in project_files()}

    assert names >= {".ci/run", ".ci/setup", ".importlinter", "Makefile"}
    assert Path(__file__).name in {Path(name).name for name in names}
