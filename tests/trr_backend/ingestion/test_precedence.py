"""Which source wins for which field."""

from dataclasses import fields

from trr_backend.ingestion.precedence import PRECEDENCE, decide
from trr_backend.models.shows import ShowFacts


def test_every_field_that_sources_compete_for_is_in_the_table() -> None:
    """A new field cannot be forgotten: without a row it would stay empty."""
    assert set(PRECEDENCE) == {one.name for one in fields(ShowFacts)}


def test_the_first_source_that_says_something_wins_field_by_field() -> None:
    """A person beats TMDb, TMDb beats a list, silence loses to everyone."""
    decided = decide(
        {
            "list": ShowFacts(name="As listed", overview="Lists do not count here."),
            "tmdb": ShowFacts(name="As TMDb has it", tagline="T", vote_count=0),
            "override": ShowFacts(name="As we want it", in_production=False),
        }
    )
    assert decided == (
        ShowFacts(name="As we want it", tagline="T", vote_count=0, in_production=False),
        {
            "name": "override",
            "tagline": "tmdb",
            "in_production": "override",
            "vote_count": "tmdb",
        },
    )


def test_an_empty_tuple_is_a_word() -> None:
    """That there is no language is said; only None says nothing."""
    assert decide(
        {"override": ShowFacts(languages=()), "tmdb": ShowFacts(languages=("en",))}
    ) == (ShowFacts(languages=()), {"languages": "override"})


def test_nobody_says_anything() -> None:
    """Without a source there is no fact and no provenance; strangers do not count."""
    assert decide({}) == (ShowFacts(), {})
    assert decide({"a stranger": ShowFacts(name="X")}) == (ShowFacts(), {})
