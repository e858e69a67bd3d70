"""Values of infoboxes in the form of their type."""

from dataclasses import replace
from datetime import date

import pytest

from tests.trr_backend.ingestion.wiki.pages_by_hand import value
from trr_backend.ingestion.wiki.maps import FieldRule, load_map
from trr_backend.ingestion.wiki.maps.written import FieldType
from trr_backend.ingestion.wiki.values import Read, read_value
from trr_backend.models.wiki import FactValue
from trr_backend.models.wiki_page import InfoboxValue

MAP = load_map("somewhere")
TODAY = date(2026, 10, 1)
INSTAGRAM = "https://www.instagram.com/ann"
FACEBOOK = "https://www.facebook.com/ann"


@pytest.mark.parametrize(
    ("kind", "said", "expected"),
    [
        ("text", value("p", "Boston, Massachusetts"), "Boston, Massachusetts"),
        ("text", value("p", "Dallas;", "Austin, "), "Dallas; Austin"),
        ("list", value("p", "Model", "Actor;", "Model"), ("Model", "Actor")),
        ("list", value("p", *map(str, range(200))), tuple(map(str, range(100)))),
        ("date", value("p", "May 1, 1990", "Boston"), "1990-05-01"),
        ("date", value("p", "02/03/1990"), "02/03/1990"),
        ("date", value("p", "July 14th"), "July 14th"),
        ("date", replace(value("p"), dates=("1990-05-01",)), "1990-05-01"),
        (
            "date",
            replace(value("p", "born 1 May"), dates=("1990-05-01", "1990-05-01")),
            "1990-05-01",
        ),
        ("number", value("p", "1,234"), "1234"),
        ("number", value("p", "\u0663\u0669"), "39"),
        ("number", value("p", "39 (and a reunion)"), "39 (and a reunion)"),
        ("gender", value("p", "Weiblich"), "female"),
        ("gender", value("p", "\u7537\u6027"), "male"),
        ("gender", value("p", "Demon"), "Demon"),
        ("link", value("p", "Hers", links=("https://ann.b",)), "https://ann.b"),
        ("link", value("p", "ann.example/me"), "http://ann.example/me"),
        ("link", value("p", "https://ann.example"), "https://ann.example"),
    ],
)
def test_each_type_has_one_form(
    kind: FieldType, said: InfoboxValue, expected: FactValue
) -> None:
    """Verbatim but for days, whole numbers, addresses and genders."""
    found = read_value(said, FieldRule("field", kind), MAP, TODAY)

    assert found == Read({"field": expected})


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("text", replace(value("p"), refused="too deep")),
        ("text", value("p", "A" * 501)),
        ("text", value("p", *["A" * 400] * 2)),
        ("list", value("p", "fine", "A" * 5000)),
        ("date", value("p", "A" * 450)),
        ("date", value("p", "February 30, 1990")),
        ("date", value("p", "October 2, 2026")),
        ("date", value("p", "1 May 3000")),
        ("number", value("p", "9" * 600)),
        ("link", value("p", "javascript:alert(1)")),
        ("handle", value("p", "Ann on Instagram")),
        ("handle", value("p", "x", links=(INSTAGRAM, INSTAGRAM + "2"))),
    ],
)
def test_what_cannot_be_meant_is_unreadable(
    kind: FieldType, said: InfoboxValue
) -> None:
    """What is stored of it stays as it is."""
    rule = FieldRule("instagram_handle", kind)

    assert read_value(said, rule, MAP, TODAY) == Read({}, ("instagram_handle",))


@pytest.mark.parametrize("lines", [(), ("",), ("TBA",), ("?", "\u2014"), ("Unknown",)])
def test_words_for_nothing_say_nothing(lines: tuple[str, ...]) -> None:
    """Neither a value nor anything unreadable."""
    assert read_value(value("p", *lines), FieldRule("field"), MAP) == Read({})


def test_handles_come_from_links_first() -> None:
    """Each network's own; two accounts on one network are neither."""
    both = value("p", "@other", links=(INSTAGRAM, FACEBOOK, "Ann Example"))
    rule = FieldRule("instagram_handle", "handle")

    assert read_value(both, rule, MAP).values == {"instagram_handle": "ann"}
    assert read_value(value("p", "@other"), rule, MAP).values == {
        "instagram_handle": "other"
    }
    twice = value("p", links=(INSTAGRAM, FACEBOOK, FACEBOOK + "2"))
    assert read_value(twice, FieldRule("accounts", "accounts"), MAP) == Read(
        {"instagram_handle": "ann"}, ("facebook_handle",)
    )
