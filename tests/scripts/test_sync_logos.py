"""`trr sync logos`: only real pictures, each kept once, none fetched twice."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

from pydantic import SecretStr

from scripts.sync_logos import STAGES
from tests.pipeline import Pipeline, Upstream, failures, stage
from tests.s3_server import S3Server, public
from tests.trr_backend.media.drawing import drawn, plain
from trr_backend.models.selection import ShowRef
from trr_backend.repositories.catalogue.reading import Site, Terms, Told
from trr_backend.repositories.catalogue.shows import Showing, load_show
from trr_backend.repositories.db import open_database

ASSETS = """
    select sha256, key, content_type, bytes, confirmed_at is not null
    from core.media_assets order by key
"""
LINKS = """
    select coalesce(n.name, c.name, p.name), l.source_path, l.source_url, l.sha256
    from core.media_links l
    left join core.networks n on n.id = l.entity_id
    left join core.production_companies c on c.id = l.entity_id
    left join core.watch_providers p on p.id = l.entity_id
    where l.linked_at is not null order by 1, 2
"""


def owner(tmdb_id: int, name: str, logo_path: str | None) -> dict[str, object]:
    """Return a network or company as TMDb answers it."""
    return {"id": tmdb_id, "name": name, "logo_path": logo_path, "origin_country": ""}


def body(path: str, content: bytes) -> dict[str, object]:
    """Return the fault that answers a picture's path with these bytes."""
    coded = b64encode(content).decode()
    return {"match": f"{path}$", "kind": "body", "base64": coded}


def media(pipeline: Pipeline) -> dict[str, bytes]:
    """Return the objects in the folder store by their keys."""
    folder = pipeline.settings.home_path / "media"
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _later(pipeline: Pipeline, days: int = 2) -> None:
    """Let what was refused be due again."""
    with pipeline.connect() as connection:
        connection.execute(
            "update core.media_links set retry_at = retry_at - %s * interval '1 day'",
            [days],
        )


