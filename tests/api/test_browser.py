"""The page in a real browser: what it shows, and that its policy stops nothing."""

import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.browser import CHROMIUM, FLAGS, looking_at
from tests.seed_whole import Island
from tests.stored_pictures import Stored, seed_picture
from trr_backend.repositories.db import Database
from trr_backend.repositories.events import emit
from trr_backend.repositories.work import Work

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(CHROMIUM is None, reason="needs the Debian package chromium"),
]


def browse(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the browser once with a profile of its own."""
    assert CHROMIUM is not None
    return subprocess.run(
        [CHROMIUM, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", *arguments],
        capture_output=True,
        text=True,
        timeout=90,
        check=True,
    )


@pytest.fixture
async def hung(database: Database, island: Island) -> None:
    """Give the whole show pictures, whose files are gone."""
    async with database.transaction() as tx:
        for kind in ("poster", "backdrop", "logo"):
            picture = Stored(kind, kind, widths=(185, 342))
            await seed_picture(tx, "show", island.show, picture)
        await seed_picture(tx, "person", island.olga, Stored("photo", "photo"))


@pytest.mark.usefixtures("hung")
def test_page(served: str, tmp_path: Path) -> None:
    """Every show is on the page with its link, and the style is applied."""
    run = browse(tmp_path, "--dump-dom", served)
    links = re.findall(r'<h2><a href="/shows/([^"]+)">', run.stdout)
    assert sorted(links) == [
        "big-brother",
        "big-brother-11366",
        "de-mol",
        "the-island",
        "the-real-housewives-of-atlanta",
    ]
    assert "JustWatch" in run.stdout
    # The browser says on stderr what a policy has stopped.
    assert "Content Security Policy" not in run.stderr


@pytest.mark.usefixtures("hung")
def test_show_and_person(served: str, tmp_path: Path) -> None:
    """A show's page leads to the people of its cast, and back; nothing is stopped."""
    show = browse(tmp_path, "--dump-dom", f"{served}/shows/the-island")
    assert re.findall("<h3>([^<]*)</h3>", show.stdout) == [
        "What wikis say",
        "Seasons",
        "Season by season",
        "Cast",
        "Pictures",
    ]
    people = re.findall(
        r'<p class="name"><a href="(/people/[^"]+)">([^<]+)</a>', show.stdout
    )
    assert [name for _, name in people] == [
        "Olga Host",
        "Dora Judge",
        "Ann Winner",
        "Ben Guest",
    ]
    # Of whom wikis say something.
    person = browse(tmp_path, "--dump-dom", f"{served}{people[2][0]}")
    assert set(re.findall(r'href="/shows/([^"]+)"', person.stdout)) == {"the-island"}
    assert '<li class="part won">' in person.stdout
    for run in (show, person):
        assert "Content Security Policy" not in run.stderr


async def test_live(
    served: str, tmp_path: Path, database: Database, known: Island
) -> None:
    """What changes while one looks comes to the top of the page, named and linked."""
    async with looking_at(f"{served}/live", tmp_path) as look:
        await look.until("document.querySelector('#state').textContent === 'live'")
        async with database.transaction() as tx:
            work = Work(tx, datetime.now(UTC))
            work.changed_show(known.show, "The Island", {"tagline": (None, "Sand")})
            await emit(work, None)
        await look.until("document.querySelector('#changes a')?.href")
        first = await look.at("document.querySelector('#changes li').innerHTML")
    assert re.sub("<time.*?</time> ", "", first).rstrip() == (
        f'<a class="what" href="/shows/{known.show}">The Island</a> '
        '<b class="updated">updated</b> <span class="fields">tagline</span>'
    )


@pytest.mark.parametrize("path", ["", "/shows/the-island"])
@pytest.mark.parametrize("width", [360, 1280])
def test_fits(served: str, tmp_path: Path, width: int, path: str) -> None:
    """The pages are drawn at the width of a phone and of a desk."""
    picture = tmp_path / "page.png"
    browse(
        tmp_path,
        f"--window-size={width},900",
        f"--screenshot={picture}",
        f"{served}{path}",
    )
    assert picture.stat().st_size > 10_000
