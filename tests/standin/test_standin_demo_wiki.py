"""The demo's wiki: every page has a shape that wikis have, and names that are known."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from standin.app import DEMO_CATALOGUE
from standin.files import Json
from standin.wiki.folder import WikiFolder
from standin.wiki.pages import Page
from standin.wiki.state import Wiki
from standin.wiki.titles import CATEGORY, FILE, TEMPLATE
from standin.wiki.wikitext import files_of, redirect_of, template_titles
from tests.standin.demo_catalogue import people, section, shows
from tests.standin.wiki_answers import ask, pages

_LINK = re.compile(r"\[\[([^\[\]|#]+)")
_TABLE_ROW = re.compile(
    r"^\| (?:[^|\n]*\| )?\[\[(?:[^|\]]*\|)?([^\]]+)\]\]$", re.MULTILINE
)
_SERIES = {
    900700001: "Survivor NZ",
    900700002: "Survivor (UK)",
    900700003: "Survivor South Africa",
}
# Made up, but for the language and the names they share with somebody.
_NOBODY = {"Dave Porter", "Lee Reeves (set builder)"}
_KINDS = {
    *("title", "image", "header", "data", "group", "panel", "section", "navigation"),
}


@cache
def wiki() -> Wiki:
    """Return the demo's wiki as it is at first."""
    found = Wiki(
        "survivor-demo", WikiFolder(DEMO_CATALOGUE / "wikis" / "survivor-demo")
    )
    found.refresh()
    return found


def articles() -> list[Page]:
    """Return the pages that are neither redirects nor about files."""
    all_ = wiki().pages.values()
    return [
        page
        for page in all_
        if page.title.namespace != FILE and redirect_of(page.text, wiki().names) is None
    ]


@cache
def noted() -> dict[str, list[Json]]:
    """Return the data of each page's infoboxes, by its title."""
    numbers = sorted(page.number for page in articles())
    found: dict[str, list[Json]] = {}
    for start in range(0, len(numbers), 50):
        answer = ask(wiki(), prop="pageprops", pageids=numbers[start : start + 50])
        found |= {
            page["title"]: json.loads(page["pageprops"]["infoboxes"])
            for page in pages(answer)
            if "pageprops" in page
        }
    return found


def of_template(name: str) -> list[Page]:
    """Return the articles that use a template."""
    title = wiki().names.title(TEMPLATE, name)
    return [
        page for page in articles() if title in template_titles(page.text, wiki().names)
    ]


def values(node: Any) -> Iterator[tuple[str, str]]:
    """Yield the source and value of each `data` node below one."""
    if node["type"] == "data":
        yield node["data"]["source"], node["data"]["value"]
    elif node["type"] in {"group", "panel", "section"}:
        for below in node["data"]["value"]:
            yield from values(below)


def test_it_has_pages_of_every_sort() -> None:
    """Sixty articles: shows, seasons, castaways, and what makes them hard to tell."""
    counted = {
        name: len(of_template(name))
        for name in ("Show", "Season", "Castaway", "Castaway tabs", "Old castaway box")
    }
    counted |= {name: len(of_template(name)) for name in ("出演者", "Crew", "Disambig")}
    redirects = len(wiki().pages) - len(wiki().folder.files()) - len(articles())

    assert counted == {
        "Show": 3,
        "Season": 14,
        "Castaway": 35,
        "Castaway tabs": 1,
        "Old castaway box": 1,
        "出演者": 1,
        "Crew": 2,
        "Disambig": 1,
    }
    assert (len(articles()), redirects) == (60, 17)


def test_every_page_has_a_number_of_its_own() -> None:
    """And each that is named in pages.json is there."""
    found = [page.number for page in wiki().pages.values()]
    listed = json.loads((wiki().folder.path / "pages.json").read_bytes())

    written = {
        page.title.text
        for page in wiki().pages.values()
        if page.title.namespace != FILE
    }
    assert len(set(found)) == len(found)
    assert written == listed.keys()
    assert len({one["revision"] for one in listed.values()}) == len(listed)


def test_every_infobox_is_made_of_nodes_that_are_known() -> None:
    """Version 5; a value is never empty, and no template in it was left unknown."""
    for title, boxes in noted().items():
        (box,) = boxes
        assert box["parser_tag_version"] == 5, title
        assert {node["type"] for node in box["data"]} <= _KINDS, title
        assert box["data"][0]["type"] == "title", title
        for node in box["data"]:
            for source, value in values(node):
                assert value.strip(), (title, source)
                assert "Template:" not in value, (title, source)
                assert "{{" not in value, (title, source)
    without = {page.title.text for page in articles()} - noted().keys()
    assert without == {
        "Avi Duckor-Jones/Gallery",
        "Garth Collins",
        "Lee Reeves",
        "Main Page",
    }


