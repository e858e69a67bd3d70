"""Pages of vandals, accidents and other scripts: read or refused, never slow."""

import time

import pytest

from tests.wiki_pages import data, group, header, infobox, page_document, title
from trr_backend.errors import Refused
from trr_backend.ingestion.wiki.pages import page_from
from trr_backend.models.wiki_page import InfoboxImage, InfoboxValue, PageLink

_LIMIT_SECONDS = 1.0


def _box(value: str) -> str:
    return f"{{{{Infobox person\n|born={value}\n|name=Rob\n|job=b}}}}"


def _nested(inner: str, outer: str, depth: int) -> str:
    return inner * depth + "x" + outer * depth


# What each one is, and what becomes of it: None for a page that is read whole.
_PAGES = {
    "50,000 nested tags": (_box("<b>" * 49_000), None),
    "50,000 nested and closed tags": (_box(_nested("<i>", "</i>", 24_000)), None),
    "more tags": ("<b>" * 50_001, "50,001 brackets and tags; at most 50,000 are read"),
    "5,000 references": (_box("<ref>{{cite web|url=http://x}}</ref>" * 5_000), None),
    "5,000 open references": ("a<ref>" * 5_000, None),
    "open braces": ("{{a " * 49_000, "196,000 characters; at most 20,000 are read"),
    "braces that close nothing": (_box("}}" * 9_000), None),
    "a wall of braces": ("{" * 90_000, "90,000 characters; at most 20,000 are read"),
    "1 MB of [[": (
        "[[" * 500_000,
        "500,000 brackets and tags; at most 50,000 are read",
    ),
    "links to addresses": (_box(_nested("[[http://a ", "]]", 29)), None),
    "names over lines": (_box(_nested("{{a\nb|", "}}", 29)), None),
    "headings within": (_box(_nested("{{a|\n== b\n", "}}", 29)), None),
    "blanks in a name": (_box("{{a" + " " * 15_000 + "\nx}}"), None),
    "an address without end": (_box("[http://" + "a" * 19_000), None),
    "deep templates": (
        _box(_nested("{{b|", "}}", 3_000)),
        "nested 3,000 deep; at most 30",
    ),
    "open comments": ("a<!--" * 40_000, None),
    "100,000 cells": (
        "{|\n" + "|-\n|a||b||c||d||e||f||g||h\n" * 12_500 + "|}",
        "a table of more than 5,000 cells",
    ),
    "100,000 linked cells": (
        "{|\n" + "|-\n|[[a]]||b||c||d||e||f||g||h\n" * 12_500 + "|}",
        "a table of more than 5,000 cells",
    ),
    "tables within tables": (_nested("{|\n|a\n", "|}\n", 9_000), None),
    "29,000 headings": ("==a==\n" * 29_000, "more than 20,000 pieces"),
    "2 MB of one word": ("x" * 2_000_000, "2,000,000 characters; at most 20,000"),
    "3 MB": ("x" * 3_000_000, "3,000,000 characters; at most 2,097,152 are read"),
    "100,000 lines": ("a\n" * 100_000, "100,000 lines; at most 30,000 are read"),
    "control characters": (_box("\x00\x01\x02\x05\x1e 1\x7f"), None),
}


@pytest.mark.parametrize("name", list(_PAGES))
def test_a_bad_page_is_read_or_refused_within_a_second(name: str) -> None:
    """What vandals may write, and what once took the libraries minutes."""
    wikitext, why = _PAGES[name]
    document = page_document(wikitext=wikitext)
    started = time.process_time()
    try:
        page = page_from(document)
        refused = [*page.refused]
        for box in page.infoboxes:
            refused += [one.refused for one in box.values if one.refused]
    except Refused as error:
        refused = [str(error)]
    assert time.process_time() - started < _LIMIT_SECONDS
    if why is None:
        assert all(one.startswith("template ") for one in refused)
    else:
        assert why in refused[0]


