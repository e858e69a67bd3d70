"""A real MediaWiki that does not answer, for one of its own reasons."""

from datetime import UTC, datetime

import pytest

from tests.mediawiki.installed import real_wiki
from tests.mediawiki.running import MediaWiki
from trr_backend.errors import RateLimited, Refused, Unavailable, UpstreamError
from trr_backend.ingestion.wiki.fetch import fetch_site
from trr_backend.integrations.fandom.client import FandomClient

pytestmark = real_wiki

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


async def test_copies_that_lag_are_waited_for(
    client: FandomClient, mediawiki: MediaWiki
) -> None:
    """Status 200 with an error: the same question again, until it is answered."""
    mediawiki.lag(2)

    site, _ = await fetch_site(client, mediawiki.wiki("lagging"), NOW)

    assert (site.site_name, len(mediawiki.asked())) == ("Island Wiki", 3)


async def test_copies_that_lag_for_long(
    client: FandomClient, mediawiki: MediaWiki
) -> None:
    """Are given up, by their name."""
    mediawiki.lag(99)

    with pytest.raises(RateLimited, match=r"maxlag.*7 seconds lagged"):
        await fetch_site(client, mediawiki.wiki("lagging"), NOW)


@pytest.mark.parametrize(
    ("mood", "kind", "words"),
    [
        ("private", Refused, "closed to readers without an account.*readapidenied"),
        ("disabled", Refused, "switched off.*moduledisabled"),
        ("broken", Unavailable, "internal_api_error_RuntimeException"),
        ("nothing", Refused, "there is no api.php"),
        ("images", Refused, "there is no api.php"),
    ],
)
async def test_refusals_are_named(
    client: FandomClient,
    read_only: MediaWiki,
    mood: str,
    kind: type[UpstreamError],
    words: str,
) -> None:
    """What the wiki means, with its own word for it."""
    with pytest.raises(kind, match=words):
        await fetch_site(client, read_only.wiki(mood), NOW)
