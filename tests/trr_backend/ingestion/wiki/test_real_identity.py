"""What recorded pages say of whom they are about."""

from datetime import date
from uuid import UUID

import pytest

from tests.real_wikis import real_pages
from trr_backend.ingestion.wiki.identity import identify
from trr_backend.ingestion.wiki.maps import load_map
from trr_backend.ingestion.wiki.matching import match_page
from trr_backend.ingestion.wiki.pages import page_from
from trr_backend.models.wiki import (
    KnownPerson,
    KnownSeason,
    KnownShow,
    PageIdentity,
    Roster,
)

pytestmark = pytest.mark.real
SURVIVOR, HOUSE = UUID(int=1), UUID(int=2)
SHOWS = (
    KnownShow(SURVIVOR, "Survivor", ("Survivor",), 2000, ("US",)),
    KnownShow(HOUSE, "Big Brother", ("Big Brother",), 2000, ("US",)),
)
SEASONS = (
    KnownSeason(SURVIVOR, "Survivor", 4, "Marquesas"),
    KnownSeason(HOUSE, "Big Brother", 26, "Season 26"),
)
PEOPLE = tuple(
    KnownPerson(UUID(int=number), name, in_shows=frozenset({show}), seasons=seasons)
    for number, name, show, seasons in (
        (11, "Rob Mariano", SURVIVOR, frozenset({(SURVIVOR, 4)})),
        (12, "Chelsie Baham", HOUSE, frozenset({(HOUSE, 26)})),
    )
)
ROSTER = Roster(SHOWS, SEASONS, PEOPLE)
ROB = "mediawiki_portable_infobox/pageprops_infoboxes.json"
CHELSIE = "bigbrother.fandom.com/Chelsie_Baham.section0.wikitext"
SEASON = "bigbrother.fandom.com/Big_Brother_26_(US).section0.wikitext"


def test_pages_of_reality_tv_are_whose_they_are() -> None:
    """Two contestants and a season, by infoboxes of three shapes."""
    found = {key: _identity(key) for key in (ROB, CHELSIE, SEASON)}
    assert found == {
        ROB: PageIdentity(
            title="Rob Mariano",
            name="Rob Mariano",
            kind="person",
            said_names=("Rob Mariano",),
            birthday=date(1975, 12, 25),
            seasons=frozenset({(SURVIVOR, 4)}),
            shows=frozenset({SURVIVOR}),
        ),
        CHELSIE: PageIdentity(
            title="Chelsie Baham",
            name="Chelsie Baham",
            kind="person",
            said_names=("Chelsie Baham",),
            birthday=date(1996, 12, 28),
            seasons=frozenset({(HOUSE, 26)}),
            shows=frozenset({HOUSE}),
        ),
        SEASON: PageIdentity(
            title="Big Brother 26 (US)",
            name="Big Brother 26",
            kind="season",
            qualifier="US",
            said_names=("Big Brother 26",),
            own_season=(HOUSE, 26),
        ),
    }
    chosen = [match_page(one, ROSTER).chosen for one in found.values()]
    assert [(one.entity, one.name, one.score) for one in chosen if one] == [
        ("person", "Rob Mariano", 0.95),
        ("person", "Chelsie Baham", 0.95),
        ("season", "Big Brother season 26", 0.9),
    ]


def test_pages_about_anything_else_are_nobodys() -> None:
    """Heroes of comics and of a fight with demons: no cast, no show, no season.

    Each long page takes a tenth of a second to parse, so there are not all of them.
    """
    everything = sorted(real_pages(), key=lambda key: len(real_pages()[key].body))
    others = [key for key in everything if key not in {ROB, CHELSIE, SEASON}][:30]
    matched = {
        key: match.candidates
        for key in others
        if (match := match_page(_identity(key), ROSTER)).candidates
    }
    # The same page, answered otherwise: without the infobox it is asked about.
    assert set(matched) <= {
        "mediawiki_portable_infobox/parse.json",
        "mediawiki_portable_infobox/redirects.json",
    }
    kinds = [_identity(key).kind for key in others]
    assert len(kinds) == 30
    assert set(kinds) == {"person", "other"}


def _identity(key: str) -> PageIdentity:
    document = real_pages()[key]
    template_map = load_map(document.key.key.partition(":")[0])
    return identify(page_from(document), template_map, ROSTER)
