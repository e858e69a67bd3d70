"""Infoboxes of wikitext: which template is one, and what it holds."""

import pytest

from tests.wiki_pages import data, header, infobox, page_document
from trr_backend.ingestion.wiki.maps import key
from trr_backend.ingestion.wiki.pages import page_from
from trr_backend.models.wiki_page import Infobox, InfoboxImage, InfoboxValue

_BOX = "{{Houseguest\n|Currently = Winner\n|Place = 1st\n|Days = 90\n}}"


def _boxes(wikitext: str, *names: str) -> tuple[Infobox, ...]:
    templates = {key(name) for name in names}
    return page_from(
        page_document(wikitext=wikitext), infobox_templates=templates
    ).infoboxes


def _said(box: Infobox) -> dict[str | None, tuple[str, ...]]:
    return {value.parameter: value.lines for value in box.values}


@pytest.mark.parametrize(
    ("wikitext", "names", "templates"),
    [
        (f"{_BOX}Text {{{{Infobox b|x=1}}}}", (), ["Infobox b"]),
        (f"{_BOX}Text", (), ["Houseguest"]),
        ("{{Quote|text=a\n|b=c|d=e}}" + _BOX, (), ["Houseguest"]),
        ("{{About|a}}<div>" + _BOX + "</div>", (), ["Houseguest"]),
        (f"{{|\n|-\n|{_BOX}\n|}}", (), ["Houseguest"]),
        (f"== Life ==\n{_BOX}", (), []),
        (f"== Life ==\n{_BOX}", ("House_guest",), ["Houseguest"]),
        ("{{Few|a=1\n|b=2}} {{Line|a=1|b=2|c=3}}", (), []),
        ("{{infobox_person|a=1}}\n{{Survivor Infobox|b=2}}", (), None),
        ("{{Infobox|a=1", (), []),
        ("<!-- {{Infobox|a=1}} --><nowiki>{{Infobox|a=1}}</nowiki>", (), []),
    ],
)
def test_a_template_is_an_infobox_by_name_or_by_place(
    wikitext: str, names: tuple[str, ...], templates: list[str] | None
) -> None:
    """Its name says so anywhere; else the first big one before the first heading."""
    expected = (
        ["infobox person", "Survivor Infobox"] if templates is None else templates
    )
    assert [box.template for box in _boxes(wikitext, *names)] == expected


def test_values_are_cut_at_their_own_bars() -> None:
    """Bars and equals signs within links, templates and notes part nothing."""
    (box,) = _boxes(
        "{{Infobox x\n| a = [[b|c]] {{nowrap|1=d = e}}<ref name=f>g|h=i</ref>\n"
        "|j=<!--|k=l-->m=n|unnamed|o=\n|p={{{q|r}}}|s = 1\n| s = 2 |"
        "<nowiki>t|u</nowiki>=v|w={{unknown|x}}}}"
    )
    unknown = InfoboxValue("w", None, (), refused="template unknown is not known")
    assert _said(box) == {
        "a": ("c d = e",),
        "j": ("m=n",),
        "s": ("2",),
        "t|u": ("v",),
        "w": (),
    }
    assert box.values[-1] == unknown


def test_pictures_are_no_values() -> None:
    """A bare file name, a link to a file, a gallery; the name titles the box."""
    (box,) = _boxes(
        "{{Infobox x|image=Rob_1.jpg|image2=File:Rob 2.PNG|image3=[[Datei:C.gif|50px|A "
        "c]] c|image4=<gallery>\nD.webp|A d\n</gallery>|title=Sir|Name=''Rob''|f=a.b}}"
    )
    assert box == Infobox(
        "Infobox x",
        "Rob",
        (
            InfoboxValue("image3", None, ("c",)),
            InfoboxValue("title", None, ("Sir",)),
            InfoboxValue("Name", None, ("Rob",)),
            InfoboxValue("f", None, ("a.b",)),
        ),
        images=(
            InfoboxImage("Rob 1.jpg"),
            InfoboxImage("Rob 2.PNG"),
            InfoboxImage("C.gif", None, "A c"),
            InfoboxImage("D.webp", None, "A d"),
        ),
    )


def test_infoboxes_within_infoboxes_are_boxes_of_their_own() -> None:
    """`module` of a person holds what they are as a singer; not too deep, though."""
    boxes = _boxes(
        "{{Infobox person|a=1|module={{Infobox singer|b=2|m={{Infobox c|c=3|m="
        "{{Infobox d|d=4|m={{Infobox e|e=5}}}}}}}}|not={{Infobox f|f=6}} text}}"
    )
    assert [(box.template, _said(box)) for box in boxes] == [
        ("Infobox person", {"a": ("1",), "not": ("text",)}),
        ("Infobox singer", {"b": ("2",)}),
        ("Infobox c", {"c": ("3",)}),
        ("Infobox d", {"d": ("4",), "m": ()}),
    ]


@pytest.mark.parametrize(
    ("parameters", "template"),
    [
        (("Place", "Days"), "Houseguest"),
        (("Place", "other"), "Houseguest"),
        (("Place", "other", "another"), None),
        (("x", "y"), "B"),
        ((), None),
    ],
)
def test_the_template_of_a_portable_infobox_is_found(
    parameters: tuple[str, ...], template: str | None
) -> None:
    """The one with most of its parameters, and at least half of them."""
    nodes = [data(name, "v") for name in parameters]
    document = page_document(
        wikitext=f"{_BOX}{{{{B|x=1|y=2}}}}", infoboxes=[infobox(header("H"), *nodes)]
    )
    (box,) = page_from(document).infoboxes
    assert box.template == template
