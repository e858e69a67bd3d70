"""Pieces of wikitext: what readers see of them, as lines, links, dates, pictures."""

import pytest

from trr_backend.ingestion.wiki.markup.limits import Budget
from trr_backend.ingestion.wiki.markup.lines import Picture, Words
from trr_backend.ingestion.wiki.markup.links import Place
from trr_backend.ingestion.wiki.markup.namespaces import Namespaces
from trr_backend.ingestion.wiki.markup.reading import Reader
from trr_backend.ingestion.wiki.markup.stripping import strip
from trr_backend.models.wiki_page import PageLink

_PLACE = Place("Rob Mariano", "https://survivor.fandom.com/wiki/Rob_Mariano")


def _read(wikitext: str, most: int = 1_000) -> Words:
    stripped = strip(wikitext)
    reader = Reader(stripped, _PLACE, Namespaces(), Budget(most))
    return reader.read(stripped.text)


def _said(*lines: str, links: tuple[PageLink, ...] = ()) -> Words:
    return Words(lines=lines, links=links)


_LISA = PageLink("Lisa", "Lisa")
_B = PageLink("the B", "B")


@pytest.mark.parametrize(
    ("wikitext", "words"),
    [
        ("", _said()),
        ("Canton,\u00a0 MA\u200b", _said("Canton, MA")),
        ("'''''Rob''''' '''a''' ''b'' it's", _said("Rob a b it's")),
        ("Entrepreneur<br/>Author<ref>CBS</ref>", _said("Entrepreneur", "Author")),
        ("a<ref name=x />b<!-- c -->d<nowiki/>", _said("abd")),
        ("one\ntwo\n\nthree", _said("one two", "three")),
        ("* a\n* [[Lisa]]\n** c", _said("a", "Lisa", "c", links=(_LISA,))),
        ("<ul><li>a</li><li>b</li></ul>", _said("a", "b")),
        ("[[Lisa]] and [[b|the B]]s", _said("Lisa and the Bs", links=(_LISA, _B))),
        ("[[#Trivia|below]] [[Category:People]]", _said("below")),
        (
            "[[/Gallery]] [[:Category:Winners|all]]",
            _said(
                "/Gallery all",
                links=(
                    PageLink("/Gallery", "Rob Mariano/Gallery"),
                    PageLink("all", "Category:Winners"),
                ),
            ),
        ),
        (
            "[[wikipedia:CBS|CBS]] [[w:c:amazingrace:A_& B|A]] [[fr:Rob]]",
            _said(
                "CBS A fr:Rob",
                links=(
                    PageLink("CBS", "https://en.wikipedia.org/wiki/CBS"),
                    PageLink("A", "https://amazingrace.fandom.com/wiki/A_&_B"),
                    PageLink("fr:Rob", "Fr:Rob"),
                ),
            ),
        ),
        (
            "[http://a.example/c text] http://d.example [//e.example]",
            _said(
                "text http://d.example //e.example",
                links=(
                    PageLink("text", "http://a.example/c"),
                    PageLink("http://d.example", "http://d.example"),
                    PageLink("//e.example", "https://e.example"),
                ),
            ),
        ),
        (
            "a &amp; b&nbsp;&#91;c&#93; I <3 you &bogus;",
            _said("a & b [c] I <3 you &bogus;"),
        ),
        ("<nowiki>[[no]] {{link}}</nowiki> '<b>'", _said("[[no]] {{link}} ''")),
        ("a<span style='display: none'>b<span>c</span></span>d", _said("ad")),
        ('1996<span class="noprint"> (age 29)</span>', _said("1996")),
        ("a {| class=x\n| b\n|} c", _said("a {| class=x | b |} c")),
        ("a\n{|\n| b\n|}\nc", _said("a", "c")),
        ("__NOTOC__ a <div>b</div> <style>c</style>", _said("a", "b")),
    ],
)
def test_markup_is_read_as_readers_see_it(wikitext: str, words: Words) -> None:
    """Emphasis, references, comments and hidden parts go; links and breaks stay."""
    assert _read(wikitext) == words


