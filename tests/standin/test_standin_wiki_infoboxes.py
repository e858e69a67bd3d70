"""The data of infoboxes as it follows from wikitext, held against a recording."""

import json
from pathlib import Path
from typing import Any

import pytest

from standin.files import Json
from standin.wiki.rendering import Rendering
from standin.wiki.state import Wiki
from tests.real_data import real_data
from tests.standin.wiki_answers import ask, pages, wiki_of

FANDOM = {"sitename": "Test Wiki"}
# The template that the recorded page has, as its infobox tells.
CAST = [
    {"title": "name"},
    {"image": "image", "caption": "caption"},
    {"header": "Biographical information"},
    {"data": "born", "label": "Born"},
    {"data": "hometown", "label": "Hometown"},
    {"data": "occupation", "label": "Occupation"},
    {
        "group": [
            {"header": "Season {{{season}}}"},
            {
                "data": "season",
                "label": "Season",
                "format": "[[Survivor: {{{season}}}]]",
            },
            {"data": "place", "label": "Place"},
            {"data": "days", "label": "Days"},
        ],
        "layout": "horizontal",
    },
    {"navigation": "[[:Category:Contestants|All contestants]]"},
]
ROB_FILE = {"Rob.png": {"width": 270, "height": 338}}


def noted(wiki: Wiki, title: str) -> Any:
    """Return what is noted of a page's infoboxes, read as JSON."""
    answer = ask(wiki, prop="pageprops", ppprop="infoboxes", titles=title)
    (page,) = pages(answer)
    return json.loads(page["pageprops"]["infoboxes"])


@pytest.mark.real
def test_a_recorded_page_has_the_infobox_that_was_recorded(tmp_path: Path) -> None:
    """But for a mark that the extension for page images leaves behind."""
    path = real_data() / "mediawiki_portable_infobox" / "parse.json"
    recorded = json.loads(path.read_bytes())["parse"]
    boxes = json.loads(recorded["properties"]["infoboxes"])
    boxes[0]["data"][1]["data"][0].pop("htmlAfter")
    texts = {
        "Rob Mariano": recorded["wikitext"],
        "Survivor: Marquesas": "",
        "Category:Contestants": "",
    }
    wiki = wiki_of(
        tmp_path, texts, files=ROB_FILE, templates={"Infobox cast": {"infobox": CAST}}
    )
    # There, articles are below /wiki/ and files below /images/.
    found = json.loads(
        json.dumps(noted(wiki, "Rob Mariano")).replace("/fandom/tiny/images", "/images")
    )

    assert found == boxes


def test_fandom_notes_pictures_in_its_own_way(tmp_path: Path) -> None:
    """Version 5, `image` with a key and a whole address; groups as often as filled."""
    text = "{{Castaway|name=Ann|image=Rob.png|place=1/9|place2=3/9|born=}}"
    group = [{"header": "{{{season#}}}"}, {"data": "place#", "label": "Place"}]
    nodes = [
        {"title": "name"},
        {"image": "image"},
        {"data": "born", "label": "Born"},
        {"group": group, "numbered": 3, "first_bare": True},
        {"panel": [{"section": [{"data": "born"}], "label": "Empty"}]},
    ]
    wiki = wiki_of(
        tmp_path,
        {"Ann": text},
        site=FANDOM,
        files=ROB_FILE,
        templates={"Castaway": {"infobox": nodes, "categories": ["Castaways"]}},
    )

    (box,) = noted(wiki, "Ann")

    assert box["parser_tag_version"] == 5
    assert [node["type"] for node in box["data"]] == [
        "title",
        "image",
        "group",
        "group",
    ]
    assert box["data"][1]["data"] == [
        {
            "url": "https://static.wikia.nocookie.net/tiny/images/2/2f/Rob.png"
            "/revision/latest?cb=20260101000000",
            "name": "Rob.png",
            "key": "Rob.png",
            "alt": None,
            "caption": None,
            "isVideo": False,
            "item-name": None,
            "source": "image",
        }
    ]
    places = [node["data"]["value"][1]["data"] for node in box["data"][2:]]
    assert [(one["source"], one["value"]) for one in places] == [
        ("place", "1/9"),
        ("place2", "3/9"),
    ]
    (page,) = pages(ask(wiki, titles="Ann", prop="categories|images|pageimages"))
    assert page["categories"] == [{"ns": 14, "title": "Category:Castaways"}]
    assert page["images"] == [{"ns": 6, "title": "File:Rob.png"}]
    assert page["pageimage"] == "Rob.png"


RED = "/wiki/Bob?action=edit&amp;redlink=1"
OUT = 'target="_blank" rel="nofollow noreferrer noopener" class="external text"'
BORN = '<span style="display:none">(<span class="bday">1975-12-25</span>)</span>'
DIED = '<span style="display:none">(<span class="dday deathdate">2001-02-03</span>)'
AGE = 'span class="noprint ForceAgeToShow"'
VALUES = {
    "'''a''' ''b'' & c<br>d": "<b>a</b> <i>b</i> &amp; c<br />d",
    "[[Ann]]": '<a href="/wiki/Ann" title="Ann">Ann</a>',
    "[[ann#Life|a]]": '<a href="/wiki/Ann#Life" title="Ann">a</a>',
    "[[Bob]]": f'<a href="{RED}" class="new" title="Bob (page does not exist)">Bob</a>',
    "[[w:CBS|C]]": '<a href="https://en.wikipedia.org/wiki/CBS" class="extiw" '
    'title="w:CBS">C</a>',
    "[https://x.example/a @a]": f'<a {OUT} href="https://x.example/a">@a</a>',
    "* a\n* <!-- no -->b": "<ul><li>a</li><li>b</li></ul>",
    "{{birth date and age|1975|12|25|df=yes}}": f"{BORN}25 December 1975 "
    f"<{AGE}>(age&#160;50)</span>",
    "{{death date and age|2001|2|3|1950|1|1}}": f"{DIED}</span>February 3, 2001 "
    f"<{AGE}>(aged&#160;51)</span>",
    "{{nowrap|{{{x|y}}}}}": "<span>y</span>",
    "{{dob|2001|2|30}}": '<strong class="error">Error: Invalid date</strong>',
}


@pytest.mark.parametrize(("text", "html"), VALUES.items())
def test_values_are_html(tmp_path: Path, text: str, html: str) -> None:
    """Links, marks, lists, dates with the age on the page's day, own templates."""
    known: Json = {"Nowrap": {"text": "<span>{{{1}}}</span>"}}
    wiki = wiki_of(tmp_path, {"Ann": ""}, templates=known)
    (page,) = wiki.pages.values()

    assert Rendering(wiki, page).html(text) == html


def test_links_may_be_lost(tmp_path: Path) -> None:
    """Where the site says so, comments hold their places."""
    nodes = [{"data": "a", "label": "A"}]
    wiki = wiki_of(
        tmp_path,
        {"Ann": "{{Box|a=[[Ann]] and [[Bob]]}}"},
        site={**FANDOM, "link_holders": ["Ann"]},
        templates={"Box": {"infobox": nodes}},
    )

    (box,) = noted(wiki, "Ann")

    value = box["data"][0]["data"]["value"]
    assert value == "<!--LINK'\" 0:0--> and <!--LINK'\" 0:1-->"
