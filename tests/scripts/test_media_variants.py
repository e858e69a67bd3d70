"""`trr media variants`: each picture gets its smaller copies, whatever happens."""

import asyncio
import time
from base64 import b64encode
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from signal import SIGKILL
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image
from pydantic import SecretStr

from scripts._variants import VARIANTS
from scripts.sync_all import STAGES
from tests.dumps import objects
from tests.pipeline import Pipeline, Upstream, failures, stage
from tests.processes import started
from tests.s3_server import S3Server, public
from tests.trr_backend.media.drawing import animated, drawn, encoded, noise
from trr_backend.config import Settings
from trr_backend.repositories.suppressions import fingerprint

ROWS = """
    select l.source_path, v.format, v.width, a.width, a.content_type,
      v.variant_sha256 = a.sha256, a.confirmed_at is not null, a.key
    from core.media_variants v
    join core.media_assets a on a.sha256 = v.variant_sha256
    join core.media_links l on l.sha256 = v.sha256
    order by 1, 2, 3
"""
DONE = """
    select l.source_path, a.variants_for from core.media_assets a
    join core.media_links l using (sha256) order by 1
"""
EVENTS = "select entity, kind, fields from ops.events where seq > %s order by entity"
SIGNATURE = "webp:185,342,500,780,1280"
# Everything before the pictures' variants.
MIRROR = [one for one in STAGES if one.name != VARIANTS.name]
PICTURES = {
    "wide": drawn("JPEG", 600, 400),
    "small": drawn("PNG", 100, 150),
    "moving": animated("GIF", 2, 300, 200),
}


def faults(pictures: dict[str, bytes]) -> list[dict[str, object]]:
    """Return what lets the upstream answer with these pictures."""
    return [
        {"match": f"/{name}.png$", "kind": "body", "base64": b64encode(body).decode()}
        for name, body in pictures.items()
    ]


async def mirrored(
    pipeline: Pipeline, upstream: Upstream, pictures: dict[str, bytes] = PICTURES
) -> None:
    """Keep these pictures as the logos of a show's networks."""
    networks = [
        {"id": n, "name": name, "logo_path": f"/{name}.png", "origin_country": ""}
        for n, name in enumerate(pictures, start=1)
    ]
    upstream.put(1, "One", networks=networks)
    upstream.fail(*faults(pictures))
    await pipeline.track(1)
    assert (await pipeline.run(MIRROR)).exit_code == 0


def last_event(pipeline: Pipeline) -> int:
    """Return the cursor of the latest event."""
    return int(pipeline.rows("select max(seq) from ops.events")[0][0])


def media(settings: Settings) -> Path:
    """Return the folder of the folder store."""
    return settings.home_path / "media"


def rows(pipeline: Pipeline) -> list[tuple[Any, ...]]:
    """Return the variants and for which pictures they were made."""
    return [*pipeline.rows(ROWS), *pipeline.rows(DONE)]


@pytest.fixture
def pipeline(pipeline: Pipeline) -> Pipeline:
    """Commands that make smaller copies, too."""
    return pipeline.with_settings(variant_formats=("webp",))


