"""A catalogue whose names are as frequent as in life, made anew each time the same.

Given names and surnames follow Zipf's law: the first of thousands is the name of some
three in a hundred, most are the name of few. Everybody is in one to three shows.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import LiteralString
from uuid import UUID

import psycopg


def words_of(text: str) -> list[str]:
    """Return what stands between spaces."""
    return text.split()


GIVEN = words_of("""
James John Robert Michael William David Richard Joseph Thomas Charles
Christopher Daniel Matthew Anthony Mark Donald Steven Paul Andrew Joshua
Kenneth Kevin Brian George Edward Ronald Timothy Jason Jeffrey Ryan Mary
Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy
Betty Margaret Sandra Ashley Kimberly Emily Donna Michelle Carol Amanda
Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia José María Juan Luis
Carlos Ana Sofía Zoë René Chloé Søren Åsa Jürgen
""")
FAMILY = words_of("""
Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez
Hernandez Lopez Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin
Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker
Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson
Baker Hall Rivera Campbell Mitchell Carter Roberts Müller Nuñez O'Brien
""")
TITLES = words_of("""
Love Island Big Brother Real Housewives House Beach Shore Survivor Race
Kitchen Chef Master Top Idol Voice Dance Star Bachelor Bachelorette Paradise
Married First Sight Temptation Secret Millionaire Boss Life Family World
Challenge Next Model Project Runway Below Deck Summer Winter Storage Wars Pawn
Gold Rush Deadliest Catch Naked Afraid
""")
RUSSIAN = words_of("""
остров любовь дом брат кухня звезда голос танец король мечта
""")
JAPANESE = "テラスハウス愛島兄弟恋人料理王冠夢星空海"
SYLLABLES = words_of("""
ba be bi bo bu ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu ra
re ri ro ru sa se si so su ta te ti to tu va ve vi vo zan der ton berg mann
sky ez ini ova sen dal wick ford ham ley worth
""")
Draw = Callable[[int], list[str]]


def fill(url: str, *, people: int, shows: int) -> None:
    """Write the catalogue into an empty database."""
    # A benchmark wants the same names each time, not secrets.
    chance = random.Random(7)
    given = _zipf(chance, GIVEN + _invented(chance, people // 25, 3), 0.9)
    family = _zipf(chance, FAMILY + _invented(chance, people // 3, 4), 0.75)
    words = _zipf(chance, TITLES + _invented(chance, shows // 3, 3), 0.7)
    with psycopg.connect(url) as connection:
        names = list(zip(given(people), family(people), strict=True))
        ids = [_id(chance) for _ in names]
        _copy(
            connection,
            "copy core.people (id, name, popularity) from stdin",
            (
                (one, " ".join(name), round(chance.paretovariate(1.2) - 1, 3))
                for one, name in zip(ids, names, strict=True)
            ),
        )
        fifth = chance.sample(range(people), people // 5)
        _copy(
            connection,
            "copy core.person_aliases (person_id, name, position) from stdin",
            (
                (ids[n], f"{names[n][0]} {other}", 0)
                for n, other in zip(fifth, family(len(fifth)), strict=True)
            ),
        )
        show_ids = [_id(chance) for _ in range(shows)]
        _fill_shows(connection, chance, words, show_ids)
        _copy(
            connection,
            "copy core.credits (scope_id, source, source_key, show_id, person_id,"
            " category, episode_count) from stdin",
            _credits(chance, ids, show_ids),
        )
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze")


def _fill_shows(
    connection: psycopg.Connection,
    chance: random.Random,
    words: Draw,
    ids: Sequence[UUID],
) -> None:
    _copy(
        connection,
        "copy core.shows (id, slug, name, original_name, popularity) from stdin",
        (
            (
                one,
                f"show-{number}",
                " ".join(words(chance.randint(1, 4))),
                " ".join(words(3)) if number % 3 == 0 else None,
                round(chance.paretovariate(1) * 3, 3),
            )
            for number, one in enumerate(ids)
        ),
    )
    _copy(
        connection,
        "copy core.show_alternative_titles (show_id, region, title, type, position)"
        " from stdin",
        (
            (one, "US", f"{' '.join(words(3))} {number}", "", number)
            for one in ids
            for number in range(3)
        ),
    )
    _copy(
        connection,
        "copy core.show_translations (show_id, language, name) from stdin",
        (
            row
            for one in ids
            for row in (
                (one, "ja", "".join(chance.choices(JAPANESE, k=6))),
                (one, "ru", " ".join(chance.choices(RUSSIAN, k=2))),
                (one, "de", " ".join(words(2))),
            )
        ),
    )


def _credits(
    chance: random.Random, people: Sequence[UUID], shows: Sequence[UUID]
) -> Iterator[tuple[object, ...]]:
    for number, person in enumerate(people):
        for place in range(chance.choice((1, 1, 2, 3))):
            show = shows[int(len(shows) * chance.random() ** 2)]
            yield show, "tmdb", f"{number}-{place}", show, person, "self", 3


def _zipf(chance: random.Random, names: Sequence[str], steepness: float) -> Draw:
    weights = list(
        accumulate(1 / (place + 1) ** steepness for place in range(len(names)))
    )
    return lambda count: chance.choices(names, cum_weights=weights, k=count)


def _invented(chance: random.Random, count: int, longest: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        length = chance.randint(2, longest)
        found["".join(chance.choices(SYLLABLES, k=length)).capitalize()] = None
    return list(found)


def _id(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128))


def _copy(
    connection: psycopg.Connection,
    statement: LiteralString,
    rows: Iterator[tuple[object, ...]],
) -> None:
    with connection.cursor().copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
