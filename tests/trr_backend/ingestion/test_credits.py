"""A show's TMDb answers as credits: of the show, its seasons and its episodes."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from trr_backend.errors import Changed
from trr_backend.ingestion.credits import credits_from_tmdb
from trr_backend.ingestion.documents import TMDB_KEEP, TMDB_LICENCE
from trr_backend.models.documents import Document, DocumentKey
from trr_backend.models.people import (
    Category,
    CreditedPerson,
    CreditRecord,
    CreditScope,
    CreditsRecord,
)

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
URL = "https://api.themoviedb.org/3/tv/1"
SHOW = CreditScope()
SEASON = CreditScope(season_tmdb_id=100)
EPISODE = CreditScope(episode_tmdb_id=1001)

TEN = {"episode_count": 10}
ANN = {
    "id": 11,
    "name": "Ann",
    "gender": 1,
    "known_for_department": "Acting",
    "profile_path": "/ann.jpg",
}
BOB = {"id": 12, "name": "Bob", "gender": 0, "profile_path": None}
CEM = {"id": 13, "name": "", "original_name": "Cem", "gender": 3}
DIRECTOR = {"job": "Director", "department": "Directing"}
WHOLE = {
    "id": 1,
    "name": "A Show",
    "seasons": [{"id": 100, "season_number": 1, "episode_count": 1}],
    "aggregate_credits": {
        "cast": [
            {
                **ANN,
                "order": 0,
                "total_episode_count": 12,
                "roles": [
                    {"credit_id": "a1", "character": "Self - Host", **TEN},
                    {"credit_id": "a2", "character": "Self", "episode_count": 2},
                ],
            },
            {
                **BOB,
                "order": 500,
                "roles": [{"credit_id": "b1", "character": "Self", "episode_count": 1}],
            },
        ],
        "crew": [
            {
                **CEM,
                "department": "Directing",
                "total_episode_count": 7,
                "jobs": [{"credit_id": "c1", "job": "Director", "episode_count": 7}],
            }
        ],
    },
    "season/1": {
        "id": 100,
        "season_number": 1,
        "episodes": [
            {
                "id": 1001,
                "episode_number": 1,
                "crew": [{**CEM, "credit_id": "c1", **DIRECTOR}],
                "guest_stars": [
                    {**BOB, "credit_id": "b1", "character": "Self", "order": 500}
                ],
            },
            {"id": 1002, "episode_number": 2},
        ],
    },
    "season/1/credits": {
        "cast": [{**ANN, "credit_id": "a1", "character": "Self - Host", "order": 0}],
        "crew": [],
    },
}


def test_a_whole_answer_becomes_credits_of_three_scopes() -> None:
    """Who is a guest of an episode is one in the whole show's list, too."""
    assert credits_from_tmdb([_document(WHOLE)]) == CreditsRecord(
        scopes=(SHOW, SEASON, EPISODE),
        people=(
            CreditedPerson(11, "Ann", "female", "Acting", "/ann.jpg"),
            CreditedPerson(12, "Bob"),
            CreditedPerson(13, "Cem", "non_binary"),
        ),
        credits=(
            CreditRecord(SHOW, "a1", 11, "host", "Self - Host", None, 0, 10),
            CreditRecord(SHOW, "a2", 11, "self", "Self", None, 0, 2),
            CreditRecord(SHOW, "b1", 12, "guest", "Self", None, 500, 1),
            CreditRecord(SHOW, "c1", 13, "crew", "Director", "Directing", None, 7),
            CreditRecord(SEASON, "a1", 11, "host", "Self - Host", None, 0, None),
            CreditRecord(EPISODE, "b1", 12, "guest", "Self", None, 500, None),
            CreditRecord(
                EPISODE, "c1", 13, "crew", "Director", "Directing", None, None
            ),
        ),
    )


def test_what_is_not_answered_is_no_scope() -> None:
    """No list at all says nothing; empty lists say that there is nobody."""
    nothing = {"id": 1, "season/1": {"id": 100, "episodes": None}}
    assert credits_from_tmdb([_document(nothing)]) == CreditsRecord((), (), ())
    empty = {
        "id": 1,
        "aggregate_credits": {"cast": [], "crew": []},
        "season/1": {
            "id": 100,
            "episodes": [
                {"id": 1001, "episode_number": 1, "crew": [], "guest_stars": []}
            ],
        },
        "season/1/credits": {"cast": [], "crew": []},
    }
    assert credits_from_tmdb([_document(empty)]) == CreditsRecord(
        (SHOW, SEASON, EPISODE), (), ()
    )


@pytest.mark.parametrize("silent", ["season/1", "season/1/credits"])
def test_a_show_without_credits_whose_parts_have_some_was_cut(silent: str) -> None:
    """Its list counts those of seasons and episodes: they cannot all be gone."""
    cut = {**WHOLE, "aggregate_credits": {"cast": [], "crew": []}}
    bare = {"id": 100, "episodes": []} if silent == "season/1" else {"cast": []}
    said = credits_from_tmdb([_document({**cut, silent: bare})])

    assert SHOW not in said.scopes
    assert said.credits