async def test_pictures_get_their_smaller_copies_once(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """In the folder of the picture, told of once; a second run writes no row."""
    await mirrored(pipeline, upstream)
    before = last_event(pipeline)

    report = await pipeline.run([VARIANTS])

    done = stage(report, "variants")
    assert (report.exit_code, done.done, done.requests) == (0, 1, 0)
    found = pipeline.rows(ROWS)
    assert [row[:-1] for row in found] == [
        ("/wide.png", "webp", width, width, "image/webp", True, True)
        for width in (185, 342, 500)
    ]
    key = pipeline.rows("select key from core.media_assets where width = 600")[0][0]
    folder = Path(key).parent
    assert {Path(row[-1]).parent for row in found} == {folder}
    stored = objects(media(pipeline.settings))
    assert all(Path(row[-1]).stem in stored for row in found)
    assert all(sha256(p.read_bytes()).hexdigest() == d for d, p in stored.items())
    assert pipeline.rows(DONE) == [
        ("/moving.png", None),
        ("/small.png", None),
        ("/wide.png", SIGNATURE),
    ]
    assert pipeline.rows(EVENTS, before) == [("network", "updated", ["logo"])]

    versions = pipeline.versions()
    again = await pipeline.trr("media", "variants", "--json")
    assert again.exit_code == 0, again.output
    assert pipeline.versions() == versions
    assert '"unchanged": 1' in again.output


async def test_another_choice_of_formats_makes_the_variants_anew(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """None makes none; what was made before and is not wanted any more goes."""
    await mirrored(pipeline, upstream, {"wide": drawn("PNG", 200, 150)})

    made = {}
    for formats in ("none", "avif,webp", "avif"):
        result = await pipeline.trr("media", "variants", TRR_VARIANT_FORMATS=formats)
        assert result.exit_code == 0, result.output
        made[formats] = [row[1:3] for row in pipeline.rows(ROWS)]

    assert made == {
        "none": [],
        "avif,webp": [("avif", 185), ("webp", 185)],
        "avif": [("avif", 185)],
    }
    assert pipeline.rows(DONE) == [("/wide.png", "avif:185,342,500,780,1280")]
    bad = await pipeline.trr("media", "variants", TRR_VARIANT_FORMATS="jpeg")
    assert bad.exit_code == 2
    assert "'jpeg' is no format of smaller copies; write webp, avif" in bad.output


async def test_only_pictures_of_the_named_show_get_theirs(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """And a dry run says which, without making any."""
    await mirrored(pipeline, upstream, {"one": drawn("PNG", 200, 150)})
    other = {"other": drawn("PNG", 200, 150, seed=2)}
    upstream.put(
        2,
        "Two",
        networks=[
            {"id": 9, "name": "Nine", "logo_path": "/other.png", "origin_country": ""}
        ],
    )
    upstream.fail(*faults(other))
    await pipeline.track(2)
    await pipeline.run(MIRROR)

    rehearsed = await pipeline.run([VARIANTS], "tmdb:2", dry_run=True)
    assert [(one.label, one.fields) for one in rehearsed.changes] == [
        ("Nine", {"logo": (None, "smaller copies")})
    ]
    assert pipeline.rows(ROWS) == []

    assert (await pipeline.run([VARIANTS], "tmdb:2")).exit_code == 0
    assert {row[0] for row in pipeline.rows(ROWS)} == {"/other.png"}


async def test_what_cannot_be_read_is_named_and_tried_again(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """A lost and a spoilt object fail, the third is done; healed, so are they."""
    pictures = {
        name: drawn("PNG", 200, 150, seed=n)
        for n, name in enumerate(("lost", "spoilt", "whole"))
    }
    await mirrored(pipeline, upstream, pictures)
    stored = objects(media(pipeline.settings))
    paths = {name: stored[sha256(body).hexdigest()] for name, body in pictures.items()}
    paths["lost"].unlink()
    paths["spoilt"].write_bytes(pictures["whole"])

    report = await pipeline.run([VARIANTS])

    assert report.exit_code == 1
    told = {item.split(" (logo): ")[0]: why for item, why in failures(report).items()}
    assert told.keys() == {"lost", "spoilt"}
    assert "holds no images/" in told["lost"]
    assert "bytes as images/" in told["spoilt"]
    assert all(why.endswith("; `trr media verify` repairs it") for why in told.values())
    assert {row[0] for row in pipeline.rows(ROWS)} == {"/whole.png"}

    for name in ("lost", "spoilt"):
        paths[name].write_bytes(pictures[name])
    healed = await pipeline.run([VARIANTS])
    assert (healed.exit_code, stage(healed, "variants").done) == (0, 2)
    assert len(pipeline.rows(ROWS)) == 3


async def test_by_force_lost_copies_come_back(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The same bytes under the same keys; no row changes and nobody hears of it."""
    await mirrored(pipeline, upstream)
    await pipeline.run([VARIANTS])
    whole = {d: p.read_bytes() for d, p in objects(media(pipeline.settings)).items()}
    versions = pipeline.versions()
    for *_, key in pipeline.rows(ROWS):
        (media(pipeline.settings) / key).unlink()

    report = await pipeline.run([VARIANTS], force=True)

    assert stage(report, "variants").counts["stored"] == 1
    found = objects(media(pipeline.settings))
    assert {d: p.read_bytes() for d, p in found.items()} == whole
    assert pipeline.versions() == versions


async def test_two_runs_at_once_make_one_set(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The same rows, one event an entity, and nothing half-done."""
    pictures = {f"n{n}": drawn("JPEG", 400, 300, seed=n) for n in range(6)}
    await mirrored(pipeline, upstream, pictures)
    before = last_event(pipeline)

    reports = await asyncio.gather(*(pipeline.run([VARIANTS]) for _ in range(2)))

    assert [report.exit_code for report in reports] == [0, 0]
    assert len(pipeline.rows(ROWS)) == 12
    assert pipeline.rows(EVENTS, before) == [("network", "updated", ["logo"])] * 6
    assert len(objects(media(pipeline.settings))) == 18


async def test_a_run_killed_before_its_rows_goes_on(
    pipeline: Pipeline, undisturbed: Pipeline, upstream: Upstream, tmp_path: Path
) -> None:
    """Objects were put and no row says so: the next run ends as an undisturbed one."""
    pictures = {f"n{n}": drawn("JPEG", 400, 300, seed=n) for n in range(3)}
    for one in (pipeline, undisturbed):
        await mirrored(one, upstream, pictures)
    await undisturbed.run([VARIANTS])
    kept = len(objects(media(pipeline.settings)))

    # Nobody may write there: the run waits with its rows when its objects are put.
    with (
        pipeline.connect() as blocker,
        blocker.transaction(),
        started(pipeline.settings, tmp_path, "scripts.media_variants") as process,
    ):
        blocker.execute("lock table core.media_variants in exclusive mode")
        until = time.monotonic() + 30
        while len(objects(media(pipeline.settings))) < kept + 6:
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < until
            await asyncio.sleep(0.02)
        process.kill()
        assert process.wait(10) == -SIGKILL
    assert pipeline.rows(ROWS) == []

    assert (await pipeline.run([VARIANTS])).exit_code == 0
    ended, whole = ([row[:-1] for row in rows(one)] for one in (pipeline, undisturbed))
    assert ended == whole
    assert objects(media(pipeline.settings)).keys() == (
        objects(media(undisturbed.settings)).keys()
    )


async def test_what_was_taken_down_gets_no_copies(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Neither a picture nor a copy comes back, though a run had them planned."""
    await mirrored(pipeline, upstream)
    await pipeline.run([VARIANTS])
    narrow = pipeline.rows(ROWS)[0]
    digest = Path(narrow[-1]).stem
    with pipeline.connect() as connection:
        connection.execute("delete from core.media_variants")
        connection.execute("update core.media_assets set variants_for = null")
        connection.execute("delete from core.media_assets where sha256 = %s", [digest])
        connection.execute(
            "insert into ops.suppressions (fingerprint, kind, reason)"
            " values (%s, 'picture', 'asked for')",
            [fingerprint("picture", "sha256", digest)],
        )
    (media(pipeline.settings) / narrow[-1]).unlink()

    assert (await pipeline.run([VARIANTS])).exit_code == 0

    assert [row[2] for row in pipeline.rows(ROWS)] == [342, 500]
    assert digest not in objects(media(pipeline.settings))


@pytest.fixture
def in_s3(pipeline: Pipeline, s3_server: S3Server) -> Pipeline:
    """The pipeline on a bucket."""
    settings = pipeline.settings.model_copy(
        update={
            "media_url": f"s3://{s3_server.bucket}/{uuid4().hex}",
            "aws_endpoint_url": s3_server.endpoint,
            "aws_access_key_id": SecretStr(s3_server.access_key_id),
            "aws_secret_access_key": SecretStr(s3_server.secret_access_key),
        }
    )
    return Pipeline(settings, pipeline.upstream)


async def test_copies_go_to_s3_like_pictures(
    in_s3: Pipeline, upstream: Upstream
) -> None:
    """Read back over plain HTTP: see-through still, its type, immutable."""
    logo = noise(300, 200).convert("RGBA")
    logo.paste((0, 0, 0, 0), (0, 0, 150, 200))
    await mirrored(in_s3, upstream, {"logo": encoded(logo, "PNG")})

    assert (await in_s3.run([VARIANTS])).exit_code == 0

    ((*_, key),) = in_s3.rows(ROWS)
    bucket = (in_s3.settings.media_url or "").removeprefix("s3://")
    address = f"{in_s3.settings.aws_endpoint_url}/{bucket}/{key}"
    body, content_type, cache_control = await asyncio.to_thread(public, address)
    assert (content_type, cache_control) == (
        "image/webp",
        "public, max-age=15552000, immutable",
    )
    copy = Image.open(BytesIO(body))
    assert (copy.mode, copy.size) == ("RGBA", (185, 123))
    assert copy.getchannel("A").crop((0, 0, 80, 123)).getextrema() == (0, 0)
    assert copy.getchannel("A").crop((100, 0, 185, 123)).getextrema() == (255, 255)
