"""Countries as titles name them."""

import pytest

from trr_backend.utils.countries import country_code, country_names


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("US", "US"),
        ("U.S.", "US"),
        ("the UK", None),
        ("United Kingdom", "GB"),
        ("gb", "GB"),
        ("Espa\u00f1a", "ES"),
        ("South Africa", "ZA"),
        ("TV", None),
        ("franchise", None),
        ("", None),
    ],
)
def test_a_country_by_its_name_or_code(text: str, code: str | None) -> None:
    """Only the name or the code alone is one."""
    assert country_code(text) == code


def test_the_usual_name_comes_first() -> None:
    """A country that nobody makes a version for has none here."""
    assert country_names("GB")[0] == "UK"
    assert country_names("AQ") == ()
