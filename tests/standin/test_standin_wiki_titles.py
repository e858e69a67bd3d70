"""Titles at the edges of MediaWiki's rules, and files and pages of other wikis.

What is expected is what a MediaWiki 1.39 answered; `make test-wiki` asks one again.
"""

from pathlib import Path

import pytest

from standin.files import Json
from standin.wiki.state import Wiki
from tests.standin.wiki_answers import ask, pages, wiki_of

BROKEN = [{"ns": 14, "title": "Category:Pages with broken file links"}]


@pytest.fixture
def wiki(tmp_path: Path) -> Wiki:
    """Redirects to another wiki and to a file, a gallery, and a template."""
    texts = {
        "Elsewhere": "#REDIRECT [[wikipedia:Tonga]]",
        "Portrait": "#REDIRECT [[File:Rob.png]]",
        "Shown": "[[File:Rob.png]]",
        "Gallery": "<gallery>\nRob.png\nNone.png\n</gallery>",
        "Template:Box": "a<includeonly>[[Category:Boxes]]</includeonly>",
    }
    (tmp_path / "wiki").mkdir()
    rob = {"width": 320, "height": 400, "user": "Admin"}
    return wiki_of(tmp_path / "wiki", texts, files={"Rob.png": rob})


def said_of(wiki: Wiki, title: str, **asked: object) -> Json:
    """Return what the answer says of a title."""
    (page,) = pages(ask(wiki, titles=title, **asked))
    return page


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("\u200eleft\u202e", "Left"),
        ("x\u180ey\u3000z\u2028", "X y z"),
        ("\ufb01ne", "FIne"),
        ("\u00df", "SS"),
    ],
)
def test_a_title_is_written_as_mediawiki_writes_it(
    wiki: Wiki, asked: str, title: str
) -> None:
    """Without marks of direction, with plain blanks and a capital, whatever that is."""
    assert said_of(wiki, asked)["title"] == title


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("Talk::x", "contains an invalid colon at the beginning."),
        ("Talk:File:x", "refers to a talk page that cannot exist."),
    ],
)
def test_what_is_no_title_is_invalid(wiki: Wiki, title: str, reason: str) -> None:
    """With MediaWiki's reason."""
    assert said_of(wiki, title) == {
        "title": title,
        "invalidreason": f"The requested page title {reason}",
        "invalid": True,
    }


def test_titles_of_other_wikis_are_no_pages(wiki: Wiki) -> None:
    """They stand apart, also where a redirect leads to one."""
    answer = ask(wiki, titles="Wikipedia:tonga|Elsewhere", redirects="1")

    assert answer["query"] == {
        "normalized": [
            {
                "fromencoded": False,
                "from": "Wikipedia:tonga",
                "to": "wikipedia:tonga",
            }
        ],
        "redirects": [
            {"from": "Elsewhere", "to": "wikipedia:Tonga", "tointerwiki": "wikipedia"}
        ],
        "interwiki": [
            {"title": "wikipedia:tonga", "iw": "wikipedia"},
            {"title": "wikipedia:Tonga", "iw": "wikipedia"},
        ],
    }


def test_media_and_special_pages_have_no_text(wiki: Wiki) -> None:
    """Of `Media:` only a file that is not there is missing; nothing more is said."""
    there, gone = "Media:Rob.png", "Media:None.png"

    special = said_of(wiki, "Special:Version", prop="info")
    assert special == {"ns": -1, "title": "Special:Version", "special": True}
    assert said_of(wiki, there) == {"ns": -2, "title": there, "special": True}
    assert said_of(wiki, gone)["missing"]


def test_what_a_page_shows(wiki: Wiki) -> None:
    """Not where it leads; a missing file is told of; galleries give no page image."""
    asked = {"prop": "images|categories|pageimages", "piprop": "name"}

    portrait = said_of(wiki, "Portrait", **asked)
    shown = said_of(wiki, "Shown", **asked)
    gallery = said_of(wiki, "Gallery", **asked)
    box = said_of(wiki, "Template:Box", **asked)

    assert portrait.keys() == box.keys() == {"pageid", "ns", "title"}
    assert (shown["pageimage"], shown.get("categories")) == ("Rob.png", None)
    assert (gallery.get("pageimage"), gallery["categories"]) == (None, BROKEN)


def test_metadata_that_nobody_states(wiki: Wiki) -> None:
    """Is an empty list; and `max` of page images is fifty."""
    asked = {"iiprop": "extmetadata", "iiextmetadatafilter": "LicenseShortName"}

    file = said_of(wiki, "File:Rob.png", prop="imageinfo", **asked)
    limits = ask(wiki, titles="Shown", prop="pageimages", pilimit="max")["limits"]

    assert file["imageinfo"] == [{"extmetadata": []}]
    assert limits == {"pageimages": 50}
