"""A page document as the page that it holds."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.wiki_pages import REVISED, data, header, infobox, page_document, title
from trr_backend.errors import Changed, Refused
from trr_backend.ingestion.wiki.pages import page_from
from trr_backend.models.documents import Document
from trr_backend.models.wiki_page import (
    Cell,
    GalleryFile,
    Infobox,
    InfoboxGroup,
    InfoboxImage,
    InfoboxValue,
    PageExternalId,
    PageLink,
    Section,
    Table,
    WikiPage,
)

_TEXT = """{{Quote|I am playing.|Rob}}
{{Infobox cast
| name = Rob Mariano
| image = Rob.png
| born = {{birth date|1975|12|25}}
| job = Entrepreneur<br/>Author<ref>[https://www.imdb.com/name/nm0000009 bio]</ref>
| season = [[Survivor: Marquesas|Marquesas]]
}}
'''Rob Mariano''' is a contestant from ''[[Survivor: Marquesas]]''.
[[File:Rob 2.png|thumb|Rob in 2010]]

== Survivor ==
=== Votes ===
{| class="wikitable"
! Episode !! Votes
|-
| 1 || [[Hunter Ellis|Hunter]]
|}
== Trivia ==
* See [[/Gallery]].
== Gallery ==
<gallery>
Rob 3.png|Rob
</gallery>
== External links ==
* {{imdb name|1234567}}
[[Category:Winners]]
"""
_MARQUESAS = PageLink("Survivor: Marquesas", "Survivor: Marquesas")
_GALLERY = PageLink("/Gallery", "Rob Mariano/Gallery")
_HUNTER = PageLink("Hunter", "Hunter Ellis")


def _page(infobox: Infobox) -> WikiPage:
    return WikiPage(
        number=5,
        title="Rob Mariano",
        url="https://survivor.fandom.com/wiki/Rob_Mariano",
        revision=41,
        revised_at=REVISED,
        redirects=("Boston Rob",),
        categories=("Winners",),
        infoboxes=(infobox,),
        sections=(
            Section(
                "",
                0,
                None,
                (
                    "I am playing.",
                    "Rob Mariano is a contestant from Survivor: Marquesas.",
                ),
                (),
                (_MARQUESAS,),
            ),
            Section("Survivor", 2, None, (), ()),
            Section("Votes", 3, "Survivor", (), ()),
            Section("Trivia", 2, None, (), ("See /Gallery.",), (_GALLERY,)),
            Section("Gallery", 2, None, (), ()),
            Section("External links", 2, None, (), ()),
        ),
        tables=(
            Table(
                "Votes",
                ("Episode", "Votes"),
                ((Cell("1", ("1",)), Cell("Hunter", ("Hunter",), (_HUNTER,))),),
            ),
        ),
        files=(
            GalleryFile("Rob 2.png", "Rob in 2010", "", in_gallery=False),
            GalleryFile("Rob 3.png", "Rob", "Gallery"),
        ),
        external_ids=(PageExternalId("imdb", "nm1234567", "person"),),
        links=(_MARQUESAS, _HUNTER, _GALLERY),
    )


def test_a_page_is_read_from_its_wikitext() -> None:
    """Infobox, sections, table, pictures, ids: the whole page."""
    found = page_from(page_document(wikitext=_TEXT, redirects=["Boston Rob"]))
    marquesas = PageLink("Marquesas", "Survivor: Marquesas")
    expected = Infobox(
        template="Infobox cast",
        title="Rob Mariano",
        values=(
            InfoboxValue("name", None, ("Rob Mariano",)),
            InfoboxValue("born", None, ("1975-12-25",), dates=("1975-12-25",)),
            InfoboxValue("job", None, ("Entrepreneur", "Author")),
            InfoboxValue("season", None, ("Marquesas",), (marquesas,)),
        ),
        images=(InfoboxImage("Rob.png"),),
    )
    assert found == _page(expected)


def test_infoboxes_of_pageprops_win() -> None:
    """They stand for those of the wikitext, which tell which template made them."""
    boxes = [infobox(title("Rob"), header("Bio"), data("born", "Yule", "Born"))]
    found = page_from(
        page_document(wikitext=_TEXT, redirects=["Boston Rob"], infoboxes=boxes)
    )
    born = InfoboxValue("born", "Born", ("Yule",))
    assert found == _page(
        Infobox("Infobox cast", "Rob", (), (InfoboxGroup("Bio", (born,)),))
    )


def test_unreadable_pageprops_leave_the_wikitext() -> None:
    """The page says so; without an infobox in the wikitext it is refused."""
    cut = json.dumps([infobox(data("born", "Yule"))])[:-9]
    found = page_from(page_document(wikitext=_TEXT, infoboxes=cut))
    assert found.infoboxes[0].title == "Rob Mariano"
    assert found.refused == ("pageprops.infoboxes: Input data was truncated",)
    with pytest.raises(Refused, match=r"pageprops\.infoboxes: Input data"):
        page_from(page_document(wikitext="Rob.", infoboxes=cut))


def test_what_the_wiki_says_of_a_page_is_kept() -> None:
    """Categories of the answer before those of the text, redirects, Wikidata."""
    found = page_from(
        page_document(
            "Zoë",
            "[[Category:Other]] Text",
            wiki="https://wiki.example.org/w",
            number=9,
            revision=7,
            categories=["Kategorie:Survivor:_Marquesas", "Kategorie:Gewinner"],
            redirects=["Zoe", "Zo"],
            pageprops={"wikibase_item": "Q42"},
        )
    )
    assert found == WikiPage(
        number=9,
        title="Zoë",
        url="https://wiki.example.org/w/wiki/Zo%C3%AB",
        revision=7,
        revised_at=REVISED,
        redirects=("Zo", "Zoe"),
        categories=("Survivor: Marquesas", "Gewinner"),
        sections=(Section("", 0, None, ("Text",), ()),),
        external_ids=(PageExternalId("wikidata", "Q42", None),),
    )


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (page_document("Rob", pageprops={"disambiguation": ""}), True),
        (page_document("Rob", "May be:\n{{Disambig}}"), True),
        (page_document("Rob", "{{曖昧さ回避}}"), True),
        (page_document("Rob", categories=["Category:Disambiguation pages"]), True),
        (page_document("Rob (disambiguation)"), True),
        (page_document("Rob", categories=["Category:Pages to disambiguate"]), False),
        (page_document("Rob", "{{About|a disambiguation}}"), False),
    ],
)
def test_disambiguation_pages_are_known(document: Document, *, expected: bool) -> None:
    """By the property, or a template or category of that name."""
    assert page_from(document).is_disambiguation is expected


@pytest.mark.parametrize(
    ("wikitext", "target"),
    [
        ("#REDIRECT [[boston_Rob#Life]]", "Boston Rob"),
        ("\n#redirect: [[:Category:Rob|x]]\n{{R}}", "Category:Rob"),
        ("#転送[[ロブ]]", "ロブ"),
        ("#تحويل [[روب]]", "روب"),
        ("# item [[Rob]]", None),
        ("Text #REDIRECT [[Rob]]", None),
    ],
)
def test_redirects_lead_on(wikitext: str, target: str | None) -> None:
    """A page that is a redirect names where it leads, in the wiki's language."""
    assert page_from(page_document("Rob", wikitext)).redirects_to == target


def test_older_answers_and_other_contents_are_read() -> None:
    """Text beside the slots, no text at all, a page that is no wikitext."""
    stamp = "2026-10-01T12:00:00Z"
    beside = {"revid": 3, "timestamp": stamp, "content": "Text"}
    code = {"revid": 3, "timestamp": stamp, "content": "{}", "contentmodel": "json"}
    hidden = {"revid": 3, "timestamp": stamp, "texthidden": True}
    pages = [
        page_from(page_document("A", None, more={"revisions": [one]}))
        for one in (beside, code, hidden)
    ]
    assert [page.sections[0].paragraphs for page in pages] == [("Text",), (), ()]
    assert {page.revised_at for page in pages} == {
        datetime(2026, 10, 1, 12, tzinfo=UTC)
    }


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"pageid": "five"}, "page.pageid"),
        ({"revisions": []}, "page.revisions"),
        ({"revisions": [{"revid": 1}]}, "page.revisions[0].timestamp"),
    ],
)
def test_a_document_of_another_shape_is_told(
    more: dict[str, object], field: str
) -> None:
    """The error names the field and the page."""
    with pytest.raises(Changed, match="Rob_Mariano") as raised:
        page_from(page_document(more=more))
    assert raised.value.field == field


def test_a_body_that_is_no_json_is_told() -> None:
    """As Changed; one that nests too deep is refused before it is decoded."""
    document = page_document()
    with pytest.raises(Changed, match="no readable JSON"):
        page_from(replace(document, body=b"<html>"))
    with pytest.raises(Refused, match="nested 90,000 deep"):
        page_from(replace(document, body=b"[" * 90_000))
