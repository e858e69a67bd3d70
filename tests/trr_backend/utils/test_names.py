"""Names of people: which are the same, how alike the others are."""

import pytest

from trr_backend.utils.names import (
    ALIKE,
    SAME,
    first_word,
    is_one_word,
    name_key,
    name_likeness,
    surname,
    words_of,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("B.B. Andersen", "BB Anders\u00e9n"),
        ("Anh-Tuan Bui", "Anh Tuan Bui"),
        ("Amy O'Hara", "amy O\u2019Hara"),
        ("\u0130pek So\u011fuk\u00e7e\u015fme", "Ipek Sogukcesme"),
        ("\u9648\u4e54\u6069", "\u9648 \u4e54\u6069"),
        ("???", "???"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    """Case, accents, blanks and punctuation make no other name."""
    assert name_key(one) == name_key(other)
    assert name_likeness(one, other) == SAME


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ('James "J.T." Thomas Jr.', "J.T. Thomas", 0.95),
        ("Roberta (RC) Saint-Amour", "RC Saint-Amour", 0.9),
        ("Will Sims II", "Will Sims", 0.95),
        ("Chelsie Marlene Baham", "Chelsie Baham", 0.9),
        ("Kim Spradlin", "Kim Spradlin-Wolfe", 0.9),
        ("J. Thomas", "James Thomas", 0.9),
        ("Joe Del Campo", "Joseph Del Campo", 0.76),
        ("Natalie Anderson", "Nadiya Anderson", 0.66),
        ("Amber Brkich", "Amber Mariano", 0.54),
        ("Jenna", "Jenna Lewis", 0.53),
        ("Kim Johnson", "Kim Powers", 0.49),
        ("???", "!!!", 0.0),
    ],
)
def test_other_names_are_alike_at_most(one: str, other: str, likeness: float) -> None:
    """A nickname, a middle name, an initial or Jr. is never the very same name."""
    assert round(name_likeness(one, other), 2) == likeness
    assert round(name_likeness(other, one), 2) == likeness


def test_names_of_one_sound_in_another_script_are_two() -> None:
    """Transliterated, Li Na and Li Na would be one person."""
    assert name_key("\u674e\u5a1c") != name_key("\u674e\u7eb3")
    assert ALIKE < name_likeness("\u674e\u5a1c", "\u674e\u7eb3") < SAME


def test_words_of_names() -> None:
    """One word alone is a first name or a nickname, but in scripts without blanks."""
    assert [is_one_word(one) for one in ("Coach", "J.T.", "Al B", "\u9648\u4e54")] == [
        True,
        False,
        False,
        False,
    ]
    assert first_word("\u00c1lvaro Vitali") == "alvaro"
    assert words_of("Anh-Tuan Bui") == {"anh", "tuan", "bui"}
    assert surname("Will Sims II") == surname('Al "Bo" S\u00edms') == "sims"
    assert surname("Coach") is None
