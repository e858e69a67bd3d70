"""Which TMDb list an argument names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trr_backend.errors import InputError
from trr_backend.ingestion.lists import is_list_reference, parse_list_reference
from trr_backend.models.lists import TmdbListRef

OLD = "509ec17b19c2950a0600050d"


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("123", TmdbListRef("123")),
        (" 123\n", TmdbListRef("123")),
        ("tmdb-list:123", TmdbListRef("123")),
        ("https://www.themoviedb.org/list/123", TmdbListRef("123")),
        ("https://www.themoviedb.org/list/123-name?page=2", TmdbListRef("123")),
        ("www.themoviedb.org/list/123-a-b/", TmdbListRef("123")),
        ("https://api.themoviedb.org/3/list/123", TmdbListRef("123", 3)),
        ("https://api.themoviedb.org/4/list/123?page=1", TmdbListRef("123", 4)),
        (OLD, TmdbListRef(OLD, 3)),
        (f"https://www.themoviedb.org/list/{OLD}", TmdbListRef(OLD, 3)),
        (f"tmdb-list:{OLD.upper()}", TmdbListRef(OLD, 3)),
    ],
)
def test_references(text: str, reference: TmdbListRef) -> None:
    """Addresses, digits and tmdb-list: name a list; old ids exist in v3 only."""
    assert parse_list_reference(text) == reference
    assert is_list_reference(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "watchlist.csv",
        "tmdb:123",
        "https://www.themoviedb.org/tv/123",
        "https://example.com/list/123",
        "https://[::1/list/123",
        "ftp://www.themoviedb.org/list/123",
        "509ec17b19c2950a0600050",
    ],
)
def test_other_arguments_are_refused(text: str) -> None:
    """What names no list is refused with what is expected."""
    with pytest.raises(InputError, match=r"names no TMDb list; expected https://www"):
        parse_list_reference(text)
    assert not is_list_reference(text)


@given(st.text())
def test_any_text_names_a_list_or_is_refused(text: str) -> None:
    """No text makes it crash."""
    if is_list_reference(text):
        assert parse_list_reference(text).id
