"""Wikis as rows: what they say of themselves, who remembers them, who is in them."""

from dataclasses import replace
from datetime import timedelta

from tests.credited import ANN, person_id_of, write_person
from tests.seed import insert_row
from tests.whole_shows import (
    AT,
    new_show,
    record,
    rows,
    season,
    versions,
    working,
    write_seasons,
)
from tests.wiki_rows import (
    SITE,
    WIKI,
    answer,
    cast,
    edited,
    matched,
    new_wiki,
    page,
)
from trr_backend.models.people import CreditScope
from trr_backend.models.shows import ExternalId
from trr_backend.models.wiki import (
    ChangesSaid,
    KnownPerson,
    KnownSeason,
    KnownShow,
    KnownWiki,
    Roster,
    Wiki,
)
from trr_backend.repositories import wiki_rosters, wikis
from trr_backend.repositories.db import Database
from trr_backend.repositories.sets import Owner


async def test_a_wiki_is_remembered_by_shows(database: Database) -> None:
    """It is stored with what it says of itself; a person's word about it stays."""
    first, second = await new_show(database), await new_show(database, 2)
    wiki_id = await new_wiki(database, first.show_id)
    async with working(database) as work:
        other = await wikis.ensure(work, Wiki.parse("https://wiki.example.org/w"))
        for by_person in (True, False):
            await wikis.remember(work, second.show_id, other, by_person=by_person)

    known = KnownWiki(wiki_id, WIKI, SITE, AT, None)
    async with database.reading() as tx:
        unasked = KnownWiki(
            other,
            Wiki("wiki.example.org/w", "wiki", "https://wiki.example.org/w"),
            *(None, None, None),
        )
        assert await wikis.load_all(tx) == [known, unasked]
        assert await wikis.load(tx, "survivor") == known
        assert await wikis.load(tx, "other") is None
        assert await wikis.load_remembered(tx, [second.show_id]) == [unasked]
        both = [second.show_id, first.show_id]
        assert await wikis.load_shows(tx, wiki_id, both) == [first.show_id]
        assert await wikis.load_shows(tx, other, None) == [second.show_id]
    said = "select by_person from core.show_wikis order by 1"
    assert await rows(database, said) == [(False,), (True,)]


async def test_asking_a_wiki_again_writes_no_row_of_core(database: Database) -> None:
    """When it was asked is kept, never back; another licence is news."""
    show = await new_show(database)
    wiki_id = await new_wiki(database, show.show_id)
    before = await versions(database)
    later = AT + timedelta(days=1)
    async with working(database) as work:
        await wikis.ensure(work, WIKI)
        await wikis.remember(work, show.show_id, wiki_id, by_person=False)
        for at in (later, AT):
            await wikis.save_site(work, wiki_id, SITE, at)
            said = ChangesSaid(at, frozenset(), frozenset())
            assert await wikis.save_changes(work, wiki_id, said) == 0

    assert await versions(database) == before
    mine = replace(SITE, licence=None, licence_url=None, is_free=False)
    async with working(database) as work:
        await wikis.save_site(work, wiki_id, mine, AT)
        found = await wikis.load(work.tx, "survivor")
    assert found == KnownWiki(wiki_id, WIKI, mine, later, later)


async def test_what_changed_is_stale(database: Database) -> None:
    """Pages by number or by their own title, each once; other titles for themselves."""
    wiki_id = await new_wiki(database)
    pages = [page(1, "Ann"), page(2, "Bob"), page(3, "Cleo")]
    await answer(database, wiki_id, *pages)
    await answer(database, wiki_id, titles={"annie": 1, "Dora": None})

    assert await edited(database, wiki_id, "Ann", "Annie", "Dora", numbers=(2, 9)) == 2
    assert await edited(database, wiki_id, "Ann", numbers=(2,)) == 0

    stale = "select title from core.{} where stale order by 1"
    assert await rows(database, stale.format("wiki_pages")) == [("Ann",), ("Bob",)]
    titles = [("Ann",), ("Dora",), ("annie",)]
    assert await rows(database, stale.format("wiki_titles")) == titles


async def test_the_roster_holds_all_by_which_a_page_is_matched(
    database: Database,
) -> None:
    """Titles, seasons and people; who fell out of the cast stays where a page is."""
    show = await _whole_show(database)
    wiki_id = await new_wiki(database, show.show_id)
    await cast(database, show, (1, CreditScope(101)), (2, CreditScope(101)))
    await answer(database, wiki_id, page(1, "Person 1"))
    await matched(database, 1, await person_id_of(database, 1))
    await cast(
        database,
        show,
        (5, CreditScope(season_tmdb_id=101)),
        (5, CreditScope(episode_tmdb_id=2001)),
        (6, CreditScope()),
    )
    ann = await person_id_of(database, 5)
    await write_person(database, ann, ANN)

    async with database.reading() as tx:
        found = await wiki_rosters.load_roster(tx, wiki_id, [show.show_id])
        without = await wiki_rosters.load_roster(
            tx, wiki_id, [show.show_id], people=False
        )
        of_ann = await wiki_rosters.load_roster_of_person(tx, wiki_id, ann)
        nowhere = await wiki_rosters.load_roster(tx, wiki_id, [])

    seasons = (
        KnownSeason(show.show_id, "The Show", 1, "Season 1"),
        KnownSeason(show.show_id, "The Show", 2, "Season 2"),
    )
    known = KnownShow(
        show.show_id,
        "The Show",
        ("The Show", "A Show", "Die Show", "La Show"),
        2001,
        ("US",),
        (ExternalId("tmdb", "1"),),
    )
    ann_known = KnownPerson(
        ann,
        "Ann Lee",
        ("Annie", "A. Lee"),
        ANN.facts.birthday,
        (ExternalId("imdb", "nm0000001"), ExternalId("tmdb", "5")),
        frozenset({show.show_id}),
        frozenset({(show.show_id, 1), (show.show_id, 2)}),
    )
    assert without == Roster((known,), seasons, ())
    assert (found.shows, found.seasons) == (without.shows, without.seasons)
    assert {one.name: one.seasons for one in found.people} == {
        "Person 1": frozenset({(show.show_id, 1)}),
        "Ann Lee": ann_known.seasons,
        "Person 6": frozenset(),
    }
    assert ann_known in found.people
    assert of_ann == Roster((known,), seasons, (ann_known,))
    assert nowhere == Roster((), (), ())


async def _whole_show(database: Database) -> Owner:
    """Return a show with other titles and two seasons."""
    show = await new_show(database)
    parts = (season(1, 1), season(2, 1))
    await write_seasons(database, show, record(*parts))
    said = {"show_id": show.show_id}
    async with database.transaction() as tx:
        await tx.execute(
            "update core.shows set original_name = 'A Show', origin_countries = '{US}',"
            " first_air_date = '2001-02-03'"
        )
        title = {"region": "ES", "title": "La Show", "type": "", "position": 0}
        await insert_row(tx, "show_alternative_titles", {**said, **title})
        translation = {"language": "de", "name": "Die Show"}
        await insert_row(tx, "show_translations", {**said, **translation})
    return show
