"""`trr backfill tmdb-details`: what is good is kept, what is not changes nothing."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from scripts.backfill_tmdb_details import STAGE
from scripts.sync_all import STAGES
from tests.pipeline import Pipeline, Upstream, failures, series, stage

DOCUMENTS = """
    select key, sha256, body::text, etag, fetched_at, checked_at, expires_at
    from source.documents order by 1
"""
MISSING = "select name, missing_since, missing_checked_at from core.shows order by 1"
HBO = {"id": 49, "name": "HBO", "logo_path": None, "origin_country": "US"}

# Each way in which an answer about a show can be bad, and how it is told.
BAD: Mapping[str, tuple[dict[str, object], str]] = {
    "error": ({"status": 500}, "(HTTP 500)"),
    "empty": ({}, "an empty answer (HTTP 200)"),
    "html": ({}, "a web page (HTML) instead of JSON (HTTP 200)"),
    "malformed": ({}, "a truncated answer (HTTP 200)"),
    "truncated": ({}, "no whole answer from 127.0.0.1 (RemoteProtocolError)"),
    "dropped": ({}, "no whole answer from 127.0.0.1 (RemoteProtocolError)"),
    "huge": ({}, "an answer larger than 20 MiB (HTTP 200)"),
    "shape": ({}, "Expected `object`, got `array`"),
    "body": (
        {
            "base64": b64encode(b'{"id": 109, "name": "A", "b": "\xff"}').decode(),
            "content_type": "application/json",
        },
        "no JSON ('utf-8' codec can't decode byte 0xff in position 31",
    ),
    "redirect": (
        {"location": "https://tmdb.example/"},
        "a redirect that is not followed: the host tmdb.example is not allowed",
    ),
}
# Answers of the right kind whose content is wrong, and the field that is named.
WRONG: Mapping[str, tuple[dict[str, object], str]] = {
    "type": ({"networks": [HBO, {"id": "x", "name": "B"}]}, "field networks[1].id"),
    "no-id": ({"id": None}, "field id"),
    "other-id": ({"id": 77}, "field id"),
    "no-name": ({"name": " ", "original_name": None}, "field name"),
    "part": (
        {"watch/providers": {"results": {"US": 7}}},
        "field watch/providers.results[...]",
    ),
}


async def _imported(pipeline: Pipeline, upstream: Upstream, *tmdb_ids: int) -> None:
    """Bring shows in, all stages done, and forget what was asked for it."""
    for tmdb_id in tmdb_ids:
        upstream.put(tmdb_id, f"Show {tmdb_id}", overview="Good.", networks=[HBO])
    await pipeline.track(*tmdb_ids)
    assert (await pipeline.sync()).exit_code == 0
    upstream.requests()


async def test_bad_answers_change_nothing_that_is_kept(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Each show with a bad answer is named; its document and rows stay the very same.

    The other show is done in the same run, and all are once the upstream is well again.
    """
    numbers = dict(enumerate(BAD, start=101))
    await _imported(pipeline, upstream, *numbers, 200)
    documents = _by_key(pipeline.rows(DOCUMENTS))
    shows = "select t::text from core.shows t where name <> 'Show 200' order by id"
    before = pipeline.rows(shows), pipeline.versions()["core.networks"]
    for n in (*numbers, 200):
        upstream.put(n, f"Show {n}", overview="Better.", networks=[HBO])
    upstream.fail(
        *(
            {"match": f"^/3/tv/{n}", "kind": kind, **BAD[kind][0]}
            for n, kind in numbers.items()
        )
    )

    report = await pipeline.sync(force=True)

    told = failures(report)
    assert report.exit_code == 1
    assert stage(report, "details").done == 1
    assert sorted(told) == [f"Show {n} (tmdb:{n})" for n in numbers]
    assert not any("\n" in error for error in told.values())
    for n, kind in numbers.items():
        assert BAD[kind][1] in told[f"Show {n} (tmdb:{n})"]
    assert (pipeline.rows(shows), pipeline.versions()["core.networks"]) == before
    now = _by_key(pipeline.rows(DOCUMENTS))
    assert now.pop("200") != documents.pop("200")
    assert now == documents
    assert pipeline.rows("select overview from core.shows where name = 'Show 200'") == [
        ("Better.",)
    ]

    upstream.fail()
    assert (await pipeline.sync(force=True)).exit_code == 0


