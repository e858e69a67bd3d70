"""A season that IMDb counts differently, without titles: one question, one answer."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.imdb_datasets import SERIES, Datasets, datasets
from tests.pipeline import Pipeline
from tests.whole_shows import AS_OF, episode, record, season, write_seasons
from trr_backend.repositories.db import Database
from trr_backend.repositories.sets import Owner

AIRED = {"air_date": date(2004, 5, 1)}


@pytest.fixture
async def shifted(pipeline: Pipeline, tmp_path: Path, database: Database) -> Datasets:
    """Our 1-4 of season 2 are IMDb's 2-5; of season 1 IMDb's two have titles."""
    made = await datasets(pipeline, tmp_path)
    _count(made, range(2, 6))
    ((show_id, name),) = made.pipeline.rows("select id, name from core.shows")
    unnamed = [episode(2, n, name=f"Episode {n}", **AIRED) for n in range(1, 5)]
    first = [episode(1, 1, name="First", **AIRED)]
    first.append(episode(1, 2, name="Second", **AIRED))
    found = record(season(1, first), season(2, unnamed))
    await write_seasons(database, Owner(show_id, name, AS_OF), found)
    return made


def _count(made: Datasets, numbers: range) -> None:
    """Let IMDb have these numbers in season 2: tt0000101 is our first."""
    for name in ("title.basics", "title.episode"):
        made.rows[name] = [
            row for row in made.rows[name] if not row.startswith("tt00001")
        ]
    for place, number in enumerate(numbers, start=1):
        made.rows["title.basics"].append(
            f"tt000010{place}|tvEpisode|Episode #2.{number}|Episode #2.{number}|0"
            r"|2004|\N|\N|Reality-TV"
        )
        made.rows["title.episode"].append(f"tt000010{place}|{SERIES}|2|{number}")
    made.write()


def _ids(made: Datasets) -> list[tuple[Any, ...]]:
    return made.pipeline.rows(
        "select p.name, e.id from core.external_ids e"
        " join core.episodes p on p.id = e.entity_id"
        " where e.entity = 'episode' and e.source = 'imdb' order by 2"
    )


def _questions(made: Datasets) -> list[tuple[Any, ...]]:
    return made.pipeline.rows(
        "select r.id::text, r.reason from ops.review_items r where r.decided_at is null"
    )


TITLED = [("First", "tt0000011"), ("Second", "tt0000012")]


async def test_one_question_is_asked_and_a_yes_gives_all_ids(shifted: Datasets) -> None:
    """By the shift that was chosen; no run asks again or undoes it."""
    report = await shifted.load()

    assert _ids(shifted) == TITLED
    ((question, reason),) = _questions(shifted)
    assert reason == (
        "which of IMDb's episodes are those of season 2? Titles say nothing, and the "
        "numbers differ: 1-4 here, 2-5 at IMDb"
    )
    assert "2 episodes matched, 0 doubtful, 1 season numbered" in report.notes[-1]
    shown = await shifted.pipeline.trr("review", COLUMNS="240")
    listed = " ".join(shown.output.split())
    assert "1. ours +1 (4 episodes, 4 of them of the same year)" in listed
    assert "2. the same number (3 episodes, 3 of them of the same year)" in listed

    done = await shifted.pipeline.trr("review", "--accept", question, "--choose", "1")

    assert done.exit_code == 0, done.output
    assert "season 2: 4 episodes got their IMDb ids" in done.stdout
    given = [(f"Episode {n}", f"tt000010{n}") for n in range(1, 5)]
    assert _ids(shifted) == [*TITLED, *given]
    await shifted.load(force=True)
    assert (_ids(shifted), _questions(shifted)) == ([*TITLED, *given], [])


async def test_a_no_leaves_the_season_without_ids(shifted: Datasets) -> None:
    """For good."""
    await shifted.load()
    ((question, _),) = _questions(shifted)

    await shifted.pipeline.trr("review", "--refuse", question)
    report = await shifted.load(force=True)

    assert (_ids(shifted), _questions(shifted)) == (TITLED, [])
    assert "numbered differently" not in str(report.notes)


async def test_a_question_about_a_season_goes_once_numbers_agree(
    shifted: Datasets,
) -> None:
    """IMDb counts as we do by now: the ids are given, nobody is asked."""
    await shifted.load()
    _count(shifted, range(1, 5))

    await shifted.load()

    assert _questions(shifted) == []
    assert len(_ids(shifted)) == 6


async def test_a_removed_show_takes_the_question_along(shifted: Datasets) -> None:
    """Nothing is left of what was asked about its seasons."""
    await shifted.load()

    done = await shifted.pipeline.trr("shows", "remove", f"imdb:{SERIES}", "--yes")

    assert done.exit_code == 0, done.output
    assert shifted.pipeline.rows("select count(*) from ops.review_items") == [(0,)]
