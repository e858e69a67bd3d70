"""`trr review`: what waits is listed, an answer has its effect and is remembered."""

import json
from typing import Any

import pytest

from scripts.backfill_tmdb_details import STAGE as DETAILS
from scripts.resolve_tmdb_ids import STAGE as RESOLVE
from scripts.sync_seasons_episodes import STAGE as SEASONS
from scripts.sync_show_cast import STAGE as CAST
from tests.answers import credit
from tests.pipeline import Pipeline, failures
from tests.upstream import Upstream

FIRST = {"first_air_date": "2004-05-15"}
TITLED = "TMDb ID,IMDb ID,Type,Name,Release Date\n,,tv,Twins,2004\n"
OF_TWO = "00000000-0000-0000-0000-000000000001"
WAITING = "select kind from ops.review_items where decided_at is null order by 1"


async def test_questions_are_listed_with_what_may_be_answered(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """For people as a table, for machines as JSON; of one kind or all."""
    assert "Nothing waits" in (await pipeline.trr("review")).output
    await _shared(pipeline, upstream)
    (question,) = await _waiting(pipeline)
    assert {name: question[name] for name in ("kind", "label", "confidence")} == {
        "kind": "same-show",
        "label": "Two (tmdb:2)",
        "confidence": None,
    }
    shown = " ".join((await pipeline.trr("review", COLUMNS="200")).output.split())
    for part in (question["id"][:8], "shares imdb:tt0000001", "1. One (tmdb:1)", "0 d"):
        assert part in shown
    other = await pipeline.trr("review", "--kind", "successor")
    assert "Nothing waits" in other.output


async def test_two_shows_become_one_by_a_yes(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The one that was asked about leads to the other, and nobody asks again."""
    await _shared(pipeline, upstream)
    done = await pipeline.trr("review", "--accept", await _short(pipeline))
    assert done.exit_code == 0, done.output
    assert pipeline.rows(
        "select a.name, b.name from core.shows a join core.shows b"
        " on a.merged_into = b.id"
    ) == [("Two", "One")]
    report = await pipeline.sync(force=True)
    assert (report.exit_code, report.notes) == (0, [])
    assert pipeline.rows(WAITING) == []
    undone = await pipeline.trr("shows", "unmerge", "tmdb:2")
    assert undone.exit_code == 0
    await pipeline.sync(force=True)
    assert pipeline.rows(WAITING) == []


async def test_two_shows_stay_two_by_a_no(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """No run asks about that pair again."""
    await _shared(pipeline, upstream)
    before = pipeline.versions()
    done = await pipeline.trr("review", "--refuse", await _short(pipeline))
    assert done.exit_code == 0, done.output
    report = await pipeline.sync(force=True)
    assert (report.exit_code, report.notes) == (0, [])
    assert pipeline.versions() == before
    assert pipeline.rows(WAITING) == []


async def test_a_series_is_chosen_from_several(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Which one must be said; it is asked for first."""
    await _twins(pipeline, upstream)
    short = await _short(pipeline)
    vague = await pipeline.trr("review", "--accept", short)
    assert (vague.exit_code, "--choose" in vague.output) == (2, True)
    wrong = await pipeline.trr("review", "--accept", short, "--choose", "9")
    assert (wrong.exit_code, "only 2" in wrong.output) == (2, True)
    ((ids,),) = pipeline.rows(
        "select array_agg(c ->> 'tmdb_id') from ops.review_items r,"
        " jsonb_array_elements(r.candidates) c"
    )

    done = await pipeline.trr("review", "--accept", short, "--choose", "2")

    assert done.exit_code == 0, done.output
    assert pipeline.rows("select id from core.external_ids where entity = 'show'") == [
        (ids[1],)
    ]
    again = await pipeline.trr("review", "--accept", short, "--choose", "1")
    assert (again.exit_code, "was decided on" in again.output) == (2, True)


async def test_refused_series_are_not_asked_about_again(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The show stays as it is, which is no failure; a new candidate is asked about."""
    await _twins(pipeline, upstream)
    await pipeline.trr("review", "--refuse", await _short(pipeline))
    report = await pipeline.run([RESOLVE], force=True)
    assert report.exit_code == 0
    assert "as a person decided" in report.notes[0]
    assert pipeline.rows(WAITING) == []

    upstream.put(33, "Twins", **FIRST)
    report = await pipeline.run([RESOLVE], force=True)
    assert "tmdb:33" in "".join(failures(report).values())
    assert "tmdb:31" not in "".join(failures(report).values())
    (question,) = await _waiting(pipeline)
    assert [one["tmdb_id"] for one in question["candidates"]] == [33]

    await pipeline.trr("review", "--refuse", question["id"])
    report = await pipeline.run([RESOLVE], force=True)
    assert (report.exit_code, pipeline.rows(WAITING)) == (0, [])
    assert pipeline.rows("select decision -> 'refused' from ops.review_items") in (
        [([31, 32, 33],)],
        [([32, 31, 33],)],
    )


async def test_a_lost_series_gets_its_successor(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The former id keeps leading to the show."""
    upstream.put(1, "One")
    await pipeline.track(1)
    await pipeline.sync()
    upstream.forget(1)
    upstream.put(2, "One more", **FIRST)
    _ask(pipeline, "successor", "show", "1", [{"tmdb_id": 2, "name": "One more"}])
    done = await pipeline.trr("review", "--accept", await _short(pipeline))
    assert done.exit_code == 0, done.output
    await pipeline.sync()
    assert pipeline.rows("select name, missing_since from core.shows") == [
        ("One more", None)
    ]
    assert pipeline.rows(
        "select id, superseded_at is null from core.external_ids"
        " where entity = 'show' and source = 'tmdb' order by id"
    ) == [("1", False), ("2", True)]


async def test_a_successor_that_nobody_knows_is_no_answer(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The question waits on."""
    upstream.put(1, "One")
    await pipeline.track(1)
    await pipeline.sync()
    _ask(pipeline, "successor", "show", "1", [{"tmdb_id": 2, "name": "One more"}])
    done = await pipeline.trr("review", "--accept", await _short(pipeline))
    assert done.exit_code == 1
    assert pipeline.rows(WAITING) == [("successor",)]


async def test_two_people_become_one_by_a_yes_only(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Their credits are one person's; after a no they are two for good."""
    cast = [credit(71, "Al Twin", "Self"), credit(72, "Al Twin", "Self")]
    upstream.put_season(1, 1, cast=cast)
    upstream.put(1, "One")
    await pipeline.track(1)
    await pipeline.run([DETAILS, SEASONS, CAST])
    assert pipeline.rows(WAITING) == [("same-person",)]
    await pipeline.trr("review", "--refuse", await _short(pipeline))
    await pipeline.run([CAST], force=True)
    assert pipeline.rows(WAITING) == []
    assert pipeline.rows("select count(*) from core.people") == [(2,)]

    with pipeline.connect() as connection:
        connection.execute("update ops.review_items set decided_at = null")
    done = await pipeline.trr("review", "--accept", await _short(pipeline))
    assert done.exit_code == 0, done.output
    assert pipeline.rows("select name from core.people") == [("Al Twin",)]
    await pipeline.run([CAST], force=True)
    assert pipeline.rows("select count(*) from core.people") == [(1,)]
    assert pipeline.rows("select count(distinct person_id) from core.credits") == [(1,)]


async def test_two_people_of_one_imdb_id_become_one_by_a_yes(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """All that they are is one person's, both ids lead there, and it stays so."""
    upstream.put_season(1, 1, cast=[credit(71, "Al", "Self"), credit(72, "Alan", "Me")])
    upstream.put(1, "One")
    for tmdb_id, name in ((71, "Al"), (72, "Alan")):
        upstream.put_person(tmdb_id, name, external_ids={"imdb_id": "nm0000007"})
    await pipeline.track(1)
    await pipeline.sync()
    (question,) = await _waiting(pipeline)
    assert question["kind"] == "same-person"

    done = await pipeline.trr("review", "--accept", question["id"])

    assert done.exit_code == 0, done.output
    await pipeline.sync(force=True)
    before = pipeline.versions()
    report = await pipeline.sync(force=True)
    assert (report.exit_code, pipeline.versions()) == (0, before)
    assert pipeline.rows("select name from core.people") == [("Al",)]
    assert pipeline.rows(
        "select c.role, p.name from core.credits c join core.people p"
        " on p.id = c.person_id where c.missing_since is null order by 1"
    ) == [("Me", "Al"), ("Self", "Al")]
    assert pipeline.rows(
        "select source, id, superseded_at is null from core.external_ids"
        " where entity = 'person' order by 1, 2"
    ) == [
        ("imdb", "nm0000007", True),
        ("tmdb", "71", True),
        ("tmdb", "72", False),
    ]
    assert pipeline.rows(WAITING) == []
    assert pipeline.rows(
        "select count(*) from core.redirects r join core.people p on p.id = r.to_id"
    ) == [(1,)]


async def test_ids_of_imdb_are_given_by_a_yes(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """To an episode and to a person, marked with whose data they come from."""
    upstream.put_season(1, 1, cast=[credit(71, "Ada Host", "Self")])
    upstream.put(1, "One")
    await pipeline.track(1)
    await pipeline.run([DETAILS, SEASONS, CAST])
    with pipeline.connect() as connection:
        connection.execute(
            "insert into core.imdb_episodes (id, source, series_id)"
            " values ('tt0000011', 'imdb-datasets', 'tt0000001')"
        )
        connection.execute(
            "insert into core.imdb_names (id, source, name)"
            " values ('nm0000071', 'imdb-datasets', 'Ada Host')"
        )
    episode = {"imdb_id": "tt0000011", "season_number": 1, "episode_number": 2}
    _ask(pipeline, "imdb-episode", "episode", "", [episode])
    shown = " ".join((await pipeline.trr("review", COLUMNS="200")).output.split())
    assert "1. imdb:tt0000011 (no name) (1x2)" in shown
    done = await pipeline.trr("review", "--accept", await _short(pipeline))
    assert done.exit_code == 0, done.output
    named = {"imdb_id": "nm0000071", "name": "Ada Host"}
    _ask(pipeline, "same-person", "person", "imdb:nm0000071", [named])
    done = await pipeline.trr("review", "--accept", await _short(pipeline))
    assert done.exit_code == 0, done.output
    assert pipeline.rows(
        "select entity, id, origin from core.external_ids where source = 'imdb'"
        " order by 1"
    ) == [
        ("episode", "tt0000011", "imdb-datasets"),
        ("person", "nm0000071", "imdb-datasets"),
    ]
    gone = {**episode, "imdb_id": "tt0000099"}
    _ask(pipeline, "imdb-episode", "episode", "again", [gone])
    lost = await pipeline.trr("review", "--accept", await _short(pipeline))
    assert (lost.exit_code, "tt0000099 is gone" in lost.output) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--accept", "ffffffff"], "no question begins"),
        (["--refuse", "ffffffff"], "no question begins"),
        (["--accept", "what?"], "no id of a question"),
        (["--accept", ""], "no id of a question"),
        (["--refuse", "%"], "no id of a question"),
        (["--choose", "1"], "needs --accept"),
        (["--accept", "0", "--kind", "same-show"], "for the list"),
        (["--accept", "00000000"], "2 questions begin"),
        (["--refuse", OF_TWO, "--refuse", "ffffffff"], "no question begins"),
        (["--accept", OF_TWO, "--refuse", OF_TWO], "say one of both"),
        (["--kind", "foo"], "resolve-tmdb-ids"),
    ],
)
async def test_what_is_no_answer_changes_nothing(
    pipeline: Pipeline, upstream: Upstream, arguments: list[str], said: str
) -> None:
    """The error says what is wrong, the exit code is 2."""
    await _shared(pipeline, upstream)
    with pipeline.connect() as connection:
        for number in (1, 2):
            connection.execute(
                "insert into ops.review_items (id, kind, entity, entity_id, reason,"
                " subject) select %s, 'same-show', 'show', id, '', %s from core.shows"
                " where name = 'One'",
                [f"00000000-0000-0000-0000-00000000000{number}", str(number)],
            )
    done = await pipeline.trr("review", *arguments)
    assert (done.exit_code, said in done.output) == (2, True), done.output
    decided = "select count(*) from ops.review_items where decided_at is not null"
    assert pipeline.rows(decided) == [(0,)]


async def test_a_dry_run_decides_nothing(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """It says what a yes would do."""
    await _shared(pipeline, upstream)
    done = await pipeline.trr("review", "--accept", await _short(pipeline), "--dry-run")
    assert "merged show Two" in done.output
    assert pipeline.rows(WAITING) == [("same-show",)]


async def _shared(pipeline: Pipeline, upstream: Upstream) -> None:
    """Let two shows have one IMDb id."""
    for tmdb_id, name in ((1, "One"), (2, "Two")):
        upstream.put(tmdb_id, name, external_ids={"imdb_id": "tt0000001"})
    await pipeline.track(1, 2)
    await pipeline.sync("tmdb:1")
    await pipeline.sync("tmdb:2")


async def _twins(pipeline: Pipeline, upstream: Upstream) -> None:
    """Let a wanted show be one of two series."""
    for tmdb_id in (31, 32):
        upstream.put(tmdb_id, "Twins", **FIRST)
    await pipeline.import_text(TITLED, "twins.csv")
    report = await pipeline.run([RESOLVE])
    assert report.exit_code == 1


def _ask(
    pipeline: Pipeline, kind: str, entity: str, subject: str, candidates: list[Any]
) -> None:
    """Ask about the one entity of a kind."""
    with pipeline.connect() as connection:
        connection.execute(
            "insert into ops.review_items (kind, entity, entity_id, subject, reason,"
            " candidates) select %s, %s, entity_id, %s, 'in doubt', %s"
            " from core.external_ids where entity = %s and source = 'tmdb'",
            [kind, entity, subject, json.dumps(candidates), entity],
        )


async def _waiting(pipeline: Pipeline) -> list[dict[str, Any]]:
    listed = json.loads((await pipeline.trr("review", "--json")).stdout)
    questions: list[dict[str, Any]] = listed["questions"]
    return questions


async def _short(pipeline: Pipeline) -> str:
    """Return the short id of the one question that waits."""
    (question,) = await _waiting(pipeline)
    return str(question["id"])[:8]
