"""`trr resolve tmdb-ids`: found for certain, or left to a person with candidates."""

from scripts._picks import Pick, pick_stage
from scripts.backfill_tmdb_details import STAGE as DETAILS
from scripts.resolve_tmdb_ids import STAGE
from tests.pipeline import Pipeline, Upstream, failures

HEADER = "TMDb ID,IMDb ID,Type,Name,Release Date\n"
RESOLVED = """
    select s.name, e.id from core.shows s
    left join core.external_ids e on e.entity_id = s.id and e.source = 'tmdb'
    order by 1, 2
"""
QUESTIONS = """
    select s.name, r.reason, jsonb_path_query_array(r.candidates, '$[*].tmdb_id')
    from ops.review_items r join core.shows s on s.id = r.entity_id
    where r.kind = 'resolve-tmdb-ids' and r.decided_at is null order by 1
"""


def found(tmdb_id: int, name: str, first: str = "2004-05-15") -> dict[str, object]:
    """Return a series as /find and /search answer it."""
    return {
        "id": tmdb_id,
        "name": name,
        "original_name": name,
        "first_air_date": first,
        "origin_country": ["US"],
        "media_type": "tv",
    }


def put_find(upstream: Upstream, imdb_id: str, *series: object, films: int = 0) -> None:
    """Let the upstream know an IMDb id as these series and so many films."""
    answer = {
        "movie_results": [{"id": n, "title": "A film"} for n in range(films)],
        "person_results": [],
        "tv_results": list(series),
        "tv_episode_results": [],
        "tv_season_results": [],
    }
    upstream.put_file(f"find/{imdb_id}.json", answer)


def not_resolved(reason: str, ref: str, *candidates: str) -> str:
    """Return how a report names an open question."""
    named = f"; candidates: {'; '.join(candidates)}" if candidates else ""
    hint = f"choose with `trr resolve tmdb-ids --pick {ref}=tmdb:ID`"
    return f"not resolved: {reason}{named}; {hint}"


