"""Pages of a real MediaWiki: where titles lead, and what comes of each page."""

import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from tests.mediawiki.contents import (
    ARABIC,
    CATEGORIES,
    JAPANESE,
    PAGES,
    PLAYERS,
    REFERENCES,
    SERBIAN,
    STRANGE,
)
from tests.mediawiki.installed import IMPORTED, real_wiki
from tests.mediawiki.running import MediaWiki
from trr_backend.ingestion.wiki.fetch import fetch_pages, fetch_site, site_from
from trr_backend.ingestion.wiki.pages import page_from
from trr_backend.integrations.fandom.client import FandomClient
from trr_backend.models.wiki import PagesSaid, RefusedPage, WikiSite
from trr_backend.models.wiki_page import GalleryFile, InfoboxImage, WikiPage

pytestmark = real_wiki

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LONG = "a" * 255
# What each title leads to, None: nowhere.
LEADS = {
    "Ada Brook": "Ada Brook",
    "ada_Brook": "Ada Brook",
    "  Ada   Brook_": "Ada Brook",
    "ada brook": None,
    "Main_Page": "Main Page",
    "Benny": "Ben Castle",
    "Bobby": "Ben Castle",
    "Taglines of Ben": "Ben Castle",
    "Here": None,
    "There": None,
    "Myself": None,
    "Elsewhere": None,
    "Nowhere": None,
    "Version": None,
    "Portrait": "File:Ada.png",
    "Image:ada.png": "File:Ada.png",
    "template:castaway": "Template:Castaway",
    JAPANESE: JAPANESE,
    ARABIC: ARABIC,
    STRANGE: STRANGE,
    "No such page": None,
    "Special:Version": None,
    "wikipedia:Tonga": None,
    "Ada [winner]": None,
    LONG: None,
}
# Titles at which one of a wiki's rules about titles begins or ends.
ODD = (
    *("\u200eLTR", "a\u200bb", "soft\u00adhyphen", "\ufeffBOM", "wide\u3000space"),
    *("no\u00a0break", "\u1680x", "x\u180ey", "\u2066iso", "x\u0085y", "x\u2028y"),
    *("x\u202ey", "\ue000own", "\ufdd0none", "\uffff", "\U0001f600 smile"),
    *("../x", "./x", "a/../b", "x/.", "/", "//", "~~~~", "a ~~~~ b", "..", "."),
    *("&amp;", "R&B", "&eacute;t", "&#65;", "%41bc", "100%", "?", "x?", "+", "="),
    *("Talk:", "Talk:x", "Talk::x", "File:", "Talk:File:x", "user:x", "USER TALK:x"),
    *("Special:", "Special:Nope", "special:random", "Media:Ada.png", "Category:x"),
    *("wikipedia:", "Island Wiki:About", "Project:About", "MediaWiki:Common.js"),
    *(":x", "a_b__c", " _x_ ", "0", "Help:#x", "\\", "'", '"', "`", "^", "*x", "--"),
    *("\u00df", "\u01c6ungla", "\u0130stanbul", "\ufb01ne", "\u017fx", "\u0149x"),
    *("\u00e9", "e\u0301", "\u0958", "\u212bngstrom", "a\u0300\u0316", "\uac00"),
    *("\u00e4" * 127, "\u00e4" * 128, "index.php", "api.php", "Image talk:x"),
)


async def _asked(
    client: FandomClient,
    mediawiki: MediaWiki,
    titles: Sequence[str] = (),
    *,
    numbers: Sequence[int] = (),
    mood: str = "w",
) -> PagesSaid:
    wiki = mediawiki.wiki(mood)
    site, _ = await fetch_site(client, wiki, NOW)
    mediawiki.asked()
    return await fetch_pages(client, wiki, site, NOW, titles=titles, numbers=numbers)


async def _read(client: FandomClient, mediawiki: MediaWiki, title: str) -> WikiPage:
    (page,) = (await _asked(client, mediawiki, [title])).pages
    return page_from(page.document)


def _titles(said: PagesSaid) -> dict[int, str]:
    return {page.number: page.title for page in said.pages}