def test_bad_values_of_portable_infoboxes_are_refused_alone() -> None:
    """50,000 tags and a text of a megabyte; a birth date of 5,000 letters is a text."""
    letters = "a" * 5_000
    boxes = [
        infobox(
            data("born", "<b>" * 50_000),
            data("job", "x" * 1_000_000),
            data("died", letters),
            data("town", "Canton"),
        ),
        infobox(data("name", "Another box")),
    ]
    started = time.process_time()
    page = page_from(page_document(infoboxes=boxes))
    assert time.process_time() - started < _LIMIT_SECONDS
    tags = "50,000 tags; at most 3,000 are read"
    long = "1,000,000 characters; at most 200,000 are read"
    assert [list(box.all_values) for box in page.infoboxes] == [
        [
            InfoboxValue("born", None, (), refused=tags),
            InfoboxValue("job", None, (), refused=long),
            InfoboxValue("died", None, (letters,)),
            InfoboxValue("town", None, ("Canton",)),
        ],
        [InfoboxValue("name", None, ("Another box",))],
    ]


def test_what_a_page_holds_in_all_is_limited() -> None:
    """Values beyond the page's share are refused, those before it are read."""
    many = "".join(f"|a{number}=" + "[[b]]" * 3_000 for number in range(8))
    page = page_from(page_document(wikitext=f"{{{{Infobox x{many}}}}}"))
    refused = [value.refused for value in page.infoboxes[0].values]
    share = "the page holds more than 20,000 pieces, links and templates"
    assert refused == [None] * 6 + [share] * 2


def test_a_japanese_page_is_read() -> None:
    """Names, dates, links and pictures of a wiki in Japanese."""
    page = page_from(
        page_document(
            "山田 太郎",
            "{{人物\n|名前 = 山田 太郎\n|生年月日 = {{生年月日と年齢|1996|12|28}}\n"
            "|出身地 = [[東京都]]<br />[[渋谷区]]\n|画像 = "
            "[[ファイル:山田.jpg|250px]]\n}}\n"
            "'''山田 太郎'''は。\n== 外部リンク ==\n* https://www.imdb.com/name/nm0000001\n"
            "[[カテゴリ:出演者]]",
            wiki="survivor/ja",
        )
    )
    (box,) = page.infoboxes
    places = (PageLink("東京都", "東京都"), PageLink("渋谷区", "渋谷区"))
    assert box.values == (
        InfoboxValue("名前", None, ("山田 太郎",)),
        InfoboxValue("生年月日", None, ("1996-12-28",), dates=("1996-12-28",)),
        InfoboxValue("出身地", None, ("東京都", "渋谷区"), places),
    )
    assert box.images == (InfoboxImage("山田.jpg"),)
    assert page.categories == ("出演者",)
    assert [one.id for one in page.external_ids] == ["nm0000001"]


def test_an_arabic_page_is_read() -> None:
    """Text that runs from right to left, with and without its marks."""
    born = '28 ديسمبر 1996\u200f<span class="bday">1996-12-28</span>'
    born_value = data("الميلاد", born, "تاريخ الميلاد")
    boxes = [infobox(title("\u200fمحمد\u200e"), group(header("السيرة"), born_value))]
    page = page_from(
        page_document(
            "محمد",
            "[[ملف:محمد.png|تصغير|يسار|في [[القاهرة]]]]\n[[تصنيف:ممثلون]]",
            wiki="survivor/ar",
            infoboxes=boxes,
        )
    )
    (box,) = page.infoboxes
    (said,) = box.all_values
    assert (box.title, box.groups[0].header) == ("محمد", "السيرة")
    assert (said.parameter, said.label) == ("الميلاد", "تاريخ الميلاد")
    assert (said.lines, said.dates) == (
        ("28 ديسمبر 19961996-12-28",),
        ("1996-12-28",),
    )
    assert [(one.file, one.caption) for one in page.files] == [
        ("محمد.png", "في القاهرة")
    ]
    assert page.categories == ("ممثلون",)
