"""How a person names a show."""

import pytest

from trr_backend.errors import InputError
from trr_backend.models.selection import ShowRef


@pytest.mark.parametrize("text", ["tt0239195", "imdb:tt0239195", " tt0239195 "])
def test_an_imdb_id_may_stand_alone(text: str) -> None:
    """With or without its issuer it is the same show."""
    assert ShowRef.parse(text) == ShowRef("imdb", "tt0239195")


@pytest.mark.parametrize("digits", ["12", "١٢٣٤٥٦٧", "1" * 11, "123456x"])
def test_what_is_no_imdb_id_is_refused(digits: str) -> None:
    """Seven to ten digits of ASCII; the same rule holds wherever one is read."""
    with pytest.raises(InputError, match="names no show"):
        ShowRef.parse(f"imdb:tt{digits}")
    assert ShowRef.parse(f"tt{digits}").source == ""


def test_numbers_without_end_are_refused() -> None:
    """More digits than any id has are an error of input, told in a short line."""
    with pytest.raises(InputError, match=r"^'tmdb:9{75}\.\.\.' names no show: use "):
        ShowRef.parse("tmdb:" + "9" * 5000)
    assert ShowRef.parse("tmdb:0010160") == ShowRef("tmdb", "10160")
