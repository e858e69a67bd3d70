"""Series that TMDb no longer knows by their id."""

import pytest

from tests.answers import series
from tests.pipeline import Pipeline, Upstream, failures, stage
from tests.whole_show import whole_show

SHOWS = """
select s.name, s.missing_since is not null,
  (select string_agg(case when e.superseded_at is null then e.id
      else e.id || ' (was)' end, ', ' order by e.superseded_at is not null, e.id)
   from core.external_ids e where e.entity_id = s.id and e.source = 'tmdb')
from core.shows s where s.merged_into is null order by s.name
"""
REVIEW = "select kind, subject, jsonb_array_length(candidates) from ops.review_items"
WAITING = """
select kind, jsonb_path_query_array(candidates, '$[*].tmdb_id')
from ops.review_items where decided_at is null
"""
IMDB = {"imdb_id": "tt0000001"}


@pytest.fixture
async def lost(pipeline: Pipeline, upstream: Upstream) -> Pipeline:
    """A show whose id is gone at TMDb, found again by whatever a test puts."""
    upstream.put(1, "The Show", external_ids=IMDB)
    await pipeline.track(1)
    assert failures(await pipeline.sync()) == {}
    upstream.forget(1)
    pipeline.age("8 days")
    upstream.requests()
    return pipeline


async def test_the_successor_is_found_by_the_imdb_id(
    lost: Pipeline, upstream: Upstream
) -> None:
    """The show gets its new id and what it says; the former one keeps leading to it."""
    upstream.put(2, "The Show", external_ids=IMDB, overview="New words")

    report = await lost.sync()

    assert failures(report) == {}
    assert lost.rows(SHOWS) == [("The Show", False, "2, 1 (was)")]
    assert lost.rows("select overview from core.shows") == [("New words",)]
    assert any("tmdb:2 now" in note for note in report.notes)
    assert failures(await lost.sync("tmdb:1")) == {}


async def test_a_search_finds_it_where_the_imdb_id_does_not(
    lost: Pipeline, upstream: Upstream
) -> None:
    """Same name, same first day, and no other of that name."""
    upstream.put(2, "The Show")
    report = await lost.sync()

    assert failures(report) == {}
    assert lost.rows(SHOWS) == [("The Show", False, "2, 1 (was)")]


async def test_a_doubtful_successor_is_left_to_a_person(
    lost: Pipeline, upstream: Upstream
) -> None:
    """It is flagged and kept, the question is asked once, the failure is named."""
    upstream.put(2, "The Show", first_air_date="2004-11-01")
    upstream.put(3, "The Show", first_air_date="2004-02-02")

    report = await lost.sync()

    assert list(failures(report)) == ["The Show (tmdb:1)"]
    assert lost.rows(SHOWS) == [("The Show", True, "1")]
    assert lost.rows(REVIEW) == [("successor", "1", 2)]
    assert any("`trr review` asks which" in note for note in report.notes)


async def test_a_person_says_which_successor_it_is(
    lost: Pipeline, upstream: Upstream
) -> None:
    """The show is that series from then on, and nobody is asked again."""
    upstream.put(2, "The Show", first_air_date="2004-11-01")
    upstream.put(3, "The Show", first_air_date="2004-02-02", overview="New words")
    await lost.sync()
    ((question, ids),) = lost.rows(
        "select id, jsonb_path_query_array(candidates, '$[*].tmdb_id')"
        " from ops.review_items"
    )
    number = str(ids.index(3) + 1)

    done = await lost.trr("review", "--accept", str(question), "--choose", number)

    assert done.exit_code == 0, done.output
    report = await lost.sync()
    assert failures(report) == {}
    assert lost.rows(SHOWS) == [("The Show", False, "3, 1 (was)")]
    assert lost.rows("select overview from core.shows") == [("New words",)]
    assert lost.rows(WAITING) == []


