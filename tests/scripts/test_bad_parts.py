"""Answers about a whole show that come badly or not at all, one of several."""

import json
from dataclasses import replace

import pytest

from tests.answers import Json, episode
from tests.pipeline import Pipeline, Upstream, failures, stage
from tests.whole_show import whole_show

EPISODES = "select count(*) from core.episodes where missing_since is null"


@pytest.mark.parametrize(
    ("match", "where", "named"),
    [
        ("^/3/tv/7[?].*aggregate_credits", "details", "Show 7 (tmdb:7)"),
        ("^/3/tv/7[?].*=season%2F4%2C", "seasons-episodes", "Show 7 (tmdb:7)"),
        ("^/3/person/70003", "people", "Person 70003 (tmdb:70003)"),
    ],
)
async def test_an_answer_without_its_body_is_no_answer(
    pipeline: Pipeline, upstream: Upstream, match: str, where: str, named: str
) -> None:
    """Of the show, of a part, of a person: named, and what was known stays whole."""
    whole_show(upstream, 7, seasons=4, episodes=8, people=4)
    await pipeline.track(7)
    assert failures(await pipeline.sync()) == {}
    before = pipeline.versions()
    _say_otherwise(upstream, where)

    for kind in ("empty", "truncated", "malformed", "html"):
        upstream.fail({"match": match, "kind": kind})
        report = await pipeline.sync(force=True)
        assert report.exit_code == 1
        assert [one.item for one in stage(report, where).failures] == [named]
        assert pipeline.versions() == before, kind

    upstream.fail()
    assert failures(await pipeline.sync(force=True)) == {}
    assert (
        pipeline.rows(
            "select name from core.shows union select name from core.seasons"
            " union select name from core.people"
        ).count(("Otherwise",))
        == 1
    )


