"""The place that a placement names."""

import pytest

from trr_backend.ingestion.wiki.maps import load_map
from trr_backend.ingestion.wiki.places import place_of

MAP = load_map("somewhere")


@pytest.mark.parametrize(
    ("placement", "place"),
    [
        ("1st", 1),
        ("10/16", 10),
        ("3 / 20", 3),
        ("Runner-Up (2/16)", 2),
        ("Second Runner-Up (3/18)", 3),
        ("22nd place", 22),
        ("4", 4),
        ("4. Platz", 4),
        ("2\u4f4d", 2),
        ("Winner", 1),
        ("SOLE SURVIVOR", 1),
        ("Winner (Season 2)", 1),
        ("Gewinnerin", 1),
        ("Runner-up", 2),
        ("1st runner-up", 2),
        ("2nd Runner-Up", 3),
        ("Third runner up", 4),
        ("1st voted out", None),
        ("Evicted 5th, Day 14", None),
        ("10th/11th", None),
        ("Tied 3rd", None),
        ("20/16", None),
        ("0", None),
        ("Finalist", None),
        ("Season 3", None),
        ("", None),
    ],
)
def test_the_number_in_a_placement(placement: str, place: int | None) -> None:
    """A winner is 1; who was voted out first is not."""
    assert place_of(placement, MAP) == place
