"""The seasons appended to a series' answer, by their names."""

import pytest

from trr_backend.errors import Changed
from trr_backend.integrations.tmdb.entries import entries, entry_url, season_number


def test_the_entries_are_the_keys_that_name_a_season() -> None:
    """Whatever the number; a season TMDb lacks is no entry, nor is any other key."""
    body = b"""{"id": 1, "seasons": [], "season/": {}, "season/x": {},
        "season/0": {"id": 2}, "season/41/credits": {"cast": [], "crew": []},
        "season/41/images": {"posters": []}, "season/41/videos": {},
        "season/5": null,
        "season/6": {"success": false, "status_code": 34, "status_message": "?"},
        "season/7": {"id": 9, "overview": "the \\"status_code\\" of it"}}"""
    assert {name: bytes(value) for name, value in entries(body).items()} == {
        "season/0": b'{"id": 2}',
        "season/41/credits": b'{"cast": [], "crew": []}',
        "season/41/images": b'{"posters": []}',
        "season/7": b'{"id": 9, "overview": "the \\"status_code\\" of it"}',
    }


def test_an_answer_that_is_no_object_is_of_another_shape() -> None:
    """It is told, not taken for a series without seasons."""
    with pytest.raises(Changed, match="Expected `object`, got `array`"):
        entries(b"[]", "https://example.org/3/tv/1")


def test_an_entry_is_named_by_its_number_and_address() -> None:
    """Parts of a season belong to its number; errors name the entry."""
    assert [season_number(name) for name in ("season/0", "season/12/credits")] == [
        0,
        12,
    ]
    assert entry_url("https://example.org/3/tv/1", "season/4/credits") == (
        "https://example.org/3/tv/1#season/4/credits"
    )
