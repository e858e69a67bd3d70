"""Handles in addresses and texts."""

import pytest

from trr_backend.ingestion.wiki.accounts import account_of, written_handle


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://www.instagram.com/ann.b/", ("instagram_handle", "ann.b")),
        ("https://x.com/ann_b?lang=en", ("twitter_handle", "ann_b")),
        ("https://mobile.twitter.com/ann", None),
        ("https://m.facebook.com/ann.b", ("facebook_handle", "ann.b")),
        ("https://www.tiktok.com/@ann", ("tiktok_handle", "ann")),
        ("https://www.youtube.com/user/OpTicNation", ("youtube_handle", "OpTicNation")),
        ("https://www.youtube.com/@ann", ("youtube_handle", "ann")),
        ("https://www.youtube.com/channel/UC35HKvK", None),
        ("https://www.instagram.com/p/Cxyz/", None),
        ("https://www.instagram.com/", None),
        ("https://example.org/ann", None),
        ("https://[broken", None),
        ("Survivor: Borneo", None),
    ],
)
def test_the_account_in_an_address(
    address: str, expected: tuple[str, str] | None
) -> None:
    """Only addresses of accounts have one; a channel's id is no handle."""
    assert account_of(address) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@ann_b", "ann_b"),
        (" ann.b ", "ann.b"),
        ("instagram.com/ann", "ann"),
        ("https://www.twitter.com/ann", None),
        ("Ann on Instagram", None),
        ("a" * 200, None),
        ("", None),
    ],
)
def test_the_handle_that_somebody_wrote(text: str, expected: str | None) -> None:
    """A name or an address of that very network, nothing else."""
    assert written_handle(text, "instagram_handle") == expected
