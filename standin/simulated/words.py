"""Names and sentences of the simulated catalogue, made by chance."""

import random


def _words(text: str) -> list[str]:
    return text.split()


_GIVEN = _words("""
Ada Amara Bruno Carla Chloé Dario Elena Femi Grace Hugo Ines Jonas Kaya Liam Mina
Nico Olga Pablo Rosa Søren Tara Uma Viktor Wanda Xenia Yusuf Zoë
""")
_FAMILY = _words("""
Abel Bauer Castro Dumont Eriksen Ferrari Garcia Haddad Ivanov Jansen Kowalski Lima
Moreau Novak Okafor Petrov Quist Rossi Sato Tanaka Ueda Vargas Weber Young Zeman
""")
_FIRST = _words("""
Last Hidden Golden Secret Open Burning Frozen Great Little Wild Silent Second
""")
_SECOND = _words("""
Island House Kitchen Bachelor Summit Garden Harbour Market Stage Village Desert
""")
_SAID = (
    "Nobody knows yet who has to leave.",
    "Two of them keep a secret from all the others.",
    "The teams are mixed and the rules change.",
    "What was promised in the morning counts for nothing at night.",
    "A dinner for everybody ends before it has begun.",
    "The public decides, and it takes its time.",
    "Somebody comes back who had been sent home.",
    "The prize grows, and so does the distrust.",
)
COUNTRIES = ("US", "GB", "AU", "CA", "NZ", "DE", "FR", "ES", "NL", "ZA", "BR", "JP")
LANGUAGES = ("en", "de", "es", "fr")


def title(chance: random.Random, place: int) -> str:
    """Return a show's name; its number makes it one of a kind."""
    return f"{chance.choice(_FIRST)} {chance.choice(_SECOND)} {place}"


def person_name(chance: random.Random) -> str:
    """Return somebody's name; others may have the same."""
    return f"{chance.choice(_GIVEN)} {chance.choice(_FAMILY)}"


def sentences(chance: random.Random, most: int) -> str:
    """Return one to `most` sentences."""
    return " ".join(chance.sample(_SAID, chance.randint(1, most)))


def day(chance: random.Random, first_year: int, last_year: int) -> str:
    """Return a day in these years (ISO 8601)."""
    year = chance.randint(first_year, last_year)
    return f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"


def credit_id(show_id: int, person_id: int, kind: int) -> str:
    """Return the id of a credit, as TMDb gives them: 24 hexadecimal digits."""
    return f"{show_id:08x}{person_id:012x}{kind:04x}"
