"""`trr suppress`: what was asked to be taken down is gone and does not come back."""

import json
from pathlib import Path

import pytest

from scripts.sync_logos import STAGES as LOGOS
from tests.answers import credit, crew, episode
from tests.dumps import objects
from tests.pipeline import Pipeline, failures
from tests.upstream import Upstream
from trr_backend.repositories.suppressions import fingerprint

PICTURES = (
    "select a.sha256, a.key from core.media_links l join core.media_assets a"
    " on a.sha256 = l.sha256"
)
WHY = ("--reason", "asked for by letter", "--yes")
NETWORK = {"id": 5, "name": "A network", "logo_path": "/n.png", "origin_country": "US"}


async def test_a_person_is_gone_from_everything_that_is_kept(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Name and ids are nowhere, and the others are as they were."""
    await _show(pipeline, upstream)
    await pipeline.trr(
        *("override", "set", "--person", "tmdb:72", "biography", "Bo Judge was here."),
        *("--reason", "why"),
    )
    assert "Bo Judge" in pipeline.text()

    done = await pipeline.trr("suppress", "--person", "tmdb:72", *WHY)

    assert done.exit_code == 0, done.output
    assert "a person goes, with 3 credits; 1 document named them" in " ".join(
        done.output.split()
    )
    kept = pipeline.text()
    for trace in ("Bo Judge", "nm0000072", "Q72", "tmdb:72", "bo-s-account"):
        assert trace not in kept
    assert pipeline.rows("select name from core.people") == [("Ada Host",)]
    assert sorted(pipeline.rows("select fingerprint, kind from ops.suppressions")) == (
        sorted(
            (fingerprint("person", source, one), "person")
            for source, one in (
                ("tmdb", "72"),
                ("imdb", "nm0000072"),
                ("wikidata", "Q72"),
            )
        )
    )
    assert pipeline.rows(
        "select entity, kind, fields from ops.events order by id desc limit 2"
    ) in (
        [("show", "updated", ["credits"]), ("person", "removed", [])],
        [("person", "removed", []), ("show", "updated", ["credits"])],
    )


async def test_a_person_who_was_taken_down_does_not_come_back(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Neither by a refresh, nor with news, nor with another show."""
    await _show(pipeline, upstream)
    await pipeline.trr("suppress", "--person", "imdb:nm0000072", *WHY)
    before = pipeline.versions()
    report = await pipeline.sync(force=True)
    assert report.exit_code == 0
    assert pipeline.versions() == before
    _put_season(upstream, 1)
    _put_season(upstream, 2)
    upstream.put(1, "One", overview="News.")
    upstream.put(2, "Two", created_by=[{"id": 72, "name": "Bo Judge"}])
    upstream.requests()
    await pipeline.track(1, 2)
    report = await pipeline.sync(force=True)
    assert report.exit_code == 0
    assert "/3/person/72" not in upstream.paths()
    assert "Bo Judge" not in pipeline.text()
    assert pipeline.rows("select name from core.people") == [("Ada Host",)]


async def test_somebody_who_is_not_here_can_ask_not_to_come(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """By an id at a source; asked again, it is said to be so already."""
    done = await pipeline.trr("suppress", "--person", "tmdb:72", *WHY)
    assert "will not come" in " ".join(done.output.split())
    await _show(pipeline, upstream)
    assert "Bo Judge" not in pipeline.text()
    again = await pipeline.trr("suppress", "--person", "tmdb:72", *WHY)
    assert (again.exit_code, "taken down before" in again.output) == (0, True)


async def test_somebody_is_known_by_an_id_that_comes_later(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """TMDb's credits do not tell who it is, what it says of the person does."""
    done = await pipeline.trr("suppress", "--person", "imdb:nm0000072", *WHY)
    assert "will not come" in " ".join(done.output.split())

    await _show(pipeline, upstream)

    assert pipeline.rows("select name from core.people") == [("Ada Host",)]
    assert "Bo Judge" not in pipeline.text()
    before = pipeline.versions()
    upstream.requests()
    report = await pipeline.sync(force=True)
    assert (report.exit_code, pipeline.versions()) == (0, before)
    assert "/3/person/72" not in upstream.paths()


async def test_a_fact_is_empty_in_every_language_for_good(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """In the rows and the documents; nobody fills it, not even by override."""
    await _show(pipeline, upstream)
    for about in (
        ("--show", "tmdb:1"),
        ("--show", "tmdb:1", "--season", "1", "--episode", "1"),
        ("--person", "tmdb:71"),
    ):
        field = "biography" if "--person" in about else "overview"
        done = await pipeline.trr("suppress", *about, "--field", field, *WHY)
        assert done.exit_code == 0, done.output
    await pipeline.sync(force=True)
    _put_season(upstream, 1)
    upstream.put(1, "One", overview="A secret of the show.", tagline="New.")
    await pipeline.sync(force=True)

    assert "A secret" not in pipeline.text()
    assert pipeline.rows(
        "select s.overview, s.tagline, s.provenance ->> 'overview', e.overview, e.name,"
        " p.biography from core.shows s join core.episodes e on e.show_id = s.id,"
        " core.people p where p.name = 'Ada Host'"
    ) == [(None, "New.", None, None, "Story 1", None)]
    refused = await pipeline.trr(
        *("override", "set", "--show", "tmdb:1", "overview", "x", "--reason", "why")
    )
    assert (refused.exit_code, "was taken down" in refused.output) == (2, True)
    unset = await pipeline.trr("override", "unset", "--show", "tmdb:1", "overview")
    assert (unset.exit_code, "was taken down" in unset.output) == (2, True)
    listed = json.loads((await pipeline.trr("override", "list", "--json")).stdout)
    assert {one["how"] for one in listed["overrides"]} == {"taken down"}


async def test_a_fact_stays_away_when_its_show_comes_again(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """It was taken down of that series, not of our row."""
    await _show(pipeline, upstream)
    await pipeline.trr("suppress", "--show", "tmdb:1", "--field", "overview", *WHY)
    await pipeline.trr("shows", "remove", "tmdb:1", "--yes")
    await pipeline.track(1)
    await pipeline.sync()
    assert pipeline.rows("select name, overview from core.shows") == [("One", None)]
    assert "A secret of the show" not in pipeline.text()


@pytest.mark.parametrize("named", ["sha256", "key", "address"])
async def test_a_picture_goes_with_its_object(
    pipeline: Pipeline, upstream: Upstream, named: str
) -> None:
    """It is not fetched again, and its bytes are refused under another path."""
    pipeline = pipeline.with_settings(variant_formats=("webp",))
    upstream.put(1, "One", networks=[NETWORK])
    await pipeline.track(1)
    await pipeline.sync()
    ((sha256, key),) = pipeline.rows(PICTURES)
    address = "https://image.tmdb.org/t/p/original/n.png"
    named = {"sha256": sha256, "key": key, "address": address}[named]
    # Itself and two smaller copies.
    assert len(objects(_media(pipeline))) == 3

    done = await pipeline.trr("suppress", "--picture", named, *WHY)

    assert done.exit_code == 0, done.output
    assert objects(_media(pipeline)) == {}
    for table in ("core.media_assets", "core.media_links"):
        assert pipeline.rows(f"select count(*) from {table}") == [(0,)]
    upstream.requests()
    report = await pipeline.run(LOGOS, force=True)
    assert (report.exit_code, upstream.paths()) == (0, [])
    again = await pipeline.trr("suppress", "--picture", named, *WHY)
    assert (again.exit_code, "taken down before" in again.output) == (0, True)


async def test_a_picture_that_is_not_here_is_told_apart(pipeline: Pipeline) -> None:
    """It may be meant for what comes, and it may be a slip."""
    done = await pipeline.trr("suppress", "--picture", "/nope.jpg", *WHY)
    assert done.exit_code == 0
    assert "a picture shows nothing here; it is refused should it ever" in done.output


async def test_bytes_that_were_taken_down_are_refused(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Whatever path brings them."""
    upstream.put(1, "One", networks=[NETWORK])
    await pipeline.track(1)
    await pipeline.sync()
    ((sha256, _),) = pipeline.rows(PICTURES)
    with pipeline.connect() as connection:
        connection.execute("truncate core.media_links, core.media_assets cascade")
        connection.execute(
            "insert into ops.suppressions (fingerprint, kind, reason)"
            " values (%s, 'picture', 'asked')",
            [fingerprint("picture", "sha256", sha256)],
        )
    report = await pipeline.run(LOGOS, force=True)
    assert list(failures(report).values()) == [
        "these bytes were taken down; they are not kept again"
    ]
    assert pipeline.rows("select count(*) from core.media_assets") == [(0,)]


async def test_an_object_that_was_left_behind_goes_next_time(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """A run that was killed between the rows and the store is gone on with."""
    pipeline = pipeline.with_settings(variant_formats=("webp",))
    upstream.put(1, "One", networks=[NETWORK])
    await pipeline.track(1)
    await pipeline.sync()
    kept = [
        sha256 for (sha256,) in pipeline.rows("select sha256 from core.media_assets")
    ]
    with pipeline.connect() as connection:
        connection.execute("update core.media_assets set confirmed_at = null")
        connection.execute("delete from core.media_variants")
        connection.execute("delete from core.media_links")
        for one in kept:
            connection.execute(
                "insert into ops.suppressions (fingerprint, kind, reason)"
                " values (%s, 'picture', 'asked')",
                [fingerprint("picture", "sha256", one)],
            )
    done = await pipeline.trr("suppress", "--picture", kept[0], *WHY)
    assert done.exit_code == 0, done.output
    assert objects(_media(pipeline)) == {}


async def test_a_dry_run_names_who_goes_and_takes_nothing(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Without --yes the same is said, and nothing is done where nobody can say yes."""
    await _show(pipeline, upstream)
    before = pipeline.versions()
    looked = await pipeline.trr(
        *("suppress", "--person", "tmdb:72", "--reason", "asked", "--dry-run")
    )
    assert "Bo Judge (tmdb:72) goes, with 3 credits" in looked.output
    asked = await pipeline.trr("suppress", "--person", "tmdb:72", "--reason", "asked")
    assert (asked.exit_code, "say --yes" in asked.output) == (2, True)
    assert "Bo Judge (tmdb:72) goes, with 3 credits" in asked.output
    assert pipeline.versions() == before
    assert pipeline.rows("select count(*) from ops.suppressions") == [(0,)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--show", "tmdb:1"], "--field"),
        (["--show", "tmdb:1", "--field", "name"], "always needed"),
        (["--show", "tmdb:1", "--field", "nmae"], "no field nmae"),
        (["--show", "tmdb:9", "--field", "overview"], "no show tmdb:9"),
        (["--person", "tmdb:9", "--field", "biography"], "there is no tmdb:9"),
        (["--person", "Bo Judge"], "names no person"),
        (["--person", "00000000-0000-0000-0000-000000000000"], "there is no person"),
        (["--picture", "what"], "names no picture"),
        (["--picture", "a" * 64, "--show", "tmdb:1"], "stands alone"),
        ([], "name one thing"),
    ],
)
async def test_what_cannot_be_taken_down_changes_nothing(
    pipeline: Pipeline, upstream: Upstream, arguments: list[str], said: str
) -> None:
    """The error says what is wrong, the exit code is 2."""
    upstream.put(1, "One")
    await pipeline.track(1)
    await pipeline.sync()
    done = await pipeline.trr("suppress", *arguments, *WHY)
    assert (done.exit_code, said in done.output) == (2, True), done.output
    assert pipeline.rows("select count(*) from ops.suppressions") == [(0,)]


async def _show(pipeline: Pipeline, upstream: Upstream) -> None:
    _put_season(upstream, 1)
    upstream.put(
        1,
        "One",
        overview="A secret of the show.",
        translations={
            "translations": [
                {
                    "iso_639_1": "de",
                    "iso_3166_1": "DE",
                    "data": {"name": "Eins", "overview": "A secret in German."},
                }
            ]
        },
        created_by=[{"id": 72, "name": "Bo Judge"}],
    )
    upstream.put_person(71, "Ada Host", biography="A secret of Ada.")
    upstream.put_person(
        72,
        "Bo Judge",
        biography="Bo Judge is a judge.",
        external_ids={
            "imdb_id": "nm0000072",
            "wikidata_id": "Q72",
            "twitter_id": "bo-s-account",
        },
    )
    await pipeline.track(1)
    report = await pipeline.sync()
    assert report.exit_code == 0


def _put_season(upstream: Upstream, tmdb_id: int) -> None:
    first = episode(
        tmdb_id * 100_000 + 1,
        1,
        overview="A secret of the episode.",
        guest_stars=[credit(72, "Bo Judge", "Self - Guest")],
        crew=[crew(72, "Bo Judge", "Director")],
    )
    upstream.put_season(
        tmdb_id,
        1,
        episodes=[first],
        cast=[credit(71, "Ada Host", "Self"), credit(72, "Bo Judge", "Self")],
    )


def _media(pipeline: Pipeline) -> Path:
    return pipeline.settings.home_path / "media"