async def test_a_wrong_field_is_named_with_its_show(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """JSON that is right but for one field: nothing of it is taken."""
    numbers = dict(enumerate(WRONG, start=101))
    await _imported(pipeline, upstream, *numbers)
    before = pipeline.versions(), pipeline.rows(DOCUMENTS)
    for n, kind in numbers.items():
        upstream.put_raw(n, {**series(n, "Spoiled"), **WRONG[kind][0]})
    pipeline.age("8 days")
    aged = pipeline.rows(DOCUMENTS)

    report = await pipeline.run([STAGE])

    assert {
        item: error[error.index("field") :] for item, error in failures(report).items()
    } == {f"Show {n} (tmdb:{n})": WRONG[kind][1] for n, kind in numbers.items()}
    assert pipeline.versions() == before[0]
    assert pipeline.rows(DOCUMENTS) == aged


async def test_odd_characters_are_no_failure(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """NUL in a text neither stops a show nor reaches a column."""
    text = r'{"id":1,"name":"One\u0000 ","overview":"a\u0000b","unknown":"\u0000"}'
    upstream.fail({"match": "^/3/tv/1", "kind": "shape", "text": text})
    await pipeline.track(1)

    report = await pipeline.sync()

    assert failures(report) == {}
    assert pipeline.rows("select name, overview from core.shows") == [("One", "ab")]


async def test_a_show_that_is_gone_is_kept_and_flagged_once(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """404: flagged with one event, not asked for a week, cleared when it is back."""
    await _imported(pipeline, upstream, 1, 2)
    upstream.forget(1)
    shows = pipeline.rows("select count(*) from core.show_networks")
    flags = "select count(*) from ops.events where 'missing_since' = any(fields)"

    gone = await pipeline.sync(force=True)

    assert gone.exit_code == 1
    (told,) = failures(gone).values()
    assert "(HTTP 404)" in told
    assert [(n, since is None) for n, since, _ in pipeline.rows(MISSING)] == [
        ("Show 1", False),
        ("Show 2", True),
    ]
    assert pipeline.rows(flags) == [(1,)]
    assert pipeline.rows("select count(*) from core.show_networks") == shows
    ((_, since, _), _) = pipeline.rows(MISSING)
    upstream.requests()

    quiet = await pipeline.sync()
    assert (quiet.exit_code, upstream.paths()) == (0, ["/3/tv/2"])
    assert [note.partition(" since ")[0] for note in quiet.notes] == [
        "Show 1 (tmdb:1): TMDb has not known it"
    ]

    forced = await pipeline.sync("tmdb:1")
    searches = ["/3/search/tv"] * 2
    assert (forced.exit_code, upstream.paths()) == (1, ["/3/tv/1", *searches])
    ((_, still, checked), _) = pipeline.rows(MISSING)
    assert (still, checked > since) == (since, True)

    pipeline.age("8 days")
    assert (await pipeline.sync()).exit_code == 1
    assert pipeline.rows(flags) == [(1,)]

    upstream.put(1, "Show 1", overview="Good.", networks=[HBO])
    back = await pipeline.sync("tmdb:1")

    assert back.exit_code == 0
    assert {since for _, since, _ in pipeline.rows(MISSING)} == {None}
    assert pipeline.rows(flags) == [(2,)]


async def test_a_show_that_was_never_known_is_flagged_too(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """A wrong id in a list: its show stays, without details; what to do is said."""
    await pipeline.track(404)

    report = await pipeline.sync()

    assert failures(report) == {
        "tmdb:404 (tmdb:404)": (
            "TMDb does not know tmdb:404; check the list it came from, or choose with "
            "`trr resolve tmdb-ids --pick tmdb:404=tmdb:ID`"
        )
    }
    assert [since is None for _, since, _ in pipeline.rows(MISSING)] == [False]
    upstream.requests()
    later = await pipeline.sync()
    assert (later.exit_code, upstream.requests()) == (0, [])
    assert (
        "tmdb:404 (tmdb:404): TMDb does not know this id; check the list it came from; "
        "it is kept and asked for again a week after the last time (now: with --show)"
    ) in later.notes


def test_a_refused_key_stops_the_run_at_once(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """401: exit code 2, what to set, and only the requests in flight were sent."""
    path = upstream.folder / "list.txt"
    path.write_text("".join(f"tmdb:{n}\n" for n in range(1, 101)))
    assert pipeline.command("import", "lists", str(path)).exit_code == 0
    upstream.fail({"match": "^/3/tv", "kind": "error", "status": 401})

    result = pipeline.command("sync", "all")

    assert result.exit_code == 2
    last = result.stderr.splitlines()[-1]
    assert last.startswith("Error: tmdb: the key was refused; set TMDB_BEARER_TOKEN to")
    assert 1 <= len(upstream.requests()) <= 16
    assert pipeline.rows("select outcome, summary->>'stopped' from ops.runs") == [
        ("done", None),
        ("stopped", last.removeprefix("Error: ")),
    ]
    assert pipeline.rows("select count(missing_since) from core.shows") == [(0,)]


async def test_too_many_requests_for_a_minute_are_waited_out(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Six refusals with Retry-After, in seconds and by date, then all is done."""
    for n in (1, 2, 3):
        upstream.put(n, f"Show {n}")
    await pipeline.track(1, 2, 3)
    limit = {"match": "^/3/tv", "kind": "rate_limit", "retry_after": 10, "times": 3}
    upstream.fail(limit, {**limit, "retry_after_as": "date"})
    upstream.requests()

    report = await pipeline.run([STAGE])

    assert (report.exit_code, report.stages[0].done) == (0, 3)
    statuses = [entry["status"] for entry in upstream.requests()]
    assert sorted(statuses) == [200] * 3 + [429] * 6


async def test_too_many_requests_without_end_are_named(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Two minutes of refusals are enough: the show is named and the run ends."""
    upstream.put(1, "One")
    await pipeline.track(1)
    upstream.fail({"match": "^/3/tv", "kind": "rate_limit", "retry_after": 30})

    report = await pipeline.run([STAGE])

    (told,) = failures(report).values()
    assert "asked for fewer requests" in told
    assert "(HTTP 429)" in told
    assert report.stages[0].requests == 4


async def test_three_server_errors_are_survived_and_a_fourth_is_named(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Four tries in all, no more."""
    for n in (1, 2):
        upstream.put(n, f"Show {n}")
    await pipeline.track(1, 2)
    upstream.fail(
        {"match": "^/3/tv/1", "kind": "error", "times": 3},
        {"match": "^/3/tv/2", "kind": "error", "status": 503},
    )
    upstream.requests()

    report = await pipeline.run([STAGE])

    assert list(failures(report)) == ["tmdb:2 (tmdb:2)"]
    paths = upstream.paths()
    assert (paths.count("/3/tv/1"), paths.count("/3/tv/2")) == (4, 4)


async def test_an_unchanged_answer_moves_only_the_check_times(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Asked with the ETag, TMDb answers 304: no row in core is written."""
    await _imported(pipeline, upstream, 1)
    pipeline.age("8 days")
    before, versions = pipeline.rows(DOCUMENTS), pipeline.versions()

    report = await pipeline.sync()

    assert report.exit_code == 0
    assert [entry["status"] for entry in upstream.requests()] == [304]
    after = pipeline.rows(DOCUMENTS)
    assert after[0][:5] == before[0][:5]
    moved = [new - old for old, new in zip(before[0][5:], after[0][5:], strict=True)]
    assert [one.days for one in moved] == [8, 8]
    assert pipeline.versions() == versions


async def test_an_expired_answer_is_fetched_anew(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Past the terms' six months it counts as not there: no conditional request."""
    await _imported(pipeline, upstream, 1)
    pipeline.age("181 days")

    report = await pipeline.sync()

    assert report.exit_code == 0
    assert [entry["status"] for entry in upstream.requests()] == [200]


async def test_silence_keeps_a_text_and_ends_a_state(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """An overview that a later answer lacks stays with its source; a next date ends."""
    facts = """
        select name, overview, status, next_air_date::text, poster_path,
          provenance - 'name' from core.shows
    """
    upstream.put_raw(
        1,
        {
            "id": 1,
            "name": "One",
            "overview": "Kept.",
            "status": "Returning Series",
            "poster_path": "/a.jpg",
            "next_episode_to_air": {"id": 5, "air_date": "2026-12-01"},
        },
    )
    await pipeline.track(1)
    await pipeline.run([STAGE])
    sources = dict.fromkeys(
        ("overview", "status", "poster_path", "next_air_date"), "tmdb"
    )
    assert pipeline.rows(facts) == [
        ("One", "Kept.", "Returning Series", "2026-12-01", "/a.jpg", sources)
    ]

    upstream.put_raw(
        1, {"id": 1, "name": "One!", "overview": "", "next_episode_to_air": None}
    )
    await pipeline.run([STAGE], force=True)

    ((*values, provenance),) = pipeline.rows(facts)
    assert values == ["One!", "Kept.", "Returning Series", None, None]
    assert provenance["overview"] == provenance["status"] == "tmdb"


async def test_an_older_document_does_not_rename_a_network(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """What two shows say of one network: the later fetched answer counts."""
    upstream.put(1, "One", networks=[{**HBO, "name": "Home Box Office"}])
    upstream.put(2, "Two", networks=[HBO])
    await pipeline.track(1, 2)
    await pipeline.run([STAGE])
    with pipeline.connect() as connection:
        connection.execute(
            "update source.documents set fetched_at = fetched_at - interval '1 day'"
            " where key = '1'"
        )
    await pipeline.run(STAGES, "tmdb:2")

    await pipeline.run(STAGES, "tmdb:1")

    assert pipeline.rows("select name from core.networks") == [("HBO",)]
    assert pipeline.rows("select count(*) from core.show_networks") == [(2,)]


def _by_key(rows: list[tuple[Any, ...]]) -> dict[Any, tuple[Any, ...]]:
    """Return rows by their first column."""
    return {row[0]: row for row in rows}
