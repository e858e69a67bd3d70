"""What was taken down is cut out of documents, and nothing else."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.real_data import real_data
from trr_backend.ingestion.redaction import redacted
from trr_backend.models.documents import Document, DocumentKey
from trr_backend.models.overrides import fact_id

_NAMING = {"created_by", "aggregate_credits", "credits", "episodes"}
SHOW = {
    "id": 7,
    "overview": "Of a show.",
    "origin_country": ["US"],
    "created_by": [{"id": 7, "name": "A"}, {"id": 8, "name": "B"}],
    "networks": [{"id": 7, "name": "N"}],
    "external_ids": {"twitter_id": "seven", "imdb_id": "tt0000007"},
    "translations": {
        "translations": [{"iso_639_1": "de", "data": {"overview": "Text.", "name": ""}}]
    },
    "aggregate_credits": {"cast": [{"id": 7, "name": "A"}], "crew": [{"id": 8}]},
    "last_episode_to_air": {"id": 7, "overview": "Of an episode."},
    "season/1": {
        "id": 7,
        "overview": "Of a season.",
        "episodes": [
            {
                "id": 7,
                "overview": "Of an episode.",
                "runtime": 42,
                "crew": [{"id": 7}],
                "guest_stars": [{"id": 9}, {"id": 7}],
            }
        ],
    },
    "season/1/credits": {"id": 7, "cast": [{"id": 7}], "crew": []},
}


def test_a_person_is_cut_out_of_every_list_of_people() -> None:
    """By id: a show, a season and a network of the same number stay."""
    left = _redacted("tv", SHOW, ("person", "7"))
    expected = _copy(SHOW)
    expected["created_by"] = [{"id": 8, "name": "B"}]
    expected["aggregate_credits"]["cast"] = []
    expected["season/1"]["episodes"][0]["crew"] = []
    expected["season/1"]["episodes"][0]["guest_stars"] = [{"id": 9}]
    expected["season/1/credits"]["cast"] = []
    assert left == expected


def test_a_fact_of_a_show_is_cut_in_every_language() -> None:
    """That of a season or an episode of the same number stays."""
    left = _redacted("tv", SHOW, ("fact", fact_id("show", 7, "overview")))
    expected = _copy(SHOW)
    del expected["overview"]
    del expected["translations"]["translations"][0]["data"]["overview"]
    assert left == expected


def test_a_fact_of_an_episode_is_cut_wherever_it_is_told() -> None:
    """In its season, and where the show names its last one."""
    left = _redacted(
        "tv_part",
        SHOW,
        ("fact", fact_id("episode", 7, "overview")),
        ("fact", fact_id("episode", 7, "runtime_minutes")),
    )
    expected = _copy(SHOW)
    del expected["last_episode_to_air"]["overview"]
    del expected["season/1"]["episodes"][0]["overview"]
    del expected["season/1"]["episodes"][0]["runtime"]
    assert left == expected


def test_fields_are_known_by_the_sources_own_words() -> None:
    """Countries and accounts are called otherwise there."""
    left = _redacted(
        "tv",
        SHOW,
        ("fact", fact_id("show", 7, "origin_countries")),
        ("fact", fact_id("show", 7, "twitter_handle")),
    )
    expected = _copy(SHOW)
    del expected["origin_country"]
    del expected["external_ids"]["twitter_id"]
    assert left == expected


def test_works_of_a_person_are_not_taken_for_people() -> None:
    """The numbers in a person's own credits are those of shows and films."""
    ada = {
        "id": 1,
        "biography": "Of Ada.",
        "combined_credits": {"cast": [{"id": 7, "title": "A film"}], "crew": []},
    }
    assert _redacted("person", ada, ("person", "7")) == ada
    left = _redacted("person", ada, ("fact", fact_id("person", 1, "biography")))
    assert left == {key: ada[key] for key in ("id", "combined_credits")}


def test_what_lookups_found_is_cut_too() -> None:
    """By search, and by an id of another source; a keyword of that number stays."""
    fact = ("fact", fact_id("show", 7, "overview"))
    found = [{"id": 7, "name": "A", "overview": "Of a show."}]
    left = [{"id": 7, "name": "A"}]
    assert _redacted("search_tv", {"results": found}, fact) == {"results": left}
    answer = {"tv_results": found, "person_results": [{"id": 7}]}
    assert _redacted("find", answer, fact, ("person", "7")) == {
        "tv_results": left,
        "person_results": [],
    }
    keywords = {"id": 1, "keywords": {"results": found}}
    assert _redacted("tv", keywords, fact) == keywords


@pytest.mark.parametrize("body", [b"[]", b"null", b'{"cast": [7, {}], "crew": null}'])
def test_odd_documents_are_left_as_they_are(body: bytes) -> None:
    """What has no id is nobody."""
    document = _document("tv", body)
    assert redacted(document, lambda _kind, _id: True) is document


def test_a_document_that_names_nobody_is_the_very_same() -> None:
    """Its bytes and its digest do not change, whatever its white space."""
    document = _document("tv", json.dumps(SHOW, indent=3).encode())
    assert redacted(document, _known(("person", "99"))) is document


@pytest.mark.real
def test_recorded_answers_lose_the_person_and_nothing_else() -> None:
    """Of each recorded answer about a show, its first credited person."""
    checked = 0
    for path in sorted((real_data() / "tmdb_fixtures").glob("**/*.json")):
        body = path.read_bytes()
        answer = json.loads(body)
        named = answer.get("aggregate_credits") if isinstance(answer, dict) else None
        if not named or not named.get("cast"):
            continue
        person_id = named["cast"][0]["id"]
        left = redacted(_document("tv", body), _known(("person", str(person_id))))
        assert f'"id":{person_id},' not in _people(json.loads(left.body))
        rest = json.loads(left.body)
        assert {**answer, **_lists(rest)} == rest
        checked += 1
    assert checked > 0


def _people(answer: dict[str, object]) -> str:
    return json.dumps(_lists(answer), separators=(",", ":"))


def _lists(answer: dict[str, object]) -> dict[str, object]:
    """Return the parts of an answer that name people."""
    return {
        key: value
        for key, value in answer.items()
        if key in _NAMING or key.startswith("season/")
    }


def _redacted(kind: str, body: object, *known: tuple[str, str]) -> object:
    document = _document(kind, json.dumps(body).encode())
    return json.loads(redacted(document, _known(*known)).body)


def _known(*known: tuple[str, str]) -> Callable[[str, str], bool]:
    return lambda kind, one: (kind, one) in known


def _copy(body: object) -> dict[str, Any]:
    copied: dict[str, Any] = json.loads(json.dumps(body))
    return copied


def _document(kind: str, body: bytes) -> Document:
    return Document(
        key=DocumentKey("tmdb", kind, "7"),
        url="https://api.themoviedb.org/3/tv/7",
        body=body,
        fetched_at=datetime(2026, 1, 2, tzinfo=UTC),
        licence="",
        keep=timedelta(days=1),
    )