async def test_the_wiki_says_what_it_is(
    client: FandomClient, read_only: MediaWiki
) -> None:
    """Its name, its licence and where its articles are; what is stored says so, too."""
    site, document = await fetch_site(client, read_only.wiki(), NOW)
    unfree, _ = await fetch_site(client, read_only.wiki("unfree"), NOW)

    assert site == WikiSite(
        site_name="Island Wiki",
        language="en",
        article_url=f"{read_only.address}/w/index.php/$1",
        licence="Creative Commons Attribution-ShareAlike",
        licence_url="https://creativecommons.org/licenses/by-sa/4.0/",
        is_free=True,
    )
    assert site_from(document) == site
    assert (unfree.licence, unfree.is_free) == ("CC BY-NC-SA 4.0", False)


async def test_titles_lead_where_the_wiki_leads(
    client: FandomClient, read_only: MediaWiki
) -> None:
    """Over normalisation and chains of redirects; circles and other wikis: nowhere."""
    said = await _asked(client, read_only, list(LEADS))

    titles = _titles(said)
    assert {
        title: None if number is None else titles[number]
        for title, number in said.titles.items()
    } == LEADS
    assert len(read_only.asked()) == 1


async def test_no_title_makes_an_answer_unreadable(
    client: FandomClient, read_only: MediaWiki
) -> None:
    """The answer accounts for each, together and alone."""
    together = await _asked(client, read_only, ODD)
    alone = {title: await _asked(client, read_only, [title]) for title in ODD}

    assert together.titles == {title: alone[title].titles[title] for title in ODD}
    assert set(together.titles) == set(ODD)


async def test_fifty_pages_a_request(
    client: FandomClient, read_only: MediaWiki
) -> None:
    """Sixty are two; each has its text, and its address is the wiki's own."""
    said = await _asked(client, read_only, PLAYERS)

    assert len(read_only.asked()) == 2
    assert sorted(_titles(said).values()) == sorted(PLAYERS)
    assert [page_from(page.document).title for page in said.pages] == list(PLAYERS)


async def test_addresses_are_the_wiki_s(
    client: FandomClient, read_only: MediaWiki
) -> None:
    """As it says them itself, also of titles with all that may be in one."""
    titles = [title for title in PAGES if "REDIRECT" not in PAGES[title]]
    said = await _asked(client, read_only, titles)

    own: dict[str, str] = {}
    for start in range(0, len(titles), 50):
        asked = "|".join(titles[start : start + 50])
        answer = read_only.query(prop="info", inprop="url", titles=asked)
        own |= {page["title"]: page["fullurl"] for page in answer["pages"]}
    assert {page.title: page.url for page in said.pages} == own


@pytest.mark.parametrize("mood", ["small", "bare"])
async def test_a_page_is_one_document_however_it_came(
    client: FandomClient, read_only: MediaWiki, mood: str
) -> None:
    """In many parts, and from a wiki without any extension."""
    titles = ["Many Categories", "Many References", *PLAYERS[:48]]
    whole = await _asked(client, read_only, titles)
    parts = len(read_only.asked())

    parted = await _asked(client, read_only, titles, mood=mood)

    assert [page.document.body for page in parted.pages] == [
        page.document.body for page in whole.pages
    ]
    # Six hundred categories are more than one part has.
    assert (parts, len(read_only.asked())) == (2, 3 if mood == "small" else 2)
    many = page_from(whole.pages[0].document)
    assert sorted(many.categories) == sorted(f"Kind {n}" for n in range(CATEGORIES))


async def test_pages_by_number(client: FandomClient, mediawiki: MediaWiki) -> None:
    """A redirect is no page, nor is a deleted one; a moved one keeps its number."""
    before = _titles(await _asked(client, mediawiki, PLAYERS[:4]))
    redirect, deleted, moved, edited = before
    mediawiki.edit(PLAYERS[0], "#REDIRECT [[Ada Brook]]")
    mediawiki.delete(PLAYERS[1])
    mediawiki.move(PLAYERS[2], "Somebody Else")
    mediawiki.edit(PLAYERS[3], "Other words.")

    said = await _asked(client, mediawiki, numbers=[*before, 99_999])

    assert _titles(said) == {moved: "Somebody Else", edited: PLAYERS[3]}
    assert said.gone == (redirect, deleted, 99_999)
    (page,) = (page for page in said.pages if page.number == edited)
    assert json.loads(page.document.body)["page"]["lastrevid"] == page.revision
    assert page.revised_at > IMPORTED


