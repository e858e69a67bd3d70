"""`trr doctor` and the store: a folder and a real bucket, good and broken."""

import socket
import time
import uuid
from pathlib import Path

from pydantic import SecretStr

from scripts._doctor import run_checks
from scripts._doctor_place import installed
from scripts.doctor import CHECKS
from tests.findings import found
from tests.plain_server import answering, handing_out
from tests.s3_faults import faulty
from tests.s3_server import S3Server
from tests.tiny_disk import tiny_disk
from trr_backend.config import Settings
from trr_backend.media.store import open_store

SECRETS = ("WRITERKEY", "READERKEY", "writer-secret", "reader-secret")


def in_bucket(settings: Settings, server: S3Server, **changed: object) -> Settings:
    """Return settings on a place of its own in the bucket, some changed."""
    update = {
        "media_url": f"s3://{server.bucket}/{uuid.uuid4().hex}",
        "aws_endpoint_url": server.endpoint,
        "aws_access_key_id": SecretStr(server.access_key_id),
        "aws_secret_access_key": SecretStr(server.secret_access_key),
    }
    return settings.model_copy(update={**update, **changed})


async def kept(settings: Settings) -> list[str]:
    """Return what a bucket holds."""
    return [one.key async for page in open_store(settings).list() for one in page]


def files(folder: Path) -> list[str]:
    """Return everything below a folder."""
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*"))


async def test_a_folder(settings: Settings, tmp_path: Path) -> None:
    """One that is not made yet stays so; what lies in one stays, and nothing else."""
    media = settings.home_path / "media"
    absent = await found(settings, "store")
    made = media.exists()
    (media / "images" / "logos").mkdir(parents=True)
    (media / "images" / "logos" / "a.png").write_bytes(b"x")

    there = await found(settings, "store")

    assert (made, absent["objects"].state, absent["objects"].said) == (
        False,
        "not set up",
        f"{media} does not exist yet",
    )
    assert {name: one.state for name, one in there.items()} == {
        "public address": "ok",
        "objects": "ok",
    }
    assert there["objects"].said == f"{media}: an object was put, read and deleted"
    assert files(media) == ["images", "images/logos", "images/logos/a.png"]
    assert files(tmp_path) == [
        "trr-home",
        "trr-home/media",
        *(f"trr-home/media/{name}" for name in files(media)),
    ]


async def test_a_folder_that_is_full_or_closed(
    settings: Settings, tmp_path: Path
) -> None:
    """The system's own word for it, and what to do; a half-written file is gone."""
    with tiny_disk(tmp_path / "full", "size=8k") as disk:
        (disk / "filler").write_bytes(b"x" * 8192)
        place = settings.model_copy(update={"media_url": f"file://{disk}"})
        full = (await found(place, "store"))["objects"]
        left = files(disk)
    with tiny_disk(tmp_path / "closed", "ro") as disk:
        closed_at = settings.model_copy(update={"media_url": f"file://{disk}"})
        closed = (await found(closed_at, "store"))["objects"]
        below = settings.model_copy(update={"media_url": f"file://{disk}/media"})
        above = (await found(below, "store"))["objects"]

    assert (full.state, full.said.partition(": ")[2]) == (
        "fault",
        "No space left on device",
    )
    assert full.advice == "make room, then run the command again"
    assert left == ["filler"]
    assert (closed.state, closed.said.partition(": ")[2]) == (
        "fault",
        "Read-only file system",
    )
    assert (above.state, above.said.partition(" and ")[2].split()[-3:]) == (
        "fault",
        ["cannot", "be", "written"],
    )


async def test_a_bucket(settings: Settings, s3_server: S3Server) -> None:
    """It is put, read by us and by everybody as what it is, and gone again."""
    place = in_bucket(settings, s3_server)

    told = await found(place, "store")

    assert {name: one.state for name, one in told.items()} == {
        "public address": "ok",
        "objects": "ok",
    }
    assert told["public address"].said.endswith(" shows it as image/png")
    assert await kept(place) == []


