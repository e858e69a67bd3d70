"""`trr media prune`: what nothing refers to goes, and nothing else."""

import asyncio
import hashlib
import json
import os
import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from scripts._command import AnyStage
from scripts._pruning import Asked, prune_stages
from scripts._verifying import verify_stage
from scripts.sync_logos import STAGES
from tests.ordinary_user import ordinary_user
from tests.pipeline import Pipeline, Upstream, failures, stage
from tests.scripts.test_sync_logos import body, media, owner
from tests.stored import logo_key
from tests.trr_backend.media.drawing import drawn

MONTH = Asked(timedelta(days=30), max_share=1)
AT_ONCE = Asked(timedelta(0), max_share=1)
OLD, YOUNG = 31, 29
ROWS = (
    "select 'asset', key, xmin::text from core.media_assets"
    " union all select 'link', source_path, xmin::text from core.media_links"
    " union all select 'copy', variant_sha256, xmin::text from core.media_variants"
    " order by 1, 2"
)


class Shelf:
    """A folder store and rows of it, put there by hand."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline
        self.folder = pipeline.settings.home_path / "media"

    def put(self, name: str, age: int = OLD, owner_id: UUID | None = None) -> str:
        """Put an object of so many days' age; return its key."""
        sha256 = hashlib.sha256(name.encode()).hexdigest()
        key = logo_key("network", owner_id or uuid4(), sha256, "png")
        self.file(key, age)
        return key

    def file(self, key: str, age: int = OLD) -> None:
        """Put a file of any name."""
        path = self.folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"four")
        then = time.time() - 86_400 * age
        os.utime(path, (then, then))

    def asset(self, key: str, age: int = OLD, *, confirmed: bool = True) -> None:
        """Let a picture have this key for so many days."""
        self._execute(
            "insert into core.media_assets (sha256, key, content_type, bytes, width,"
            " height, claimed_at, confirmed_at) values (%s, %s, 'image/png', 4, 1, 1,"
            " now() - %s * interval '1 day',"
            " case when %s then now() - %s * interval '1 day' end)",
            Path(key).stem, key, age, confirmed, age,
        )  # fmt: skip

    def link(self, key: str) -> None:
        """Let a picture show something."""
        self._execute(
            "insert into core.media_links (entity, entity_id, kind, source,"
            " source_path, source_url, sha256, linked_at) values ('network', %s,"
            " 'logo', 'tmdb', %s, '', %s, now())",
            uuid4(), f"/{Path(key).stem}", Path(key).stem,
        )  # fmt: skip

    def copy(self, of: str, key: str) -> None:
        """Let a picture be a smaller copy of another."""
        self._execute(
            "insert into core.media_variants values (%s, 'webp', 185, %s)",
            Path(of).stem, Path(key).stem,
        )  # fmt: skip

    def kept(self, name: str, age: int = OLD) -> str:
        """Put an object that a picture has; return its key."""
        key = self.put(name, age)
        self.asset(key, age)
        return key

    def _execute(self, statement: str, *parameters: object) -> None:
        with self.pipeline.connect() as connection:
            connection.execute(statement.encode(), parameters)


@pytest.fixture
def shelf(pipeline: Pipeline) -> Shelf:
    """Return an empty folder store."""
    return Shelf(pipeline)


def fill(shelf: Shelf) -> tuple[set[str], set[str]]:
    """Put something of each kind; return the keys that stay and those that go."""
    shown, hidden, copy = shelf.kept("shown"), shelf.kept("hidden"), shelf.kept("copy")
    small, orphan = shelf.kept("copy of hidden"), shelf.kept("copy of nothing")
    shelf.link(shown)
    shelf.copy(shown, copy)
    shelf.copy(hidden, small)
    claimed = shelf.put("claimed")
    shelf.asset(claimed, 0, confirmed=False)
    # The same bytes under two keys: a row names one of them.
    twin = shelf.put("shown", owner_id=uuid4())
    stays = {shown, copy, claimed, shelf.kept("recent", YOUNG)}
    stays.add(shelf.put("recent stray", YOUNG))
    for name in ("images/logos/networks/readme.txt", "images/other/x.png"):
        shelf.file(name)
        stays.add(name)
    shelf.file("elsewhere/images/x.png")
    stays.add("elsewhere/images/x.png")
    goes = {hidden, small, orphan, twin, shelf.put("stray")}
    return stays, goes


