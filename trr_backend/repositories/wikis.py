"""Wikis: what they say of themselves, and which shows remember them."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from trr_backend.errors import Missing
from trr_backend.models.wiki import ChangesSaid, KnownWiki, Wiki, WikiSite
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries
from trr_backend.repositories.wiki_telling import tell
from trr_backend.repositories.work import Work

_SQL = queries("wikis")


async def ensure(work: Work, wiki: Wiki) -> UUID:
    """Return our id of a wiki, which is stored where it was not yet."""
    named = {"name": wiki.name, "source": wiki.source, "url": wiki.url}
    await work.tx.execute(_SQL["ensure"], named)
    known = await load(work.tx, wiki.name)
    if known is None:
        raise Missing(f"the wiki {wiki.name} is gone; run the command again")
    return known.id


async def load(tx: Transaction, name: str) -> KnownWiki | None:
    """Return a wiki by its name, None where it is not stored."""
    found = await _load(tx, name=name)
    return found[0] if found else None


async def load_all(tx: Transaction) -> list[KnownWiki]:
    """Return every wiki that is stored, oldest first."""
    return await _load(tx)


async def load_remembered(tx: Transaction, show_ids: Sequence[UUID]) -> list[KnownWiki]:
    """Return the wikis that these shows remember, oldest first."""
    return await _load(tx, show_ids=list(show_ids))


async def load_shows(
    tx: Transaction, wiki_id: UUID, show_ids: Sequence[UUID] | None
) -> list[UUID]:
    """Return those of these shows (None: of all) that remember a wiki, oldest first."""
    given = None if show_ids is None else list(show_ids)
    cursor = await tx.execute(_SQL["shows"], {"wiki_id": wiki_id, "show_ids": given})
    return [show_id for (show_id,) in await cursor.fetchall()]


async def remember(
    work: Work, show_id: UUID, wiki_id: UUID, *, by_person: bool
) -> None:
    """Let a show be looked up in a wiki from now on."""
    given = {"show_id": show_id, "wiki_id": wiki_id, "by_person": by_person}
    await work.tx.execute(_SQL["remember"], given)


async def save_site(work: Work, wiki_id: UUID, site: WikiSite, at: datetime) -> None:
    """Keep what a wiki says of itself, and when it did."""
    said = {one.name: getattr(site, one.name) for one in fields(site)}
    cursor = await work.tx.execute(_SQL["save_site"], {"wiki_id": wiki_id, **said})
    if cursor.rowcount:
        # Its licence is named with all that it says.
        await tell(work, wiki_id, None, "of a wiki that says otherwise of itself")
    await work.tx.execute(_SQL["read_site"], {"wiki_id": wiki_id, "at": at})


async def save_changes(work: Work, wiki_id: UUID, said: ChangesSaid) -> int:
    """Note which pages and titles are to be asked again; return how many pages are new.

    New are those that were not waiting for it before. Files are asked for again, too.
    """
    given = {
        "wiki_id": wiki_id,
        "numbers": list(said.numbers),
        "titles": _as_asked(said.titles),
        "until": said.until,
    }
    await work.tx.execute(_SQL["read_changes"], given)
    if not said.numbers and not said.titles:
        return 0
    cursor = await work.tx.execute(_SQL["stale_pages"], given)
    await work.tx.execute(_SQL["stale_titles"], given)
    await work.tx.execute(_SQL["stale_pictures"], given)
    return cursor.rowcount


def _as_asked(titles: Iterable[str]) -> list[str]:
    """Return titles also as they may have been asked: a wiki begins with a capital."""
    return list({form for one in titles for form in (one, one[:1].lower() + one[1:])})


async def _load(
    tx: Transaction, *, name: str | None = None, show_ids: list[UUID] | None = None
) -> list[KnownWiki]:
    cursor = await tx.execute(_SQL["load"], {"name": name, "show_ids": show_ids})
    return [_known(*row) for row in await cursor.fetchall()]


def _known(
    wiki_id: UUID, name: str, source: Any, url: str, site_name: str | None, *said: Any
) -> KnownWiki:
    *rest, site_at, changes_at = said
    site = None if site_name is None else WikiSite(site_name, *rest)
    return KnownWiki(wiki_id, Wiki(name, source, url), site, site_at, changes_at)
