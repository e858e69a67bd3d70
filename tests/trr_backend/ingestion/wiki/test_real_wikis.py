"""Recorded pages of wikis: every one is read, and rendered values as they show."""

import re
from itertools import chain

import pytest

from tests.real_data import real_data
from tests.real_wikis import real_pages, rendered_infoboxes
from trr_backend.ingestion.wiki.html import html_words
from trr_backend.ingestion.wiki.markup.limits import Budget
from trr_backend.ingestion.wiki.markup.links import Place
from trr_backend.ingestion.wiki.pages import page_from
from trr_backend.models.wiki_page import WikiPage

pytestmark = pytest.mark.real

_BRACKETS = re.compile(r"\{\{|\}\}|\[\[|\]\]|</?[a-z]+|''")


def _texts(page: WikiPage) -> list[str]:
    boxes = (
        line for box in page.infoboxes for one in box.all_values for line in one.lines
    )
    sections = ((one.heading, *one.paragraphs, *one.items) for one in page.sections)
    cells = (cell.text for table in page.tables for row in table.rows for cell in row)
    captions = (file.caption or "" for file in page.files)
    return [*chain(boxes, chain.from_iterable(sections), cells, captions)]


def test_every_recorded_page_is_read() -> None:
    """No exception, nothing refused as too much, no markup left but what is broken."""
    documents = real_pages()
    bodies = {document.body: name for name, document in documents.items()}
    pages = {name: page_from(documents[name]) for name in bodies.values()}
    boxes = [box for page in pages.values() for box in page.infoboxes]
    values = [value for box in boxes for value in box.all_values]
    refused = [value.refused for value in values if value.refused]
    left = [
        (name, text)
        for name, page in pages.items()
        for text in _texts(page)
        if _BRACKETS.search(text)
    ]
    assert (len(documents), len(pages)) == (83, 71)
    assert [page.refused for page in pages.values() if page.refused] == []
    assert all(one.startswith("template ") for one in refused)
    assert (len(boxes), len(values), len(refused)) == (68, 1_390, 33)
    # One page has single brackets where two belong, one never closes its infobox.
    assert [name for name, _ in left] == [
        "dijs+infobox-parser/islamabad-full.txt",
        "dijs+infobox-parser/vader.txt",
    ]


def test_a_rendered_page_with_no_infobox_has_values_all_the_same() -> None:
    """Each cell of a page's table is an HTML value like those of infoboxes."""
    path = real_data() / "mediawiki_fandom" / "asoiaf.fandom.com-20230701.html"
    html = path.read_text("utf-8")
    place = Place("文件列表", "https://asoiaf.fandom.com/zh/wiki/Special:文件列表")
    cells = re.findall(r"<td[^>]*>(.*?)</td>", html, re.DOTALL)
    words = [html_words(cell, place, Budget()) for cell in cells]
    assert rendered_infoboxes(html) == []
    assert len(words) == 42
    assert [one.refused for one in words if one.refused] == []
