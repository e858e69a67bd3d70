"""Portable infoboxes as Fandom and the open-source fork put them into pageprops."""

import json

import pytest

from tests.wiki_pages import data, group, header, image, infobox, title
from trr_backend.ingestion.wiki.markup.limits import Budget
from trr_backend.ingestion.wiki.markup.links import Place
from trr_backend.ingestion.wiki.portable import portable_infoboxes
from trr_backend.models.wiki_page import (
    Infobox,
    InfoboxGroup,
    InfoboxImage,
    InfoboxValue,
    PageLink,
)

_PLACE = Place("Rob Mariano", "https://survivor.fandom.com/wiki/Rob_Mariano")
_LATEST = (
    "https://static.wikia.nocookie.net/survivor/images/2/2f/Rob.png/revision/latest"
)


def _read(*nodes: object, version: int = 5) -> Infobox:
    box = {"parser_tag_version": version, "data": nodes, "metadata": []}
    found = portable_infoboxes(json.dumps([box]), _PLACE, Budget())
    assert isinstance(found, tuple)
    return found[0]


def _value(
    parameter: str | None, *lines: str, label: str | None = None
) -> InfoboxValue:
    return InfoboxValue(parameter, label, lines)


@pytest.mark.parametrize("version", [2, 5])
def test_a_whole_infobox_is_read(version: int) -> None:
    """Title, picture, values with and without a header, a group within a group."""
    place = data("place", 10)
    season = header('<a href="/wiki/Survivor:_Marquesas"><i>Marquesas</i></a>')
    box = _read(
        title("<b>Rob</b> Mariano"),
        image("Rob.png", f"{_LATEST}?cb=2010", "Rob in <i>Marquesas</i>"),
        data("born", "December 25, 1975", "<small>Born</small>"),
        header("Profile"),
        data("job", "Entrepreneur<br />Author", "Occupation"),
        group(header("Seasons"), group(season, place, header("More"), data(None, "x"))),
        data("later", "y"),
        {"type": "navigation", "data": {"value": "<a href='/wiki/X'>all</a>"}},
        version=version,
    )
    assert box == Infobox(
        template=None,
        title="Rob Mariano",
        values=(_value("born", "December 25, 1975", label="Born"),),
        groups=(
            InfoboxGroup(
                "Profile",
                (
                    _value("job", "Entrepreneur", "Author", label="Occupation"),
                    _value("later", "y"),
                ),
            ),
            InfoboxGroup("Seasons", ()),
            InfoboxGroup(
                "Marquesas",
                (_value("place", "10"),),
                parent="Seasons",
                links=(PageLink("Marquesas", "Survivor: Marquesas"),),
            ),
            InfoboxGroup("More", (_value(None, "x"),), parent="Seasons"),
        ),
        images=(InfoboxImage("Rob.png", f"{_LATEST}?cb=2010", "Rob in Marquesas"),),
    )
    assert [value.parameter for value in box.all_values] == [
        *("born", "job", "later", "place", None)
    ]


def test_pictures_of_both_kinds_are_read() -> None:
    """One or several, by `key` or `name`, relative or not; a film is none."""
    rob = {"url": "/images/2/2f/Rob.png", "name": "Rob.png", "isImage": True}
    film = {"url": "/images/a.webm", "name": "A.webm", "isVideo": True}
    keyed = {"url": f"{_LATEST}", "key": "Rob_M_2.png", "caption": None}
    unnamed = {"url": "javascript:x", "name": "File:No_address.png"}
    box = _read(
        {"type": "media", "data": [rob, film, rob]},
        {"type": "image", "data": keyed},
        {"type": "image", "data": [unnamed, {"url": None, "name": None}]},
        {"type": "image", "data": None},
    )
    assert box.images == (
        InfoboxImage("Rob.png", "https://survivor.fandom.com/images/2/2f/Rob.png"),
        InfoboxImage("Rob M 2.png", _LATEST),
        InfoboxImage("No address.png", None),
    )


def test_newer_nodes_are_read_and_unknown_ones_passed_over() -> None:
    """Panels with sections, groups on their side; a node of no known type is none."""
    section = {
        "type": "section",
        "data": {"label": "Heroes", "value": [data("a", "1")]},
    }
    row = {
        "labels": [{"value": "Place", "source": "place"}, "Days"],
        "values": [{"value": "10/16"}, {"value": "24", "source": "days"}],
    }
    box = _read(
        {"type": "panel", "data": {"value": [header("Seasons"), section]}},
        {"type": "group", "data": {"value": [_node("horizontal-group-content", row)]}},
        {"type": "smart-group", "data": {"value": [data("b", "2")]}},
        {"type": "hologram", "data": {"value": 1}},
        {"type": "data", "data": {"value": "", "source": "empty"}},
        {"type": "data", "data": {"value": None, "source": "null"}},
        {"data": 1},
    )
    assert box.values == ()
    assert box.groups == (
        InfoboxGroup("Seasons", ()),
        InfoboxGroup("Heroes", (_value("a", "1"),), parent="Seasons"),
        InfoboxGroup(
            None,
            (
                _value("place", "10/16", label="Place"),
                _value("days", "24", label="Days"),
            ),
        ),
        InfoboxGroup(None, (_value("b", "2"),)),
    )


def test_values_that_are_no_text_are_refused() -> None:
    """Each by itself; what stands beside them is read."""
    box = _read(
        data("a", ["1"]),
        {"type": "data", "data": {"value": "x", "source": 5}},
        data("b", "<b>" * 31),
        data("c", "3"),
    )
    assert box.values == (
        InfoboxValue("a", None, (), refused="it is no text"),
        InfoboxValue(
            None, None, (), refused="Expected `str | null`, got `int` - at `$.source`"
        ),
        InfoboxValue("b", None, (), refused="nested 31 deep; at most 30 is read"),
        _value("c", "3"),
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[" * 100_000, "nested 100,000 deep; at most 40 is read"),
        ("[{", "Input data was truncated"),
        ('{"a": 1}', "Expected `array`, got `object`"),
        ('"' + '\\"' * 50_000, "Input data was truncated"),
        ("[" + " " * 2_100_000 + "]", "2,100,002 bytes; at most 2,097,152 are read"),
    ],
)
def test_what_cannot_be_read_is_told(text: str, why: str) -> None:
    """The reason comes back; nothing is raised."""
    assert portable_infoboxes(text, _PLACE, Budget()) == why


def test_several_infoboxes_are_read_apart() -> None:
    """Two on one page; an empty list is none."""
    boxes = json.dumps([infobox(title("A"), version=2), infobox(data("b", "B"))])
    assert portable_infoboxes(boxes, _PLACE, Budget()) == (
        Infobox(None, "A", ()),
        Infobox(None, None, (_value("b", "B"),)),
    )
    assert portable_infoboxes("[]", _PLACE, Budget()) == ()


def _node(kind: str, said: object) -> dict[str, object]:
    return {"type": kind, "data": said}
