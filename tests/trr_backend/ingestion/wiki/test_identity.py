"""What a page says of whom it is about, by its structure."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.trr_backend.ingestion.wiki.roster_by_hand import HOUSE, ISLAND, ROSTER
from trr_backend.ingestion.wiki.identity import identify
from trr_backend.ingestion.wiki.maps import load_map
from trr_backend.models.shows import ExternalId
from trr_backend.models.wiki import KnownSeason, PageIdentity
from trr_backend.models.wiki_page import (
    Infobox,
    InfoboxGroup,
    InfoboxValue,
    PageExternalId,
    PageLink,
    WikiPage,
)

MAP = load_map("somewhere")
NAMED = replace(
    ROSTER,
    seasons=(
        *(one for one in ROSTER.seasons if one.number != 3),
        KnownSeason(ISLAND, "Island", 3, "Island: Far Away"),
        KnownSeason(HOUSE, "House", 3, "Season 3"),
    ),
)


def test_a_persons_page_says_all_of_it() -> None:
    """Names, ids of people, the birthday, seasons by parameters and by groups."""
    box = Infobox(
        "Castaway",
        "Ann Example",
        (
            _value("full_name", 'Ann "Annie" Marie Example'),
            _value("nickname", '"Queen Ann", Annie'),
            _value("born", "February 28, 1970 (age 56)"),
            _value("spouse", "Bob", links=("Bob Other", "House 2")),
            _value("season1", "Far Away", links=("Island: Far Away",)),
        ),
        (
            InfoboxGroup("Island 1", (_value("place", "3/16"),)),
            InfoboxGroup("Season", (_value("series", "House"), _value("season", "2"))),
        ),
    )
    ids = (
        PageExternalId("imdb", "nm0000011", "person"),
        PageExternalId("imdb", "tt0000001", "show"),
        PageExternalId("wikidata", "Q42", None),
    )
    page = _page(
        "Ann Example (Island)",
        box,
        redirects=("Annie", "Ann Maiden (Island)"),
        external_ids=ids,
    )
    assert identify(page, MAP, NAMED) == PageIdentity(
        title="Ann Example (Island)",
        name="Ann Example",
        kind="person",
        qualifier="Island",
        redirects=("Annie", "Ann Maiden"),
        said_names=(
            "Ann Example",
            'Ann "Annie" Marie Example',
            "Queen Ann",
            "Annie",
        ),
        external_ids=(ExternalId("imdb", "nm0000011"), ExternalId("wikidata", "Q42")),
        birthday=date(1970, 2, 28),
        seasons=frozenset({(ISLAND, 1), (ISLAND, 3)}),
        shows=frozenset({ISLAND, HOUSE}),
    )


@pytest.mark.parametrize(
    ("categories", "seasons", "shows"),
    [
        (("Island",), (), {ISLAND}),
        (("Island 1 Castaways",), {(ISLAND, 1)}, {ISLAND}),
        (("Island: Far Away Cast Members",), {(ISLAND, 3)}, {ISLAND}),
        (("House (UK) Housemates",), (), {HOUSE}),
        (("House (US) Housemates",), (), ()),
        (("House Australia Housemates",), (), ()),
        (("Season 1 Castaways", "People from 1 Island"), (), ()),
    ],
)
def test_categories_name_shows_and_seasons(
    categories: tuple[str, ...], seasons: Any, shows: Any
) -> None:
    """Without what people are called there; another version's are none of ours."""
    page = _page("Ann", _person(), categories=categories)
    found = identify(page, MAP, NAMED)
    assert (found.seasons, found.shows) == (frozenset(seasons), frozenset(shows))


def test_a_number_alone_needs_the_show() -> None:
    """Of a season, and of one that an infobox names; a name of a season does not."""
    bare = _page("Ann", _person(_value("season", "1")))
    assert identify(bare, MAP, NAMED).seasons == frozenset()
    named = _page("Ann", _person(_value("season", "1")), categories=("Island",))
    assert identify(named, MAP, NAMED).seasons == {(ISLAND, 1)}
    far_away = _page("Ann", _person(_value("season", "Far Away")))
    assert identify(far_away, MAP, NAMED).seasons == {(ISLAND, 3)}


def test_an_infobox_that_names_only_others_outweighs_a_category() -> None:
    """Somebody of another version of the format, filed with all of them."""
    page = _page(
        "Ann",
        _person(_value("season", "Island South Africa 3")),
        categories=("Island Castaways",),
    )
    assert identify(page, MAP, NAMED).shows == frozenset()
    told_apart = replace(page, categories=("Island (US) Castaways",))
    assert identify(told_apart, MAP, NAMED).shows == {ISLAND}


