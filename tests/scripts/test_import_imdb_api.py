"""`trr import imdb-api` against the stand-in: whole series, page by page."""

import json
import logging

import pytest
from pydantic import SecretStr

from scripts import import_imdb_api
from scripts.import_imdb_api import STAGE
from tests.imdb_api import (
    SECRETS,
    SERIES,
    TABLES,
    counts,
    paged_rows,
    track,
    with_licence,
)
from tests.imdb_files import series_rows, write_files
from tests.pipeline import Pipeline, failures, stage

PATH = "/imdb/v1"
# Three pages of episodes; one more of the first one's other titles and of its credits;
# two of the series' credits; three of names; the title, and one more of its titles.
QUESTIONS = 3 + 1 + 1 + 2 + 3 + 1 + 1
THROTTLED = '{"errors": [{"message": "slow", "extensions": {"code": "THROTTLED"}}]}'
INVALID = (
    '{"errors": [{"message": "Cannot query field", "path": ["title"],'
    ' "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"}}]}'
)
CUT = (
    '{"data": {"title": {"id": "tt0000001", "episodes": {"episodes": {'
    '"total": 2, "edges": [], "pageInfo": {"hasNextPage": false}}}}}}'
)


@pytest.fixture
def imdb(pipeline: Pipeline) -> Pipeline:
    """The pipeline with a licence and one show in it, known by its IMDb id."""
    return with_licence(pipeline)


def with_settings(imdb: Pipeline, **update: object) -> Pipeline:
    """Return the pipeline with other settings."""
    settings = imdb.settings.model_copy(update=update)
    return Pipeline(settings, imdb.upstream, imdb.reports)


async def test_every_page_is_asked_for_and_written(imdb: Pipeline) -> None:
    """One request a page, in order, and a row for each thing IMDb says."""
    await track(imdb, paged_rows())

    report = await imdb.run([STAGE])

    assert failures(report) == {}
    assert imdb.upstream.paths() == [PATH] * QUESTIONS
    assert stage(report, "imdb-api").requests == QUESTIONS
    assert counts(imdb) == {
        "titles": 46,
        "episodes": 45,
        "akas": 290,
        "principals": 260 + 70 + 44,
        "crew": 2,
        "ratings": 2,
        "names": 260,
    }
    assert imdb.rows("select * from core.imdb_episodes order by id desc limit 2") == [
        ("tt0001045", "imdb-api", SERIES, None, None, None),
        ("tt0001044", "imdb-api", SERIES, 1, 44, None),
    ]


async def test_a_second_run_asks_and_writes_nothing(imdb: Pipeline) -> None:
    """No request, no row written again, no event."""
    await track(imdb, paged_rows())
    await imdb.run([STAGE])
    before = imdb.versions()
    imdb.upstream.requests()

    report = await imdb.run([STAGE])

    assert imdb.upstream.paths() == []
    assert stage(report, "imdb-api").unchanged == 1
    assert imdb.versions() == before


async def test_after_a_week_it_is_asked_again_and_nothing_changes(
    imdb: Pipeline,
) -> None:
    """The same answers write no row and tell of no change."""
    await track(imdb, paged_rows())
    await imdb.run([STAGE])
    before = imdb.versions()
    imdb.age("7 days")
    imdb.upstream.requests()

    report = await imdb.run([STAGE])

    assert len(imdb.upstream.paths()) == QUESTIONS
    assert stage(report, "imdb-api").changed == 0
    assert imdb.versions() == before


async def test_a_run_that_was_stopped_goes_on_with_its_page(imdb: Pipeline) -> None:
    """Pages that came are kept; nothing is written until all are there."""
    await track(imdb, paged_rows())
    imdb.upstream.fail({"match": PATH, "kind": "error", "after": 7})

    stopped = await imdb.run([STAGE])
    half = counts(imdb)
    imdb.upstream.fail()
    imdb.upstream.requests()
    report = await imdb.run([STAGE])

    assert list(failures(stopped)) == [f"imdb:{SERIES} (imdb:{SERIES})"]
    assert half == dict.fromkeys(TABLES, 0)
    assert failures(report) == {}
    assert len(imdb.upstream.paths()) == QUESTIONS - 7
    assert counts(imdb)["episodes"] == 45


