"""What nothing confirms or points to any more."""

from datetime import timedelta

from tests.seed import Seeded, seed_show
from tests.whole_shows import rows, working
from trr_backend.repositories import retention_rest
from trr_backend.repositories.db import Database
from trr_backend.repositories.retention import Terms

TERMS = Terms(timedelta(days=180))
ENDED = Terms(timedelta(days=180), ended=True)
LINKS = "select source_path from core.media_links order by 1"


async def test_a_logo_is_confirmed_by_being_the_current_one(database: Database) -> None:
    """A former one stays for half a year after it came."""
    await _pictures(database)

    async with working(database) as work:
        await retention_rest.forget_rest(work, "tmdb", TERMS)

    assert await rows(database, LINKS) == [("/now.png",), ("/recent.png",)]
    (change,) = work.changes.all()
    assert (change.entity, change.fields) == (
        "network",
        {"logo": ("its picture", None)},
    )


async def test_at_the_end_of_a_licence_no_picture_shows_anything(
    database: Database,
) -> None:
    """Also of who stays."""
    await _pictures(database)
    async with working(database) as work:
        await retention_rest.forget_rest(work, "tmdb", ENDED)
    assert await rows(database, LINKS) == []


async def test_pictures_are_taken_that_show_nothing(database: Database) -> None:
    """Neither one that is linked, nor one that is being put just now."""
    await _pictures(database)
    async with database.transaction() as tx:
        for digit, claimed in (("d", "2 days"), ("e", "1 minute")):
            await tx.execute(
                "insert into core.media_assets (sha256, key, content_type, bytes,"
                " width, height, claimed_at) values (%s, %s, 'image/png', 1, 1, 1,"
                " now() - %s::interval)",
                [digit * 64, f"{digit}.png", claimed],
            )
        await tx.execute("delete from core.media_links where source_path = '/old.png'")
        found = await retention_rest.load_orphaned_pictures(tx)
        assert [str(one) for one in found] == ["a.png", "d.png"]
        await tx.execute(
            "insert into core.media_links (entity, entity_id, kind, source,"
            " source_path, source_url, sha256) select 'network', id, 'logo', 'tmdb',"
            " '/again.png', '', %s from core.networks",
            ["a" * 64],
        )
        gone = [await retention_rest.forget_picture(tx, one) for one in found]
        assert gone == [False, True]


async def test_history_of_runs_loses_names_and_keeps_outcomes(
    database: Database,
) -> None:
    """After half a year; of a run that has not ended nothing is taken."""
    async with database.transaction() as tx:
        for command, ended in (("old", "181 days"), ("new", "1 day"), ("now", None)):
            await tx.execute(
                "with run as (insert into ops.runs (command, finished_at, outcome,"
                " summary) values (%s, now() - %s::interval, 'done', '{}')"
                " returning id) insert into ops.run_items"
                " (run_id, stage, item, outcome)"
                " select id, 'details', 'A Show', 'done' from run",
                [command, ended],
            )
    left = (
        "select r.command, r.summary is null, (select count(*) from ops.run_items i"
        " where i.run_id = r.id) from ops.runs r order by 1"
    )

    async with working(database) as work:
        await retention_rest.forget_rest(work, "tmdb", TERMS)
    assert await rows(database, left) == [
        ("new", False, 1),
        ("now", False, 1),
        ("old", True, 0),
    ]
    async with working(database) as work:
        await retention_rest.forget_rest(work, "tmdb", ENDED)
    assert await rows(database, left) == [
        ("new", True, 0),
        ("now", False, 1),
        ("old", True, 0),
    ]


async def test_decisions_stay_without_what_was_asked(database: Database) -> None:
    """Open questions stay until the licence ends; each source's are its own."""
    async with database.transaction() as tx:
        for kind, subject, decided in (
            ("same-show", "x", "181 days"),
            ("same-show", "y", None),
            ("imdb-episode", "", None),
        ):
            await tx.execute(
                "insert into ops.review_items (kind, entity, entity_id, subject,"
                " reason, candidates, asked_at, decided_at, decision) values (%s,"
                " 'show', gen_random_uuid(), %s, 'A Show?', '[{\"name\": \"A Show\"}]',"
                " now() - interval '200 days', now() - %s::interval, '{\"no\": 1}')",
                [kind, subject, decided],
            )
    said = (
        "select kind, subject, reason, candidates::text, decision::text"
        " from ops.review_items order by kind, subject"
    )
    asked = ("A Show?", '[{"name": "A Show"}]', '{"no": 1}')
    blank = ("decided; what was asked is gone", "[]", '{"no": 1}')

    async with working(database) as work:
        await retention_rest.forget_rest(work, "tmdb", TERMS)
    assert await rows(database, said) == [
        ("imdb-episode", "", *asked),
        ("same-show", "x", *blank),
        ("same-show", "y", *asked),
    ]
    async with working(database) as work:
        await retention_rest.forget_rest(work, "tmdb", ENDED)
    assert await rows(database, said) == [
        ("imdb-episode", "", *asked),
        ("same-show", "x", *blank),
    ]


async def _pictures(database: Database) -> None:
    """Let a network have three logos: a former, a recently former, the current one."""
    async with database.transaction() as tx:
        await seed_show(tx, Seeded(slug="a", name="A", networks=["NBC"]))
        await tx.execute("update core.networks set logo_path = '/now.png'")
        for digit, path, age in (
            ("a", "/old.png", "181 days"),
            ("b", "/recent.png", "179 days"),
            ("c", "/now.png", "400 days"),
        ):
            await tx.execute(
                "insert into core.media_assets (sha256, key, content_type, bytes,"
                " width, height, confirmed_at) values"
                " (%s, %s, 'image/png', 1, 1, 1, now())",
                [digit * 64, f"{digit}.png"],
            )
            await tx.execute(
                "insert into core.media_links (entity, entity_id, kind, source,"
                " source_path, source_url, sha256, linked_at) select 'network', id,"
                " 'logo', 'tmdb', %s, '', %s, now() - %s::interval from core.networks",
                [path, digit * 64, age],
            )
