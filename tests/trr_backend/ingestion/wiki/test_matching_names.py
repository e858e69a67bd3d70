"""How often names of survivoR lead to the right person, and how often to a wrong one.

Measured so: the roster are all 626 castaways of survivoR's 42 American seasons; pages
are made of them (`survivor_names`), distorted as wikis write names, and read by the
rules of any wiki (`identify` with the default map, then `match_person`). The truth of a
page is its castaway's id. A page is compared with everybody, so that pairs are pages
times 626. It is missed where nobody, or only others, would be asked about. No two
castaways of the data have one full name and it has no other version's seasons:
namesakes are made up, with the very name of a castaway. What real wikis get wrong
otherwise (a wrong season in an infobox) is not measured.

Here are all who have a nickname or another name, and every 32nd of the others.
docs/decisions/0038 has the figures of everybody: 5,125 pages of theirs and 3,443 of
namesakes are 5.4 million pairs without a wrong one.
"""

from collections import Counter
from collections.abc import Iterable

import pytest

from tests.trr_backend.ingestion.wiki.survivor_names import (
    Castaway,
    castaways,
    own_pages,
    pages_of_others,
    roster,
    without,
)
from trr_backend.ingestion.wiki.identity import identify
from trr_backend.ingestion.wiki.maps import load_map
from trr_backend.ingestion.wiki.matching import match_person
from trr_backend.models.wiki import Match, Roster
from trr_backend.models.wiki_page import WikiPage

pytestmark = pytest.mark.real
MAP = load_map("default")


def test_castaways_are_found_under_the_names_of_wikis() -> None:
    """Nobody is taken for somebody else; what is not certain is asked."""
    found: Counter[tuple[str, str]] = Counter()
    for one in _chosen():
        for how, page in own_pages(one):
            found[how, _outcome(one, _match(page, roster()))] += 1
    assert _table(found) == {
        "plain": {"right": 78},
        "spelled otherwise": {"right": 78},
        "in brackets": {"right": 78},
        "middle name": {"asked": 78},
        "married, redirected": {"right": 78},
        "married, born as": {"right": 78},
        "first name alone": {"asked": 53, "missed": 25},
        "no season": {"asked": 78},
        "nickname": {"right": 7, "asked": 50},
        "nickname, full name": {"right": 57},
        "other name": {"right": 3},
    }


def test_namesakes_are_nobody_for_certain() -> None:
    """A page of a castaway's name that is about another, about two, or about names."""
    found: Counter[tuple[str, str]] = Counter()
    everybody = _chosen()
    for one, other in zip(everybody, (*everybody[1:], everybody[0]), strict=True):
        for how, page in pages_of_others(one, other):
            match = _match(page, roster())
            asked = "asked" if match.candidates else "nobody"
            found[how, "wrong" if match.chosen else asked] += 1
    assert _table(found) == {
        "in other seasons": {"asked": 78},
        "in another version": {"asked": 78},
        "born on another day": {"asked": 52},
        "a couple": {"nobody": 78},
        "two infoboxes": {"asked": 78},
        "a list of meanings": {"nobody": 78},
    }


def test_nobody_has_the_page_of_somebody_else() -> None:
    """Without its castaway in the roster a page is nobody's: 626 times 625 pairs.

    Some would be asked about: who has the same surname and a season in common.
    """
    found: Counter[str] = Counter()
    for one in castaways():
        plain = next(page for _, page in own_pages(one))
        match = _match(plain, without(one))
        asked = "asked" if match.candidates else "nobody"
        found["wrong" if match.chosen else asked] += 1
    assert found == {"nobody": 611, "asked": 15}


def _chosen() -> list[Castaway]:
    return [
        one
        for number, one in enumerate(castaways())
        if one.has_nickname or one.others or number % 32 == 0
    ]


def _match(page: WikiPage, everybody: Roster) -> Match:
    return match_person(identify(page, MAP, everybody), everybody)


def _outcome(one: Castaway, match: Match) -> str:
    if match.chosen:
        return "right" if match.chosen.id == one.id else "wrong"
    asked = {candidate.id for candidate in match.candidates}
    return "asked" if one.id in asked else "missed"


def _table(found: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    kinds: Iterable[str] = dict.fromkeys(how for how, _ in found)
    return {
        how: {outcome: n for (kind, outcome), n in found.items() if kind == how}
        for how in kinds
    }