async def test_a_number_that_no_column_holds_is_no_answer(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """It is refused before it is kept, by name: what is kept can always be used."""
    whole_show(upstream, 7, seasons=4, episodes=8, people=4)
    await pipeline.track(7)
    assert failures(await pipeline.sync()) == {}
    before = pipeline.versions()
    upstream.put_season(7, 4, episodes=[episode(71, 1, runtime=10**10)])

    report = await pipeline.sync(force=True)

    (told,) = stage(report, "seasons-episodes").failures
    assert "runtime" in told.error
    assert pipeline.versions() == before


async def test_an_order_that_is_listed_and_404_is_an_order_without_places(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """It is named once in a note; an order that answers has its places."""
    upstream.put_season(7, 1, episodes=3)
    upstream.put(7, "Seven")
    known, lost = "a" * 24, "b" * 24
    upstream.put_group(7, known, {"Disc 1": [701002, 701001]}, name="DVD")
    upstream.put_group(7, lost, {"Disc 1": [701003]}, name="Story")
    (upstream.folder / f"episode_group/{lost}.json").unlink()
    await pipeline.track(7)

    report = await pipeline.sync()

    assert failures(report) == {}
    (note,) = report.notes
    assert note.startswith("Seven (tmdb:7): the order Story is listed only: ")
    assert pipeline.rows(
        "select o.name, count(i.episode_id)::int from core.episode_orders o"
        " left join core.episode_order_items i using (show_id, source, key)"
        " group by 1 order by 1"
    ) == [("DVD", 2), ("Story", 0)]


async def test_a_part_that_fails_keeps_the_others_and_is_asked_for_alone(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Season 7 fails: what else was fetched is kept, the next run asks only for it."""
    whole_show(upstream, 7, seasons=12, episodes=24, people=4)
    upstream.put_season_texts(7, 1, "de-DE", episodes=[{"id": 701001, "name": "Eins"}])
    pipeline = _speaking(pipeline, "en-US", "de-DE")
    await pipeline.track(7)
    fault: dict[str, object] = {"match": "season%2F7%2Fcredits", "kind": "error"}
    upstream.fail({**fault, "status": 500})

    failed = await pipeline.sync()

    assert failed.exit_code == 1
    (told,) = stage(failed, "seasons-episodes").failures
    assert told.item == "Show 7 (tmdb:7)"
    assert "500" in told.error
    (cast,) = stage(failed, "show-cast").failures
    assert "its seasons are not written yet" in cast.error
    kept = "select kind, key from source.documents where part_of = '7' order by 1, 2"
    assert pipeline.rows(kept) == [("tv_lang", "7/de-DE/1"), ("tv_part", "7/2")]

    upstream.fail()
    upstream.requests()
    healed = await pipeline.sync()

    assert failures(healed) == {}
    asked = [one["query"] for one in upstream.requests() if one["path"] == "/3/tv/7"]
    assert len([query for query in asked if "season%2F7%2F" in query]) == 1
    # The other one asks if the show itself has changed.
    assert len(asked) == 2
    assert pipeline.rows(EPISODES) == [(24,)]
    assert pipeline.rows(
        "select t.language, t.name from core.episode_translations t"
    ) == [("de-DE", "Eins")]


async def test_an_order_that_fails_keeps_nobody_from_seasons_and_credits(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """They are written, the failure is named, the next run asks for the order alone."""
    whole_show(upstream, 7, seasons=2, episodes=4, people=4)
    key = "a" * 24
    ids = [int(row["id"]) for row in _told(upstream, "tv/7/season/1.json")]
    upstream.put_group(7, key, {"Disc 1": ids}, name="DVD")
    await pipeline.track(7)
    upstream.fail({"match": f"episode_group/{key}", "kind": "error", "status": 500})

    failed = await pipeline.sync()

    assert list(failures(failed)) == ["Show 7 (tmdb:7)"]
    places = "select count(*)::int from core.episode_order_items"
    credited = "select count(distinct person_id)::int from core.credits"
    assert pipeline.rows(places) == [(0,)]
    assert pipeline.rows(EPISODES) == [(4,)]
    assert pipeline.rows(credited) == [(4,)]

    upstream.fail()
    upstream.requests()
    healed = await pipeline.sync()

    assert failures(healed) == {}
    # The first one asks if the show itself has changed.
    assert upstream.paths() == ["/3/tv/7", f"/3/tv/episode_group/{key}"]
    assert pipeline.rows(places) == [(2,)]


async def test_a_part_that_is_404_is_no_season_without_episodes(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The show answered just before: it is asked for again, and nothing is gone."""
    whole_show(upstream, 7, seasons=4, episodes=8, people=4)
    await pipeline.track(7)
    upstream.fail({"match": "=season%2F4%2C", "kind": "error", "status": 404})
    lost = await pipeline.sync()
    assert [one.item for one in stage(lost, "seasons-episodes").failures] == [
        "Show 7 (tmdb:7)"
    ]

    upstream.fail()
    healed = await pipeline.sync()

    assert failures(healed) == {}
    assert pipeline.rows(EPISODES) == [(8,)]


async def test_a_further_language_costs_its_own_and_a_placeholder_is_no_title(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Asked for later, it comes later; "Folge 2" never stands beside a real title."""
    upstream.put_season(7, 1, episodes=2)
    upstream.put(7, "Seven")
    texts = [{"id": 701001, "name": "Eins"}, {"id": 701002, "name": "Folge 2"}]
    upstream.put_season_texts(7, 1, "de-DE", name="Staffel 1", episodes=texts)
    await pipeline.track(7)
    assert failures(await pipeline.sync()) == {}
    upstream.requests()

    pipeline = _speaking(pipeline, "en-US", "de-DE")
    report = await pipeline.sync()

    assert failures(report) == {}
    queries = [one["query"] for one in upstream.requests()]
    assert len([one for one in queries if "language=de-DE" in one]) == 1
    assert pipeline.rows(
        "select x.id, t.language, t.name from core.episode_translations t"
        " join core.external_ids x on x.entity_id = t.episode_id"
    ) == [("701001", "de-DE", "Eins")]
    assert pipeline.rows("select name from core.episodes order by 1") == [
        ("Story 1",),
        ("Story 2",),
    ]


def _speaking(pipeline: Pipeline, *languages: str) -> Pipeline:
    """Return the same installation with these languages."""
    settings = pipeline.settings.model_copy(update={"languages": languages})
    return replace(pipeline, settings=settings)


def _told(upstream: Upstream, name: str) -> list[Json]:
    """Return the episodes of a season as it was put."""
    found: list[Json] = json.loads((upstream.folder / name).read_bytes())["episodes"]
    return found


def _say_otherwise(upstream: Upstream, where: str) -> None:
    """Let a show, its fourth season or a person have another name."""
    if where == "details":
        known = json.loads((upstream.folder / "tv/7.json").read_bytes())
        upstream.put_raw(7, {**known, "name": "Otherwise"})
    elif where == "people":
        upstream.put_person(70003, "Otherwise")
    else:
        upstream.put_season(7, 4, episodes=2, name="Otherwise")
