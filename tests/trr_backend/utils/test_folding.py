"""Text as it is compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trr_backend.utils.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Operación Triunfo", "operacion triunfo"),
        ("Wetten, dass..?", "wetten dass"),
        ("Love & Hip Hop", "love and hip hop"),
        ("RuPaul\u2019s Drag Race", "rupauls drag race"),
        ("Jeopardy!", "jeopardy"),
        ("Straße", "strasse"),
        ("!!!", "!!!"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    """Case, accents and punctuation do not count."""
    assert fold(text) == folded


@given(st.text())
def test_fold_is_idempotent(text: str) -> None:
    """Folding what is folded changes nothing."""
    assert fold(fold(text)) == fold(text)