async def test_a_lost_text_is_named(client: FandomClient, mediawiki: MediaWiki) -> None:
    """The pages asked for along with it come all the same."""
    mediawiki.lose("Ben Castle")

    said = await _asked(client, mediawiki, ["Ada Brook", "Ben Castle"])

    assert list(_titles(said).values()) == ["Ada Brook"]
    number = said.titles["Ben Castle"]
    assert number is not None
    assert said.refused == (
        RefusedPage(
            number, "Ben Castle", "the wiki has lost the text of its newest revision"
        ),
    )


async def test_an_infobox_of_wikitext(
    client: FandomClient, read_only: MediaWiki
) -> None:
    """A wiki without portable infoboxes: values, dates, lists and pictures."""
    dee = await _read(client, read_only, "Dee Early")

    (box,) = dee.infoboxes
    assert {one.parameter: one.lines for one in box.values} == {
        "name": ("Dee Early",),
        "birth_date": ("1979-04-05",),
        "occupation": ("Cook", "Diver"),
    }
    assert box.images == (InfoboxImage("Ada.png", None, "Dee"),)
    assert (box.template, box.title) == ("Infobox person", "Dee Early")


async def test_pages_of_other_kinds(client: FandomClient, read_only: MediaWiki) -> None:
    """A page in Japanese, one that tells names apart, a gallery, and redirects."""
    japanese = await _read(client, read_only, JAPANESE)
    names = await _read(client, read_only, "Cora")
    gallery = await _read(client, read_only, "Ada Brook/Gallery")
    ben = await _read(client, read_only, "Benny")

    values = {one.parameter: one.lines for one in japanese.infoboxes[0].values}
    assert values["生年月日"] == ("1984年2月12日",)
    assert (names.is_disambiguation, ben.is_disambiguation) == (True, False)
    assert [link.target for link in names.links] == ["Cora Dale", "Cora (boat)"]
    assert gallery.files == (
        GalleryFile("Ada.png", "Ada at the camp", in_gallery=True),
        GalleryFile("Ada in Tonga.jpg", None, in_gallery=True),
        GalleryFile("Ben Castle.jpg", "Ben", in_gallery=True),
        GalleryFile("No such file.png", None, in_gallery=True),
    )
    # Not the one that leads to another redirect, nor one to a section.
    assert ben.redirects == ("Bobby",)


async def test_a_wiki_of_two_scripts(
    client: FandomClient, read_only: MediaWiki
) -> None:
    """Titles are found in the other script, and files under the wiki's own word."""
    site, _ = await fetch_site(client, read_only.wiki("serbian"), NOW)
    said = await _asked(client, read_only, ["Ada Bruk", "File:Ada.png"], mood="serbian")

    titles = list(_titles(said).values())
    assert (site.language, site.file_namespace) == ("sr", "Датотека")
    assert sorted(titles) == sorted([SERBIAN, "Датотека:Ada.png"])
    page = page_from(said.pages[titles.index(SERBIAN)].document)
    assert page.categories == ("Castaways",)
    assert page.infoboxes[0].images == (InfoboxImage("Ada.png"),)


async def test_five_thousand_references(
    client: FandomClient, read_only: MediaWiki
) -> None:
    """Are read in less than a second, and none is part of a value."""
    said = await _asked(client, read_only, ["Many References"])
    begun = time.perf_counter()
    page = page_from(said.pages[0].document)
    seconds = time.perf_counter() - begun

    assert seconds < 1
    values = {one.parameter: one.lines for one in page.infoboxes[0].values}
    assert values["birthdate"] == ("July 1, 1985",)
    taglines = next(one for one in page.sections if one.heading == "Taglines")
    assert taglines.items == ('"Many References came to play."',)
    assert f"Note {REFERENCES - 1}" not in str(page.sections)
