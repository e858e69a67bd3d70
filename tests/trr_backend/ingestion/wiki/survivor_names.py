"""Everybody of survivoR as a roster, and pages about them as wikis write names.

survivoR names 626 castaways of the 42 seasons of the American version, each with an id
that stays the same over seasons. The roster is what TMDb may know of them: a name,
other names, and of every second one the day of birth; seasons by number and name. A
page is made of a castaway, so that its truth is the castaway's id.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from uuid import UUID

from tests.real_data import real_data
from trr_backend.models.wiki import KnownPerson, KnownSeason, KnownShow, Roster
from trr_backend.models.wiki_page import Infobox, InfoboxValue, PageLink, WikiPage

SHOW = UUID(int=1)
_FOLDER = "tabular/survivoR_csv_2024-05"
_ACCENTS = str.maketrans("aeio", "\u00e1\u00e9\u00ed\u00f6")
_AT = datetime(2024, 5, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Castaway:
    """Somebody of survivoR; `others` are what else castaways.csv calls them."""

    id: UUID
    name: str
    short: str
    born: date | None
    seasons: tuple[int, ...]
    others: tuple[str, ...]

    @property
    def first(self) -> str:
        """The first name."""
        return self.name.split()[0]

    @property
    def last(self) -> str:
        """The rest of the name, without Jr."""
        words = [one for one in self.name.split() if one not in {"Jr.", "II"}]
        return words[-1]

    @property
    def has_nickname(self) -> bool:
        """Whether viewers know them by another first name."""
        plain = self.short.split()[0].strip(".")
        return not self.name.lower().startswith(plain.lower())


@cache
def season_names() -> Mapping[int, str]:
    """Return the name of each season: "Survivor: Borneo"."""
    return {int(row["season"]): row["season_name"] for row in _rows("season_summary")}


@cache
def castaways() -> tuple[Castaway, ...]:
    """Return everybody, in the order of their first season."""
    seasons: defaultdict[str, set[int]] = defaultdict(set)
    names: defaultdict[str, set[str]] = defaultdict(set)
    for row in _rows("castaways"):
        seasons[row["castaway_id"]].add(int(row["season"]))
        names[row["castaway_id"]].add(row["full_name"])
    return tuple(
        Castaway(
            UUID(int=100 + number),
            row["full_name"],
            row["short_name"],
            date.fromisoformat(row["date_of_birth"]),
            tuple(sorted(seasons[row["castaway_id"]])),
            tuple(sorted(names[row["castaway_id"]] - {row["full_name"]})),
        )
        for number, row in enumerate(_rows("castaway_details"))
    )


@cache
def roster() -> Roster:
    """Return the show, its seasons and everybody."""
    show = KnownShow(SHOW, "Survivor", ("Survivor",), 2000, ("US",))
    seasons = (
        KnownSeason(SHOW, show.name, number, name.removeprefix("Survivor: "))
        for number, name in season_names().items()
    )
    return Roster((show,), tuple(seasons), tuple(map(_known, castaways())))


def without(person: Castaway) -> Roster:
    """Return the roster without somebody."""
    everybody = roster()
    left = tuple(one for one in everybody.people if one.id != person.id)
    return replace(everybody, people=left)


def own_pages(one: Castaway) -> Iterator[tuple[str, WikiPage]]:
    """Yield pages about a castaway as wikis write them, with how."""
    yield "plain", _page(one.name, one, full_name=one.name)
    yield "spelled otherwise", _page(_spelled(one.name), one)
    yield "in brackets", _page(f"{one.name} ({season_names()[one.seasons[0]]})", one)
    yield "middle name", _page(f"{one.first} Marie {one.last}", one)
    married = f"{one.first} Newname"
    yield "married, redirected", _page(married, one, redirects=(one.name,))
    yield "married, born as", _page(married, one, full_name=one.name)
    yield "first name alone", _page(one.first, one)
    yield "no season", _page(one.name, one, seasons=())
    if one.has_nickname:
        named = one.short if " " in one.short else f"{one.short} {one.last}"
        yield "nickname", _page(named, one)
        yield "nickname, full name", _page(named, one, full_name=one.name)
    for other in one.others:
        yield "other name", _page(other, one)


def pages_of_others(one: Castaway, other: Castaway) -> Iterator[tuple[str, WikiPage]]:
    """Yield pages about nobody of the roster alone, that have a castaway's name."""
    stranger = replace(one, born=None)
    elsewhere = [number for number in season_names() if number not in one.seasons]
    in_others = replace(stranger, seasons=tuple(elsewhere[:2]))
    yield "in other seasons", _page(one.name, in_others)
    of_version = _page(one.name, stranger, seasons=("Australian Survivor 3",))
    filed = ("Survivor Contestants", "Australian Survivor Contestants")
    yield "in another version", replace(of_version, categories=filed)
    if _knows_birthday(one):
        older = replace(one, born=date(1931, 4, 30))
        yield "born on another day", _page(one.name, older)
    both = f"{one.first} & {other.first}"
    couple = _page(both, one, full_name=one.name, redirects=(one.name,))
    boxes = (*couple.infoboxes, *_page(both, other, full_name=other.name).infoboxes)
    yield "a couple", replace(couple, infoboxes=boxes)
    yield "two infoboxes", replace(couple, title=one.name, infoboxes=boxes)
    meanings = replace(_page(one.name, one), is_disambiguation=True)
    yield "a list of meanings", meanings


def _page(
    title: str,
    one: Castaway,
    *,
    full_name: str | None = None,
    redirects: tuple[str, ...] = (),
    seasons: Sequence[str] | None = None,
) -> WikiPage:
    labels = [season_names()[number] for number in one.seasons]
    day = one.born
    values = [
        *([_value("full name", full_name)] if full_name else []),
        *([_value("birthdate", f"{day:%B} {day.day}, {day.year}")] if day else []),
        *(
            InfoboxValue(f"season{number}", None, (label,), (PageLink(label, label),))
            for number, label in enumerate(labels if seasons is None else seasons, 1)
        ),
    ]
    return WikiPage(
        number=one.id.int,
        title=title,
        url=f"https://survivor.fandom.com/wiki/{title.replace(' ', '_')}",
        revision=1,
        revised_at=_AT,
        redirects=redirects,
        infoboxes=(Infobox("Castaway", title, tuple(values)),),
    )


def _value(parameter: str, text: str) -> InfoboxValue:
    return InfoboxValue(parameter, None, (text,))


def _spelled(name: str) -> str:
    return name.translate(_ACCENTS).replace("-", " ").replace("'", "\u2019").upper()


def _known(one: Castaway) -> KnownPerson:
    return KnownPerson(
        id=one.id,
        name=one.name,
        aliases=(*one.others, *([one.short] if " " in one.short else [])),
        birthday=one.born if _knows_birthday(one) else None,
        in_shows=frozenset({SHOW}),
        seasons=frozenset((SHOW, number) for number in one.seasons),
    )


def _knows_birthday(one: Castaway) -> bool:
    return one.id.int % 2 == 0


def _rows(name: str) -> list[dict[str, str]]:
    with (real_data() / _FOLDER / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))
