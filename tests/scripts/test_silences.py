"""When a wiki that does not answer is asked no more."""

import pytest

from scripts._silences import Silences
from trr_backend.errors import Changed, Unavailable
from trr_backend.models.wiki import Wiki

ISLANDS, OTHER = Wiki.fandom("islands"), Wiki.fandom("other")


def test_three_questions_in_a_row_without_an_answer_are_enough() -> None:
    """An answer in between, or one that cannot be read, is a sign of life."""
    silences = Silences()
    down = Unavailable("no whole answer", source="fandom")

    def ask(wiki: Wiki, error: Exception | None = None) -> None:
        with silences.asking(wiki):
            if error:
                raise error

    for _ in range(2):
        for _ in range(2):
            with pytest.raises(Unavailable, match="no whole answer"):
                ask(ISLANDS, down)
        ask(ISLANDS)
    for _ in range(3):
        with pytest.raises(Changed):
            ask(ISLANDS, Changed("odd", field="query", source="fandom"))
    assert silences.given_up == set()

    for _ in range(3):
        with pytest.raises(Unavailable, match="no whole answer"):
            ask(ISLANDS, down)
    with pytest.raises(Unavailable, match="not asked, for it did not answer before"):
        ask(ISLANDS)
    ask(OTHER)
    assert silences.given_up == {"islands"}
