"""Episodes get their IMDb ids from imported rows; doubts become questions."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.imdb_datasets import SERIES, Datasets, datasets
from tests.pipeline import Pipeline, stage
from tests.whole_shows import AS_OF, episode, record, season, write_seasons
from trr_backend.repositories.db import Database
from trr_backend.repositories.sets import Owner

AIRED = {"air_date": date(2004, 5, 1)}


@pytest.fixture
async def imdb(pipeline: Pipeline, tmp_path: Path, database: Database) -> Datasets:
    """The series with two episodes and a special of ours, and IMDb's files."""
    made = await datasets(pipeline, tmp_path)
    made.rows["title.basics"][0] = (
        r"tt0000012|tvEpisode|Reunion|Reunion|0|2004|\N|41|Reality-TV"
    )
    made.write()
    ((show_id, name),) = made.pipeline.rows("select id, name from core.shows")
    found = record(
        season(0, [episode(0, 1, name="Reunion", **AIRED)]),
        season(1, [episode(1, 1, name="First", **AIRED), episode(1, 2, **AIRED)]),
    )
    await write_seasons(database, Owner(show_id, name, AS_OF), found)
    return made


def _ids(imdb: Datasets) -> list[tuple[Any, ...]]:
    return imdb.pipeline.rows(
        "select p.name, e.id, e.origin from core.external_ids e"
        " join core.episodes p on p.id = e.entity_id"
        " where e.entity = 'episode' and e.source = 'imdb' order by 1"
    )


def _questions(imdb: Datasets) -> list[tuple[Any, ...]]:
    return imdb.pipeline.rows(
        "select r.kind, r.subject, r.reason, r.confidence, r.candidates, r.decision"
        " from ops.review_items r order by r.kind, r.reason"
    )


async def test_episodes_that_agree_get_their_ids(imdb: Datasets) -> None:
    """Marked with whose data they come from; what disagrees waits for a person."""
    report = await imdb.load()

    assert _ids(imdb) == [("First", "tt0000011", "imdb-datasets")]
    twin = {
        "imdb_id": "tt0000012",
        "season_number": 1,
        "episode_number": 2,
        "name": "Reunion",
        "year": 2004,
    }
    assert _questions(imdb) == [
        (
            "imdb-episode",
            "",
            "which of IMDb's episodes is 0x01 Reunion?",
            0.8,
            [
                {
                    **twin,
                    "confidence": 0.8,
                    "reason": "same title, numbered 1x2, same year 2004",
                }
            ],
            None,
        ),
        (
            "imdb-episode",
            "",
            "which of IMDb's episodes is 1x02 Title 2?",
            0.4,
            [
                {
                    **twin,
                    "confidence": 0.4,
                    "reason": "same number, title 14% alike, same year 2004",
                }
            ],
            None,
        ),
    ]
    assert report.exit_code == 0
    assert report.notes[-1] == (
        f"imdb:{SERIES} (imdb:{SERIES}): 1 episode matched, 2 doubtful, 0 people of "
        "one name; decide with `trr review`"
    )
    assert imdb.pipeline.rows(
        "select entity, kind, fields from ops.events where entity = 'episode'"
        " and fields = '{external_ids}'"
    ) == [("episode", "updated", ["external_ids"])]


async def test_a_second_look_writes_nothing_and_asks_nothing_new(
    imdb: Datasets,
) -> None:
    """The same questions wait; a decided one is not asked again."""
    await imdb.load()
    imdb.pipeline.rows(
        "update ops.review_items set decided_at = now(), decision = '{}'"
        " where confidence = 0.4 returning id"
    )
    before, asked = imdb.pipeline.versions(), _questions(imdb)

    report = await imdb.load()

    assert imdb.pipeline.versions() == before
    assert _questions(imdb) == asked
    assert stage(report, "imdb-crosswalk").changed == 0
    assert "1 doubtful" in report.notes[-1]


async def test_a_question_that_answers_itself_is_settled(imdb: Datasets) -> None:
    """IMDb corrects a title; the episode gets its id, nobody is asked any more."""
    await imdb.load()
    row = imdb.rows["title.basics"][0]
    imdb.rows["title.basics"][0] = row.replace("Reunion", "Title 2")
    imdb.write()

    await imdb.load()

    assert _ids(imdb) == [
        ("First", "tt0000011", "imdb-datasets"),
        ("Title 2", "tt0000012", "imdb-datasets"),
    ]
    ((decision,),) = imdb.pipeline.rows(
        "select decision from ops.review_items where reason ~ '1x02'"
    )
    assert decision == {
        "imdb_id": "tt0000012",
        "reason": "number, title and year agree by now",
    }