async def test_pages_of_a_stopped_run_are_good_for_a_day(imdb: Pipeline) -> None:
    """Later all are asked again, so that none is older than the rows' terms allow."""
    await track(imdb, paged_rows())
    imdb.upstream.fail({"match": PATH, "kind": "error", "after": 7})
    await imdb.run([STAGE])
    imdb.upstream.fail()
    imdb.age("25 hours")
    imdb.upstream.requests()

    report = await imdb.run([STAGE])

    assert failures(report) == {}
    assert len(imdb.upstream.paths()) == QUESTIONS


async def test_another_mapping_needs_no_request(
    imdb: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows are made anew of the answers that are kept."""
    await track(imdb, paged_rows())
    await imdb.run([STAGE])
    with imdb.connect() as connection:
        connection.execute("update core.imdb_titles set name = 'spoiled'")
        connection.execute("delete from source.imdb_digests")
    monkeypatch.setattr(import_imdb_api, "IMDB_API_MAPPING", 2)
    imdb.upstream.requests()

    report = await imdb.run([STAGE])

    assert imdb.upstream.paths() == []
    assert stage(report, "imdb-api").done == 1
    assert imdb.rows("select name from core.imdb_titles where id = %s", SERIES) == [
        ("The Show",)
    ]


async def test_force_asks_everything_again(imdb: Pipeline) -> None:
    """Nothing that is kept is taken."""
    await track(imdb, paged_rows(episodes=2, people=3))
    await imdb.run([STAGE])
    imdb.upstream.requests()

    report = await imdb.run([STAGE], force=True)

    assert len(imdb.upstream.paths()) == stage(report, "imdb-api").requests == 6


async def test_throttling_is_waited_for(imdb: Pipeline) -> None:
    """By AWS's 429 and by an error inside a good answer alike."""
    await track(imdb, series_rows())
    imdb.upstream.fail(
        {"match": PATH, "kind": "rate_limit", "retry_after": 1, "times": 1},
        {"match": PATH, "kind": "shape", "text": THROTTLED, "times": 1, "after": 1},
    )

    report = await imdb.run([STAGE])

    assert failures(report) == {}
    assert counts(imdb)["episodes"] == 2


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ('{"data": {"title": null}}', f"IMDb does not know {SERIES}"),
        ('{"data": {"title": {"id": "tt0000001"}}}', "field credits"),
        ('{"data": {}}', "field data.title"),
        ('{"data": {"title": {"id": "7"}}}', "field data.title.id"),
        (INVALID, "Cannot query field"),
        (CUT, "the pages hold 0 of 2 episodes"),
    ],
)
async def test_what_is_no_answer_writes_nothing(
    imdb: Pipeline, answer: str, said: str
) -> None:
    """The show is named with the reason; rows and kept answers stay as they were."""
    await track(imdb, series_rows())
    await imdb.run([STAGE])
    before = imdb.versions()
    imdb.upstream.fail({"match": PATH, "kind": "shape", "text": answer})

    report = await imdb.run([STAGE], force=True)

    (reason,) = failures(report).values()
    assert said in reason
    assert report.exit_code == 1
    assert imdb.versions() == before


async def test_what_is_gone_is_marked_and_comes_back(imdb: Pipeline) -> None:
    """One episode less is likely; its rows are kept and current again when it is."""
    rows = paged_rows(episodes=30, people=20)
    await track(imdb, rows)
    await imdb.run([STAGE])
    gone = {**rows, "title.episode": rows["title.episode"][:-1]}

    write_files(imdb.upstream.folder / "imdb", gone)
    await imdb.run([STAGE], force=True)
    marked = imdb.rows(
        "select id, missing_since is not null from core.imdb_episodes"
        " order by id desc limit 2"
    )
    write_files(imdb.upstream.folder / "imdb", rows)
    await imdb.run([STAGE], force=True)

    assert marked == [("tt0001030", True), ("tt0001029", False)]
    assert counts(imdb)["episodes"] == 30


async def test_a_series_that_shrinks_too_much_is_suspicious(imdb: Pipeline) -> None:
    """Nothing is written, the show is named, and --accept-removals lets it happen."""
    rows = paged_rows(episodes=30, people=20)
    await track(imdb, rows)
    await imdb.run([STAGE])
    few = {**rows, "title.episode": rows["title.episode"][:20]}
    write_files(imdb.upstream.folder / "imdb", few)

    report = await imdb.run([STAGE], force=True)
    kept = counts(imdb)["episodes"]
    result = await imdb.trr("import", "imdb-api", "--force", "--accept-removals")

    (reason,) = failures(report).values()
    assert "10 of 30 episodes would be marked as gone" in reason
    assert "--accept-removals" in reason
    assert kept == 30
    assert result.exit_code == 0, result.output
    assert counts(imdb)["episodes"] == 20


