"""Tables of wikitext: each cell in every row and column that it spans."""

import pytest

from tests.wiki_pages import page_document
from trr_backend.ingestion.wiki.pages import page_from
from trr_backend.models.wiki_page import Cell, PageLink, Table, WikiPage


def _page(wikitext: str) -> WikiPage:
    return page_from(page_document(wikitext=wikitext))


def _texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def test_a_contestant_table_is_read() -> None:
    """Two header rows, spans, links, pictures, a template around a bar."""
    page = _page(
        """== Castaways ==
{| class="wikitable"
|+ style="x" | The ''castaways''
! rowspan="2" | Contestant !! colspan=2 | Tribe
! rowspan="2" | Finish
|-
! Original
! Merged
|-
| [[File:Rob.png|50px]] '''[[Rob Mariano|Rob]]'''<br>{{small|27, Boston}}
| colspan='2' style="background:red" | Maraamu || rowspan=2|1st<ref>x</ref>
|-
|Amber
|| {{nowrap|Chapera}}
| style="display:none" | 5
| a
b
|}"""
    )
    rob = PageLink("Rob", "Rob Mariano")
    maraamu, first = Cell("Maraamu", ("Maraamu",)), Cell("1st", ("1st",))
    assert page.tables == (
        Table(
            "Castaways",
            ("Contestant", "Tribe Original", "Tribe Merged", "Finish"),
            (
                (
                    Cell("Rob 27, Boston", ("Rob", "27, Boston"), (rob,)),
                    maraamu,
                    maraamu,
                    first,
                ),
                (
                    Cell("Amber", ("Amber",)),
                    Cell("Chapera", ("Chapera",)),
                    Cell("a b", ("a b",)),
                    first,
                ),
            ),
            caption="The castaways",
        ),
    )
    assert [file.file for file in page.files] == ["Rob.png"]
    assert page.links == (rob,)
    assert page.sections[1].paragraphs == ()


@pytest.mark.parametrize(
    ("inner", "header", "rows"),
    [
        ("|-\n| a || b\n|-\n|\n|-\n| c", (), [["a", "b"], [""], ["c"]]),
        ("! h\n|-\n! r !! s\n| x", ("h",), [["r", "s", "x"]]),
        ("! h !! i\n|-\n! j !! k", ("h", "i"), [["j", "k"]]),
        (
            "|-\n! Season one || x\n|-\n! colspan=2 | t",
            ("Season one", "x"),
            [["t", "t"]],
        ),
        ("|-\n| rowspan=3 | a || b\n|-\n| c\n|-\n", (), [["a", "b"], ["a", "c"]]),
        ('|-\n| rowspan="0" colspan="x" | a || b | c', (), [["a", "c"]]),
        ("|-\n| style=x {{won}} || {{n/a}} | y", (), [["Won", "y"]]),
        ("|-\n| a\n* b\n* c\n| [[d|e]] || {{f|g}}", (), [["a b c", "e", ""]]),
        ("|-\n| a\n{| class=x\n| inner\n|}\n| b", (), [["a", "b"]]),
        ("|-\n|", (), [[""]]),
    ],
)
def test_cells_are_found(
    inner: str, header: tuple[str, ...], rows: list[list[str]]
) -> None:
    """Rows of any length; a table within a table is passed over."""
    (table,) = _page(f"{{| class=wikitable\n{inner}\n|}}").tables
    assert (table.header, _texts(table)) == (header, rows)


def test_a_title_row_is_the_caption() -> None:
    """One wide header cell above the header is no header of each column."""
    (table,) = _page(
        "{|\n! colspan=2 | Season 8\n|-\n! Name !! Place\n|-\n| Rob || 2\n|}"
    ).tables
    assert (table.caption, table.header) == ("Season 8", ("Name", "Place"))


def test_what_is_no_table_is_passed_over() -> None:
    """One without rows, one that is never closed: neither text nor table."""
    page = _page("a\n{|\n|}\nb\n{| class=x\n| c || d\n|-\ne")
    assert page.tables == ()
    assert page.sections[0].paragraphs == ("a", "b", "e")


def test_too_many_cells_are_refused() -> None:
    """As they are written, or once they span; the page says so and is read on."""
    many = "== A ==\n{|\n" + "|-\n|a||b\n" * 2_501 + "|}\n"
    wide = "== B ==\n{|\n" + "|-\n|colspan=100 rowspan=1000|a\n" * 51 + "|}\n"
    page = _page(many + wide + "== C ==\n{|\n|-\n|c\n|}")
    assert page.refused == (
        "A: a table of more than 5,000 cells",
        "B: a table of more than 5,000 cells",
    )
    assert [table.heading for table in page.tables] == ["C"]


def test_a_table_with_a_cell_that_is_refused_is_refused() -> None:
    """A table with holes would say what the page does not."""
    page = _page("{|\n|-\n|" + "x" * 20_001 + "\n|}")
    assert page.tables == ()
    assert page.refused == (
        "the beginning: a table: 20,001 characters; at most 20,000 are read",
    )
