"""Season answers as TMDb appends them, and orders: shapes and refusals."""

import pytest

from trr_backend.errors import Changed
from trr_backend.integrations.tmdb.orders import decode_episode_group
from trr_backend.integrations.tmdb.seasons import (
    Season,
    SeasonEpisode,
    appended_seasons,
)

URL = "https://example.org/3/tv/1"


def test_appended_seasons_come_by_number() -> None:
    """Its credits and pictures are other entries; what nobody reads may be odd."""
    body = b"""{"id": 1,
        "season/0": {"_id": "x", "id": 7, "season_number": 0, "episodes": []},
        "season/12": {"id": 8, "air_date": "", "crew": 5, "episodes": [
            {"id": 9, "episode_number": 1.0, "runtime": null, "crew": "?"}, null]},
        "season/12/credits": {"cast": 1}, "season/12/images": []}"""
    assert appended_seasons(body, URL) == {
        0: Season(id=7, season_number=0, episodes=[]),
        12: Season(id=8, air_date="", episodes=[SeasonEpisode(id=9, episode_number=1)]),
    }


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (b'{"id": 1, "season_number": 5}', "season/4.season_number"),
        (b'{"season_number": 4}', "id"),
        (b"[]", "top level"),
        (b'{"id": 1, "episodes": {}}', "episodes"),
        (b'{"id": 1, "episodes": [{"id": 2}]}', "episodes[0].episode_number"),
        (
            b'{"id": 1, "episodes": [{"episode_number": -1}]}',
            "episodes[0].episode_number",
        ),
        (
            b'{"id": 1, "episodes": [{"episode_number": 1, "name": 5}]}',
            "episodes[0].name",
        ),
        (
            b'{"id": 1, "episodes": [{"episode_number": 1, "runtime": "45 min"}]}',
            "episodes[0].runtime",
        ),
    ],
)
def test_a_season_of_another_shape_is_told_with_its_field(
    entry: bytes, field: str
) -> None:
    """The error names the season's entry and the field in it."""
    with pytest.raises(Changed) as caught:
        appended_seasons(b'{"id": 1, "season/4": ' + entry + b"}", URL)
    assert (caught.value.field, caught.value.url) == (field, f"{URL}#season/4")


def test_an_order_of_another_shape_is_told_with_its_field() -> None:
    """An order is an answer of its own."""
    with pytest.raises(Changed) as caught:
        decode_episode_group(b'{"id": "a", "groups": [{"episodes": [{"id": "x"}]}]}')
    assert caught.value.field == "groups[0].episodes[0].id"