async def test_a_successor_that_a_person_refused_is_never_taken(
    lost: Pipeline, upstream: Upstream
) -> None:
    """Not even where it has become certain; who was not refused is asked about."""
    upstream.put(2, "The Show", first_air_date="2004-11-01")
    upstream.put(3, "The Show", first_air_date="2004-02-02")
    await lost.sync()
    ((question,),) = lost.rows("select id from ops.review_items")
    refused = await lost.trr("review", "--refuse", str(question))
    assert refused.exit_code == 0, refused.output
    upstream.forget(3)
    upstream.put(2, "The Show", external_ids=IMDB)
    lost.age("8 days")

    report = await lost.sync()

    assert list(failures(report)) == ["The Show (tmdb:1)"]
    assert lost.rows(SHOWS) == [("The Show", True, "1")]
    assert lost.rows(WAITING) == []
    upstream.put(2, "The Show", first_air_date="2004-11-01")
    upstream.put(4, "The Show", first_air_date="2004-03-03")
    lost.age("8 days")
    await lost.sync()
    assert lost.rows(WAITING) == [("successor", [4])]


async def test_a_merge_that_was_undone_is_not_made_again(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """TMDb names the other as its successor, a person has said that they differ."""
    upstream.put(1, "The Show", external_ids=IMDB)
    upstream.put(2, "Another")
    await pipeline.track(1, 2)
    await pipeline.sync()
    upstream.forget(1)
    upstream.put(2, "The Show", external_ids=IMDB)
    pipeline.age("8 days")
    await pipeline.sync()
    undone = await pipeline.trr("shows", "unmerge", "tmdb:1")
    assert undone.exit_code == 0, undone.output
    pipeline.age("8 days")

    report = await pipeline.sync()

    assert list(failures(report)) == ["The Show (tmdb:1)"]
    assert sorted(pipeline.rows(SHOWS)) == [
        ("The Show", False, "2"),
        ("The Show", True, "1"),
    ]
    assert pipeline.rows(WAITING) == []


async def test_an_answer_of_just_before_says_nothing_of_where_it_went(
    lost: Pipeline, upstream: Upstream
) -> None:
    """Nobody was known under its IMDb id a moment ago; TMDb is asked again."""
    assert list(failures(await lost.sync())) == ["The Show (tmdb:1)"]
    upstream.put(2, "The Show", external_ids=IMDB)
    upstream.requests()

    report = await lost.sync("tmdb:1")

    assert failures(report) == {}
    assert upstream.paths()[:3] == ["/3/tv/1", "/3/find/tt0000001", "/3/tv/2"]
    assert lost.rows(SHOWS) == [("The Show", False, "2, 1 (was)")]


async def test_a_successor_that_is_gone_itself_is_none(
    lost: Pipeline, upstream: Upstream
) -> None:
    """The failure is that of the show's own id, and nobody is asked about the other."""
    upstream.put(2, "The Show", external_ids=IMDB)
    upstream.fail({"match": "^/3/tv/2", "kind": "error", "status": 404})

    report = await lost.sync()

    ((label, told),) = failures(report).items()
    assert label == "The Show (tmdb:1)"
    assert told.endswith("(HTTP 404) at https://api.themoviedb.org/3/tv/1")
    assert lost.rows(SHOWS) == [("The Show", True, "1")]
    assert lost.rows(REVIEW) == []


async def _doubtful(lost: Pipeline, upstream: Upstream) -> None:
    """Let a question wait which of two series the lost show is."""
    upstream.put(2, "The Show", first_air_date="2004-11-01")
    upstream.put(3, "The Show", first_air_date="2004-02-02", overview="New words")
    await lost.sync()
    assert [kind for kind, _ in lost.rows(WAITING)] == ["successor"]


async def test_a_choice_for_a_lost_show_goes_on_with_it(
    lost: Pipeline, upstream: Upstream
) -> None:
    """Its former id leads to it, also for a list; nobody is asked any more."""
    await _doubtful(lost, upstream)

    done = await lost.trr("resolve", "tmdb-ids", "--pick", "tmdb:1=tmdb:3")

    assert done.exit_code == 0, done.output
    assert lost.rows(WAITING) == []
    assert lost.rows("select slug from core.shows") == [("the-show-us-2004",)]
    await lost.import_text("tmdb:1\n", "again.txt")
    assert failures(await lost.sync()) == {}
    assert lost.rows(SHOWS) == [("The Show", False, "3, 1 (was)")]
    assert lost.rows("select overview from core.shows") == [("New words",)]


async def test_a_choice_that_was_wrong_keeps_the_id_that_was_lost(
    lost: Pipeline, upstream: Upstream
) -> None:
    """Only what the wrong series brought is taken back."""
    await _doubtful(lost, upstream)
    for chosen in ("tmdb:1=tmdb:3", "tmdb:1=tmdb:2"):
        done = await lost.trr("resolve", "tmdb-ids", "--pick", chosen)
        assert done.exit_code == 0, done.output

    assert failures(await lost.sync()) == {}
    assert lost.rows(SHOWS) == [("The Show", False, "2, 1 (was)")]


async def test_a_choice_for_a_lost_show_that_is_another_of_ours_merges_them(
    lost: Pipeline, upstream: Upstream
) -> None:
    """Both have details and are one."""
    upstream.put(3, "Other")
    await lost.track(3)
    await lost.sync()

    done = await lost.trr("resolve", "tmdb-ids", "--pick", "tmdb:1=tmdb:3")

    assert done.exit_code == 0, done.output
    assert lost.rows(SHOWS) == [("Other", False, "3, 1 (was)")]


async def test_a_question_is_closed_where_the_successor_becomes_certain(
    lost: Pipeline, upstream: Upstream
) -> None:
    """The next run finds it by its IMDb id."""
    await _doubtful(lost, upstream)
    upstream.put(2, "The Show", external_ids=IMDB)

    assert failures(await lost.sync("tmdb:1")) == {}

    assert lost.rows(SHOWS) == [("The Show", False, "2, 1 (was)")]
    assert lost.rows(WAITING) == []


async def test_a_show_that_is_back_needs_no_successor_until_it_is_lost_again(
    lost: Pipeline, upstream: Upstream
) -> None:
    """The question is closed, and asked again then."""
    await _doubtful(lost, upstream)
    upstream.put(1, "The Show", external_ids=IMDB)

    assert failures(await lost.sync("tmdb:1")) == {}
    assert lost.rows(WAITING) == []

    upstream.forget(1)
    lost.age("8 days")
    assert list(failures(await lost.sync())) == ["The Show (tmdb:1)"]
    assert [kind for kind, _ in lost.rows(WAITING)] == ["successor"]


async def test_nobody_is_its_successor(lost: Pipeline) -> None:
    """It is flagged and kept; nobody is asked."""
    report = await lost.sync()

    assert list(failures(report)) == ["The Show (tmdb:1)"]
    assert lost.rows(SHOWS) == [("The Show", True, "1")]
    assert lost.rows(REVIEW) == []


async def test_a_successor_that_is_a_show_of_ours_takes_it_over(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Both are one: the lost one leads to the other."""
    upstream.put(1, "The Show", external_ids=IMDB)
    await pipeline.track(1)
    await pipeline.sync()
    upstream.put(2, "The Show")
    await pipeline.track(2)
    await pipeline.sync()
    upstream.forget(1)
    upstream.put(2, "The Show", external_ids=IMDB)
    pipeline.age("8 days")

    report = await pipeline.sync()

    assert stage(report, "details").failures == []
    assert pipeline.rows(SHOWS) == [("The Show", False, "2, 1 (was)")]
    assert pipeline.rows(
        "select count(*) from core.shows where merged_into is null"
    ) == [(1,)]


async def test_an_upstream_that_knows_nothing_any_more_is_not_believed(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Of ten shows three are flagged, then each further one is suspicious."""
    for tmdb_id in range(1, 11):
        upstream.put_raw(tmdb_id, series(tmdb_id, f"Show {tmdb_id}"))
    await pipeline.track(*range(1, 11))
    await pipeline.sync()
    for tmdb_id in range(1, 11):
        upstream.forget(tmdb_id)
    pipeline.age("8 days")

    report = await pipeline.sync()

    told = failures(report)
    assert len(told) == 10
    assert sum("--accept-removals" in error for error in told.values()) == 7
    flagged = "select count(*) from core.shows where missing_since is not null"
    assert pipeline.rows(flagged) == [(3,)]


async def test_of_a_series_that_is_gone_no_part_is_asked_for(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Night after night nothing, though its further seasons have grown old."""
    whole_show(upstream, 1, seasons=5, episodes=10, people=1)
    await pipeline.track(1)
    assert failures(await pipeline.sync()) == {}
    upstream.forget(1)
    pipeline.age("8 days")
    assert list(failures(await pipeline.sync())) == ["Show 1 (tmdb:1)"]
    pipeline.age("1 day")
    upstream.requests()

    report = await pipeline.sync()

    assert failures(report) == {}
    assert [path for path in upstream.paths() if path.startswith("/3/tv/1")] == []
    assert not any("listed only" in note for note in report.notes)
