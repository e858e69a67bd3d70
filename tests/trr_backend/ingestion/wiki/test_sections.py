"""Sections of a page: structured text with its heading, pictures, links."""

from tests.wiki_pages import page_document
from trr_backend.ingestion.wiki.pages import page_from
from trr_backend.models.wiki_page import GalleryFile, PageLink, Section, WikiPage


def _page(wikitext: str) -> WikiPage:
    return page_from(page_document("NeNe Leakes", wikitext, wiki="real-housewives"))


def test_sections_are_structured_text() -> None:
    """Taglines, trivia and a biography, each below its heading and its parents."""
    page = _page(
        """Lead
goes on.
== ''Biography'' ==
First<ref>x</ref> paragraph.

Second with [[Kim Zolciak|Kim]].<br>Its second line.
<p>Third.</p>
----
=== Early life===
{{Main|Childhood}}
==== Deep ====
==Taglines==
* '''Season 1:''' "I don't keep up with the Joneses. I <i>am</i> the Joneses."
** {{Quote|A second one.|NeNe}}
# Numbered
: Indented
; Term
== Trivia ==
{{Columns-list|
* Born in [[Queens]].
* Tall.
}}
= Not = quite
==
"""
    )
    kim, queens = PageLink("Kim", "Kim Zolciak"), PageLink("Queens", "Queens")
    assert page.sections == (
        Section("", 0, None, ("Lead goes on.",), ()),
        Section(
            "Biography",
            2,
            None,
            (
                "First paragraph.",
                "Second with Kim.\nIts second line.\nThird.",
            ),
            (),
            (kim,),
        ),
        Section("Early life", 3, "Biography", (), ()),
        Section("Deep", 4, "Early life", (), ()),
        Section(
            "Taglines",
            2,
            None,
            (),
            (
                'Season 1: "I don\'t keep up with the Joneses. I am the Joneses."',
                "A second one.",
                "Numbered",
                "Indented",
                "Term",
            ),
        ),
        Section(
            "Trivia",
            2,
            None,
            ("Born in Queens.\nTall.\n= Not = quite ==",),
            (),
            (queens,),
        ),
    )
    assert page.links == (kim, queens)


def test_levels_of_headings_are_minded() -> None:
    """A heading is below the nearest one of a higher level."""
    headings = "===a===\n==b==\n====c====\n===d===\n=e=\n==f=\n======= g =======\n"
    found = [(one.heading, one.level, one.parent) for one in _page(headings).sections]
    assert found == [
        ("", 0, None),
        ("a", 3, None),
        ("b", 2, None),
        ("c", 4, "b"),
        ("d", 3, "b"),
        ("e", 1, None),
        ("=f", 1, None),
        ("= g =", 6, "=f"),
    ]


def test_galleries_and_pictures_have_their_heading() -> None:
    """A gallery's line is a picture with its caption; so is a picture in the text."""
    page = _page(
        "[[File:Lead.png|thumb|[[NeNe Leakes|NeNe]] in '''2008''']]\n== Season 1 ==\n"
        '<gallery type="slideshow">\nA b.jpg|Look {{nowrap|one}}\n\n'
        "File:C.png|link=X|linktext=y|Two<br>lines<ref>x</ref>\nNot a picture\n"
        "D.PNG\nA b.jpg|Look {{nowrap|one}}\n</gallery>\n"
        "* Item <gallery>E.gif</gallery> [[Image:F.webp]]"
    )
    assert page.files == (
        GalleryFile("Lead.png", "NeNe in 2008", "", in_gallery=False),
        GalleryFile("A b.jpg", "Look one", "Season 1"),
        GalleryFile("C.png", "Two lines", "Season 1"),
        GalleryFile("D.PNG", None, "Season 1"),
        GalleryFile("E.gif", None, "Season 1"),
        GalleryFile("F.webp", None, "Season 1", in_gallery=False),
    )
    assert page.sections[1] == Section("Season 1", 2, None, (), ("Item",))


def test_names_of_namespaces_come_from_the_wiki_too() -> None:
    """Those that the answer or the caller names, beside the ones that are known."""
    document = page_document(
        "X", "[[Bildo:A.png]] [[Ffeil:B.png]] [[Pilt:C.png]]", images=["Bildo:A.png"]
    )
    page = page_from(document, file_namespaces=["Ffeil"])
    assert [file.file for file in page.files] == ["A.png", "B.png"]
    assert [link.target for link in page.links] == ["Pilt:C.png"]


def test_a_section_that_is_too_much_is_told() -> None:
    """The page is read on; what was passed over is named with its heading."""
    page = _page("== A ==\n" + "x" * 20_001 + "\n== B ==\ny")
    assert page.refused == ("A: 20,001 characters; at most 20,000 are read",)
    assert [one.paragraphs for one in page.sections] == [(), (), ("y",)]
