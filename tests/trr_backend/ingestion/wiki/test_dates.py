"""Dates as wikis write them."""

from datetime import date

import pytest

from trr_backend.ingestion.wiki.dates import is_impossible, parse_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("December 25, 1975 (age 48)", "1975-12-25"),
        ("December 28, 1996 (1996-12-28) (age 29)", "1996-12-28"),
        ("Dec. 25th, 1975, Boston, Massachusetts", "1975-12-25"),
        ("25 December 1975", "1975-12-25"),
        ("Born on Monday, 25th of December 1975", "1975-12-25"),
        ("1975-12-25", "1975-12-25"),
        ("1975/12/25", "1975-12-25"),
        ("13/03/1980", "1980-03-13"),
        ("03.13.1980", "1980-03-13"),
        ("03/03/1980", "1980-03-03"),
        ("25. Dezember 1975", "1975-12-25"),
        ("5 de febrero de 1985", "1985-02-05"),
        ("1º de janeiro de 1990", "1990-01-01"),
        ("1er août 1990", "1990-08-01"),
        ("1975年12月25日\uff0850歳\uff09", "1975-12-25"),
        ("1975年\uff11\uff12月\uff12\uff15日", "1975-12-25"),
        ("٢٥ ديسمبر ١٩٧٥", "1975-12-25"),
        ("1 серпня 1990", "1990-08-01"),
        ("02/03/1980", None),
        ("December 25", None),
        ("December 1975", None),
        ("1946\u20131991", None),
        ("c. December 25, 1975", None),
        ("December 25, 1975?", None),
        ("December 25, 1975 or 1976", None),
        ("July 17, 2024 - October 13, 2024", None),
        ("Moved there on December 25, 1975", None),
        ("May 1, 19900", None),
        ("昭和50年12月25日", None),
        ("", None),
    ],
)
def test_one_whole_day_or_nothing(text: str, expected: str | None) -> None:
    """What could be two days, is doubted or names two is none."""
    assert parse_date([text]) == (date.fromisoformat(expected) if expected else None)
    assert not is_impossible([text])


def test_the_day_may_stand_on_any_line() -> None:
    """Other lines may name a place; two days on two lines are none."""
    assert parse_date(["Ann Example", "May 1, 1990", "Boston"]) == date(1990, 5, 1)
    assert parse_date(["May 1, 1990", "May 2, 1990"]) is None
    assert parse_date(["May 1, 1990", "or maybe 1991"]) is None


@pytest.mark.parametrize(
    "text", ["February 30, 1980", "1 May 3000", "May 1, 0990", "13/13/1980", "A" * 5000]
)
def test_what_cannot_be_meant_is_impossible(text: str) -> None:
    """No such day, an absurd year, or thousands of letters."""
    assert parse_date([text]) is None
    assert is_impossible([text])
