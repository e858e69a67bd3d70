"""Pictures whose host, store or database misbehaves while they are mirrored.

After each: the exit code and the words are right, what was good in the same run is
kept, readers see whole pictures only, and the same command afterwards ends well without
fetching what was stored.
"""

import asyncio
import gzip
import json
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from PIL import Image
from pydantic import SecretStr

from api.app import create_app
from scripts._stage import AnyStage
from scripts.backfill_tmdb_details import STAGE as DETAILS
from tests.answers import Json
from tests.api.conftest import running
from tests.pipeline import Pipeline, Upstream, failures
from tests.s3_faults import faulty
from tests.s3_server import S3Server
from tests.scripts.test_run_faults import Server
from tests.tiny_disk import change_disk, tiny_disk
from tests.trr_backend.media.drawing import animated, drawn, encoded, plain
from trr_backend.media.store import open_store

KEPT = ("/kept-1.jpg", "/kept-2.jpg")
SIZE = (40, 60)


@pytest.fixture
def pipeline(pipeline: Pipeline) -> Pipeline:
    """Commands that keep every poster."""
    return pipeline.with_settings(images="poster=all")


def listed(paths: Sequence[str], size: tuple[int, int] = SIZE) -> Json:
    """Return posters of these paths as a show lists them."""
    width, height = size
    posters = [{"file_path": p, "width": width, "height": height} for p in paths]
    return {"images": {"posters": posters}}


async def known(pipeline: Pipeline, paths: Sequence[str], **more: Any) -> None:
    """Let the show be known with these posters; none is fetched yet."""
    pipeline.upstream.put(1, "One", **listed(paths, **more))
    await pipeline.track(1)
    stages: list[AnyStage] = [DETAILS]
    assert failures(await pipeline.run(stages, force=True)) == {}
    pipeline.upstream.requests()