async def test_a_bucket_that_does_not_let_us(
    settings: Settings, s3_server: S3Server
) -> None:
    """A key that only reads, half of one, a wrong one, no bucket, no server."""
    reader: dict[str, object] = {
        "aws_access_key_id": SecretStr(s3_server.reader_access_key_id),
        "aws_secret_access_key": SecretStr(s3_server.reader_secret_access_key),
    }
    cases: dict[str, dict[str, object]] = {
        "AccessDenied": reader,
        "SignatureDoesNotMatch": {"aws_secret_access_key": SecretStr("another")},
        "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY belong together": {
            "aws_secret_access_key": None
        },
        "NoSuchBucket": {"media_url": "s3://no-such-bucket"},
        "Connection refused": {"aws_endpoint_url": "http://127.0.0.1:1"},
    }
    for reason, changed in cases.items():
        place = in_bucket(settings, s3_server, wait_scale=0, **changed)
        told = await found(place, "store")
        assert [*told] == ["objects"], reason
        assert told["objects"].state == "fault"
        assert reason in told["objects"].said
        assert not [one for one in SECRETS if one in str(told)]


async def test_a_store_that_says_nothing(settings: Settings) -> None:
    """It is not waited for: neither for the put nor for the deletion after it."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        place = settings.model_copy(
            update={
                "media_url": "s3://bucket",
                "aws_endpoint_url": f"http://127.0.0.1:{silent.getsockname()[1]}",
                "aws_access_key_id": SecretStr("a"),
                "aws_secret_access_key": SecretStr("b"),
            }
        )
        began = time.monotonic()
        async with installed(place, "127.0.0.1") as installation:
            told = await run_checks(installation, CHECKS, ["store"], seconds=0.1)

    assert time.monotonic() - began < 4
    assert [(one.subject, one.state) for one in told] == [
        ("what is left", "warning"),
        ("objects", "fault"),
    ]
    assert told[0].said.startswith("images/show_images/")


async def test_what_the_public_gets(settings: Settings, s3_server: S3Server) -> None:
    """A CDN that leads elsewhere, says another type, refuses, or is not there."""
    place = in_bucket(settings, s3_server)
    told = []
    for content_type, status in (("image/png", 200), ("text/html", 404)):
        with answering(b"other", content_type, status=status) as address:
            cdn = place.model_copy(update={"cdn_base_url": address})
            told.append(await found(cdn, "store"))
    closed = place.model_copy(update={"cdn_base_url": "http://127.0.0.1:1"})
    told.append(await found(closed, "store"))

    said = [one["public address"].said.partition(" ")[2] for one in told]
    assert [words.partition(" at http")[0] for words in said] == [
        "answers with other bytes than the store was given",
        "does not show a picture: HTTP 404",
        "does not show a picture: store: no whole answer from 127.0.0.1 (ConnectError)",
    ]
    assert {one["public address"].state for one in told} == {"fault"}
    assert {one["objects"].state for one in told} == {"ok"}
    assert await kept(place) == []


async def test_a_cdn_that_calls_a_picture_something_else(settings: Settings) -> None:
    """Browsers do not show what is sent as a file to be kept."""
    media = settings.home_path / "media"
    media.mkdir(parents=True)
    with handing_out(media, "application/octet-stream") as address:
        cdn = settings.model_copy(update={"cdn_base_url": address})
        told = await found(cdn, "store")

    assert told["public address"].said == (
        f"{address} shows a picture as application/octet-stream instead of image/png"
    )
    assert (told["public address"].state, told["objects"].state) == ("fault", "ok")
    assert files(media) == []


async def test_what_cannot_be_deleted(settings: Settings, s3_server: S3Server) -> None:
    """It is named, with what takes it away once it can be."""
    place = in_bucket(settings, s3_server, wait_scale=0)
    async with faulty(s3_server.endpoint) as faults:
        # S3 takes what is to be deleted as a list.
        faults.method = "POST"
        faults.slow_down(60)
        broken = place.model_copy(update={"aws_endpoint_url": faults.address})
        told = await found(broken, "store")
    (key,) = await kept(place)
    await open_store(place).delete(key)

    assert {name: one.state for name, one in told.items()} == {
        "public address": "ok",
        "objects": "fault",
    }
    assert told["objects"].said.startswith("an object was put, and cannot be deleted")
    assert told["objects"].advice.endswith(f"then takes away {key}")
