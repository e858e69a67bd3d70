"""Which titles of a wiki may be pages about the selected shows and their people."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from uuid import UUID

from scripts._subject_options import Named
from scripts._wiki_pages import Reading, Wish
from trr_backend.errors import Refused
from trr_backend.ingestion.wiki.titles import (
    alias_titles,
    gallery_titles,
    linked_season_titles,
    person_titles,
    season_titles,
    show_titles,
)
from trr_backend.models.documents import Document
from trr_backend.models.person_ref import PersonRef
from trr_backend.models.wiki import KnownPerson, KnownShow, Roster
from trr_backend.models.wiki_page import WikiPage
from trr_backend.repositories import wiki_pages, wiki_subjects, wikis
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.wiki_rosters import load_roster, load_roster_of_person


async def shows(tx: Transaction, reading: Reading) -> Sequence[str]:
    """Return the titles of the selected shows, also of those that have no wiki yet."""
    roster = await load_roster(tx, reading.known.id, reading.show_ids, people=False)
    language = reading.site.language
    return [
        title
        for show in roster.shows
        for title in show_titles(show, reading.map, language)
    ]


async def unknown_shows(tx: Transaction, reading: Reading) -> Sequence[str]:
    """Return the titles of the selected shows that do not remember the wiki yet."""
    known = await wikis.load_shows(tx, reading.known.id, reading.show_ids)
    others = [one for one in reading.show_ids if one not in set(known)]
    return await shows(tx, replace(reading, show_ids=tuple(others)))


async def seasons(tx: Transaction, reading: Reading) -> Sequence[str]:
    """Return the titles that seasons may have, of the shows that remember the wiki.

    By patterns, and by what the pages about these shows link to.
    """
    roster = await _remembering(tx, reading, people=False)
    by_id = {show.id: show for show in roster.shows}
    patterned = [
        title
        for season in roster.seasons
        for title in season_titles(by_id[season.show_id], season, reading.map)
    ]
    linked = [await _linked(tx, reading, show) for show in roster.shows]
    return [*patterned, *chain.from_iterable(linked)]


async def names(tx: Transaction, reading: Reading) -> Sequence[str]:
    """Return the names of the people in the shows that remember the wiki."""
    roster = await _remembering(tx, reading)
    return [title for person in roster.people for title in person_titles(person)]


async def aliases(tx: Transaction, reading: Reading) -> Sequence[str]:
    """Return other titles of those people who have no page yet.

    Their other names, and what the disambiguation page of their name leads to.
    """
    roster = await _remembering(tx, reading)
    found = await wiki_subjects.load_people(tx, reading.known.id)
    without = [person for person in roster.people if person.id not in found]
    titles = [title for person in without for title in person_titles(person)]
    pages = await wiki_pages.load_unmatched(tx, reading.known.id, titles)
    return [
        title
        for person in without
        for title in alias_titles(
            person,
            await _ambiguous(tx, reading, pages, person),
            reading.site.language,
        )
    ]


def of_person(person: PersonRef) -> Wish:
    """Return the wish for all titles that a page about one person may have."""

    async def wish(tx: Transaction, reading: Reading) -> Sequence[str]:
        subject = await Named(person=person).find(tx)
        roster = await load_roster_of_person(tx, reading.known.id, subject.id)
        return [
            title
            for one in roster.people
            for title in (
                *person_titles(one),
                *alias_titles(one, None, reading.site.language),
            )
        ]

    return wish


def galleries(person: PersonRef) -> Wish:
    """Return the wish for the galleries of one person's pages."""

    async def wish(tx: Transaction, reading: Reading) -> Sequence[str]:
        subject = await Named(person=person).find(tx)
        return await galleries_of(tx, reading, subject.id)

    return wish


async def galleries_of(
    tx: Transaction, reading: Reading, person_id: UUID
) -> Sequence[str]:
    """Return the titles that galleries of somebody's pages have; these have none."""
    pages = await wiki_pages.load_of_subject(tx, "person", person_id)
    own = [page.title for page in pages if page.wiki == reading.wiki]
    found = {title: gallery_titles(title, reading.map) for title in own}
    galleries = {one for titles in found.values() for one in titles}
    return [one for title in own if title not in galleries for one in found[title]]


async def _remembering(
    tx: Transaction, reading: Reading, *, people: bool = True
) -> Roster:
    wiki_id = reading.known.id
    ids = await wikis.load_shows(tx, wiki_id, reading.show_ids)
    return await load_roster(tx, wiki_id, ids, people=people)


async def _linked(tx: Transaction, reading: Reading, show: KnownShow) -> list[str]:
    pages = await wiki_pages.load_of_subject(tx, "show", show.id)
    own = (
        _read(reading, one.document.document)
        for one in pages
        if one.wiki == reading.wiki
    )
    return [title for page in own if page for title in linked_season_titles(show, page)]


async def _ambiguous(
    tx: Transaction, reading: Reading, pages: Mapping[str, UUID], person: KnownPerson
) -> WikiPage | None:
    """Return the disambiguation page of a person's name, if that is what it led to.

    `pages` are those that names led to, about nobody.
    """
    for title in person_titles(person):
        if title not in pages:
            continue
        stored = await wiki_pages.load_document(tx, pages[title])
        if stored is not None:
            page = _read(reading, stored.document)
            return page if page and page.is_disambiguation else None
    return None


def _read(reading: Reading, document: Document) -> WikiPage | None:
    """Return a page, None for one that is too much to be read; a run has named it."""
    try:
        return reading.read(document)
    except Refused:
        return None