@dataclass(frozen=True)
class Told:
    """What `trr sync show-images` said."""

    exit_code: int
    stopped: str | None
    failed: dict[str, str]
    asked: list[dict[str, Any]]

    @property
    def fetched(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [one["path"].removeprefix("/t/p/original") for one in self.asked]

    @classmethod
    async def by(cls, pipeline: Pipeline) -> "Told":
        """Run the command."""
        result = await pipeline.trr("sync", "show-images", "--json")
        report = json.loads(result.stdout)
        assert result.exit_code == report["exit_code"]
        failed = {
            one["item"].removeprefix("One (poster): "): one["error"]
            for stage in report["stages"]
            for one in stage["failures"]
        }
        assert not [error for error in failed.values() if "\n" in error]
        asked = pipeline.upstream.requests()
        return cls(result.exit_code, report["stopped"], failed, asked)


async def shown(pipeline: Pipeline) -> list[str]:
    """Return the posters that the API shows; each is in the store, whole."""
    async with running(create_app(pipeline.settings)) as client:
        answer = await client.get("/api/v1/shows/tmdb:1/images?kind=poster&limit=100")
    items = answer.json()["items"]
    store = open_store(pipeline.settings)
    for one in items:
        body = await store.get(one["key"], 1 << 20)
        assert sha256(body).hexdigest() in one["key"]
    return sorted("/" + one["source_url"].rpartition("/")[2] for one in items)


async def ends_well(pipeline: Pipeline, paths: Sequence[str]) -> Told:
    """Run the command to its good end; then it finds nothing to do."""
    told = await Told.by(pipeline)
    assert (told.exit_code, told.stopped, told.failed) == (0, None, {})
    assert await shown(pipeline) == sorted(paths)
    again = await Told.by(pipeline)
    assert again == Told(0, None, {}, [])
    return told


def stored(pipeline: Pipeline) -> list[Path]:
    """Return the files in the folder of pictures, also half-written ones."""
    media = pipeline.settings.home_path / "media"
    return [path for path in media.rglob("*") if path.is_file()]


def claimed(pipeline: Pipeline) -> list[str]:
    """Return the keys of all pictures in the database, confirmed or not."""
    return [key for (key,) in pipeline.rows("select key from core.media_assets")]


def coded(content: bytes) -> dict[str, object]:
    """Return the fault that answers with these bytes."""
    return {"kind": "body", "base64": b64encode(content).decode()}


CLIENT = "trr_backend.integrations.tmdb.client"
# Of the host of pictures, instead of ten seconds.
PATIENCE_SECONDS = 0.2
MINUTE = 0.6
WAITING = """
    select from pg_stat_activity where datname = %s and wait_event_type = 'Lock'
"""
BOMB = gzip.compress(bytes(21 << 20))
BLINKS = [Image.new("L", (4, 4), 255 * (number % 2)) for number in range(1001)]
FLICKER = encoded(BLINKS[0], "GIF", save_all=True, append_images=BLINKS[1:])
SVG: dict[str, object] = {
    "kind": "body",
    "text": "<svg onload='alert(1)'/>",
    "content_type": "image/png",
}
# What the host says of a picture, and what the command does.
BAD: Mapping[str, tuple[dict[str, object], str]] = {
    "/animated-bomb.png": (coded(FLICKER), "the animation is too large: at most 1000"),
    "/animated-cut.webp": (coded(animated("WEBP", 3)[:-40]), "truncated or damaged"),
    "/cut.jpg": (coded(drawn("JPEG")[:-300]), "the picture is truncated"),
    "/elsewhere.jpg": (
        {"kind": "redirect", "location": "http://127.0.0.1:9/a.jpg"},
        "a redirect that is not followed: the port 9 is not allowed",
    ),
    "/empty.jpg": ({"kind": "empty"}, "the picture is empty: 0 bytes"),
    "/endless.jpg": ({"kind": "huge", "size_bytes": None}, "larger than 20 MiB"),
    "/file.jpg": (
        {"kind": "redirect", "location": "file:///etc/passwd"},
        "a redirect that is not followed: it is not https",
    ),
    "/forbidden.jpg": ({"kind": "error", "status": 403}, "not handed out (HTTP 403)"),
    "/gzip-bomb.png": (
        {**coded(BOMB), "content_encoding": "gzip"},
        "an answer larger than 20 MiB",
    ),
    "/html.jpg": ({"kind": "html"}, "an HTML page"),
    "/more.jpg": ({"kind": "wrong_length", "declared_bytes": 100}, "truncated or dam"),
    "/vector.png": (SVG, "SVG"),
    "/wide.png": (coded(plain("PNG", 20_000, 10)), "20000 x 10 pixels"),
}
# What may have been an accident: it is tried again at once.
BROKEN: Mapping[str, tuple[dict[str, object], str]] = {
    "/dropped.jpg": ({"kind": "dropped"}, "no whole answer"),
    "/error.jpg": ({"kind": "error", "status": 500}, "(HTTP 500)"),
    "/half.jpg": ({"kind": "truncated"}, "no whole answer"),
    "/less.jpg": (
        {"kind": "wrong_length", "declared_bytes": 10**6},
        "no whole answer",
    ),
    "/trickle.jpg": ({"kind": "dropped"}, "no whole answer"),
}


async def test_a_host_that_misbehaves_spoils_its_own_pictures_only(
    pipeline: Pipeline, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is named with the reason; what is no accident waits until it is due."""
    faults = {**BAD, **BROKEN}
    await known(pipeline, [*KEPT, *faults])
    upstream.fail(*({**fault, "match": f"{p}$"} for p, (fault, _) in faults.items()))

    first = await Told.by(pipeline)

    assert (first.exit_code, first.stopped) == (1, None)
    assert first.failed.keys() == faults.keys()
    said = {path: words for path, (_, words) in faults.items()}
    assert [p for p, words in said.items() if words not in first.failed[p]] == []
    tries = {path: 4 if path in BROKEN else 1 for path in [*KEPT, *faults]}
    assert Counter(first.fetched) == tries
    assert await shown(pipeline) == [*KEPT]
    assert len(stored(pipeline)) == len(claimed(pipeline)) == len(KEPT)

    # A byte now and then is given up, four times; nobody else waits for that one.
    drops = {"kind": "slow", "chunk_bytes": 1, "interval_seconds": 0.02}
    upstream.fail({"match": "/trickle", **drops})
    with monkeypatch.context() as hurried:
        hurried.setattr(CLIENT + ".PICTURE_TIMEOUT_SECONDS", PATIENCE_SECONDS)
        second = await Told.by(pipeline)
    assert (second.exit_code, list(second.failed)) == (1, ["/trickle.jpg"])
    assert "no whole answer" in second.failed["/trickle.jpg"]
    assert {*second.fetched} == {*BROKEN}

    upstream.fail()
    third = await ends_well(pipeline, [*KEPT, *BROKEN])
    assert third.fetched == ["/trickle.jpg"]
    with pipeline.connect() as connection:
        connection.execute("update core.media_links set retry_at = now()")
    fourth = await ends_well(pipeline, [*KEPT, *faults])
    assert sorted(fourth.fetched) == sorted(BAD)


@pytest.fixture
def in_s3(pipeline: Pipeline, s3_server: S3Server) -> Pipeline:
    """Commands on a bucket."""
    return pipeline.with_settings(
        media_url=f"s3://{s3_server.bucket}/{uuid4().hex}",
        aws_endpoint_url=s3_server.endpoint,
        aws_access_key_id=SecretStr(s3_server.access_key_id),
        aws_secret_access_key=SecretStr(s3_server.secret_access_key),
    )


async def test_a_bucket_that_is_missing_or_not_ours_stops_the_run(
    in_s3: Pipeline, s3_server: S3Server
) -> None:
    """In a line, at once; what is in the right one stays, and the rest comes there."""
    await known(in_s3, KEPT)
    await ends_well(in_s3, KEPT)
    new = ("/new-1.jpg", "/new-2.jpg")
    await known(in_s3, [*KEPT, *new])
    check = "check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and what they may do"
    create = "create the bucket or correct TRR_MEDIA_URL"
    reader = {
        "aws_access_key_id": SecretStr(s3_server.reader_access_key_id),
        "aws_secret_access_key": SecretStr(s3_server.reader_secret_access_key),
    }
    unsigned = {"aws_secret_access_key": SecretStr("another-secret")}
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"media_url": "s3://none"}, f"s3://none: NoSuchBucket; {create}"),
        (reader, f"s3://{s3_server.bucket}: AccessDenied; {check}"),
        (unsigned, f"s3://{s3_server.bucket}: SignatureDoesNotMatch; {check}"),
    )
    for changes, said in cases:
        # As patient as it comes: what is no matter of time is not waited for.
        wrong = in_s3.with_settings(wait_scale=1, **changes)
        async with asyncio.timeout(30):
            told = await Told.by(wrong)
        assert (told.exit_code, told.failed) == (1, {})
        assert told.stopped == f"{said}; run the same command again to go on"
        assert await shown(in_s3) == [*KEPT]
    told = await ends_well(in_s3, [*KEPT, *new])
    assert sorted(told.fetched) == [*new]


async def test_a_bucket_that_is_busy_keeps_what_it_has(
    in_s3: Pipeline, upstream: Upstream, s3_server: S3Server
) -> None:
    """Broken connections do not stop the run, 503 without end does, a minute not."""
    early, late = ([f"/{when}-{n}.jpg" for n in range(4)] for when in ("early", "late"))
    await known(in_s3, [*early, *late])
    upstream.fail({"match": "/late", "kind": "slow", "delay_seconds": 0.4})
    async with faulty(s3_server.endpoint) as faults:
        broken = in_s3.with_settings(aws_endpoint_url=faults.address)
        faults.reset(1)
        faults.lose_answers(1)
        running = asyncio.create_task(Told.by(broken.with_settings(wait_scale=0.001)))
        while len(await keys(in_s3)) < len(early):  # noqa: ASYNC110 -- objects there
            await asyncio.sleep(0.01)
        faults.slow_down(600)
        told = await running
        assert (told.exit_code, told.failed) == (1, {})
        assert told.stopped == (
            f"s3://{s3_server.bucket}: SlowDown; run the command again later"
        )
        assert await shown(in_s3) == []
        faults.slow_down(MINUTE)
        faults.reset(1)
        told = await ends_well(broken, [*early, *late])
        assert faults.resets == faults.losses == 0
    assert sorted(told.fetched) == late


async def keys(pipeline: Pipeline) -> list[str]:
    """Return the keys of all objects in the bucket."""
    store = open_store(pipeline.settings)
    return [one.key async for page in store.list() for one in page]


async def test_a_disk_that_is_full_or_read_only_keeps_what_it_has(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    """What fits is whole, and is not fetched again once there is room."""
    paths = [f"/{number}.jpg" for number in range(8)]
    await known(pipeline, paths, size=(400, 600))
    with tiny_disk(tmp_path / "disk", "size=100k") as disk:
        here = pipeline.with_settings(media_url=disk.as_uri())
        full = await Told.by(here)
        there = [path for path in disk.rglob("*") if path.is_file()]
        assert [sha256(one.read_bytes()).hexdigest() for one in there] == [
            one.stem for one in there
        ]
        assert 0 < len(there) < len(paths)
        change_disk(disk, "ro")
        locked = await Told.by(here)
        for told, said in (
            (full, "No space left on device; make room, then run the command again"),
            (locked, "Read-only file system; check TRR_MEDIA_URL and who may write "),
        ):
            assert (told.exit_code, told.failed) == (1, {})
            assert (told.stopped or "").startswith(f"{disk}: {said}")
        assert await shown(here) == []
        change_disk(disk, "rw,size=16m")
        told = await ends_well(here, paths)
        assert len(told.fetched) == len(paths) - len(there)


async def test_connections_to_the_database_that_break_cost_no_picture(
    pipeline: Pipeline, server_url: str
) -> None:
    """All of them are cut in the middle of statements: each picture is fetched once."""
    await known(pipeline, KEPT)
    await ends_well(pipeline, KEPT)
    new = [f"/{number}.jpg" for number in range(40)]
    await known(pipeline, [*KEPT, *new])
    ((name,),) = pipeline.rows("select current_database()")
    unhurried = pipeline.with_settings(tmdb_image_rate=50)
    with psycopg.connect(server_url, autocommit=True) as connection:
        server = Server(connection, name)
        running = asyncio.create_task(Told.by(unhurried))
        for table in ("ops.limits", "core.media_assets", "ops.suppressions"):
            seen = len(claimed(pipeline))
            while len(claimed(pipeline)) < seen + 5:  # noqa: ASYNC110 -- rows
                await asyncio.sleep(0.005)
            with closing(pipeline.connect()) as locker:
                locker.execute(f"begin; lock table {table}")
                while not connection.execute(WAITING, [name]).fetchall():  # noqa: ASYNC110 -- a session's state
                    await asyncio.sleep(0.005)
                server.cut()
        told = await running
    assert (told.exit_code, told.stopped, told.failed) == (0, None, {})
    assert Counter(told.fetched) == Counter(new)
    assert (await ends_well(pipeline, [*KEPT, *new])).fetched == []


async def test_a_host_that_is_down_and_then_overrun_is_asked_until_all_is_there(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Each picture is named; the next run begins at once, and slows down as asked."""
    await known(pipeline, KEPT)
    await ends_well(pipeline, KEPT)
    new = [f"/{number}.jpg" for number in range(40)]
    await known(pipeline, [*KEPT, *new])
    upstream.fail({"match": "^/t/p/", "kind": "error", "status": 503})

    told = await Told.by(pipeline)

    assert (told.exit_code, told.stopped) == (1, None)
    assert told.failed.keys() == {*new}
    assert all("(HTTP 503)" in error for error in told.failed.values())
    assert Counter(told.fetched) == dict.fromkeys(new, 4)
    assert await shown(pipeline) == [*KEPT]

    storm = {"kind": "rate_limit", "retry_after": 40, "times": 4}
    upstream.fail({"match": "^/t/p/", **storm})
    told = await ends_well(pipeline.with_settings(tmdb_image_rate=100), [*KEPT, *new])
    statuses = Counter(one["status"] for one in told.asked)
    assert statuses == {429: storm["times"], 200: len(new)}
    moments = [one["monotonic"] for one in told.asked]
    # A hundred a second, but for the (compressed) 40 seconds that were asked for; the
    # sixteen that had their moment by then are sent.
    assert max(later - one for one, later in pairwise(moments)) >= 0.15
