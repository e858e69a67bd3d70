"""Pictures in a bucket: a server that breaks, and what is checked and pruned there."""

from datetime import timedelta
from uuid import uuid4

import pytest
from pydantic import SecretStr

from scripts._command import AnyStage
from scripts._pruning import Asked, prune_stages
from scripts._verifying import verify_stage
from scripts.sync_logos import STAGES
from tests.pipeline import Pipeline, Upstream, failures, stage
from tests.s3_faults import faulty
from tests.s3_server import S3Server, public
from tests.scripts.test_sync_logos import body, owner
from tests.trr_backend.media.drawing import drawn
from trr_backend.media.store import open_store

VERIFY: list[AnyStage] = [verify_stage(None)]
PRUNE = prune_stages(Asked(timedelta(0), max_share=1))
MINUTE = 0.6


@pytest.fixture
async def in_s3(
    pipeline: Pipeline, upstream: Upstream, s3_server: S3Server
) -> Pipeline:
    """Commands on a bucket, with a show of eight networks whose logos are not kept."""
    made = pipeline.with_settings(
        media_url=f"s3://{s3_server.bucket}/{uuid4().hex}",
        aws_endpoint_url=s3_server.endpoint,
        aws_access_key_id=SecretStr(s3_server.access_key_id),
        aws_secret_access_key=SecretStr(s3_server.secret_access_key),
    )
    names = [f"N{number}" for number in range(1, 9)]
    networks = [owner(n, name, f"/{name}.png") for n, name in enumerate(names, 1)]
    upstream.put(1, "One", networks=networks)
    upstream.fail(*(body(f"/{n}.png", drawn("PNG", 90, 90, int(n[1]))) for n in names))
    await made.track(1)
    return made


async def keys(pipeline: Pipeline) -> list[str]:
    """Return the keys of all objects in the bucket."""
    store = open_store(pipeline.settings)
    return sorted([one.key async for page in store.list() for one in page])


async def test_a_server_that_breaks_and_is_busy_for_a_minute_gets_every_picture(
    in_s3: Pipeline, s3_server: S3Server
) -> None:
    """Connections are reset in the middle of bodies, then it is 503 for a minute."""
    async with faulty(s3_server.endpoint) as faults:
        broken = in_s3.with_settings(aws_endpoint_url=faults.address)
        faults.reset(3)
        faults.lose_answers(2)
        faults.slow_down(MINUTE)
        report = await broken.sync()
        assert (report.exit_code, failures(report)) == (0, {})
        assert faults.seen > len(await keys(in_s3)) + 5
        assert faults.resets == faults.losses == 0
    rows = in_s3.rows(
        "select key from core.media_assets where confirmed_at is not null"
    )
    assert sorted(key for (key,) in rows) == await keys(in_s3)
    checked = await in_s3.run(VERIFY)
    assert (failures(checked), stage(checked, "verify").done) == ({}, len(rows))
    assert stage(checked, "verify").counts["repaired"] == 0


async def test_a_server_that_stays_busy_stops_the_run(
    in_s3: Pipeline, s3_server: S3Server, upstream: Upstream
) -> None:
    """With one line; the next run goes on, and nothing is lost in between."""
    async with faulty(s3_server.endpoint) as faults:
        faults.slow_down(600)
        report = await in_s3.with_settings(aws_endpoint_url=faults.address).sync()
    assert report.exit_code == 1
    assert report.stopped == (
        f"s3://{s3_server.bucket}: SlowDown; run the command again later"
    )
    assert failures(report) == {}
    assert await keys(in_s3) == []
    assert in_s3.rows("select from core.media_links where linked_at is not null") == []
    upstream.requests()
    assert failures(await in_s3.run(STAGES)) == {}
    assert len(await keys(in_s3)) == 8


async def test_what_is_broken_in_a_bucket_is_put_right_with_its_headers(
    in_s3: Pipeline,
) -> None:
    """Type and lifetime of a picture that was put again, read over plain HTTP."""
    assert failures(await in_s3.sync()) == {}
    settings = in_s3.settings
    base = f"{settings.aws_endpoint_url}/{(settings.media_url or '')[5:]}"
    before = {key: public(f"{base}/{key}") for key in await keys(in_s3)}
    first, second, *_ = before
    store = open_store(settings)
    await store.delete(first)
    await store.replace(second, before[second][0][:-1] + b"?", "text/html", 1)

    report = await in_s3.run(VERIFY)

    assert (report.exit_code, stage(report, "verify").counts["repaired"]) == (0, 2)
    assert {key: public(f"{base}/{key}") for key in await keys(in_s3)} == before


async def test_a_key_that_may_not_delete_names_what_stays(
    in_s3: Pipeline, s3_server: S3Server
) -> None:
    """Each object is named, the rows stay; with the right key they go."""
    assert failures(await in_s3.sync()) == {}
    reader = in_s3.with_settings(
        aws_access_key_id=SecretStr(s3_server.reader_access_key_id),
        aws_secret_access_key=SecretStr(s3_server.reader_secret_access_key),
    )
    with in_s3.connect() as connection:
        connection.execute("delete from core.media_links")
    before = await keys(in_s3)
    rows = in_s3.rows("select sha256 from core.media_assets order by 1")

    report = await reader.run(PRUNE)

    said = (
        f"s3://{s3_server.bucket}: AccessDenied; check AWS_ACCESS_KEY_ID, AWS_SECRET_"
    )
    assert report.stopped is None
    assert len(failures(report)) == 8
    assert all(error.startswith(said) for error in failures(report).values())
    assert await keys(in_s3) == before
    assert in_s3.rows("select sha256 from core.media_assets order by 1") == rows
    assert failures(await in_s3.run(PRUNE)) == {}
    assert await keys(in_s3) == []
    assert in_s3.rows("select from core.media_assets") == []
