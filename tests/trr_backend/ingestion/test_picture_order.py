"""Which picture is the first: languages, then votes, then size, then the path."""

import pytest

from trr_backend.ingestion.picture_order import in_order
from trr_backend.integrations.tmdb.wire import ListedImage
from trr_backend.models.media import PictureKind

LANGUAGES = ("de-DE", "fr-FR", "de-AT")


@pytest.mark.parametrize(
    ("kind", "order"),
    [
        ("poster", ["de", "fr", None, "xx", "en", "es", "ja"]),
        ("logo", ["de", "fr", None, "xx", "en", "es", "ja"]),
        ("backdrop", [None, "xx", "de", "fr", "en", "es", "ja"]),
        ("still", [None, "xx", "de", "fr", "en", "es", "ja"]),
        ("photo", [None, "xx", "de", "fr", "en", "es", "ja"]),
    ],
)
def test_the_language_decides_first(kind: PictureKind, order: list[str | None]) -> None:
    """The reader's where a title is on it, none where text is in the way."""
    codes = ["ja", "es", "en", "xx", None, "fr", "de"]
    listed = [
        (f"/{order.index(code)}.jpg", ListedImage(iso_639_1=code, vote_average=9.0))
        for code in codes
    ]
    found = in_order(kind, listed, LANGUAGES)
    assert [said.iso_639_1 for _, said in found] == order


def test_the_installations_language_may_be_english() -> None:
    """Then its pictures come first, and those without text before all others."""
    codes = (None, "de", "en")
    listed = [(f"/{code}.jpg", ListedImage(iso_639_1=code)) for code in codes]
    assert [path for path, _ in in_order("poster", listed, ("en-US",))] == [
        "/en.jpg",
        "/None.jpg",
        "/de.jpg",
    ]


def test_many_votes_count_more_than_one_good_one() -> None:
    """As if five people had given each picture 5: a single 10 is worth 5.83."""
    listed = {
        "/loved.jpg": ListedImage(vote_average=5.9, vote_count=100),
        "/once.jpg": ListedImage(vote_average=10, vote_count=1),
        "/large.jpg": ListedImage(vote_average=0, vote_count=0, width=20, height=30),
        "/a.jpg": ListedImage(width=10, height=15),
        "/b.jpg": ListedImage(vote_average=5, vote_count=4, width=15, height=10),
        "/sizeless.jpg": ListedImage(),
        "/disliked.jpg": ListedImage(vote_average=1, vote_count=4),
    }
    assert [path for path, _ in in_order("poster", [*listed.items()][::-1], ())] == [
        *listed
    ]
