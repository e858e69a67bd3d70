"""The documents say what is so: links lead somewhere, commands and paths exist."""

import difflib
import re
import runpy
from pathlib import Path

import pytest

from tests.command_tree import is_command
from tests.project_files import ROOT, project_files, relative

DOCUMENTS = project_files(".md")
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
TOPS = r"(?:api|benchmarks|docs|scripts|standin|supabase|tests|trr_backend|\.ci)"


def words_after_trr(text: str) -> list[list[str]]:
    """Return the words that follow each `trr` in code."""
    code = re.findall(r"`[^`\n]+`|^```.*?^```", text, re.MULTILINE | re.DOTALL)
    return [
        call.split()
        for part in code
        for call in re.findall(r"(?<![\w/.-])trr ((?:[a-z-]+ ?)+)", part)
    ]


@pytest.mark.parametrize("page", ["settings.md", "cli.md"])
def test_reference_is_what_the_code_says(page: str) -> None:
    """`make docs` was run after the last change of a setting or an option."""
    path = ROOT / "docs" / "reference" / page
    pages = runpy.run_path(str(ROOT / "docs" / "generate.py"))["pages"]()

    written = path.read_text(encoding="utf-8").splitlines()
    stale = list(difflib.unified_diff(written, pages[path].splitlines(), lineterm=""))

    assert stale == [], "run: make docs"


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_links_lead_to_files_that_exist(document: Path) -> None:
    """A relative link names a file or folder of this repository."""
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text())
    broken = [
        link
        for link in links
        if "://" not in link and not (document.parent / link).exists()
    ]

    assert broken == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_commands_and_paths_in_documents_exist(document: Path) -> None:
    """A command or path that was renamed is renamed in the documents too."""
    text = document.read_text()
    commands = [words for words in words_after_trr(text) if not is_command(words)]
    paths = [
        path
        for path in re.findall(rf"`({TOPS}/[\w./*-]*)`", text)
        if not [*ROOT.glob(path.rstrip("/")), *ROOT.glob(f"{path}.py")]
    ]

    assert (commands, paths) == ([], [])


def test_make_targets_in_documents_exist() -> None:
    """Documents name only targets that the Makefile has."""
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (help .+)$", makefile, re.MULTILINE)
    named = {
        word
        for document in DOCUMENTS
        for word in re.findall(
            r"(?:`|^|\$ )make ([a-z-]+)", document.read_text(), re.MULTILINE
        )
    }

    assert phony is not None
    assert named <= set(phony[1].split())


def test_decisions_are_numbered_and_listed() -> None:
    """The index names every decision once, with its own title, in order."""
    index = (ROOT / "docs" / "decisions" / "README.md").read_text()
    listed = re.findall(r"^\| \[(\d{4})\]\(([^)]+)\) \| (.+) \|$", index, re.MULTILINE)
    titles = [
        re.match(r"# (\d{4}): (.+)", path.read_text().splitlines()[0])
        for path in DECISIONS
    ]

    assert [number for number, _, _ in listed] == [
        f"{number:04}" for number in range(1, len(DECISIONS) + 1)
    ]
    assert [
        (found[1], path.name, found[2])
        for found, path in zip(titles, DECISIONS, strict=True)
        if found
    ] == listed


@pytest.mark.parametrize("decision", DECISIONS, ids=relative)
def test_decision_is_one_page_with_every_part(decision: Path) -> None:
    """A decision has the template's parts in its order and fits a page."""
    text = decision.read_text()
    template = (ROOT / "docs" / "decisions" / "template.md").read_text()
    parts = re.findall(r"^## .+$", template, re.MULTILINE)

    assert re.findall(r"^## .+$", text, re.MULTILINE) == parts
    assert re.search(r"^Status: \S.*\. Date: \d{4}-\d\d-\d\d\.$", text, re.MULTILINE)
    assert len(text.splitlines()) <= 90


def test_a_renamed_command_would_be_found() -> None:
    """The reader of documents finds commands in code and knows the false ones."""
    text = "Say trr x. `trr db migrate`\n```sh\ntrr sync no-such\n```\n"
    found = words_after_trr(text)

    assert found == [["db", "migrate"], ["sync", "no-such"]]
    assert [is_command(words) for words in found] == [True, False]
