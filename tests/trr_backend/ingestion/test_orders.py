"""Alternative orders of episodes: listed, answered, cut."""

from typing import Any

import pytest

from tests.trr_backend.ingestion.answers_by_hand import order, tv
from trr_backend.ingestion.seasons import seasons_from_tmdb
from trr_backend.models.documents import Document
from trr_backend.models.seasons import OrderGroup, OrderRecord

DVD = "5acf93e60e0a26346d0000ce"
ARCS = "5acf93e60e0a26346d0000cf"


def test_an_order_holds_its_groups_and_episodes_in_their_places() -> None:
    """Places are the source's, whatever the answer's own sequence."""
    document = order(
        DVD,
        episode_count=4,
        groups=[
            {"name": "", "order": 2, "episodes": [{"id": 3, "order": 0}]},
            {
                "name": " Disc 1 ",
                "order": 1,
                "episodes": [
                    {"id": 2, "order": 1},
                    {"id": 1, "order": 0},
                    {"id": None, "order": 2},
                    {"id": 1, "order": 3},
                ],
            },
        ],
    )
    listed = {"id": DVD, "name": "DVD", "type": 3, "description": "All discs."}
    assert _orders([listed], document) == (
        OrderRecord(
            key=DVD,
            name="DVD",
            type="dvd",
            description="All discs.",
            groups=(OrderGroup("Disc 1", (1, 2)), OrderGroup("group 2", (3,))),
        ),
    )


def test_an_order_that_did_not_answer_is_known_by_the_list() -> None:
    """Its groups stay as they are stored; an order listed twice is one."""
    listed: list[dict[str, Any]] = [
        {"id": ARCS, "name": "", "description": ""},
        {"id": ARCS, "type": 99},
    ]
    assert _orders(listed) == (
        OrderRecord(
            key=ARCS,
            name=f"order {ARCS}",
            type="unknown",
            description=None,
            groups=None,
        ),
    )


@pytest.mark.parametrize(
    ("said", "groups"),
    [
        ({"groups": [], "episode_count": 0}, ()),
        ({"groups": [], "episode_count": 2}, None),
        ({"groups": None}, None),
        ({"groups": [{"name": "A", "episodes": None}], "episode_count": 1}, None),
        (
            {"groups": [{"name": "A", "episodes": [{"id": 1}]}], "episode_count": 1},
            (OrderGroup("A", (1,)),),
        ),
    ],
)
def test_a_cut_order_says_nothing_of_its_groups(
    said: dict[str, Any], groups: tuple[OrderGroup, ...] | None
) -> None:
    """The answer counts its own episodes: fewer are no truth."""
    (found,) = _orders([{"id": DVD, "name": "DVD"}], order(DVD, **said)) or ()
    assert found.groups == groups


@pytest.mark.parametrize(
    ("said", "orders"),
    [
        ({}, None),
        ({"episode_groups": None}, None),
        ({"episode_groups": {"results": None}}, None),
        ({"episode_groups": {"results": []}}, ()),
    ],
)
def test_a_show_without_the_part_says_nothing_of_orders(
    said: dict[str, Any], orders: tuple[OrderRecord, ...] | None
) -> None:
    """None keeps what is stored, an empty tuple says that there is none."""
    assert seasons_from_tmdb([tv(**said)], ("en-US",)).orders == orders


def test_an_order_that_is_no_longer_listed_is_not_read() -> None:
    """Its document may still lie there."""
    assert _orders([], order(DVD, groups=[])) == ()


def _orders(
    listed: list[dict[str, Any]], *documents: Document
) -> tuple[OrderRecord, ...] | None:
    show = tv(episode_groups={"results": listed})
    return seasons_from_tmdb([show, *documents], ("en-US",)).orders