async def test_what_is_no_picture_is_refused_and_named(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The others are kept; the next run tries again, and only what is missing."""
    wide, half = plain("PNG", 20_000, 10), drawn("PNG")[:-100]
    bad: Mapping[str, tuple[dict[str, object], str]] = {
        "html": ({"kind": "html"}, "an HTML page"),
        "empty": ({"kind": "empty"}, "the picture is empty: 0 bytes"),
        "half": (body("", half), "truncated or damaged"),
        "wide": (body("", wide), "20000"),
        "absent": ({"kind": "error", "status": 404}, "(HTTP 404)"),
        "broken": ({"kind": "truncated"}, "no whole answer"),
        "huge": ({"kind": "huge"}, "larger than 20 MiB"),
        "vector": ({"kind": "body", "text": "<svg/>"}, "SVG"),
    }
    named = [owner(n, name, f"/{name}.png") for n, name in enumerate(bad, start=1)]
    good, drawn_by_tmdb = owner(50, "good", "/a.png"), owner(51, "svg", "/b.svg")
    upstream.put(1, "One", networks=[*named, good, drawn_by_tmdb])
    await pipeline.track(1)
    upstream.fail(*({**bad[name][0], "match": f"/{name}.png$"} for name in bad))

    report = await pipeline.sync()

    told = failures(report)
    expected = {
        f"{name} (network): /{name}.png": words for name, (_, words) in bad.items()
    }
    assert report.exit_code == 1
    assert told.keys() == expected.keys()
    assert [item for item, words in expected.items() if words not in told[item]] == []
    assert not any("\n" in error for error in told.values())
    assert sorted(row[0] for row in pipeline.rows(LINKS)) == ["good", "svg"]
    assert len(media(pipeline)) == len(pipeline.rows(ASSETS)) == 2

    upstream.fail()
    upstream.requests()
    again = await pipeline.run(STAGES)

    # What may have been an accident is tried at once, the others when they are due.
    assert (failures(again), upstream.paths()) == ({}, ["/t/p/original/broken.png"])
    waits = "logos: 7 pictures refused before and not tried again yet"
    assert again.notes == [f"{waits}; --force tries now"]

    _later(pipeline)
    upstream.requests()
    healed = await pipeline.run(STAGES)

    assert (failures(healed), healed.notes) == ({}, [])
    assert sorted(upstream.paths()) == sorted(
        f"/t/p/original/{name}.png" for name in bad.keys() - {"broken"}
    )


async def test_what_is_refused_again_waits_twice_as_long(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """And what is a picture at last was never refused."""
    upstream.put(1, "One", networks=[owner(1, "HBO", "/a.png")])
    await pipeline.track(1)
    upstream.fail({"match": "/a.png$", "kind": "html"})
    state = (
        "select tries, round(extract(epoch from retry_at - now()) / 86400)::integer,"
        " refused is not null from core.media_links"
    )
    await pipeline.sync()
    seen = pipeline.rows(state)
    for _ in range(3):
        _later(pipeline, days=40)
        report = await pipeline.run(STAGES)
        assert list(failures(report)) == ["HBO (network): /a.png"]
        seen += pipeline.rows(state)
    assert seen == [(1, 1, True), (2, 2, True), (3, 4, True), (4, 8, True)]

    upstream.fail()
    assert failures(await pipeline.run(STAGES, force=True)) == {}
    assert pipeline.rows(state) == [(0, None, False)]


async def test_the_same_bytes_are_stored_once(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Two owners with one picture: one asset, one object, two links."""
    picture = drawn("PNG")
    digest = hashlib.sha256(picture).hexdigest()
    upstream.put(
        1,
        "One",
        networks=[owner(1, "HBO", "/a.png")],
        production_companies=[owner(2, "HBO Films", "/b.jpg")],
    )
    await pipeline.track(1)
    upstream.fail(body("/a.png", picture), body("/b.jpg", picture))

    report = await pipeline.sync()

    assert report.exit_code == 0
    ((sha256, key, kind, size, confirmed),) = pipeline.rows(ASSETS)
    assert (sha256, kind, size, confirmed) == (digest, "image/png", len(picture), True)
    assert key.endswith(f"/{digest}.png")
    assert media(pipeline) == {key: picture}
    public = "https://image.tmdb.org/t/p/original"
    assert pipeline.rows(LINKS) == [
        ("HBO", "/a.png", f"{public}/a.png", digest),
        ("HBO Films", "/b.jpg", f"{public}/b.jpg", digest),
    ]


async def test_a_path_is_fetched_once_and_a_new_path_is_a_new_logo(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The former logo keeps its object and its link."""
    upstream.put(1, "One", networks=[owner(1, "HBO", "/old.png")])
    await pipeline.track(1)
    await pipeline.sync()
    upstream.requests()
    pipeline.age("8 days")
    await pipeline.sync()
    assert upstream.paths() == ["/3/tv/1"]

    upstream.put(1, "One", networks=[owner(1, "HBO", "/new.png")])
    pipeline.age("8 days")
    await pipeline.sync()

    assert upstream.paths() == ["/3/tv/1", "/t/p/original/new.png"]
    assert pipeline.rows("select source_path from core.media_links order by 1") == [
        ("/new.png",),
        ("/old.png",),
    ]


async def test_the_logo_that_is_shown_is_the_one_the_source_names_now(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Changed, changed back without a further fetch, and withdrawn."""
    shown = []
    for path in ("/a.png", "/b.png", "/a.png", None):
        upstream.put(1, "One", networks=[owner(1, "HBO", path)])
        await pipeline.track(1)
        pipeline.age("8 days")
        assert (await pipeline.sync()).exit_code == 0
        async with (
            open_database(pipeline.settings) as database,
            database.reading() as tx,
        ):
            found = await load_show(
                tx,
                ShowRef("tmdb", "1"),
                showing=Showing(Terms("[]", "[]", Site("", private=False))),
            )
        assert isinstance(found, Told)
        body = found.body
        (network,) = json.loads(body)["networks"]
        shown.append(network["logo_url"])
    links = dict(
        pipeline.rows(
            "select l.source_path, '/' || a.key from core.media_links l"
            " join core.media_assets a using (sha256)"
        )
    )
    assert shown == [links["/a.png"], links["/b.png"], links["/a.png"], None]
    assert [path for path in upstream.paths() if path.startswith("/t/")] == [
        "/t/p/original/a.png",
        "/t/p/original/b.png",
    ]


async def test_a_store_that_was_emptied_is_filled_again_by_force(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Under the same keys, without an event: nothing that is shown has changed."""
    upstream.put(1, "One", networks=[owner(1, "HBO", "/a.png")])
    await pipeline.track(1)
    await pipeline.sync()
    before = media(pipeline)
    events = pipeline.rows("select count(*) from ops.events")
    for path in (pipeline.settings.home_path / "media").rglob("*.png"):
        path.unlink()

    report = await pipeline.run(STAGES, force=True)

    assert (report.exit_code, stage(report, "logos").done) == (0, 1)
    assert media(pipeline) == before
    assert len(before) == 1
    assert pipeline.rows("select count(*) from ops.events") == events


async def test_one_path_of_two_owners_is_fetched_once(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """One request, one object, a link for each of them."""
    upstream.put(
        1,
        "One",
        networks=[owner(1, "HBO", "/a.png")],
        production_companies=[owner(2, "HBO Films", "/a.png")],
    )
    await pipeline.track(1)

    report = await pipeline.sync()

    assert (stage(report, "logos").done, stage(report, "logos").requests) == (1, 1)
    assert [row[:2] for row in pipeline.rows(LINKS)] == [
        ("HBO", "/a.png"),
        ("HBO Films", "/a.png"),
    ]


async def test_a_store_that_cannot_be_written_stops_the_run(
    pipeline: Pipeline, upstream: Upstream, tmp_path: Path
) -> None:
    """One line says what to do; the rows are done, the logos come with the next run."""
    upstream.put(1, "One", networks=[owner(n, f"N{n}", f"/{n}.png") for n in (1, 2)])
    await pipeline.track(1)
    file = tmp_path / "a-file"
    file.write_text("no folder")
    blocked = pipeline.settings.model_copy(update={"media_url": f"file://{file}/media"})

    report = await Pipeline(blocked, upstream).sync()

    assert report.exit_code == 1
    assert report.stopped == (
        f"{file}/media: Not a directory; check TRR_MEDIA_URL and who may write there; "
        "run the same command again to go on"
    )
    assert pipeline.rows("select count(*) from core.networks") == [(2,)]
    assert pipeline.rows(LINKS) == []
    assert pipeline.rows(
        "select outcome from ops.runs order by started_at desc limit 1"
    ) == [("stopped",)]

    healed = await pipeline.sync()
    assert (healed.exit_code, stage(healed, "logos").done) == (0, 2)


async def test_logos_go_to_s3_with_their_type_and_how_long_they_may_be_kept(
    pipeline: Pipeline, upstream: Upstream, s3_server: S3Server
) -> None:
    """Read back over plain HTTP: the same bytes, image/png, immutable for 180 days."""
    prefix = uuid4().hex
    settings = pipeline.settings.model_copy(
        update={
            "media_url": f"s3://{s3_server.bucket}/{prefix}",
            "aws_endpoint_url": s3_server.endpoint,
            "aws_access_key_id": SecretStr(s3_server.access_key_id),
            "aws_secret_access_key": SecretStr(s3_server.secret_access_key),
        }
    )
    picture = drawn("PNG")
    upstream.put(1, "One", networks=[owner(1, "HBO", "/a.png")])
    upstream.fail(body("/a.png", picture))
    in_s3 = Pipeline(settings, upstream)
    await in_s3.track(1)

    report = await in_s3.sync()

    assert report.exit_code == 0
    ((_, key, _, _, _),) = pipeline.rows(ASSETS)
    address = f"{s3_server.endpoint}/{s3_server.bucket}/{prefix}/{key}"
    assert public(address) == (
        picture,
        "image/png",
        "public, max-age=15552000, immutable",
    )


async def test_an_object_that_was_never_confirmed_is_healed(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Killed before the put or before the confirmation: the next run ends it."""
    upstream.put(1, "One", networks=[owner(n, f"N{n}", f"/{n}.png") for n in (1, 2)])
    await pipeline.track(1)
    await pipeline.sync()
    whole = media(pipeline)
    kept, lost = sorted(whole)
    folder = pipeline.settings.home_path / "media"
    written = (folder / kept).stat().st_mtime_ns
    (folder / lost).unlink()
    with pipeline.connect() as connection:
        connection.execute("delete from core.media_links")
        connection.execute("update core.media_assets set confirmed_at = null")

    report = await pipeline.sync()

    assert (report.exit_code, stage(report, "logos").done) == (0, 2)
    assert media(pipeline) == whole
    assert (folder / kept).stat().st_mtime_ns == written
    assert [row[-1] for row in pipeline.rows(ASSETS)] == [True, True]
    assert len(pipeline.rows(LINKS)) == 2


async def test_logos_need_no_key(pipeline: Pipeline, upstream: Upstream) -> None:
    """Pictures are public: without a token the documents at hand are worked off."""
    upstream.put(1, "One", networks=[owner(1, "HBO", "/a.png")])
    await pipeline.track(1)
    upstream.fail({"match": "/a.png", "kind": "error", "status": 404})
    await pipeline.sync()
    upstream.fail()
    settings = pipeline.settings.model_copy(update={"tmdb_bearer_token": None})

    report = await Pipeline(settings, upstream).run(STAGES, force=True)

    assert (report.exit_code, stage(report, "logos").done) == (0, 1)
