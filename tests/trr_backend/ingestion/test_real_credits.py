"""Recorded credits as records: their counts, some of their values, their categories."""

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.real_data import tmdb_answers
from tests.real_parts import Part, recorded_parts
from trr_backend.ingestion.categories import Kind, category
from trr_backend.ingestion.credits import credits_from_tmdb
from trr_backend.ingestion.documents import TMDB_KEEP, TMDB_LICENCE
from trr_backend.models.documents import Document, DocumentKey
from trr_backend.models.people import CreditRecord, CreditScope, CreditsRecord

pytestmark = pytest.mark.real
SHOW = CreditScope()
SEASON = CreditScope(season_tmdb_id=100)
# What recorded lists of casts call those who play no part, and how often they do.
TOLD_APART = {
    ("regular", "host"): {"Self - Host": 4, "Host": 2, "Host / Narrator": 1},
    ("regular", "guest"): {
        "Self - Guest": 13,
        "Self - Cameo (uncredited)": 1,
        "Guest": 1,
    },
}


def test_every_recorded_series_goes_in() -> None:
    """As it is; of the lists it holds none is lost."""
    seen = 0
    for recorded in tmdb_answers("tv"):
        answer = json.loads(recorded.body)
        said = answer.get("aggregate_credits")
        record = credits_from_tmdb([_document(recorded.body, answer["id"])])
        assert (SHOW in record.scopes) == (said is not None), recorded.file
        if said is not None:
            _assert_same(record, SHOW, _rows_of_show(said), recorded.file)
            seen += len(record.credits)
    assert seen > 80


def test_every_recorded_list_of_a_whole_series_goes_in() -> None:
    """One row a role or job, with the number of its episodes."""
    parts = recorded_parts("aggregate")
    for part in parts:
        record = _record({"aggregate_credits": part.value})
        assert record.scopes == (SHOW,)
        _assert_same(record, SHOW, _rows_of_show(part.value), part.where)
    longest = max(parts, key=lambda part: len(part.value["cast"]))
    record = _record({"aggregate_credits": longest.value})
    assert (len(record.people), len(record.credits)) == _size_of_show(longest)


def test_a_person_of_two_roles_has_two_credits() -> None:
    """Iwan Rheon's in Game of Thrones: compared in full."""
    whole = next(
        part for part in recorded_parts("aggregate") if part.value.get("id") == 1399
    )
    record = _record({"aggregate_credits": whole.value})
    assert [one for one in record.credits if one.person_tmdb_id == 221978] == [
        CreditRecord(
            *(SHOW, "570162b19251416070000450", 221978, "cast", "Ramsay Bolton"),
            department=None,
            billing_order=31,
            episode_count=20,
        ),
        CreditRecord(
            *(SHOW, "5347ff6c0e0a265c6c001636", 221978, "cast", "Ramsay Snow"),
            department=None,
            billing_order=31,
            episode_count=18,
        ),
    ]


def test_every_recorded_list_of_one_credit_an_entry_goes_in() -> None:
    """Those of seasons, and those of films and series of the same shape."""
    for part in recorded_parts("credits"):
        record = _record({"season/1": {"id": 100}, "season/1/credits": part.value})
        assert record.scopes == (SEASON,)
        _assert_same(record, SEASON, _rows_of_one(part.value, "cast"), part.where)


def test_every_recorded_episode_goes_in() -> None:
    """Each with its own crew and guest stars."""
    parts = recorded_parts("episode")
    for part in parts:
        record = _record({"season/1": {"id": 100, "episodes": [part.value]}})
        scope = CreditScope(episode_tmdb_id=part.value["id"])
        assert record.scopes == (scope,)
        rows = _rows_of_one(part.value, "guest_stars")
        _assert_same(record, scope, rows, part.where)
    assert sum(len(part.value["guest_stars"]) for part in parts) > 1100


def test_functions_are_told_apart_in_recorded_roles() -> None:
    """Hosts and guests are these texts and no other; no judge, no contestant."""
    told: dict[tuple[str, str], Counter[str]] = {}
    for kind, role in _recorded_roles():
        told.setdefault((kind, category(kind, role)), Counter())[role] += 1
    assert {one: dict(told[one]) for one in TOLD_APART} == TOLD_APART
    assert {one: told[one].total() for one in told} == {
        ("regular", "cast"): 3399,
        ("regular", "self"): 516,
        ("regular", "guest"): 15,
        ("regular", "host"): 7,
        ("guest", "guest"): 1226,
    }
    selves = told["regular", "self"]
    assert all("self" in role.casefold() for role in selves)
    assert not any("self" in role.casefold() for role in told["regular", "cast"])


def _recorded_roles() -> list[tuple[Kind, str]]:
    roles: list[tuple[Kind, str]] = []
    for kind in ("aggregate", "credits", "episode", "works"):
        for part in recorded_parts(kind):
            for one in part.value.get("cast", ()):
                said = one.get("roles") or [one]
                roles += [("regular", role.get("character") or "") for role in said]
            for one in part.value.get("guest_stars", ()):
                roles.append(("guest", _character(one) or ""))
    return roles


Row = tuple[int, str | None, str | None, int | None]


def _rows_of_show(said: dict[str, Any]) -> list[Row]:
    """Return person, role, department and count of each credit in the raw list."""
    return [
        (one["id"], role["character"] or None, None, role["episode_count"])
        for one in said["cast"]
        for role in one["roles"]
    ] + [
        (one["id"], job["job"], one["department"], job["episode_count"])
        for one in said["crew"]
        for job in one["jobs"]
    ]


def _rows_of_one(said: dict[str, Any], cast: str) -> list[Row]:
    return [(one["id"], _character(one) or None, None, None) for one in said[cast]] + [
        (one["id"], one["job"], one["department"], None) for one in said["crew"]
    ]


def _character(said: dict[str, Any]) -> str | None:
    character: str | None = said.get("character", said.get("character_name"))
    return character


def _assert_same(
    record: CreditsRecord, scope: CreditScope, rows: list[Row], where: str
) -> None:
    """Compare all credits with the raw list's, of which equal ones are one."""
    found = [
        (one.person_tmdb_id, one.role, one.department, one.episode_count)
        for one in record.credits
        if one.scope == scope
    ]
    assert Counter(found) == Counter(dict.fromkeys(rows, 1)), where
    assert record.nameless == 0, where
    keys = {(one.scope, one.source_key) for one in record.credits}
    assert len(keys) == len(record.credits), where
    assert {one.tmdb_id for one in record.people} == {row[0] for row in rows}, where


def _size_of_show(part: Part) -> tuple[int, int]:
    everybody = [*part.value["cast"], *part.value["crew"]]
    said = sum(len(one.get("roles") or one["jobs"]) for one in everybody)
    return len({one["id"] for one in everybody}), said


def _record(answer: dict[str, object]) -> CreditsRecord:
    body = json.dumps({"id": 1, "seasons": [], **answer}).encode()
    return credits_from_tmdb([_document(body, 1)])


def _document(body: bytes, tmdb_id: int) -> Document:
    return Document(
        key=DocumentKey("tmdb", "tv", str(tmdb_id)),
        url="",
        body=body,
        fetched_at=datetime(2026, 1, 2, tzinfo=UTC),
        licence=TMDB_LICENCE,
        keep=TMDB_KEEP,
    )