async def test_what_nothing_refers_to_goes(pipeline: Pipeline, shelf: Shelf) -> None:
    """Old enough, of ours, and unused: with its row, its copies and theirs."""
    stays, goes = fill(shelf)

    report = await pipeline.run(prune_stages(MONTH))

    assert failures(report) == {}
    assert [(one.stage, one.done) for one in report.stages] == [
        ("objects", 2),
        ("pictures", 2),
        ("copies", 1),
    ]
    assert dict(report.stages[0].counts) == {"removed": 2, "removed_bytes": 8}
    counted, foreign = report.notes
    assert counted == (
        "12 objects (0.0 MB) in the store; 2 objects (0.0 MB) of no picture and "
        "3 objects (0.0 MB) of pictures that show nothing are old enough to go"
    )
    assert foreign == "2 files with names that are not ours stay as they are"
    assert media(pipeline).keys() == stays
    keys = {key for (key,) in pipeline.rows("select key from core.media_assets")}
    assert not keys & goes
    assert len(keys) == 4
    again = await pipeline.run(prune_stages(MONTH))
    assert [one.done for one in again.stages] == [0, 0, 0]


async def test_a_dry_run_tells_and_changes_nothing(
    pipeline: Pipeline, shelf: Shelf
) -> None:
    """Each object that would go is named, and no file and no row is touched."""
    stays, goes = fill(shelf)
    before = (media(pipeline), pipeline.rows(ROWS), pipeline.versions())

    result = await pipeline.trr("media", "prune", "--dry-run", "--json")

    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert [one["done"] for one in told["stages"]] == [2, 2, 1]
    named = {note.partition(" would go: ")[0] for note in told["notes"]} & (
        stays | goes
    )
    assert named == goes
    assert "that is more than 20%, and needs --yes" in told["notes"]
    assert (media(pipeline), pipeline.rows(ROWS), pipeline.versions()) == before


async def test_more_than_is_likely_needs_a_yes(
    pipeline: Pipeline, shelf: Shelf
) -> None:
    """A store or a database that is another one than is thought loses nothing."""
    for number in range(4):
        shelf.link(shelf.kept(f"shown {number}"))
    shelf.put("stray")
    unused = shelf.kept("unused")
    before = (media(pipeline), pipeline.rows(ROWS))

    for arguments in ((), ("--max-share", "0.33"), ("--older-than", "30d", "--json")):
        refused = await pipeline.trr("media", "prune", *arguments)
        assert refused.exit_code == 2
        assert (
            "6 objects (0.0 MB) in the store; 1 object (0.0 MB) of no picture and "
            in (refused.stderr)
        )
        assert "and needs --yes; --dry-run shows what it is" in refused.stderr
        assert (media(pipeline), pipeline.rows(ROWS)) == before
    assert pipeline.rows("select count(*) from ops.runs") == [(0,)]

    allowed = await pipeline.trr("media", "prune", "--max-share", "0.34")
    assert allowed.exit_code == 0, allowed.output
    assert len(media(pipeline)) == 4
    shelf.asset(unused)
    with_yes = await pipeline.trr("media", "prune", "--max-share", "0", "--yes")
    assert with_yes.exit_code == 0, with_yes.output
    assert len(pipeline.rows(ROWS)) == 8