@pytest.mark.parametrize(
    ("wikitext", "words"),
    [
        ("{{nowrap|Fly on the Wall}}", _said("Fly on the Wall")),
        ("{{ubl|a|[[Lisa]]|{{small|c}}}}", _said("a", "Lisa", "c", links=(_LISA,))),
        ("{{Plainlist|\n* a\n* b\n}}", _said("a", "b")),
        ("{{hlist |a |b}} {{flagicon|USA}}", _said("a", "b")),
        ("{{collapsible list|title=Roles|a|b}}", _said("Roles", "a", "b")),
        ("''{{PAGENAME}}''", _said("Rob Mariano")),
        (
            "{{marriage|[[Lisa]]|2001|2005}}",
            _said("Lisa (2001\u20132005)", links=(_LISA,)),
        ),
        ("{{nihongo|Sun|日|Hi}} {{lang|ja|東京}}", _said("Sun (日 Hi) 東京")),
        ("{{convert|185|cm|ftin}} {{height|ft=6|in=1}}", _said("185 cm 6 ft 1 in")),
        ("a{{!}}b {{ndash}} c{{dot}}d {{won}}", _said("a|b \u2013 c \u00b7 d Won")),
        ("{{otherfandom|x}} of [[Lisa]]", _said("of Lisa", links=(_LISA,))),
        (
            "{{URL|example.com}} {{twitter|@rob}}",
            _said(
                "example.com rob",
                links=(
                    PageLink("example.com", "https://example.com"),
                    PageLink("rob", "https://twitter.com/rob"),
                ),
            ),
        ),
        (
            "{{w|CBS|the network}}",
            _said(
                "the network",
                links=(PageLink("the network", "https://en.wikipedia.org/wiki/CBS"),),
            ),
        ),
        (
            "{{otherfandom|amazingrace|Jack}}",
            Words(refused="template otherfandom is not known", is_unknown=True),
        ),
        (
            "{{#if:{{x}}|a|b}}",
            Words(refused="template ? is not known", is_unknown=True),
        ),
        ("{{{name|}}} {{citation needed}}", _said()),
    ],
)
def test_known_templates_show_what_they_hold(wikitext: str, words: Words) -> None:
    """One that nobody knows shows nothing, and refuses a value that holds no more."""
    assert _read(wikitext) == words


@pytest.mark.parametrize(
    ("wikitext", "line", "date"),
    [
        ("{{Birth date|1996|12|28}}", "1996-12-28", "1996-12-28"),
        ("{{birth_date and age|1996|12|28|mf=yes}}", "1996-12-28", "1996-12-28"),
        ("{{death date and age|2001|2|3|1950|1|1}}", "2001-02-03", "2001-02-03"),
        ("{{Start date|2024|July|7}} in Canton", "2024-07-07 in Canton", "2024-07-07"),
        ("{{birth year and age|1996}}", "1996", None),
        ("{{birth date|1996|12}}", "1996-12", None),
        ("{{birth-date and age|December 28, 1996}}", "December 28, 1996", None),
        ("{{birth date|1996|13|45}}", "1996 13 45", None),
        ("{{birth date|19966|12|28}}", "19966 12 28", None),
        ("{{Date de naissance|28|12|1996}}", "1996-12-28", "1996-12-28"),
        ("{{Date de naissance|28|décembre|1996}}", "28 décembre 1996", None),
        ("{{生年月日と年齢|1996|12|28}}", "1996-12-28", "1996-12-28"),
        ("{{没年齢|1950|1|1|2001|2|3}}", "2001-02-03", "2001-02-03"),
        ("{{تاريخ الولادة والعمر|1996|12|28}}", "1996-12-28", "1996-12-28"),
    ],
)
def test_templates_of_dates_state_dates(
    wikitext: str, line: str, date: str | None
) -> None:
    """Whole dates are ISO dates; what is no date stays as it is written."""
    assert _read(wikitext) == Words(lines=(line,), dates=(date,) if date else ())


def test_pictures_are_apart_from_the_text() -> None:
    """Files and galleries, in any language's namespace, with their captions."""
    wikitext = (
        "[[Datei:Rob M.png|mini|hochkant=1.2|Rob in [[Lisa|L]]]] won\n"
        "[[ファイル:B.jpg]]<gallery mode=packed>\n"
        "File:C_d.png|link=X|Third\nصورة:E.gif\nno picture|x\n</gallery>"
    )
    assert _read(wikitext) == Words(
        lines=("won",),
        pictures=(
            Picture("C d.png", "Third"),
            Picture("E.gif", None),
            Picture("Rob M.png", "Rob in L"),
            Picture("B.jpg", None),
        ),
    )


@pytest.mark.parametrize(
    ("wikitext", "lines"),
    [
        ("{{nowrap|Foo", ("{{nowrap|Foo",)),
        ("Foo}} [[Bar", ("Foo}} [[Bar",)),
        ("{{{{{{ a }} b", ("{{{{ b",)),
        ("[[http://a.example b]] [//x", ("[b] [//x",)),
        ("[[a\nb]] {x} [y]", ("[[a b]] {x} [y]",)),
        ("[[{{PAGENAME}}/x|y]] z", ("z",)),
        ("== a ==", ("== a ==",)),
    ],
)
def test_broken_markup_is_text(wikitext: str, lines: tuple[str, ...]) -> None:
    """What is not closed, or names nothing, stays as it is written."""
    assert _read(wikitext).lines == lines


@pytest.mark.parametrize(
    ("wikitext", "why"),
    [
        ("x" * 20_001, "20,001 characters; at most 20,000 are read"),
        ("{{small|" * 31 + "}}" * 31, "nested 31 deep; at most 30 is read"),
        ("[[a]]" * 9, "the page holds more than 8 pieces, links and templates"),
    ],
)
def test_too_much_is_refused(wikitext: str, why: str) -> None:
    """A value that is too long, too deep, or beyond what a page may hold."""
    assert _read(wikitext, most=8) == Words(refused=why)