def test_of_a_scope_with_one_list_only_nothing_is_known_to_be_gone() -> None:
    """What the list holds is taken, and the scope is not called answered."""
    half = {
        "id": 1,
        "aggregate_credits": {"cast": [_cast(ANN, "a1", "Host")]},
        "season/1": {
            "id": 100,
            "episodes": [
                {
                    "id": 1001,
                    "episode_number": 1,
                    "guest_stars": [_guest(BOB, "b1", "Self")],
                }
            ],
        },
        "season/1/credits": {"crew": []},
    }
    record = credits_from_tmdb([_document(half)])
    assert record.scopes == ()
    assert [(one.scope, one.source_key) for one in record.credits] == [
        (SHOW, "a1"),
        (EPISODE, "b1"),
    ]


@pytest.mark.parametrize(
    "nobody",
    [
        {"name": "Ann"},
        {"id": None, "name": "Ann"},
        {"id": 0, "name": "Ann"},
        {"id": 11, "name": " "},
        {"id": 11, "name": None, "original_name": ""},
    ],
)
def test_credits_of_nobody_are_left_out_and_counted(nobody: dict[str, object]) -> None:
    """Without an id or a name it is no person; each credit counts."""
    answer = {
        "id": 1,
        "aggregate_credits": {
            "cast": [
                {**nobody, "roles": [{"character": "A"}, {"character": "B"}]},
                _cast(BOB, "b1", "Host"),
            ],
            "crew": [],
        },
        "season/1": {
            "id": 100,
            "episodes": [
                {"id": 1001, "episode_number": 1, "crew": [nobody], "guest_stars": []}
            ],
        },
    }
    record = credits_from_tmdb([_document(answer)])
    assert record.nameless == 3
    assert record.scopes == (SHOW, EPISODE)
    assert [one.person_tmdb_id for one in record.credits] == [12]
    assert [one.tmdb_id for one in record.people] == [12]


@pytest.mark.parametrize(
    ("said", "kept", "category"),
    [
        ("Self -\r\nHost \U0001f451", "Self -\r\nHost \U0001f451", "host"),
        (" Line one\nline two ", " Line one\nline two ", "cast"),
        ("Ann\u0000ie", "Annie", "cast"),
        (" ", None, "cast"),
        (None, None, "cast"),
    ],
)
def test_a_role_is_kept_as_it_is_worded(
    said: str | None, kept: str | None, category: Category
) -> None:
    """Line breaks, blanks and emoji included; Postgres can hold no NUL."""
    (credit,) = _credits_of_cast([_cast(ANN, "a1", said)])
    assert (credit.role, credit.category) == (kept, category)


def test_a_credit_without_an_id_of_its_own_gets_a_stable_one() -> None:
    """The same key in whatever order; a doubled id names nothing, either."""
    said = [
        _cast(ANN, None, "Host"),
        _cast(ANN, "", "Judge"),
        _cast(ANN, "x", "Maid"),
        _cast(BOB, "x", "Maid"),
        _cast(BOB, "b1", "Butler"),
        _cast(BOB, "b1", "Butler"),
        _cast(ANN, None, "Host"),
    ]
    one = _credits_of_cast(said)
    other = _credits_of_cast(said[::-1])
    assert {credit.source_key: credit for credit in one} == {
        credit.source_key: credit for credit in other
    }
    assert [(credit.person_tmdb_id, credit.role) for credit in one] == [
        (11, "Host"),
        (11, "Judge"),
        (11, "Maid"),
        (12, "Maid"),
        (12, "Butler"),
    ]
    assert [len(credit.source_key) for credit in one] == [32, 32, 32, 32, 2]


def test_a_person_without_any_role_is_a_credit_all_the_same() -> None:
    """The list names them; what they did is not said."""
    nothing = {**ANN, "order": 3, "total_episode_count": 4, "roles": []}
    (credit,) = _credits_of_cast([nothing])
    assert (credit.category, credit.role, credit.episode_count) == ("cast", None, 4)


def test_guest_stars_of_old_answers_name_their_character_otherwise() -> None:
    """`character_name` stands where `character` stands now."""
    guest = {**BOB, "credit_id": "b1", "character_name": "A Guard", "order": 2}
    episode = {"id": 1001, "episode_number": 1, "crew": [], "guest_stars": [guest]}
    answer = {"id": 1, "season/1": {"id": 100, "episodes": [episode]}}
    (credit,) = credits_from_tmdb([_document(answer)]).credits
    assert credit == CreditRecord(EPISODE, "b1", 12, "guest", "A Guard", None, 2, None)


