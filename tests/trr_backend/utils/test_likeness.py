"""Copies of a picture are grouped under the best one; others stay by themselves."""

import random
import time
from dataclasses import replace

import pytest

from trr_backend.utils.likeness import Likeness, groups

BEST = Likeness(
    sha256="best",
    phash="00ff00ff00ff00ff",
    colour="#808080",
    width=2000,
    height=3000,
    bytes=900_000,
    position=5,
)
SMALL = replace(BEST, sha256="small", width=500, height=750, bytes=90_000, position=1)


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (SMALL, True),
        (replace(SMALL, phash="00ff00ff00ff0000"), True),
        (replace(SMALL, phash="00ff00ff00ff0100"), False),
        (replace(SMALL, colour="#887880"), True),
        (replace(SMALL, colour="#898080"), False),
        (replace(SMALL, colour="#808077"), False),
        (replace(SMALL, width=510), True),
        (replace(SMALL, width=511), False),
        (replace(SMALL, height=765), True),
        (replace(SMALL, height=766), False),
    ],
)
def test_hash_colour_and_proportions_all_have_to_be_near(
    other: Likeness, *, alike: bool
) -> None:
    """Eight bits, eight levels of each colour and two per cent are the limits."""
    stands = "best" if alike else "small"
    assert groups([BEST, other]) == {"best": "best", "small": stands}


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        (replace(BEST, sha256="x", width=1999), BEST),
        (replace(BEST, sha256="x", bytes=899_999), BEST),
        (replace(BEST, sha256="x", position=6), BEST),
        (replace(BEST, sha256="x"), BEST),
        (replace(BEST, sha256="x", position=1, bytes=899_999), BEST),
        (replace(BEST, sha256="x", bytes=10**7, height=2999), BEST),
        (replace(BEST, sha256="x", missing=True, width=2010), BEST),
        (replace(BEST, sha256="x", standing=1, width=2010), BEST),
        (
            replace(BEST, sha256="x", width=2010),
            replace(BEST, missing=True, pinned=True),
        ),
    ],
    ids=[
        "pixels",
        "bytes",
        "position",
        "name",
        "bytes first",
        "pixels first",
        "listed first",
        "standing first",
        "chosen first",
    ],
)
def test_the_best_of_a_group_stands_for_it(worse: Likeness, better: Likeness) -> None:
    """Chosen, listed, best standing, most pixels, most bytes, position, then hash."""
    for order in ([worse, better], [better, worse]):
        assert groups(order) == {worse.sha256: "best", "best": "best"}


def test_a_chain_of_small_steps_joins_no_two_that_differ() -> None:
    """Only what is like the best picture itself is in its group."""
    step = replace(BEST, sha256="step", bytes=800_000, phash="00ff00ff00ff0000")
    far = replace(BEST, sha256="far", bytes=700_000, phash="00ff00ff00000000")
    assert groups([BEST, step, far]) == {"best": "best", "step": "best", "far": "far"}


def test_the_order_makes_no_difference() -> None:
    """The same pictures, however they come, one of them twice, form the same groups."""
    chance = random.Random(4)
    pictures = [
        replace(
            BEST,
            sha256=f"{number}",
            phash=f"{chance.choice((0, 1, 0xFFF, 0xFFFFFF)):016x}",
            colour=chance.choice(("#808080", "#838383", "#8b8b8b")),
            bytes=chance.randrange(1000),
        )
        for number in range(60)
    ]
    expected = groups(pictures)
    assert 1 < len(set(expected.values())) < 20
    for _ in range(5):
        chance.shuffle(pictures)
        assert groups([*pictures, pictures[0]]) == expected


def test_nothing_is_no_group() -> None:
    """An entity without pictures has none."""
    assert groups([]) == {}


def test_a_thousand_different_pictures_are_compared_in_no_time() -> None:
    """Half a million comparisons take less than two seconds."""
    chance = random.Random(5)
    pictures = [
        replace(BEST, sha256=f"{number}", phash=f"{chance.getrandbits(64):016x}")
        for number in range(1000)
    ]
    began = time.perf_counter()
    assert len(set(groups(pictures).values())) == 1000
    assert time.perf_counter() - began < 2
