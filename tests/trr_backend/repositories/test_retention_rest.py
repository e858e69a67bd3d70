"""What nothing confirms or points to any more."""

from datetime import timedelta

from tests.whole_shows import rows, working
from trr_backend.repositories import retention_rest
from trr_backend.repositories.db import Database
from trr_backend.repositories.retention import Terms

TERMS = Terms(timedelta(days=180))
ENDED = Terms(timedelta(days=180), ended=True)


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


async def test_words_that_two_removed_at_once_go(database: Database) -> None:
    """Neither sees that it took the last name; a word that some name has stays."""
    words = "select word from core.search_vocabulary order by 1"
    async with database.transaction() as tx:
        await tx.execute(
            "insert into core.people (id, name) select gen_random_uuid(), n"
            " from unnest(array['Gamma One', 'Gamma Two', 'Delta']) n"
        )
    async with database.transaction() as one, database.transaction() as two:
        await one.execute("delete from core.people where name = 'Gamma One'")
        await two.execute("delete from core.people where name = 'Gamma Two'")
    assert await rows(database, words) == [("delta",), ("gamma",)]

    async with working(database) as work:
        await retention_rest.forget_rest(work, "tmdb", TERMS)

    assert await rows(database, words) == [("delta",)]
