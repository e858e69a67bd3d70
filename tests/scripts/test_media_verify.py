"""`trr media verify`: what is broken is repaired, or named and not shown."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from pydantic import SecretStr

from scripts._variants import VARIANTS
from scripts._verifying import verify_stage
from scripts.sync_logos import STAGES
from tests.pipeline import Pipeline, Upstream, failures, stage
from tests.scripts.test_sync_logos import body, media, owner
from tests.trr_backend.media.drawing import drawn

ASSETS = """
    select a.key, a.confirmed_at is not null, a.verified_at is not null,
      coalesce(v.format || v.width, '')
    from core.media_assets a
    left join core.media_variants v on v.variant_sha256 = a.sha256
    order by a.key
"""
NAMES = ("A", "B", "C", "D", "E", "F")


@pytest.fixture
def pipeline(pipeline: Pipeline) -> Pipeline:
    """Commands that make smaller copies of pictures."""
    return pipeline.with_settings(variant_formats=("webp",))


@pytest.fixture
async def kept(pipeline: Pipeline, upstream: Upstream) -> dict[str, Path]:
    """Six networks' logos in a folder store, each with two smaller copies, by name."""
    networks = [owner(n, name, f"/{name}.png") for n, name in enumerate(NAMES, 1)]
    upstream.put(1, "One", networks=networks)
    upstream.fail(*(body(f"/{n}.png", drawn("PNG", 400, 90, ord(n))) for n in NAMES))
    await pipeline.track(1)
    report = await pipeline.sync()
    assert failures(report) == {}
    upstream.requests()
    rows = pipeline.rows(
        "select n.name, a.key from core.networks n"
        " join core.media_links l on l.entity_id = n.id"
        " join core.media_assets a on a.sha256 = l.sha256"
    )
    folder = pipeline.settings.home_path / "media"
    return {name: folder / key for name, key in rows}


def seen(pipeline: Pipeline) -> set[str]:
    """Return the keys of what readers see."""
    return {key for key, is_seen, *_ in pipeline.rows(ASSETS) if is_seen}


def events(pipeline: Pipeline) -> Sequence[tuple[str, int]]:
    """Return of which networks something was told since the last call, how often."""
    rows = pipeline.rows(
        "select n.name, count(*) from ops.events e"
        " join core.networks n on n.id = e.entity_id group by n.name order by 1"
    )
    with pipeline.connect() as connection:
        connection.execute("delete from ops.events")
    return rows


def key_of(path: Path) -> str:
    """Return the key of a file in the folder store."""
    return str(path).partition("/media/")[2]


async def test_where_nothing_is_wrong_nothing_is_fetched(
    pipeline: Pipeline, upstream: Upstream, kept: dict[str, Path]
) -> None:
    """All are read and noted, but what is of no row, and claims of a stopped run."""
    before = media(pipeline)
    (kept["A"].parent / f"{'0' * 64}.png").write_bytes(b"of nobody")
    with pipeline.connect() as connection:
        connection.execute(
            "insert into core.media_assets (sha256, key, content_type, bytes, width,"
            " height) values (repeat('1', 64), '1.png', 'image/png', 9, 1, 1)"
        )
    events(pipeline)

    report = await pipeline.run([verify_stage(None)])

    done = stage(report, "verify")
    assert (report.exit_code, done.done, failures(report)) == (0, 18, {})
    assert dict(done.counts) == {
        "verified": 18,
        "verified_bytes": sum(map(len, before.values())),
    }
    claim, *others = pipeline.rows(ASSETS)
    assert claim[:3] == ("1.png", False, False)
    assert {row[1:3] for row in others} == {(True, True)}
    assert (upstream.paths(), events(pipeline)) == ([], [])
    assert {**before, **media(pipeline)} == media(pipeline)