def test_links_lead_to_pages_people_or_categories() -> None:
    """What has no page yet is somebody of the catalogue's cast."""
    names = wiki().names
    known = {title.text for title in wiki().pages}
    for page in articles():
        for target in _LINK.findall(page.text):
            title = names.parse(target)
            if title.namespace != CATEGORY:
                assert title.text in known | cast(), (page.title.text, target)


def test_every_file_that_is_shown_is_there() -> None:
    """And every file is shown."""
    asked = [page.number for page in articles()]
    shown = {
        one["title"].partition(":")[2]
        for start in range(0, len(asked), 50)
        for page in pages(
            ask(wiki(), prop="images", imlimit="max", pageids=asked[start : start + 50])
        )
        for one in page.get("images", [])
    }

    assert shown == wiki().folder.files().keys()
    gallery = wiki().pages[wiki().names.parse("Avi Duckor-Jones/Gallery")]
    texts = [
        wiki().folder.files()[file.name]["text"]
        for file in files_of(gallery.text, wiki().names)
    ]
    terms = [re.findall(r"\{\{([\w.-]+)\}\}", text) for text in texts]
    assert terms == [["CC-BY-SA"], ["Fairuse"], ["PD"], ["Cc-by-4.0"], []]


@cache
def cast() -> frozenset[str]:
    """Return everybody credited in an episode of the three series."""
    return frozenset(
        name for show in _SERIES for names in seasons_of(show) for name in names
    )


@cache
def seasons_of(show: int) -> tuple[frozenset[str], ...]:
    """Return who took part in each season of a series, in their order."""
    return tuple(
        frozenset(
            guest["name"]
            for episode in section(show, f"season/{one['season_number']}")["episodes"]
            for guest in episode["guest_stars"]
        )
        for one in shows[show]["seasons"]
    )


@pytest.mark.parametrize(("show", "title"), [*_SERIES.items()])
def test_a_season_lists_exactly_its_cast(show: int, title: str) -> None:
    """In the order of the show's page, which lists every season."""
    page = wiki().pages[wiki().names.parse(title)]
    named = re.findall(r"''\[\[([^\]]+)\]\]''", page.text)
    tables = [
        frozenset(_TABLE_ROW.findall(wiki().pages[wiki().names.parse(one)].text))
        for one in named
    ]

    assert tables == list(seasons_of(show))
    assert f"https://www.themoviedb.org/tv/{show} " in page.text


def test_castaways_are_people_of_the_catalogue() -> None:
    """Under their name there, or one that redirects to their page."""
    aliases = {
        target.title.text: page.title.text
        for page in wiki().pages.values()
        if (target := redirect_of(page.text, wiki().names))
        and page.title.text in cast()
    }
    titles = {
        page.title.text
        for name in ("Castaway", "Castaway tabs", "Old castaway box", "出演者")
        for page in of_template(name)
    }

    found = {aliases.get(one, one).partition(" (")[0] for one in titles}
    assert found <= cast()
    assert len(found) == len(titles)
    crew = {page.title.text for page in of_template("Crew")}
    assert crew == _NOBODY


def test_a_link_to_tmdb_names_its_own_person() -> None:
    """The ids are those of the catalogue."""
    link = re.compile(r"themoviedb\.org/person/(\d+) ([^\]]+) on TMDb")
    found = [one for page in articles() for one in link.findall(page.text)]

    assert len(found) == 4
    for number, name in found:
        assert people[int(number)]["name"] == name


def test_two_birth_dates_differ_from_the_catalogue() -> None:
    """On purpose; a third is the same in both, all others only the wiki knows."""
    days = {
        name: match[1]
        for name, (box,) in noted().items()
        for node in box["data"]
        for source, value in values(node)
        if source == "birthdate" and (match := re.search(r'"bday">([\d-]+)<', value))
    }
    known = {one["name"]: one["birthday"] for one in people.values() if one["birthday"]}

    assert {name: (known[name], days[name]) for name in known} == {
        "Hykie Berg": ("1978-05-02", "1979-05-02"),
        "Jonny Gibb": ("1970-11-23", "1970-11-28"),
        "Zoe Lyons": ("1971-10-03", "1971-10-03"),
    }
    assert len(days) == 15


def test_handles_are_clearly_made_up() -> None:
    """They end as no real one does."""
    handles = [
        value
        for (box,) in noted().values()
        for node in box["data"]
        for source, value in values(node)
        if source in {"instagram", "twitter", "tiktok"}
    ]

    assert len(handles) == 7
    assert all(re.search(r">@\w+_demo</a>$", handle) for handle in handles)


def test_it_says_the_licence_as_fandom_does() -> None:
    """Without a version, which Fandom's own pages name (3.0)."""
    answer = ask(wiki(), meta="siteinfo", siprop="rightsinfo")

    rights = {"url": "https://www.fandom.com/licensing", "text": "CC-BY-SA"}
    assert answer["query"]["rightsinfo"] == rights
