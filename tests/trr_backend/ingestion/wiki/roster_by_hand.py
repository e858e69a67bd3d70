"""Shows, seasons and people by whom pages are understood, made by hand."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from trr_backend.models.shows import ExternalId
from trr_backend.models.wiki import KnownPerson, KnownSeason, KnownShow, Roster

ISLAND, HOUSE = UUID(int=1), UUID(int=2)
SHOWS = (
    KnownShow(ISLAND, "Island", ("Island", "Die Insel"), 2000, ("US",)),
    KnownShow(HOUSE, "House", ("House",), 2004, ("GB",)),
)
SEASONS = tuple(
    KnownSeason(show, name, number, None)
    for show, name in ((ISLAND, "Island"), (HOUSE, "House"))
    for number in range(1, 6)
)
ANN = KnownPerson(
    UUID(int=11),
    "Ann Example",
    aliases=("Annie", "Ann Maiden", "Queen Ann"),
    birthday=date(1970, 2, 28),
    external_ids=(ExternalId("imdb", "nm0000011"), ExternalId("tmdb", "11")),
    in_shows=frozenset({ISLAND}),
    seasons=frozenset({(ISLAND, 1), (ISLAND, 3)}),
)
BOB = KnownPerson(
    UUID(int=12),
    "Bob Other",
    external_ids=(ExternalId("imdb", "nm0000012"),),
    in_shows=frozenset({ISLAND, HOUSE}),
    seasons=frozenset({(ISLAND, 1), (HOUSE, 2)}),
)
COACH = KnownPerson(
    UUID(int=13),
    "Coach",
    in_shows=frozenset({ISLAND}),
    seasons=frozenset({(ISLAND, 2)}),
)
ROSTER = Roster(SHOWS, SEASONS, (ANN, BOB, COACH))


def roster_with(*people: KnownPerson) -> Roster:
    """Return the roster with further people."""
    return replace(ROSTER, people=(*ROSTER.people, *people))