async def test_what_is_broken_is_put_right(
    pipeline: Pipeline, upstream: Upstream, kept: dict[str, Path]
) -> None:
    """Lacking, cut, longer or with a bit that fell over; also smaller copies."""
    before = media(pipeline)
    events(pipeline)
    # Of a picture that is whole, and of one that is not.
    copies = [next(kept[name].parent.glob("*.webp")) for name in "EA"]
    kept["A"].unlink()
    kept["B"].write_bytes(kept["B"].read_bytes()[:-1])
    kept["C"].write_bytes(kept["C"].read_bytes() + b"more")
    _flip(kept["D"])
    copies[0].unlink()
    _flip(copies[1])

    told = await pipeline.run([verify_stage(None)], dry_run=True)

    assert told.exit_code == 1
    assert stage(told, "verify").counts["wrong"] == 6
    whole = "the object has other bytes than its name says"
    said = failures(told)
    assert said[key_of(kept["A"])] == (
        "the object is not there; it would be fetched again from tmdb /A.png"
    )
    assert said[key_of(kept["D"])] == (
        f"{whole}; it would be fetched again from tmdb /D.png"
    )
    assert said[key_of(copies[1])].startswith(f"{whole}; it would be made again from ")
    assert (upstream.paths(), len(media(pipeline))) == ([], 16)

    report = await pipeline.run([verify_stage(None)])

    assert (report.exit_code, failures(report)) == (0, {})
    assert stage(report, "verify").counts["repaired"] == 6
    repaired, summary = report.notes
    assert repaired.startswith("repaired (6): images/logos/networks/")
    size = sum(map(len, before.values())) / 1_000_000
    assert summary == f"18 verified ({size:.1f} MB), 6 of them repaired, 0 wrong"
    assert media(pipeline) == before
    assert sorted(upstream.paths()) == [f"/t/p/original/{n}.png" for n in "ABCD"]
    # Readers saw the same picture all the time.
    assert events(pipeline) == []
    assert len(seen(pipeline)) == 18


async def test_what_cannot_be_repaired_is_not_shown(
    pipeline: Pipeline, upstream: Upstream, kept: dict[str, Path]
) -> None:
    """The source gives nothing, other bytes or no picture: named, hidden, not deleted.

    The next check tries again, and the next sync.
    """
    before = media(pipeline)
    faults = [body(f"/{n}.png", drawn("PNG", 400, 90, ord(n))) for n in NAMES]
    upstream.fail(
        {"match": "/A.png$", "kind": "error", "status": 404},
        body("/B.png", drawn("PNG", 400, 90, 99)),
        {"match": "/C.png$", "kind": "html"},
    )
    for name in "ABC":
        _flip(kept[name])
    events(pipeline)

    report = await pipeline.run([verify_stage(None)])

    said = failures(report)
    expected = {
        "A": "(HTTP 404)",
        "B": "tmdb /B.png: the source gives other bytes now",
        "C": "an HTML page",
    }
    assert (report.exit_code, len(said)) == (1, 3)
    for name, words in expected.items():
        assert words in said[key_of(kept[name])]
    hidden = {key_of(kept[name]) for name in "ABC"}
    assert seen(pipeline) == before.keys() - hidden
    assert media(pipeline).keys() == before.keys()
    assert events(pipeline) == [("A", 1), ("B", 1), ("C", 1)]
    assert len(failures(await pipeline.run([verify_stage(None)]))) == 3
    assert events(pipeline) == []

    upstream.fail(*faults[1:])
    healed = await pipeline.run([verify_stage(None)])
    assert list(failures(healed)) == [key_of(kept["A"])]
    assert events(pipeline) == [("B", 1), ("C", 1)]

    upstream.fail(*faults)
    synced = await pipeline.run([*STAGES, VARIANTS])
    assert failures(synced) == {}
    assert media(pipeline) == before
    assert seen(pipeline) == before.keys()
    assert events(pipeline) == [("A", 1)]
    assert failures(await pipeline.run([verify_stage(None)])) == {}


async def test_a_folder_in_the_place_of_a_picture_stops_no_check(
    pipeline: Pipeline, kept: dict[str, Path]
) -> None:
    """It is named, and all others are looked at."""
    kept["A"].unlink()
    kept["A"].mkdir()
    (kept["A"] / "inside").write_text("")

    report = await pipeline.run([verify_stage(None)])

    assert list(failures(report)) == [key_of(kept["A"])]
    assert (report.stopped, stage(report, "verify").done) == (None, 17)


