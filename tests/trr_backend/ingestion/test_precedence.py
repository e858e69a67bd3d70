"""Which source wins for which field."""

from dataclasses import fields
from datetime import date

import pytest

from trr_backend.errors import InputError
from trr_backend.ingestion.precedence import PRECEDENCE, decide, overridden
from trr_backend.models.people import CreditFacts, PersonFacts
from trr_backend.models.seasons import EpisodeFacts, SeasonFacts
from trr_backend.models.shows import ShowFacts


def test_every_field_that_sources_compete_for_is_in_the_table() -> None:
    """A new field cannot be forgotten: without a row it would stay empty."""
    for kind in (ShowFacts, SeasonFacts, EpisodeFacts, PersonFacts, CreditFacts):
        assert set(PRECEDENCE[kind]) == {one.name for one in fields(kind)}


def test_the_first_source_that_says_something_wins_field_by_field() -> None:
    """A person beats TMDb, TMDb beats a list, silence loses to everyone."""
    decided = decide(
        ShowFacts,
        {
            "list": ShowFacts(name="As listed", overview="Lists do not count here."),
            "tmdb": ShowFacts(name="As TMDb has it", tagline="T", vote_count=0),
            "override": ShowFacts(name="As we want it", in_production=False),
        },
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
        ShowFacts,
        {"override": ShowFacts(languages=()), "tmdb": ShowFacts(languages=("en",))},
    ) == (ShowFacts(languages=()), {"languages": "override"})


def test_nobody_says_anything() -> None:
    """Without a source there is no fact and no provenance; strangers do not count."""
    assert decide(ShowFacts, {}) == (ShowFacts(), {})
    stranger = {"a stranger": ShowFacts(name="X")}
    assert decide(ShowFacts, stranger) == (ShowFacts(), {})


def test_a_field_that_was_taken_down_stays_empty() -> None:
    """Neither a source nor a person fills it again."""
    said = {"tmdb": PersonFacts(name="N", birthday=date(1970, 1, 1))}
    assert decide(PersonFacts, said, silent=frozenset({"birthday"})) == (
        PersonFacts(name="N"),
        {"name": "tmdb"},
    )


def test_a_persons_word_is_read_as_the_fields_types() -> None:
    """Dates come as ISO 8601 text; what is no such value or no field is refused."""
    values = {"air_date": "2004-05-15", "runtime_minutes": 42}
    assert overridden(EpisodeFacts, values) == EpisodeFacts(
        air_date=date(2004, 5, 15), runtime_minutes=42
    )
    with pytest.raises(InputError, match="runtime_minutes"):
        overridden(EpisodeFacts, {"runtime_minutes": "long"})
    with pytest.raises(InputError, match="no field rating; there are air_date"):
        overridden(EpisodeFacts, {"rating": 1})
