"""`trr override`: a person's word wins, at once and over every refresh."""

import json
from typing import Any

from scripts.sync_seasons_episodes import STAGE as SEASONS
from tests.answers import credit, credit_id, episode
from tests.pipeline import Pipeline
from tests.upstream import Upstream

SAID = "select name, overview, provenance ->> 'name' from core.shows"
ADA = {
    "cast": [
        {
            "id": 71,
            "name": "Ada Host",
            "order": 0,
            "roles": [
                {
                    "credit_id": credit_id(71, "Self"),
                    "character": "Self",
                    "episode_count": 1,
                }
            ],
            "total_episode_count": 1,
        }
    ],
    "crew": [],
}
REASON = ("--reason", "its name here")
# What is written for a field, and what is stored of it.
VALUES: list[dict[str, tuple[str, object]]] = [
    {
        "first_air_date": ("2001-02-03", "2001-02-03"),
        "in_production": ("true", True),
        "vote_count": ("7", 7),
        "vote_average": ("7.5", 7.5),
        "origin_countries": ('["US", "GB"]', ["US", "GB"]),
        "episode_run_times": ("[42]", [42]),
        "tagline": ("12", "12"),
    },
    {"tagline": ("¿Qué? 🎉", "¿Qué? 🎉")},
]
UNSAYABLE: list[tuple[list[str], str]] = [
    (["--show", "tmdb:1", "nmae", "x"], "no field nmae; there are adult, "),
    (["--show", "tmdb:1", "vote_count", "many"], "not a value of that field"),
    (["--show", "tmdb:1", "first_air_date", "soon"], "write a day as 2004-05-15"),
    (["--show", "tmdb:1", "vote_average", "11"], "from 0 to 10"),
    (["--show", "tmdb:1", "vote_average", "--", "-1"], "from 0 to 10"),
    (["--show", "tmdb:1", "vote_count", "--", "-1"], "0 or more"),
    (["--show", "tmdb:1", "popularity", "--", "-0.5"], "0 or more"),
    (["--show", "tmdb:1", "episode_run_times", "[42, 0]"], "1 or more"),
    (
        [
            *("--show", "tmdb:1", "--season", "1", "--episode", "1"),
            *("runtime_minutes", "0"),
        ],
        "1 or more",
    ),
    (["--show", "tmdb:1", "homepage", "javascript:x"], "no web address"),
    (["--show", "tmdb:1", "name", "  "], "`trr suppress`"),
    (["--show", "tmdb:1", "vote_count", "null"], "not a value of that field"),
    (["--show", "tmdb:1", "name"], "give a value or --lock"),
    (["--show", "tmdb:1", "name", "x", "--lock"], "give a value or --lock"),
    (["--show", "tmdb:2", "name", "x"], "no show tmdb:2 in the catalogue"),
    (["--show", "tmdb:1", "--season", "9", "name", "x"], "there is no season 9"),
    (["--show", "tmdb:1", "--episode", "1", "name", "x"], "--season"),
    (["--season", "1", "name", "x"], "name one thing"),
    (["--person", "Bob", "name", "x"], "names no person"),
    (["--person", "tmdb:9", "name", "x"], "there is no tmdb:9"),
    (["--show", "tmdb:1", "--person", "tmdb:9", "name", "x"], "name one thing"),
    (["name", "x"], "name one thing"),
]


