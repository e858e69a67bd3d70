"""The page in a real browser: what it shows, and that its policy stops nothing."""

import asyncio
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scripts._requests import take_waiting
from tests.api.conftest import KEY
from tests.browser import CHROMIUM, FLAGS, looking_at
from tests.seed_whole import Island
from tests.stored_pictures import Stored, seed_picture
from trr_backend.config import Settings
from trr_backend.models.tasks import StageCount
from trr_backend.repositories import queued_runs, runs
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


async def test_runs(
    served: str, tmp_path: Path, database: Database, settings: Settings
) -> None:
    """An admin says their key once; what a run tells is shown, and it can be ended."""
    queued = {"command": "sync all", "options": {}, "actor": "key:1", "priority": 9}
    async with database.transaction() as tx:
        run = await queued_runs.enqueue(tx, **queued)  # type: ignore[arg-type]  # of several kinds
    async with looking_at(f"{served}/runs", tmp_path) as look:
        shown = "document.querySelector"
        await look.until(f"{shown}('#key')?.hidden === false")
        send = f"{shown}('#key input').value = '%s'; {shown}('#key button').click()"
        await look.at(send % "no-key-of-anybody")
        await look.until(f"{shown}('#said').textContent === 'There is no such key.'")
        await look.at(send % KEY)
        await look.until(f"{shown}('#state').textContent === 'live'")
        card = f"{shown}('[data-run=\"{run.id}\"]')"
        badge = f"{card}.querySelector('.badge').textContent"
        assert await look.at(badge) == "queued"
        async with database.transaction() as tx:
            await queued_runs.begin(tx, run.id)
        await look.until(f"{badge} === 'running'")
        async with database.transaction() as tx:
            await runs.tell(
                tx,
                run.id,
                runs.Progress("people", 4, 1, 10),
                {"people": StageCount(done=3, failed=1, total=10, left=6, requests=5)},
            )
        count = f"{card}.querySelector('[data-part=count]').textContent"
        await look.until(f"{count} === 'people: 4 of 10, 1 failed'")
        assert await look.at(f"{card}.querySelector('progress').value") == 4
        # The key is in this tab alone, and in no address.
        assert await look.at("sessionStorage.getItem('trr-key')") == KEY
        assert KEY not in await look.at("location.href + document.cookie")
        await look.at(f"{card}.querySelector('a').click()")
        cells = "[...document.querySelectorAll('[data-part=stages] td')]"
        said = f"{cells}.map((cell) => cell.textContent).join()"
        await look.until(f"({said}).startsWith('people,3,1,0,6,')")
        await look.until(f"{shown}('#state').textContent === 'live'")
        await look.at(f"{shown}('button[data-order]').click()")
        words = f"{shown}('#said').textContent"
        while await take_waiting(settings) == 0:  # noqa: ASYNC110 -- of the browser
            await asyncio.sleep(0.02)
        await look.until(f"{words} === 'the run is told to end'")
        await look.until(f"{shown}('.badge').textContent === 'ending'")


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
