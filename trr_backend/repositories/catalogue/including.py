"""What an answer embeds where `include=` asks for it, as fragments of its statement.

Without it the statement is the plain one, and costs what that costs. What is embedded
comes as in its own list, from its beginning, and is made by the same fragments.
"""

from collections.abc import Collection, Mapping
from typing import Final

# How much of each is embedded in a detail, and in an item of a list.
IN_DETAIL: Final = 100
IN_LIST: Final = 10

Fragments = Mapping[str, str]

_CAST_OF_SHOW: Final = {
    "cast_of": "show as (select s.id)",
    "tallies": "{tallies_of_show}",
    "total": "{total_of_show}",
    "is_regular": "{regular_of_show}",
}
_CAST_OF_SEASON: Final = {
    "cast_of": "season as (select n.id)",
    "tallies": "{tallies_of_season}",
    "total": "{total_of_part}",
    "is_regular": "{regular_of_part}",
}
_IMAGES_OF_SHOW: Final = {
    "images_of": "show as (select s.id)",
    "owners": "{owners_show}",
    "item": "{listed_image}",
}
_IMAGES_OF_SEASON: Final = {
    "images_of": "season as (select n.*)",
    "owners": "{owners_season}",
    "item": "{listed_image}, 'episode', l.episode",
}
_IMAGES_OF_PERSON: Final = {
    "images_of": "person as (select p.id)",
    "owners": "{owners_person}",
    "item": "{listed_image}",
}
_FACTS_OF_SHOW: Final = {
    "stated": "{stated_of_show}",
    "record": "{record_of_show}",
}
# By what may be embedded: the fragment that makes it, and what stands in that.
_SHOW: Final[Mapping[str, tuple[str, Fragments]]] = {
    "seasons": ("first_seasons", {}),
    "cast": ("first_cast", _CAST_OF_SHOW),
    "images": ("first_images", _IMAGES_OF_SHOW),
    "watch_providers": ("first_offers", {}),
    "facts": ("first_facts", _FACTS_OF_SHOW),
}
_SEASON: Final[Mapping[str, tuple[str, Fragments]]] = {
    "cast": ("first_cast", _CAST_OF_SEASON),
    "images": ("first_images", _IMAGES_OF_SEASON),
}
_PERSON: Final[Mapping[str, tuple[str, Fragments]]] = {
    "credits": ("first_credits", {}),
    "images": ("first_images", _IMAGES_OF_PERSON),
}
# Facts bring wikis, which have to be named.
_SOURCES_OF_DETAIL: Final = {
    "attributed": "{with_facts}",
    "sources": "({attribution})::text",
    "pages": "{stated_now}",
}
_SOURCES_OF_LIST: Final = {
    "named_with": "{with_wikis}",
    "sources": "{named_anyway}",
    "pages": "{stated_on_page}",
}


def in_show(include: Collection[str]) -> Fragments:
    """Return the fragments of a show's detail that embeds these."""
    named = _SOURCES_OF_DETAIL if "facts" in include else {}
    return {**_embedding("show", _SHOW, include), **named}


def in_listed_shows(include: Collection[str]) -> Fragments:
    """Return the fragments of a list of shows that embed these."""
    named = _SOURCES_OF_LIST if "facts" in include else {}
    return {**_embedding("show", _SHOW, include), **named}


def in_season(include: Collection[str]) -> Fragments:
    """Return the fragments of a season's detail that embeds these."""
    return _embedding("season", _SEASON, include)


def in_person(include: Collection[str]) -> Fragments:
    """Return the fragments of a person's detail that embeds these."""
    return _embedding("person", _PERSON, include)


def parameters(most: int) -> dict[str, object]:
    """Return the parameters of what is embedded: `most` of each.

    The rest are the filters of the lists, which leave nothing out here but the crew.
    """
    return {"most": most, "category": None, "kind": None, "duplicates": False}


def _embedding(
    entity: str,
    known: Mapping[str, tuple[str, Fragments]],
    include: Collection[str],
) -> dict[str, str]:
    if not include:
        return {}
    found = {"included": f"{{included_in_{entity}}}"}
    for name, (fragment, parts) in known.items():
        if name in include:
            found |= parts
        else:
            found[fragment] = "null"
    return found
