"""Text from upstreams, and slugs."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trr_backend.utils.text import (
    clean,
    counted,
    one_line,
    slugify,
    verbatim,
    web_address,
)


@given(st.text())
def test_a_line_stays_a_line(text: str) -> None:
    """Whatever a name holds; what can be printed is as it was."""
    line = one_line(text)
    assert line.splitlines() in ([line], [])
    assert line.replace(" ", "").isprintable() or not text.isprintable()
    assert one_line(line) == line
    if text.isprintable():
        assert line == re.sub(r"\s", " ", text)


def test_counts_have_the_right_number() -> None:
    """One of them, and all other counts."""
    said = [counted(n, "person", "people") for n in range(3)]
    assert said == ["0 people", "1 person", "2 people"]
    assert [counted(n, "row") for n in (1, 7)] == ["1 row", "7 rows"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, None),
        ("", None),
        (" \n\t", None),
        ("\x00", None),
        (" a\x00b ", "ab"),
        ("\u00a0Nom\u00a0", "Nom"),
        ("아는 형님", "아는 형님"),
    ],
)
def test_cleaning_leaves_text_or_none(text: str | None, expected: str | None) -> None:
    """NULs, which Postgres refuses, and outer blanks go."""
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, None),
        (" \n", None),
        ("\x00", None),
        (" Self\r\n- Host \U0001f451\x00 ", " Self\r\n- Host \U0001f451 "),
    ],
)
def test_verbatim_text_loses_nothing_but_nul(
    text: str | None, expected: str | None
) -> None:
    """Line breaks, blanks and emoji stay where they are."""
    assert verbatim(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            " https://www.cbs.com/shows/big_brother/ ",
            "https://www.cbs.com/shows/big_brother/",
        ),
        ("HTTP://example.org", "HTTP://example.org"),
        ("javascript:alert(1)", None),
        ("javascript://https://example.org", None),
        ("data:text/html,x", None),
        ("//example.org", None),
        ("www.cbs.com", None),
        ("https://", None),
        ("https://example.org/a b", None),
        ("", None),
        (None, None),
    ],
)
def test_a_web_address_is_http_or_nothing(
    text: str | None, expected: str | None
) -> None:
    """What a page would make a link of leads to the web."""
    assert web_address(text) == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("Operación Triunfo", "ES", "2001"), "operacion-triunfo-es-2001"),
        (("L'amour est dans le pré", None, ""), "lamour-est-dans-le-pre"),
        (("아는 형님", "KR"), "aneun-hyeongnim-kr"),
        (("Дом-2",), "dom-2"),
        (("--- 90 Day Fiancé: What?! ---",), "90-day-fiance-what"),
        ((None, ""), ""),
        (("...",), ""),
    ],
)
def test_slugs_are_ascii_words(parts: tuple[str | None, ...], expected: str) -> None:
    """Other scripts are transliterated, everything else is a gap."""
    assert slugify(*parts) == expected


@given(st.lists(st.none() | st.text(), max_size=3))
def test_any_slug_is_one_that_the_table_takes(parts: list[str | None]) -> None:
    """Whatever an upstream calls a show, its slug is words by single hyphens."""
    slug = slugify(*parts)
    assert slug == "" or re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", slug)
