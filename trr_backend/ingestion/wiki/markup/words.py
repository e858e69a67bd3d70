"""Words of MediaWiki and of wikis' languages, as `words.toml` lists them."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

from trr_backend.ingestion.wiki.markup.lines import tidy


def folded(name: str) -> str:
    """Return a word or title as it is compared with those of the lists.

    >>> folded("External_Links ")
    'external links'
    """
    return tidy(name.replace("_", " ")).casefold()


def listed_words() -> Mapping[str, frozenset[str]]:
    """Return the lists by name."""
    text = files(__package__).joinpath("words.toml").read_text("utf-8")
    lists: dict[str, list[str]] = tomllib.loads(text)
    return {name: frozenset(map(folded, words)) for name, words in lists.items()}


WORDS: Final = listed_words()