async def test_what_find_leaves_in_doubt_waits_for_a_person(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Nothing, films, two series, another name, another year: asked, never guessed.

    The next run asks nobody and writes nothing; the questions stay named.
    """
    put_find(upstream, "tt0000001")
    put_find(upstream, "tt0000002", films=2)
    put_find(upstream, "tt0000003", found(31, "Three"), found(32, "Three UK"))
    put_find(upstream, "tt0000004", found(4, "Quite Another"))
    put_find(upstream, "tt0000005", found(5, "Five", "2011-01-01"))
    put_find(upstream, "tt0000006", found(6, "Six"))
    names = ("One", "Two", "Three", "Four", "Five", "Six")
    rows = [
        f",tt000000{n},tv,{name},2004-05-15\n" for n, name in enumerate(names, start=1)
    ]
    await pipeline.import_text(HEADER + "".join(rows), "list.csv")

    report = await pipeline.run([STAGE])

    expected = {
        "One (tt0000001)": not_resolved(
            "TMDb knows nothing by this IMDb id", "imdb:tt0000001"
        ),
        "Two (tt0000002)": not_resolved(
            "TMDb knows this IMDb id as movie, as no series", "imdb:tt0000002"
        ),
        "Three (tt0000003)": not_resolved(
            "TMDb names several series for this IMDb id",
            "imdb:tt0000003",
            "tmdb:31 Three (2004-05-15, US)",
            "tmdb:32 Three UK (2004-05-15, US)",
        ),
        "Four (tt0000004)": not_resolved(
            "the series with this IMDb id has another name",
            "imdb:tt0000004",
            "tmdb:4 Quite Another (2004-05-15, US)",
        ),
        "Five (tt0000005)": not_resolved(
            "the series with this IMDb id has another year",
            "imdb:tt0000005",
            "tmdb:5 Five (2011-01-01, US)",
        ),
    }
    assert report.exit_code == 1
    assert failures(report) == expected
    assert pipeline.rows(RESOLVED) == [
        ("Five", None),
        ("Four", None),
        ("One", None),
        ("Six", "6"),
        ("Three", None),
        ("Two", None),
    ]
    assert [(name, ids) for name, _, ids in pipeline.rows(QUESTIONS)] == [
        ("Five", [5]),
        ("Four", [4]),
        ("One", []),
        ("Three", [31, 32]),
        ("Two", []),
    ]

    upstream.requests()
    before = pipeline.versions(), pipeline.rows("select xmin from ops.review_items")

    again = await pipeline.run([STAGE])

    assert upstream.requests() == []
    assert failures(again) == expected
    after = pipeline.versions(), pipeline.rows("select xmin from ops.review_items")
    assert after == before


async def test_a_week_later_the_upstream_is_asked_whether_it_knows_more(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Conditionally: what is unchanged is a 304, what is new resolves the show."""
    put_find(upstream, "tt0000001")
    put_find(upstream, "tt0000002")
    await pipeline.import_text("tt0000001\ntt0000002\n")
    await pipeline.run([STAGE])
    pipeline.age("8 days")
    put_find(upstream, "tt0000002", found(2, "Two"))
    upstream.requests()

    report = await pipeline.run([STAGE])

    asked = {entry["path"]: entry["status"] for entry in upstream.requests()}
    assert asked == {"/3/find/tt0000001": 304, "/3/find/tt0000002": 200}
    assert list(failures(report)) == ["imdb:tt0000001 (tt0000001)"]
    assert pipeline.rows(
        "select key, checked_at > now() - interval '1 hour',"
        " expires_at > now() + interval '179 days'"
        " from source.documents order by 1"
    ) == [("tt0000001", True, True), ("tt0000002", True, True)]


async def test_a_choice_settles_the_question(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The show gets the id, the decision is kept, its answer is there already."""
    put_find(upstream, "tt0000003", found(31, "Three"), found(32, "Three UK"))
    upstream.put(32, "Three UK")
    await pipeline.import_text("tt0000003\n")
    await pipeline.run([STAGE])

    report = await pipeline.run([pick_stage([Pick.parse("tt0000003=tmdb:32")])])

    assert report.exit_code == 0
    assert pipeline.rows(QUESTIONS) == []
    assert pipeline.rows("select decision from ops.review_items") == [
        ({"tmdb_id": 32, "reason": "chosen by a person"},)
    ]
    upstream.requests()
    resolved = await pipeline.run([STAGE, DETAILS])
    assert (resolved.exit_code, upstream.requests()) == (0, [])
    assert pipeline.rows(RESOLVED) == [("Three UK", "32")]


async def test_a_choice_of_an_unknown_series_changes_nothing(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """TMDb's 404 is told; the question stays open."""
    put_find(upstream, "tt0000003", found(31, "Three"), found(32, "Three UK"))
    await pipeline.import_text("tt0000003\n")
    await pipeline.run([STAGE])
    before = pipeline.versions(), pipeline.rows(QUESTIONS)

    report = await pipeline.run([pick_stage([Pick.parse("tt0000003=tmdb:33")])])

    assert report.exit_code == 1
    (told,) = failures(report).values()
    assert "(HTTP 404)" in told
    assert (pipeline.versions(), pipeline.rows(QUESTIONS)) == before


async def test_a_choice_of_an_id_that_another_show_has_makes_them_one(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The wish is absorbed: ids and list places move, its own id redirects.

    TMDb's own IMDb id of the series stays the current one.
    """
    put_find(upstream, "tt0000003", found(31, "Three"), found(32, "Three UK"))
    upstream.put(32, "Three UK", external_ids={"imdb_id": "tt0000032"})
    await pipeline.track(32)
    await pipeline.import_text("tt0000003\n", "other.txt")
    await pipeline.run([STAGE, DETAILS])
    ((stub,),) = pipeline.rows("select id from core.shows where slug is null")

    report = await pipeline.run([pick_stage([Pick.parse("tt0000003=tmdb:32")])])

    assert report.exit_code == 0
    ((survivor, name),) = pipeline.rows("select id, name from core.shows")
    assert name == "Three UK"
    assert pipeline.rows("select from_id, to_id from core.redirects") == [
        (stub, survivor)
    ]
    assert pipeline.rows(
        "select source, id, superseded_at is null from core.external_ids"
        " where entity_id = %s order by 1, 2",
        survivor,
    ) == [
        ("imdb", "tt0000003", False),
        ("imdb", "tt0000032", True),
        ("tmdb", "32", True),
    ]
    assert pipeline.rows(
        "select count(*), count(distinct show_id) from core.list_items"
    ) == [(2, 1)]


async def test_one_name_and_year_in_two_countries_stays_apart(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Big Brother began in 2000 in the US and in the UK: a person must say which."""
    upstream.put(10160, "Big Brother", first_air_date="2000-07-05")
    uk = {"first_air_date": "2000-07-18", "origin_country": ["GB"]}
    upstream.put(11366, "Big Brother", **uk)
    upstream.put(45956, "Celebrity Big Brother", first_air_date="2001-03-09")
    await pipeline.import_text(f"{HEADER},,tv,Big Brother,2000\n", "list.csv")

    report = await pipeline.run([STAGE])

    ((show_id,),) = pipeline.rows("select id from core.shows")
    assert failures(report) == {
        f"Big Brother ({show_id})": not_resolved(
            "several series of this title and about this year",
            str(show_id),
            "tmdb:10160 Big Brother (2000-07-05, US)",
            "tmdb:11366 Big Brother (2000-07-18, GB)",
        )
    }

    await pipeline.run([pick_stage([Pick.parse(f"{show_id}=tmdb:11366")])])

    assert pipeline.rows(RESOLVED) == [("Big Brother", "11366")]


async def test_title_and_year_find_a_show_without_an_imdb_id(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The same name and the same year, nothing else near: one request, resolved."""
    upstream.put(1685, "Project Runway", first_air_date="2004-12-01")
    upstream.put(2, "Project Runway All Stars", first_air_date="2012-01-05")
    await pipeline.import_text(f"{HEADER},,tv,Project Runway,2004-12-01\n", "list.csv")

    report = await pipeline.run([STAGE])

    assert report.exit_code == 0
    assert upstream.paths() == ["/3/search/tv"]
    assert pipeline.rows(RESOLVED) == [("Project Runway", "1685")]


async def test_a_wrong_year_still_leaves_candidates(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """What the search by year does not find, one without it names for a person."""
    upstream.put(1685, "Project Runway", first_air_date="2004-12-01")
    await pipeline.import_text(f"{HEADER},,tv,Project Runway,2005-01-01\n", "list.csv")

    report = await pipeline.run([STAGE])

    ((show_id,),) = pipeline.rows("select id from core.shows")
    assert failures(report) == {
        f"Project Runway ({show_id})": not_resolved(
            "no series of this title began in this year",
            str(show_id),
            "tmdb:1685 Project Runway (2004-12-01, US)",
        )
    }
    assert [entry["status"] for entry in upstream.requests()] == [200, 200]

    await pipeline.run([STAGE])

    assert upstream.requests() == []


async def test_an_answer_that_cannot_be_used_leaves_the_question(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """It is named, no document is kept, and the next run asks again."""
    put_find(upstream, "tt0000001", found(1, "One"))
    put_find(upstream, "tt0000002", found(2, "Two"))
    await pipeline.import_text("tt0000001\ntt0000002\n")
    upstream.fail({"match": "tt0000001", "kind": "shape", "text": '{"tv_results":7}'})

    report = await pipeline.run([STAGE])

    (told,) = failures(report).values()
    assert told.endswith(": field tv_results")
    assert pipeline.rows("select key from source.documents") == [("tt0000002",)]

    upstream.fail()
    assert (await pipeline.run([STAGE])).exit_code == 0
    assert [tmdb_id for _, tmdb_id in pipeline.rows(RESOLVED)] == ["1", "2"]


def test_a_choice_that_cannot_be_read_is_exit_code_2(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """So is one for a show that is not in the catalogue; nothing is asked."""
    for pick, told in (
        ("tt0000003", "'tt0000003' is no choice: write SHOW=tmdb:ID"),
        ("tt0000003=32", "'tt0000003=32' is no choice: write SHOW=tmdb:ID"),
        ("tt0000003=tmdb:", "'tmdb:' names no show"),
        ("imdb:tt0000003=tmdb:32", "no show imdb:tt0000003 in the catalogue"),
    ):
        result = pipeline.command("resolve", "tmdb-ids", "--pick", pick)
        assert result.exit_code == 2
        assert result.stderr.startswith(f"Error: {told}")
        assert result.stderr.count("\n") == 1
    assert upstream.requests() == []


async def test_the_words_of_a_list_that_holds_the_show_count(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Not those of a list that has dropped it, and of two the first by its path."""
    put_find(upstream, "tt0000001", found(1, "Right"))
    wrong, right = (f"{HEADER},tt0000001,tv,{name},\n" for name in ("Wrong", "Right"))
    await pipeline.import_text(wrong, "a.csv")
    await pipeline.import_text(f"{HEADER}7,,tv,Other,\n", "a.csv")
    await pipeline.import_text(right, "b.csv")
    await pipeline.import_text(wrong, "c.csv")

    report = await pipeline.run([STAGE])

    assert failures(report) == {}
    assert ("Wrong", "1") in pipeline.rows(RESOLVED)
