"""How a person is named on a command line."""

import pytest

from trr_backend.errors import InputError
from trr_backend.models.person_ref import PersonRef

OURS = "0a8b4c1e-1111-4222-8333-123456789abc"


@pytest.mark.parametrize(
    ("text", "source", "value"),
    [
        (OURS, "", OURS),
        (f" {OURS.upper()} ", "", OURS),
        ("tmdb:0012", "tmdb", "12"),
        ("imdb:nm0000012", "imdb", "nm0000012"),
        ("nm0000012", "imdb", "nm0000012"),
    ],
)
def test_a_person_is_named_by_an_id(text: str, source: str, value: str) -> None:
    """Our own or a source's, and said again as it is written."""
    ref = PersonRef.parse(text)
    assert ref == PersonRef(source, value)
    assert PersonRef.parse(str(ref)) == ref


@pytest.mark.parametrize(
    "text", ["", "Ada", "tmdb:", "tmdb:x", "tmdb:-1", "imdb:tt0000012", "x:1", "12"]
)
def test_nobody_is_named_by_anything_else(text: str) -> None:
    """The error says what may be written."""
    with pytest.raises(InputError, match="names no person: use a uuid"):
        PersonRef.parse(text)


def test_what_names_nobody_is_told_in_a_short_line() -> None:
    """However long it was; a show is told the same way."""
    with pytest.raises(InputError, match=r"^'tmdb:9{75}\.\.\.' names no person: use "):
        PersonRef.parse("tmdb:" + "9" * 5000)
