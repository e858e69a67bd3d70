"""HTML values of infoboxes as lines, links and dates."""

import pytest

from trr_backend.ingestion.wiki.html import html_words
from trr_backend.ingestion.wiki.markup.limits import Budget
from trr_backend.ingestion.wiki.markup.lines import Words
from trr_backend.ingestion.wiki.markup.links import Place
from trr_backend.models.wiki_page import PageLink

_PLACE = Place("Rob Mariano", "https://survivor.fandom.com/de/wiki/Rob_Mariano")


def _read(html: str, most: int = 1_000) -> Words:
    return html_words(html, _PLACE, Budget(most))


def _said(*lines: str, links: tuple[PageLink, ...] = ()) -> Words:
    return Words(lines=lines, links=links)


def _link(text: str, target: str | None = None) -> tuple[PageLink, ...]:
    return (PageLink(text, target or text),)


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("", _said()),
        ("10/16", _said("10/16")),
        ("1 < 2 & 3", _said("1 < 2 & 3")),
        (" two\nlines&#160;of&nbsp;<b>one</b>\u200b ", _said("two lines of one")),
        ("a<br />b<br>\n<br/>c", _said("a", "b", "c")),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", _said("a", "b", "c")),
        ("<p>a</p>\n<div>b</div>c", _said("a", "b", "c")),
        ('Author<sup class="reference"><a href="#x">[1]</a></sup>', _said("Author")),
        ("a<style>b</style><script>c</script><!-- d -->", _said("a")),
        ('a<span style="DISPLAY : none">b</span><i hidden>c</i>', _said("a")),
        ('28<span class="noprint ForceAge"> (age 29)</span>', _said("28")),
        ("x\x7f'\"`UNIQ--ref-00000001-QINU`\"'\x7fy", _said("xy")),
        ("<b>open <i>tags", _said("open tags")),
        (
            '<a href="/de/wiki/Survivor:_Marquesas#Cast">Marquesas</a>',
            _said("Marquesas", links=_link("Marquesas", "Survivor: Marquesas")),
        ),
        (
            '<a href="/de/wiki/Zo%C3%AB?action=edit&amp;redlink=1">Zoë</a>',
            _said("Zoë", links=_link("Zoë")),
        ),
        (
            '<a href="/index.php?title=New_Page&action=edit">New Page</a>',
            _said("New Page", links=_link("New Page")),
        ),
        (
            '<a href="https://amazingrace.fandom.com/wiki/Jack_&amp;_C">J</a>',
            _said(
                "J", links=_link("J", "https://amazingrace.fandom.com/wiki/Jack_&_C")
            ),
        ),
        (
            '<a href="//www.imdb.com/name/nm0000001">IMDb</a>',
            _said("IMDb", links=_link("IMDb", "https://www.imdb.com/name/nm0000001")),
        ),
        (
            '<a href="#x">a</a> <a href="javascript:x">b</a> <a>c</a><a href=x></a>',
            _said("a b c"),
        ),
        ('<a href="http://[">a</a><a href="mailto:x@y">b</a>', _said("ab")),
    ],
)
def test_values_are_read_as_readers_see_them(html: str, words: Words) -> None:
    """Breaks and items are lines; references, hidden parts and ages go."""
    assert _read(html) == words


def test_dates_for_machines_are_kept_where_nobody_sees_them() -> None:
    """The birthday of a microformat counts, other texts of its class do not."""
    html = (
        'December 28, 1996<span style="display:none">(<span class="bday">1996-12-28'
        '</span>)</span> <span class="bday">soon</span><time datetime="2001-02-03">x'
        "</time>"
    )
    assert _read(html) == Words(
        lines=("December 28, 1996 soonx",), dates=("1996-12-28", "2001-02-03")
    )


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("<b>" * 50_000, "50,000 tags; at most 3,000 are read"),
        ("<b>" * 31, "nested 31 deep; at most 30 is read"),
        ("x" * 200_001, "200,001 characters; at most 200,000 are read"),
        ("<i>a</i>" * 5, "the page holds more than 9 pieces, links and templates"),
    ],
)
def test_too_much_is_refused(html: str, why: str) -> None:
    """Before the parser sees it: too many tags, too deep, too long."""
    assert _read(html, most=9) == Words(refused=why)
