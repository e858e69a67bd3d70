"""Pictures of wikis: kept as the installation says, asked for again after a month."""

from uuid import UUID, uuid4

from pydantic import SecretStr

from scripts.sync_cast_photos import MIRROR
from scripts.sync_cast_photos import STAGES as PHOTOS
from tests.pictured_show import pictured_show
from tests.pipeline import Pipeline, Upstream, failures, stage
from tests.s3_server import S3Server, public
from tests.scripts.test_sync_logos import body
from tests.trr_backend.integrations.upstream import FakeLimiter
from tests.trr_backend.media.drawing import drawn
from tests.whole_shows import working
from trr_backend.ingestion.upstreams import open_fandom
from trr_backend.ingestion.wiki.files import fetch_files, wiki_images
from trr_backend.models.wiki import Wiki
from trr_backend.repositories import images
from trr_backend.repositories.db import open_database

WIKI = Wiki.fandom("survivor")
FILES = {"Free.png": {"text": "{{self}}"}, "Unfree.png": {"text": "{{Fairuse}}"}}
KEPT = """
select l.source_path, l.etag is not null, l.checked_at > now() - interval '1 day'
from core.media_links l join core.media_assets a using (sha256)
where l.linked_at is not null and a.confirmed_at is not null and l.entity = 'person'
order by l.position, l.source_path
"""
AGED = "update core.media_links set checked_at = now() - interval '31 days'"
FREE, UNFREE = "survivor/Free.png", "survivor/Unfree.png"


async def test_pictures_come_as_the_installation_says(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Free ones, then all, behind TMDb's; what is not taken any more stays."""
    await _listed(pipeline, upstream)
    tmdb = ("/1-photo-0.jpg", True, True)
    one = pipeline.with_settings(images="photo=1")

    report = await one.run(PHOTOS)

    assert failures(report) == {}
    assert pipeline.rows(KEPT) == [tmdb, (FREE, True, True)]
    assert _asked(upstream) == ["/wikia Free.png", "photo-0.jpg"]
    again = await one.run([MIRROR])
    assert (stage(again, MIRROR.name).unchanged, _asked(upstream)) == (2, [])

    await one.with_settings(fandom_images="all").run([MIRROR])
    both = [tmdb, (FREE, True, True), (UNFREE, True, True)]
    assert (pipeline.rows(KEPT), _asked(upstream)) == (both, ["/wikia Unfree.png"])

    with pipeline.connect() as connection:
        connection.execute(AGED)
    report = await one.run([MIRROR])
    assert _asked(upstream) == ["/wikia Free.png 304"]
    assert pipeline.rows(KEPT)[1:] == [(FREE, True, True), (UNFREE, True, False)]
    assert "1 picture of wikis kept that TRR_FANDOM_IMAGES=free takes no longer" in (
        " ".join(report.notes)
    )


async def test_other_bytes_take_the_place_of_those_before(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """A month after these were looked at: one event tells it."""
    await _listed(pipeline, upstream)
    await pipeline.run([MIRROR])
    first = pipeline.rows(f"select sha256 from core.media_links where {_is(FREE)}")
    put_files(upstream, {"Free.png": {**FILES["Free.png"], "label": "Another"}})
    await pipeline.run([MIRROR])
    with pipeline.connect() as connection:
        connection.execute(AGED)
        connection.execute("delete from ops.events")

    await pipeline.run([MIRROR])

    second = pipeline.rows(f"select sha256 from core.media_links where {_is(FREE)}")
    assert first != second
    assert pipeline.rows("select entity, kind, fields from ops.events") == [
        ("person", "updated", ["photo"])
    ]


async def test_caches_keep_them_for_a_year_and_shared_ones_as_tmdb_s(
    pipeline: Pipeline, upstream: Upstream, s3_server: S3Server
) -> None:
    """Also where TMDb's copy of the same bytes comes after the wiki's."""
    in_s3 = pipeline.with_settings(
        images="photo=0",
        media_url=f"s3://{s3_server.bucket}/{uuid4().hex}",
        aws_endpoint_url=s3_server.endpoint,
        aws_access_key_id=SecretStr(s3_server.access_key_id),
        aws_secret_access_key=SecretStr(s3_server.secret_access_key),
    )
    await _listed(in_s3, upstream)
    same = drawn("PNG", 90, 90, 1)
    fault = body("/1-photo-0.jpg", same)
    upstream.fail(fault, {**fault, "match": "^/wikia/"})
    await in_s3.run([MIRROR])
    alone = _max_ages(in_s3, s3_server)

    await in_s3.with_settings(images="photo=1").run([MIRROR])

    assert (alone, _max_ages(in_s3, s3_server)) == (
        ["public, max-age=31536000, immutable"],
        ["public, max-age=15552000, immutable"],
    )
    assert pipeline.rows(
        "select source_path, represented_by = sha256 from core.media_links"
        " where entity = 'person' and linked_at is not null order by position"
    ) == [("/1-photo-0.jpg", None), (FREE, True)]


def put_files(upstream: Upstream, files: dict[str, dict[str, str]]) -> None:
    """Let the wiki have these files."""
    upstream.put_file("wikis/survivor/files.json", files)


async def _listed(pipeline: Pipeline, upstream: Upstream) -> None:
    """List a show with one person, who has two photos at TMDb and two in a wiki."""
    pictured_show(upstream, 1, posters=0, backdrops=0, episodes=0, people=1)
    upstream.put_file("wikis/survivor/site.json", {})
    put_files(upstream, FILES)
    await pipeline.track(1)
    await pipeline.with_settings(images="photo=0").sync()
    ((ann,),) = pipeline.rows("select id from core.people")
    assert isinstance(ann, UUID)
    settings = pipeline.settings
    async with (
        open_fandom(settings, FakeLimiter()) as client,
        open_database(settings) as database,
        working(database) as work,
    ):
        said = await fetch_files(client, WIKI, list(FILES))
        record = wiki_images(WIKI, ann, list(said.values()))
        await images.write(work, record, await images.load_entities(work.tx, record))
    upstream.requests()


def _asked(upstream: Upstream) -> list[str]:
    """Return the pictures that were asked for, and what is no answer of bytes."""
    asked = []
    for one in upstream.requests():
        path = str(one["path"])
        name = path.removesuffix("/revision/latest").rpartition("/")[2]
        where = "/wikia " if path.startswith("/wikia/") else ""
        status = "" if one["status"] == 200 else f" {one['status']}"
        asked.append(f"{where}{name.removeprefix('1-')}{status}")
    return sorted(asked)


def _is(path: str) -> str:
    return f"source_path = '{path}'"


def _max_ages(pipeline: Pipeline, server: S3Server) -> list[str]:
    keys = pipeline.rows(
        "select distinct key from core.media_links"
        " join core.media_assets using (sha256)"
        " where entity = 'person' and confirmed_at is not null"
    )
    folder = str(pipeline.settings.media_url).removeprefix("s3:/")
    return [public(f"{server.endpoint}{folder}/{key}")[2] for (key,) in keys]