async def test_a_value_is_there_at_once_and_survives_refreshes(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """No request is made; what the source says later is not written, nor told."""
    await _known(pipeline, upstream)
    upstream.requests()

    done = await pipeline.trr(
        "override", "set", "--show", "tmdb:1", "name", "Two", *REASON
    )

    assert done.exit_code == 0, done.output
    assert upstream.paths() == []
    assert pipeline.rows(SAID) == [("Two", "Of one.", "override")]
    assert pipeline.rows(
        "select entity, kind, fields from ops.events order by id desc limit 1"
    ) == [("show", "updated", ["name"])]
    before = pipeline.versions()
    await pipeline.sync(force=True)
    assert pipeline.versions() == before
    upstream.put(1, "Uno", overview="Of one.")
    await pipeline.sync(force=True)
    assert pipeline.rows(SAID) == [("Two", "Of one.", "override")]

    undone = await pipeline.trr("override", "unset", "--show", "tmdb:1", "name")

    assert undone.exit_code == 0, undone.output
    assert pipeline.rows(SAID) == [("Uno", "Of one.", "tmdb")]
    assert pipeline.rows("select field from core.overrides") == []


async def test_a_lock_keeps_what_stands(pipeline: Pipeline, upstream: Upstream) -> None:
    """Also where nothing stands: the source does not fill it."""
    await _known(pipeline, upstream)
    for field in ("overview", "tagline"):
        done = await pipeline.trr(
            "override", "set", "--show", "tmdb:1", field, "--lock", *REASON
        )
        assert done.exit_code == 0, done.output
    upstream.put(1, "One", overview="Another.", tagline="New.")
    await pipeline.sync(force=True)
    said = "select overview, tagline, provenance ->> 'tagline' from core.shows"
    assert pipeline.rows(said) == [("Of one.", None, None)]

    for field in ("overview", "tagline"):
        await pipeline.trr("override", "unset", "--show", "tmdb:1", field)

    assert pipeline.rows(said) == [("Another.", "New.", "tmdb")]


async def test_what_the_source_no_longer_says_is_there_again(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """A field that its last document leaves out has the value of before."""
    await _known(pipeline, upstream)
    await pipeline.trr(
        "override", "set", "--show", "tmdb:1", "overview", "Mine.", *REASON
    )
    upstream.put(1, "One")
    await pipeline.sync(force=True)

    await pipeline.trr("override", "unset", "--show", "tmdb:1", "overview")

    assert pipeline.rows(SAID) == [("One", "Of one.", "tmdb")]


async def test_a_listed_show_without_details_is_renamed(pipeline: Pipeline) -> None:
    """There is no document: the column is written, and again as it was."""
    await pipeline.import_text("tt0000001\n")
    await pipeline.trr(
        "override", "set", "--show", "imdb:tt0000001", "name", "Mine", *REASON
    )
    said = "select name, provenance ->> 'name' from core.shows"
    assert pipeline.rows(said) == [("Mine", "override")]
    await pipeline.import_text("tt0000001\n")
    assert pipeline.rows(said) == [("Mine", "override")]
    await pipeline.trr("override", "unset", "--show", "imdb:tt0000001", "name")
    assert pipeline.rows(said) == [("imdb:tt0000001", "list")]


async def test_every_type_of_value_is_kept(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """And survives a refresh that says otherwise."""
    await _known(pipeline, upstream)
    for written in VALUES:
        for field, (text, _) in written.items():
            done = await pipeline.trr(
                "override", "set", "--show", "tmdb:1", field, text, *REASON
            )
            assert done.exit_code == 0, done.output
        await pipeline.sync(force=True)
        ((stored,),) = pipeline.rows("select to_jsonb(s) from core.shows s")
        expected = {field: value for field, (_, value) in written.items()}
        assert {field: stored[field] for field in written} == expected


async def test_what_cannot_be_said_changes_nothing(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The error says what is wrong, the exit code is 2."""
    await _known(pipeline, upstream)
    before = pipeline.versions()
    for arguments, said in UNSAYABLE:
        done = await pipeline.trr("override", "set", "--reason", "why", *arguments)
        assert (done.exit_code, said in done.output) == (2, True), done.output
        assert pipeline.versions() == before, arguments


async def test_a_reason_is_needed(pipeline: Pipeline, upstream: Upstream) -> None:
    """An empty one is none."""
    await _known(pipeline, upstream)
    set_name = ("override", "set", "--show", "tmdb:1", "name", "x")
    assert (await pipeline.trr(*set_name)).exit_code == 2
    assert (await pipeline.trr(*set_name, "--reason", " ")).exit_code == 2


async def test_what_was_not_set_cannot_be_unset(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The error names the way to see what was."""
    await _known(pipeline, upstream)
    done = await pipeline.trr("override", "unset", "--show", "tmdb:1", "name")
    assert done.exit_code == 2
    assert "`trr override list`" in done.output


async def test_a_dry_run_tells_and_keeps_nothing(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The change is named with both values."""
    await _known(pipeline, upstream)
    before = pipeline.versions()
    done = await pipeline.trr(
        *("override", "set", "--show", "tmdb:1", "name", "Two", *REASON),
        "--dry-run",
        "--json",
    )
    (change,) = json.loads(done.stdout)["changes"]
    assert change["fields"] == {"name": ["One", "Two"]}
    assert pipeline.versions() == before
    assert pipeline.rows("select field from core.overrides") == []


async def test_decisions_are_listed(pipeline: Pipeline, upstream: Upstream) -> None:
    """With value, reason and how; setting one again takes the place of the first."""
    await _known(pipeline, upstream)
    assert "Nothing is overridden" in (await pipeline.trr("override", "list")).output
    for value in ("Two", "Three"):
        await pipeline.trr(
            "override", "set", "--show", "tmdb:1", "name", value, *REASON
        )
    listed = json.loads((await pipeline.trr("override", "list", "--json")).stdout)
    assert [_without_id(one) for one in listed["overrides"]] == [
        {
            "entity": "show",
            "label": "Three (tmdb:1)",
            "field": "name",
            "value": "Three",
            "how": "set",
            "reason": "its name here",
        }
    ]
    assert "its name here" in (await pipeline.trr("override", "list")).output
    await pipeline.trr("override", "unset", "--show", "tmdb:1", "name")
    assert pipeline.rows(SAID) == [("One", "Of one.", "tmdb")]


async def test_seasons_and_episodes_keep_a_persons_word(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Over a refresh of their own, and until it is unset."""
    await _known(pipeline, upstream)
    await pipeline.run([SEASONS])
    season = ("--show", "tmdb:1", "--season", "1")
    words = {
        season: ("select name from core.seasons", "Season 1"),
        (*season, "--episode", "1"): ("select name from core.episodes", "Story 1"),
    }
    for about, (query, _) in words.items():
        done = await pipeline.trr("override", "set", *about, "name", "Mine", *REASON)
        assert done.exit_code == 0, done.output
        assert pipeline.rows(query) == [("Mine",)]
    await pipeline.run([SEASONS], force=True)
    for about, (query, former) in words.items():
        assert pipeline.rows(query) == [("Mine",)]
        undone = await pipeline.trr("override", "unset", *about, "name")
        assert undone.exit_code == 0, undone.output
        assert pipeline.rows(query) == [(former,)]


async def test_people_and_credits_keep_a_persons_word(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """One credit is meant, not the person's others of the same id at the source."""
    upstream.put_season(1, 1, cast=[credit(71, "Ada Host", "Self")])
    upstream.put_person(71, "Ada Host", biography="Of Ada.")
    upstream.put(1, "One", aggregate_credits=ADA)
    await pipeline.track(1)
    await pipeline.sync()
    ((one,),) = pipeline.rows(
        "select id::text from core.credits where season_id is not null"
    )
    said = "select category, role from core.credits order by season_id is null, role"
    assert pipeline.rows(said) == [("self", "Self"), ("self", "Self")]
    biography = "select biography, provenance ->> 'biography' from core.people"

    for about, field, value in (
        (("--credit", one), "category", "host"),
        (("--credit", one), "role", "Self - Host"),
        (("--person", "tmdb:71"), "biography", "Mine."),
    ):
        done = await pipeline.trr("override", "set", *about, field, value, *REASON)
        assert done.exit_code == 0, done.output
    wrong = await pipeline.trr(
        *("override", "set", "--credit", one, "category", "king", *REASON)
    )
    assert (wrong.exit_code, "not a value" in wrong.output) == (2, True)
    await pipeline.sync(force=True)

    assert pipeline.rows(said) == [("host", "Self - Host"), ("self", "Self")]
    assert pipeline.rows(biography) == [("Mine.", "override")]
    for about, field in (
        (("--credit", one), "category"),
        (("--credit", one), "role"),
        (("--person", "tmdb:71"), "biography"),
    ):
        undone = await pipeline.trr("override", "unset", *about, field)
        assert undone.exit_code == 0, undone.output
    assert pipeline.rows(said) == [("self", "Self"), ("self", "Self")]
    assert pipeline.rows(biography) == [("Of Ada.", "tmdb")]


async def test_each_decision_says_what_now_is(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """To who takes it alone: the history holds no value, which may be taken down."""
    await _known(pipeline, upstream)
    said = {
        ("set", "name", "Two", *REASON): 'name is "Two" (was "One")',
        ("set", "tagline", "New", *REASON): 'tagline is "New" (was empty)',
        ("set", "overview", "--lock", *REASON): 'overview stays "Of one."',
        ("unset", "name"): 'name is "One" (was "Two")',
        ("unset", "tagline"): 'tagline is empty (was "New")',
        ("unset", "overview"): 'overview stays "Of one."',
    }
    for (verb, *given), line in said.items():
        command = ("override", verb, "--show", "tmdb:1", *given, "--json")
        done = await pipeline.trr(*command)
        (note,) = json.loads(done.stdout)["notes"]
        assert note.startswith("Show ")
        assert note.endswith(f" (tmdb:1): {line}")
    told = pipeline.rows("select summary -> 'notes' from ops.runs order by started_at")
    assert [notes for (notes,) in told if notes and notes != told[0][0]] == []


async def _known(pipeline: Pipeline, upstream: Upstream) -> None:
    upstream.put_season(1, 1, name="Season 1", episodes=[episode(111, 1)])
    upstream.put(1, "One", overview="Of one.")
    await pipeline.track(1)
    await pipeline.sync()


def _without_id(listed: dict[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in listed.items() if name not in {"id", "set_at"}}