@pytest.mark.parametrize(
    ("title", "boxes", "is_single"),
    [
        ("Ann Example", (("Ann Example",),), True),
        ("Ann Example", (("Ann Example",), ("Ann Example",)), True),
        ("Ann Example", (("Ann Example",), ("Bob Other",)), False),
        ("Ann Example", (("Ann Example",), (None,)), False),
        ("Ann & Bob", (("Ann & Bob",),), False),
        ("Ann and Bob", (("Ann",),), False),
        ("Ann Example", (("Ann Example", "full_name2", "Bob Other"),), False),
        ("Ann Example", (("Ann Example", "full_name", "Ann Example|Bob O"),), False),
        ("Ann Example", (("Ann", "full_name", "Ann M. Example|n\u00e9e B"),), True),
    ],
)
def test_a_page_of_two_people(title: str, boxes: Any, is_single: bool) -> None:  # noqa: FBT001 - a column
    """By its title, by two infoboxes, by a full name of two lines."""
    found = [
        Infobox(
            "Castaway",
            name,
            tuple(
                _value(parameter, *text.split("|"))
                for parameter, text in zip(more[::2], more[1::2], strict=True)
            ),
        )
        for name, *more in boxes
    ]
    identity = identify(_page(title, *found), MAP, NAMED)
    assert (identity.kind, identity.is_single) == ("person", is_single)


@pytest.mark.parametrize(
    ("values", "birthday"),
    [
        ([("born", ["28 February 1970"], ())], date(1970, 2, 28)),
        ([("born", ["Springfield"], ("1970-02-28",))], date(1970, 2, 28)),
        ([("born", ["1970"], ())], None),
        (
            [("born", ["1 May 1970"], ()), ("birthday", ["2 May 1970"], ())],
            None,
        ),
    ],
)
def test_a_birthday_is_one_day(values: Any, birthday: date | None) -> None:
    """What two values say differently is none."""
    box = _person(
        *(
            InfoboxValue(name, None, tuple(lines), dates=dates)
            for name, lines, dates in values
        )
    )
    assert identify(_page("Ann", box), MAP, NAMED).birthday == birthday
    refused = _person(InfoboxValue("born", None, ("1 May 1970",), refused="too long"))
    assert identify(_page("Ann", refused), MAP, NAMED).birthday is None


@pytest.mark.parametrize(
    ("title", "box", "kind", "own"),
    [
        ("Island 1", Infobox("Season", None, ()), "season", (ISLAND, 1)),
        ("Island: Far Away", Infobox("Season", None, ()), "season", (ISLAND, 3)),
        ("Far Away", Infobox("Season", None, ()), "season", (ISLAND, 3)),
        ("House 2 (UK)", Infobox("Season", None, ()), "season", (HOUSE, 2)),
        ("House 2 (US)", Infobox("Season", None, ()), "season", None),
        ("Season 1", Infobox("Season", None, ()), "season", None),
        ("Island", Infobox("Show", None, ()), "show", None),
        ("Island 1", None, "other", (ISLAND, 1)),
        ("Island 1", Infobox("Castaway", None, ()), "person", None),
    ],
)
def test_seasons_and_shows(
    title: str, box: Infobox | None, kind: str, own: object
) -> None:
    """A season's page is that of the season in its title."""
    found = identify(_page(title, *([box] if box else [])), MAP, NAMED)
    assert (found.kind, found.own_season) == (kind, own)


def test_lists_of_meanings_and_redirects_are_about_nobody() -> None:
    """They lead on to the pages that are."""
    assert identify(_page("Ann", is_disambiguation=True), MAP, NAMED).is_disambiguation
    assert identify(_page("Ann", redirects_to="Ann E."), MAP, NAMED).is_disambiguation


def _person(*values: InfoboxValue) -> Infobox:
    return Infobox("Castaway", None, values)


def _value(parameter: str, *lines: str, links: tuple[str, ...] = ()) -> InfoboxValue:
    targets = tuple(PageLink(one, one) for one in links)
    return InfoboxValue(parameter, None, lines, targets)


def _page(title: str, *boxes: Infobox, **said: Any) -> WikiPage:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    url = f"https://somewhere.example/wiki/{title}"
    return WikiPage(1, title, url, 2, at, infoboxes=boxes, **said)