async def test_a_copy_that_comes_out_differently_is_made_anew(
    pipeline: Pipeline, kept: dict[str, Path]
) -> None:
    """It is hidden, and the next run that makes copies makes another one."""
    copies = (
        "select a.sha256, a.key from core.media_variants v"
        " join core.media_assets a on a.sha256 = v.variant_sha256"
        " where v.sha256 = %s and v.width = 185"
    )
    sha256 = kept["A"].stem
    ((copy, key),) = pipeline.rows(copies, sha256)
    old, old_key = "0" * 64, key.replace(copy, "0" * 64)
    with pipeline.connect() as connection:
        # As if an earlier version had made it, and its object were lost.
        connection.execute(
            "insert into core.media_assets (sha256, key, content_type, bytes, width,"
            " height, confirmed_at) values (%s, %s, 'image/webp', 9, 185, 42, now())",
            [old, old_key],
        )
        connection.execute(
            "update core.media_variants set variant_sha256 = %s"
            " where variant_sha256 = %s",
            [old, copy],
        )

    report = await pipeline.run([verify_stage(None)])

    assert failures(report) == {
        old_key: "the object is not there; a copy that is made now has other bytes; "
        "`trr media variants` makes it again"
    }
    assert old_key not in seen(pipeline)
    assert failures(await pipeline.run([VARIANTS])) == {}
    assert pipeline.rows(copies, sha256) == [(copy, key)]


async def test_what_an_earlier_version_did_not_say_is_looked_up(
    pipeline: Pipeline, kept: dict[str, Path]
) -> None:
    """Colour, ThumbHash and perceptual hash come from the bytes, without a request."""
    looks = "select sha256, colour, thumbhash, phash, frames from core.media_assets"
    before = sorted(pipeline.rows(looks))
    with pipeline.connect() as connection:
        connection.execute(
            "update core.media_assets set colour = null, thumbhash = null, phash = null"
            " where key like '%.png'"
        )
    report = await pipeline.run([verify_stage(None)])
    assert (report.exit_code, stage(report, "verify").requests) == (0, 0)
    assert sorted(pipeline.rows(looks)) == before
    assert len(before) == 3 * len(kept)


async def test_a_store_that_is_away_hides_nothing(
    pipeline: Pipeline, kept: dict[str, Path]
) -> None:
    """The run stops with one line; that nothing could be read says nothing."""
    all_seen = seen(pipeline)
    media_url = "s3://trr-media"
    away = pipeline.with_settings(
        media_url=media_url,
        aws_endpoint_url="http://127.0.0.1:9",
        aws_access_key_id=SecretStr("key"),
        aws_secret_access_key=SecretStr("secret"),
        wait_scale=0,
    )
    report = await away.run([verify_stage(None)])
    assert report.exit_code == 1
    assert report.stopped
    assert report.stopped.startswith(f"{media_url}: Connection refused; check TRR_")
    assert failures(report) == {}
    assert seen(pipeline) == all_seen
    assert len(all_seen) == 3 * len(kept)


async def test_what_is_taken_down_meanwhile_is_not_put_again(
    pipeline: Pipeline, upstream: Upstream, kept: dict[str, Path]
) -> None:
    """Neither the object nor what it shows comes back by being repaired."""
    kept["A"].unlink()
    right = body("/A.png", drawn("PNG", 400, 90, ord("A")))
    upstream.fail({**right, "delay_seconds": 1})
    verifying = asyncio.create_task(pipeline.run([verify_stage(None)]))
    await asyncio.sleep(0.5)
    taken = await pipeline.trr(
        "suppress", "--picture", kept["A"].stem, "--reason", "asked", "--yes"
    )
    assert taken.exit_code == 0, taken.output
    report = await verifying
    assert failures(report) == {}
    assert not kept["A"].exists()
    assert key_of(kept["A"]) not in seen(pipeline)


def _flip(path: Path) -> None:
    """Let a bit of a file fall over; its length stays."""
    found = bytearray(path.read_bytes())
    found[len(found) // 2] ^= 1
    path.write_bytes(found)


async def test_a_sample_is_drawn(pipeline: Pipeline, kept: dict[str, Path]) -> None:
    """So many of them, or all where there are fewer; as JSON for machines."""
    for number, checked in ((5, 5), (99, 18)):
        result = await pipeline.trr(
            "media", "verify", "--sample", str(number), "--json"
        )
        assert result.exit_code == 0, result.output
        (told,) = json.loads(result.stdout)["stages"]
        assert (told["done"], told["counts"]["verified"]) == (checked, checked)
    kept["A"].unlink()
    result = await pipeline.trr("media", "verify", "--dry-run")
    assert result.exit_code == 1
    assert "failed verify: " + key_of(kept["A"]) in result.stdout