async def test_an_id_that_is_elsewhere_settles_nothing(imdb: Datasets) -> None:
    """An episode of another show has it: nobody got it, so the question stays."""
    await imdb.load()
    imdb.pipeline.rows(
        "insert into core.external_ids (entity, entity_id, source, id)"
        " values ('episode', %s, 'imdb', 'tt0000012') returning id",
        UUID(int=1),
    )
    row = imdb.rows["title.basics"][0]
    imdb.rows["title.basics"][0] = row.replace("Reunion", "Title 2")
    imdb.write()

    await imdb.load()

    waiting = "select reason from ops.review_items where decided_at is null"
    assert ("which of IMDb's episodes is 1x02 Title 2?",) in imdb.pipeline.rows(waiting)


async def test_a_yes_gives_the_id_and_ends_the_other_question(imdb: Datasets) -> None:
    """Two episodes may be one of IMDb's; once it is the first's, nobody is asked."""
    await imdb.load()
    ((first,),) = imdb.pipeline.rows(
        "select id from ops.review_items where reason ~ '0x01'"
    )

    done = await imdb.pipeline.trr("review", "--accept", str(first))

    assert done.exit_code == 0, done.output
    expected = [
        ("First", "tt0000011", "imdb-datasets"),
        ("Reunion", "tt0000012", "imdb-datasets"),
    ]
    assert _ids(imdb) == expected
    await imdb.load(force=True)
    assert _ids(imdb) == expected
    waiting = "select 1 from ops.review_items where decided_at is null"
    assert imdb.pipeline.rows(waiting) == []


async def test_an_id_that_was_refused_is_never_given(imdb: Datasets) -> None:
    """Not even where number, title and year agree by now."""
    await imdb.load()
    ((second,),) = imdb.pipeline.rows(
        "select id from ops.review_items where reason ~ '1x02'"
    )
    done = await imdb.pipeline.trr("review", "--refuse", str(second))
    assert done.exit_code == 0, done.output
    row = imdb.rows["title.basics"][0]
    imdb.rows["title.basics"][0] = row.replace("Reunion", "Title 2")
    imdb.write()

    await imdb.load()

    assert _ids(imdb) == [("First", "tt0000011", "imdb-datasets")]


async def test_people_of_one_name_are_asked_and_never_joined(imdb: Datasets) -> None:
    """Who has the IMDb id, or whose own answer has not come, needs no question."""
    ((show_id,),) = imdb.pipeline.rows("select id from core.shows")
    people = (
        ("Anna Host", "now()", None),
        ("Zoe AEnd", "now()", "nm0000099"),
        ("Cy", "null", None),
    )
    for number, (name, details_at, imdb_id) in enumerate(people, 1):
        person = UUID(int=number)
        imdb.pipeline.rows(
            "insert into core.people (id, name, birthday, details_at)"
            f" values (%s, %s, '1960-01-01', {details_at}) returning id",
            person,
            name,
        )
        imdb.pipeline.rows(
            "insert into core.credits (scope_id, source, source_key, show_id,"
            " person_id, category) values (%s, 'tmdb', %s, %s, %s, 'self')"
            " returning id",
            show_id,
            name,
            show_id,
            person,
        )
        if imdb_id:
            imdb.pipeline.rows(
                "insert into core.external_ids (entity, entity_id, source, id)"
                " values ('person', %s, 'imdb', %s) returning id",
                person,
                imdb_id,
            )

    await imdb.load()

    assert imdb.pipeline.rows(
        "select entity_id, subject, reason, candidates, confidence"
        " from ops.review_items where kind = 'same-person'"
    ) == [
        (
            UUID(int=1),
            "imdb:nm0000001",
            "IMDb credits someone called Anna Host in the same show",
            [{"imdb_id": "nm0000001", "name": "Anna Host", "birth_year": 1960}],
            0.9,
        )
    ]
    assert imdb.pipeline.rows(
        "select id from core.external_ids where entity = 'person' and source = 'imdb'"
    ) == [("nm0000099",)]
