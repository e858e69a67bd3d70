"""A real MediaWiki for a whole run of tests, and one of its own for each that edits."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.mediawiki.contents import PAGES, files
from tests.mediawiki.installed import Installed
from tests.mediawiki.running import MediaWiki, running
from tests.scripts.conftest import pipeline, upstream
from tests.wiki_answers import wiki_client
from trr_backend.integrations.fandom.client import FandomClient

__all__ = ["pipeline", "upstream"]


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Return the wiki with its pages and files, not running."""
    made = Installed(tmp_path_factory.mktemp("mediawiki"))
    made.install()
    # Before the pages that show them.
    made.import_files(files())
    made.import_pages(PAGES)
    return made


@pytest.fixture(scope="session")
def read_only(installed: Installed) -> Iterator[MediaWiki]:
    """Return the wiki for tests that change nothing there."""
    with running(installed) as wiki:
        yield wiki


@pytest.fixture
def mediawiki(installed: Installed, tmp_path: Path) -> Iterator[MediaWiki]:
    """Return a copy of the wiki to be edited; what is there has been for a while."""
    with running(installed.copied(tmp_path / "mediawiki")) as wiki:
        wiki.let_an_hour_pass()
        wiki.asked()
        yield wiki


@pytest.fixture
async def client() -> AsyncIterator[FandomClient]:
    """Return a client of wikis that hardly waits."""
    made = wiki_client(None)
    yield made
    await made.aclose()
