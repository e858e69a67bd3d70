"""The option that names wikis, and which wikis a run reads."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

import click

from trr_backend.config import Settings
from trr_backend.models.wiki import KnownWiki, Wiki, WikiSite
from trr_backend.repositories import wikis
from trr_backend.repositories.db import Transaction

NOTHING = "There is no wiki to read."
"""What is said where a run had nothing to do."""
Command = TypeVar("Command", bound=Callable[..., Any])

wiki_option = click.option(
    "--wiki",
    "named",
    multiple=True,
    metavar="NAME|URL",
    help="This wiki: a Fandom name (survivor, survivor/de) or the address below which "
    "a wiki's api.php is. Repeatable; without it, those that the shows remember.",
)


def parse_wikis(named: Sequence[str]) -> tuple[Wiki, ...]:
    """Read what --wiki names, each once. Raises InputError."""
    return tuple(dict.fromkeys(Wiki.parse(text) for text in named))


async def load_readable(
    tx: Transaction, named: Sequence[Wiki], show_ids: Sequence[UUID], settings: Settings
) -> list[tuple[KnownWiki, WikiSite]]:
    """Return the wikis of a run that were asked what they are and may be read."""
    found = await load_known(tx, named, show_ids)
    return [
        (one, one.site)
        for one in found
        if one.site is not None and may_be_read(one.wiki, one.site, settings)
    ]


async def load_known(
    tx: Transaction, named: Sequence[Wiki], show_ids: Sequence[UUID]
) -> list[KnownWiki]:
    """Return the stored ones of the named wikis, or those that the shows remember."""
    if not named:
        return await wikis.load_remembered(tx, show_ids)
    found = [await wikis.load(tx, one.name) for one in named]
    return [one for one in found if one is not None]


def may_be_read(wiki: Wiki, site: WikiSite, settings: Settings) -> bool:
    """Tell whether a wiki's licence is free, or its use was allowed by name."""
    return site.is_free or wiki.name in settings.unfree_wikis
