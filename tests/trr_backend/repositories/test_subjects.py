"""What a person's word is about, however they name it."""

from uuid import uuid4

from trr_backend.models.selection import ShowRef
from trr_backend.repositories import shows, subjects
from trr_backend.repositories.columns import Subject
from trr_backend.repositories.db import Database


async def test_a_show_is_found_by_whatever_names_it(database: Database) -> None:
    """Our id, a former one, the slug, two sources' ids: one show, with its label."""
    former, now = uuid4(), uuid4()
    async with database.transaction() as tx:
        await tx.execute(
            "insert into core.shows (id, name, slug) values (%s, 'Show 7', 'seven')",
            [now],
        )
        await tx.execute(
            "insert into core.external_ids (entity, entity_id, source, id)"
            " values ('show', %(id)s, 'tmdb', '7'), ('show', %(id)s, 'imdb', 'tt7')",
            {"id": now},
        )
        await tx.execute(
            "insert into core.redirects (entity, from_id, to_id, reason)"
            " values ('show', %s, %s, 'merged')",
            [former, now],
        )
        refs = [
            *(ShowRef("", name) for name in (str(now), str(former), "seven")),
            ShowRef("tmdb", "7"),
            ShowRef("imdb", "tt7"),
            ShowRef("", str(uuid4())),
            ShowRef("", "eight"),
        ]

        found = [await subjects.find_show(tx, ref) for ref in refs]

        assert found == [Subject("show", now, "Show 7 (tmdb:7)")] * 5 + [None] * 2
        assert [await shows.find(tx, ref) for ref in refs] == [now] * 5 + [None] * 2