def test_seasons_are_read_from_all_documents_of_the_show() -> None:
    """In whatever order they come; of an entry in two of them the newest counts."""
    show = {
        "id": 1,
        "aggregate_credits": {"cast": [_cast(ANN, "a1", "Host")], "crew": []},
        "seasons": [
            {"id": 400, "season_number": 4},
            {"id": 500, "season_number": 5},
        ],
        "season/4": {"id": 400, "episodes": [_episode(4001, ANN, "a4")]},
    }
    part = {
        "id": 1,
        "season/4": {"id": 400, "episodes": [_episode(4001, BOB, "b4")]},
        "season/5/credits": {"cast": [_guest(ANN, "a5", "Host")], "crew": []},
    }
    documents = [_part(part, NOW + timedelta(days=1)), _document(show)]
    record = credits_from_tmdb(documents)
    assert record == credits_from_tmdb(documents[::-1])
    assert [(one.scope, one.source_key) for one in record.credits] == [
        (SHOW, "a1"),
        (CreditScope(season_tmdb_id=500), "a5"),
        (CreditScope(episode_tmdb_id=4001), "b4"),
    ]


def test_an_episode_that_moved_is_where_it_was_seen_last() -> None:
    """Two seasons may name it for a while: its credits are those of the newer one."""
    show = {
        "id": 1,
        "seasons": [
            {"id": 100, "season_number": 1},
            {"id": 400, "season_number": 4},
        ],
        "season/1": {"id": 100, "episodes": [_episode(1001, ANN, "a1")]},
    }
    part = {"id": 1, "season/4": {"id": 400, "episodes": [_episode(1001, BOB, "b1")]}}
    record = credits_from_tmdb([_part(part, NOW + timedelta(days=1)), _document(show)])
    assert record.scopes == (EPISODE,)
    assert [one.source_key for one in record.credits] == ["b1"]


def test_credits_of_what_is_no_season_of_the_show_are_left_out() -> None:
    """One that is not listed, one of another id, an episode without an id, no show."""
    credits_ = {"cast": [_guest(ANN, "a1", "Host")], "crew": []}
    show = {
        "id": 1,
        "seasons": [{"id": 400, "season_number": 4}],
        "season/4": {"id": 444, "episodes": [_episode(4001, ANN, "a1")]},
        "season/4/credits": credits_,
        "season/9/credits": credits_,
        "season/1": {"id": 100, "episodes": [_episode(None, ANN, "a1")]},
    }
    assert credits_from_tmdb([_document(show)]) == CreditsRecord((), (), ())
    assert credits_from_tmdb([_part(WHOLE, NOW)]) == CreditsRecord((), (), ())


@pytest.mark.parametrize(
    ("part", "field", "entry"),
    [
        ({"aggregate_credits": {"cast": {}}}, "aggregate_credits.cast", ""),
        (
            {"aggregate_credits": {"cast": [{"id": "x"}]}},
            "aggregate_credits.cast[0].id",
            "",
        ),
        (
            {
                "season/1": {
                    "id": 1,
                    "episodes": [{"id": 2, "episode_number": 1, "crew": {}}],
                }
            },
            "episodes[0].crew",
            "#season/1",
        ),
        (
            {"season/1": {"id": 1}, "season/1/credits": {"cast": [{"name": 5}]}},
            "cast[0].name",
            "#season/1/credits",
        ),
    ],
)
def test_another_shape_names_its_field_and_entry(
    part: Mapping[str, object], field: str, entry: str
) -> None:
    """What we do not know is loud."""
    with pytest.raises(Changed) as caught:
        credits_from_tmdb([_document({"id": 1, **part})])
    assert (caught.value.field, caught.value.url) == (field, URL + entry)


def _cast(
    person: Mapping[str, Any], credit_id: str | None, character: str | None
) -> dict[str, Any]:
    role = {"credit_id": credit_id, "character": character, "episode_count": 1}
    return {**person, "roles": [role]}


def _guest(person: Mapping[str, Any], credit_id: str, character: str) -> dict[str, Any]:
    return {**person, "credit_id": credit_id, "character": character}


def _episode(
    tmdb_id: int | None, guest: Mapping[str, Any], credit_id: str
) -> dict[str, Any]:
    stars = [_guest(guest, credit_id, "Self")]
    return {"id": tmdb_id, "episode_number": 1, "crew": [], "guest_stars": stars}


def _credits_of_cast(cast: list[dict[str, Any]]) -> tuple[CreditRecord, ...]:
    answer = {"id": 1, "aggregate_credits": {"cast": cast, "crew": []}}
    return credits_from_tmdb([_document(answer)]).credits


def _part(answer: object, fetched_at: datetime) -> Document:
    return _said(DocumentKey("tmdb", "tv_part", "1/1"), answer, fetched_at)


def _document(answer: Mapping[str, object]) -> Document:
    """Return a show's document; where nothing is listed, all it holds is a season."""
    return _said(DocumentKey("tmdb", "tv", "1"), {"seasons": [], **answer}, NOW)


def _said(key: DocumentKey, answer: object, fetched_at: datetime) -> Document:
    return Document(
        key=key,
        url=URL,
        body=json.dumps(answer).encode(),
        fetched_at=fetched_at,
        licence=TMDB_LICENCE,
        keep=TMDB_KEEP,
    )
