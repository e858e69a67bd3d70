"""Texts in other languages: of seasons, episodes and the show itself."""

from dataclasses import replace

from tests.whole_shows import (
    AS_OF,
    episode,
    new_show,
    record,
    rows,
    season,
    working,
    write_seasons,
)
from trr_backend.models.seasons import (
    Translation,
)
from trr_backend.models.shows import ShowFacts, ShowRecord
from trr_backend.repositories import shows
from trr_backend.repositories.db import Database


async def test_texts_in_other_languages(database: Database) -> None:
    """By part and language; a language that is withdrawn is marked, silence keeps."""
    owner = await new_show(database)
    german, french = Translation("de", "Eins", "Los."), Translation("fr", "Un")
    first = replace(episode(1, 1), translations=(german, french))
    both = replace(season(1, [first]), translations=(german,))
    await write_seasons(database, owner, record(both))
    stored = (
        "select language, t.name, t.overview, t.missing_since from"
        " core.episode_translations t order by 1"
    )
    assert await rows(database, stored) == [
        ("de", "Eins", "Los.", None),
        ("fr", "Un", None, None),
    ]
    seasons_said = "select language, name, show_id from core.season_translations"
    assert await rows(database, seasons_said) == [("de", "Eins", owner.show_id)]

    less = replace(first, translations=(replace(german, overview=None),))
    work = await write_seasons(
        database, owner, record(replace(both, episodes=(less,), translations=None))
    )

    assert await rows(database, stored) == [
        ("de", "Eins", None, None),
        ("fr", "Un", None, AS_OF),
    ]
    assert [(one.label, one.fields) for one in work.changes.all()] == [
        ("The Show S01E01 Title 1", {"translations": (["fr"], ["de"])}),
        ("The Show", {"episode_translations": (["fr"], ["de"])}),
    ]


async def test_texts_of_the_show_itself(database: Database) -> None:
    """They come with the show's own record, tagline and homepage among them."""
    owner = await new_show(database)
    said = ShowRecord(
        tmdb_id=1,
        name="The Show",
        slug="the-show",
        facts=ShowFacts(name="The Show"),
        translations=(
            Translation("de", "Die Show", "Text", "Los!", "https://example.org"),
        ),
    )
    async with working(database) as work:
        await shows.write(work, owner.show_id, said, AS_OF)
        await shows.write(work, owner.show_id, replace(said, translations=None), AS_OF)
    stored = "select * from core.show_translations"
    german = (owner.show_id, "de", "Die Show", "Text", "Los!", "https://example.org")
    assert await rows(database, stored) == [(*german, None)]

    async with working(database) as work:
        await shows.write(work, owner.show_id, replace(said, translations=()), AS_OF)
    assert await rows(database, stored) == [(*german, AS_OF)]
    assert work.changes.all()[0].fields == {"translations": (["de"], "order")}