async def test_what_may_not_be_deleted_is_named(
    pipeline: Pipeline, shelf: Shelf
) -> None:
    """A folder that is closed: its objects fail, those of others go."""
    closed = [shelf.put("stray"), shelf.kept("unused")]
    opened = [shelf.put("other stray"), shelf.kept("other unused")]
    for folder in [shelf.folder, *shelf.folder.glob("images/**/")]:
        folder.chmod(0o755)
    for key in closed:
        (shelf.folder / key).parent.chmod(0o555)
    for key in opened:
        (shelf.folder / key).parent.chmod(0o777)

    with ordinary_user(shelf.folder):
        report = await pipeline.run(prune_stages(MONTH))

    said = f"{shelf.folder}: Permission denied; check TRR_MEDIA_URL and who may write"
    assert report.stopped is None
    assert failures(report) == dict.fromkeys(closed, f"{said} there")
    assert media(pipeline).keys() == set(closed)
    assert pipeline.rows("select key from core.media_assets") == [(closed[1],)]
    for key in closed:
        (shelf.folder / key).parent.chmod(0o755)
    assert failures(await pipeline.run(prune_stages(MONTH))) == {}
    assert media(pipeline) == {}


async def test_a_store_of_thousands_is_gone_through_to_its_end(
    pipeline: Pipeline, shelf: Shelf
) -> None:
    """2,500 objects, more than a page in the store and in the database."""
    folder = uuid4()
    keys = [shelf.put(f"object {number}", owner_id=folder) for number in range(2500)]
    strays, unused = set(keys[::100]), set(keys[1::100])
    with pipeline.connect() as connection:
        connection.execute(
            "insert into core.media_assets (sha256, key, content_type, bytes, width,"
            " height, claimed_at, confirmed_at) select right(left(k, -4), 64), k,"
            " 'image/png', 4, 1, 1, 'epoch', 'epoch' from unnest(%s::text[]) k",
            [sorted(set(keys) - strays)],
        )
        connection.execute(
            "insert into core.media_links (entity, entity_id, kind, source,"
            " source_path, source_url, sha256, linked_at) select 'network', %s, 'logo',"
            " 'tmdb', key, '', sha256, now() from core.media_assets"
            " where key <> all(%s)",
            [folder, sorted(unused)],
        )

    report = await pipeline.run(prune_stages(MONTH))

    assert (failures(report), report.stopped) == ({}, None)
    assert [one.done for one in report.stages] == [25, 25, 0]
    assert media(pipeline).keys() == set(keys) - strays - unused


async def test_a_sync_at_the_same_time_loses_nothing(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Logos come and go while all that is unused is pruned at once; none is lost."""
    names = [f"N{number}" for number in range(12)]
    networks = [owner(n, name, f"/{name}.png") for n, name in enumerate(names, 1)]
    upstream.put(1, "One", networks=networks)
    upstream.fail(*(body(f"/{n}.png", drawn("PNG", seed=int(n[1:]))) for n in names))
    await pipeline.track(1)
    await pipeline.sync()
    for _ in range(3):
        with pipeline.connect() as connection:
            connection.execute("delete from core.media_links where source_path < '/N5'")
            connection.execute(
                "delete from core.media_assets a where not exists ("
                " select from core.media_links l where l.sha256 = a.sha256)"
                " and sha256 < '8'"
            )
        reports = await asyncio.gather(
            pipeline.run(prune_stages(AT_ONCE)),
            pipeline.run(STAGES),
            pipeline.run(prune_stages(AT_ONCE)),
        )
        # What was taken just then may be named, and comes with the next run.
        assert [report.stopped for report in reports] == [None] * 3
        assert failures(await pipeline.run(verify_stage_alone())) == {}
    with pipeline.connect() as connection:
        connection.execute("update core.media_links set retry_at = now()")
    assert failures(await pipeline.run(STAGES)) == {}
    assert stage(await pipeline.run(verify_stage_alone()), "verify").done >= len(names)
    assert pipeline.rows(
        "select count(*) from core.media_links where linked_at is not null"
    ) == [(len(names),)]


def verify_stage_alone() -> list[AnyStage]:
    """Return the stages of `trr media verify`."""
    return [verify_stage(None)]


@pytest.mark.parametrize("age", ["30", "d", "-1d", "1.5d", "30 d", "1y", "123456d", ""])
async def test_an_age_that_cannot_be_read_is_refused(
    pipeline: Pipeline, age: str
) -> None:
    """With the ways in which one is written."""
    result = await pipeline.trr("media", "prune", "--older-than", age)
    assert result.exit_code == 2
    assert "is no age: write a number and h, d or w, as in 12h, 30d or 2w" in (
        " ".join(result.stderr.split())
    )
