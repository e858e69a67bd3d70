"""What changed in a real MediaWiki: edited, made, moved, deleted and restored."""

from datetime import UTC, datetime, timedelta

from tests.mediawiki.contents import PLAYERS
from tests.mediawiki.installed import real_wiki
from tests.mediawiki.running import MediaWiki
from trr_backend.ingestion.wiki.fetch import (
    fetch_changes,
    fetch_pages,
    fetch_revisions,
    fetch_site,
)
from trr_backend.integrations.fandom.client import FandomClient

pytestmark = real_wiki

EDITED, MOVED, AWAY, DELETED, RESTORED, LED, ALONE = PLAYERS[:7]


def _change(mediawiki: MediaWiki) -> None:
    mediawiki.edit(EDITED, "Other words.")
    mediawiki.edit("Somebody New", "Words.")
    mediawiki.move(MOVED, "Somebody Moved")
    mediawiki.move(AWAY, "Somebody Away", redirect=False)
    mediawiki.delete(DELETED)
    mediawiki.delete(RESTORED)
    mediawiki.restore(RESTORED)
    mediawiki.edit(LED, "#REDIRECT [[Ada Brook]]")
    mediawiki.move("File:Ben Castle.jpg", "File:Ben.jpg")


async def _numbers(client: FandomClient, mediawiki: MediaWiki) -> dict[str, int]:
    now = datetime.now(UTC)
    site, _ = await fetch_site(client, mediawiki.wiki(), now)
    said = await fetch_pages(client, mediawiki.wiki(), site, now, titles=PLAYERS)
    return {page.title: page.number for page in said.pages}


async def test_changes(client: FandomClient, mediawiki: MediaWiki) -> None:
    """All of them by title and number, in one request; a move with both titles."""
    numbers = await _numbers(client, mediawiki)
    now = datetime.now(UTC)
    quiet = await fetch_changes(
        client, mediawiki.wiki(), now - timedelta(minutes=30), now
    )
    _change(mediawiki)
    mediawiki.asked()

    said = await fetch_changes(
        client, mediawiki.wiki(), now - timedelta(minutes=30), now
    )

    assert quiet is not None
    assert (quiet.numbers, quiet.titles) == (frozenset(), frozenset())
    assert said is not None
    assert len(mediawiki.asked()) == 1
    assert said.titles == {
        *(EDITED, "Somebody New", LED, DELETED, RESTORED),
        *(MOVED, "Somebody Moved", AWAY, "Somebody Away"),
        *("File:Ben Castle.jpg", "File:Ben.jpg"),
    }
    changed = (EDITED, MOVED, AWAY, DELETED, RESTORED, LED)
    assert {numbers[title] for title in changed} <= said.numbers
    assert numbers[ALONE] not in said.numbers
    # By the wiki's clock, ten seconds late.
    late = datetime.now(UTC) - said.until
    assert timedelta(seconds=9) < late < timedelta(seconds=20)


async def test_revisions(client: FandomClient, mediawiki: MediaWiki) -> None:
    """The newest of each page, by its number; a deleted page has none."""
    numbers = await _numbers(client, mediawiki)
    wiki, asked = mediawiki.wiki(), list(numbers.values())
    before = await fetch_revisions(client, wiki, asked)
    _change(mediawiki)
    mediawiki.asked()

    after = await fetch_revisions(client, wiki, [*asked, 99_999])

    assert len(mediawiki.asked()) == 2
    other = {title for title, one in numbers.items() if after[one] != before[one]}
    assert other == {EDITED, MOVED, AWAY, DELETED, LED}
    assert (after[numbers[DELETED]], after[99_999]) == (None, None)
