"""Recorded people as records: all of them, each value as it was said."""

from datetime import UTC, date, datetime

import pytest

from tests.real_parts import Part, recorded_parts
from trr_backend.ingestion.documents import TMDB_KEEP, TMDB_LICENCE
from trr_backend.ingestion.people import person_from_tmdb, person_key
from trr_backend.models.documents import Document
from trr_backend.models.people import PersonRecord
from trr_backend.models.shows import ExternalId

pytestmark = pytest.mark.real
_GENDERS = {0: None, 1: "female", 2: "male", None: None}


def test_every_recorded_person_goes_in() -> None:
    """Facts, ids, other names and works are those of the raw answer."""
    parts = recorded_parts("person")
    for part in parts:
        said, record = part.value, _person(part)
        facts = record.facts
        assert (record.tmdb_id, record.name) == (said["id"], said["name"]), part.where
        assert facts.gender == _GENDERS[said.get("gender")], part.where
        for day, text in (
            (facts.birthday, said["birthday"]),
            (facts.deathday, said["deathday"]),
        ):
            assert (day.isoformat() if day else "") == (text or ""), part.where
        assert facts.popularity == float(said["popularity"]), part.where
        assert facts.profile_path == said["profile_path"], part.where
        names = {name.strip() for name in said["also_known_as"]} - {record.name, ""}
        assert set(record.aliases or ()) == names, part.where
    assert len({_person(part).tmdb_id for part in parts}) >= 9


def test_every_recorded_list_of_works_goes_in() -> None:
    """As many works as entries, equal entries once; each is found by its key."""
    parts = recorded_parts("works")
    for part in parts:
        works = {"id": 1, "name": "X", "combined_credits": part.value}
        record = _person(Part(part.where, works))
        said = {
            (one["id"], one.get("media_type"), one.get("credit_id"), role, is_crew)
            for is_crew, role_of, listed in (
                (False, "character", part.value["cast"]),
                (True, "job", part.value["crew"]),
            )
            for one in listed
            for role in [one[role_of]]
        }
        assert record.works is not None
        assert len(record.works) == len(said), part.where
        assert len({work.source_key for work in record.works}) == len(said)
    assert sum(len(part.value["cast"]) for part in parts) > 1500


def test_a_recorded_person_has_these_ids_and_works() -> None:
    """Angelina Jolie's answer, with everything appended."""
    part = next(part for part in recorded_parts("person") if part.value["id"] == 11701)
    record = _person(part)
    said = part.value["combined_credits"]
    assert record.facts.birthday == date(1975, 6, 4)
    assert record.facts.instagram_handle == "angelinajolie"
    assert record.external_ids == (
        ExternalId("imdb", "nm0001401"),
        ExternalId("wikidata", part.value["external_ids"]["wikidata_id"]),
    )
    assert record.works is not None
    assert len(record.works) == len(said["cast"]) + len(said["crew"]) == 127


def _person(part: Part) -> PersonRecord:
    return person_from_tmdb(
        Document(
            key=person_key(1),
            url="",
            body=part.body,
            fetched_at=datetime(2026, 1, 2, tzinfo=UTC),
            licence=TMDB_LICENCE,
            keep=TMDB_KEEP,
        )
    )