async def test_the_command_can_be_repeated(imdb: Pipeline) -> None:
    """It pairs episodes besides; the second time it asks nothing and writes nothing."""
    await track(imdb, series_rows())

    first = await imdb.trr("import", "imdb-api", "--json")
    before = imdb.versions()
    asked = imdb.upstream.paths()
    second = await imdb.trr("import", "imdb-api", "--json")

    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    stages = [one["stage"] for one in json.loads(first.stdout)["stages"]]
    assert stages == ["imdb-api", "imdb-crosswalk"]
    assert asked == [PATH] * 4
    assert imdb.upstream.paths() == []
    assert imdb.versions() == before


async def test_the_command_says_what_it_needs(imdb: Pipeline) -> None:
    """Without a licence it ends with 2, names each variable and asks nobody."""
    await track(imdb, series_rows())

    unlicensed = with_settings(
        imdb, imdb_api_key=None, imdb_asset_id=None, aws_access_key_id=None
    )
    result = await unlicensed.trr("import", "imdb-api")

    assert result.exit_code == 2
    assert "IMDB_API_KEY, IMDB_ASSET_ID, AWS_ACCESS_KEY_ID" in result.output
    assert imdb.upstream.paths() == []


async def test_a_refused_key_stops_the_run(imdb: Pipeline) -> None:
    """It would be refused for every show."""
    await track(imdb, series_rows())

    other = with_settings(imdb, imdb_api_key=SecretStr("another"))
    result = await other.trr("import", "imdb-api")

    assert result.exit_code == 2
    assert "set IMDB_API_KEY" in result.output
    assert imdb.upstream.paths() == [PATH]


async def test_a_dry_run_writes_nothing(imdb: Pipeline) -> None:
    """It asks, says what would change, and leaves neither rows nor documents."""
    await track(imdb, series_rows())

    result = await imdb.trr("import", "imdb-api", "--dry-run", "--json")

    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["stages"][0]["changed"] == 1
    assert counts(imdb) == dict.fromkeys(TABLES, 0)
    assert imdb.rows("select 1 from source.documents where source = 'imdb'") == []


async def test_shows_without_an_imdb_id_are_left_out(imdb: Pipeline) -> None:
    """They are counted in a note; nothing is asked for them."""
    await imdb.track(8514)

    report = await imdb.run([STAGE])

    assert report.notes == ["left out, because they have no IMDb id: 1"]
    assert stage(report, "imdb-api").requests == 0


async def test_documents_carry_their_terms(imdb: Pipeline) -> None:
    """Source, kind, key, licence, the series they are part of, and ten days at most."""
    await track(imdb, series_rows())
    await imdb.run([STAGE])

    found = imdb.rows(
        "select kind, key, part_of, url, expires_at - checked_at"
        " from source.documents where source = 'imdb' order by 1, 2"
    )
    licences = imdb.rows(
        "select distinct licence from source.documents where source = 'imdb'"
    )

    address = "https://api-fulfill.dataexchange.us-east-1.amazonaws.com/v1"
    assert [(row[0], row[1], row[2], row[3], row[4].days) for row in found] == [
        ("credits", f"{SERIES}/1", SERIES, address, 10),
        ("episodes", f"{SERIES}/1", SERIES, address, 10),
        ("names", f"{SERIES}/1", SERIES, address, 10),
        ("title", SERIES, None, address, 10),
    ]
    assert "IMDb Content License Agreement" in licences[0][0]


async def test_no_secret_is_shown_anywhere(
    imdb: Pipeline, caplog: pytest.LogCaptureFixture
) -> None:
    """Not in rows, reports or logs, also where the upstream echoes it."""
    caplog.set_level(logging.DEBUG)
    await track(imdb, series_rows())
    echo = json.dumps({"errors": [{"message": " ".join(SECRETS)}]})
    imdb.upstream.fail({"match": PATH, "kind": "shape", "text": echo, "times": 4})

    failed = await imdb.run([STAGE])
    report = await imdb.run([STAGE])

    assert failures(report) == {}
    shown = [imdb.text(), json.dumps(failed.as_json(), default=str)]
    shown += [str(vars(one)) for one in caplog.get_records("call")]
    assert [one for one in SECRETS if any(one in text for text in shown)] == []
