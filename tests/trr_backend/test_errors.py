"""What an error says to a user."""

from trr_backend.errors import NotFound


def test_an_error_names_the_address_without_its_query() -> None:
    """The whole address stays with it."""
    url = "https://api.example.org/3/tv/1?append_to_response=credits&language=en-US"
    error = NotFound("gone", source="tmdb", url=url, status=404)

    assert str(error) == "tmdb: gone (HTTP 404) at https://api.example.org/3/tv/1"
    assert error.url == url
