"""A person's TMDb answer as records: all of it, parts of it, oddities."""

import json
from dataclasses import fields
from datetime import UTC, date, datetime

import pytest

from tests.trr_backend.ingestion.tmdb_by_hand import ETAG, Answers, tmdb
from trr_backend.errors import Changed, NotFound
from trr_backend.ingestion.documents import TMDB_KEEP, TMDB_LICENCE
from trr_backend.ingestion.people import (
    fetch_person,
    person_address,
    person_from_tmdb,
    person_key,
)
from trr_backend.models.documents import Document, Unchanged
from trr_backend.models.overrides import Overrides
from trr_backend.models.people import PersonFacts, PersonRecord, WorkRecord
from trr_backend.models.shows import ExternalId

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
WHOLE = {
    "id": 12345,
    "name": " Ann Example ",
    "gender": 1,
    "birthday": "1970-02-28",
    "deathday": "",
    "place_of_birth": "Springfield, USA ",
    "biography": "Hosts\u0000 a show.\n\nStill does.",
    "homepage": "https://example.org/ann",
    "known_for_department": "Acting",
    "popularity": "3.5",
    "adult": False,
    "profile_path": "/ann.jpg",
    "imdb_id": "nm0000001",
    "also_known_as": [" Annie ", "Ann Example", "", "Annie", "\u5b89", None],
    "external_ids": {
        "imdb_id": "nm0000002",
        "wikidata_id": "Q42",
        "facebook_id": "",
        "instagram_id": "ann",
        "twitter_id": None,
        "tiktok_id": "ann.tok",
        "youtube_id": "annTube",
        "tvrage_id": [],
    },
    "images": 5,
    "combined_credits": {
        "cast": [
            {
                "id": 1,
                "credit_id": "c1",
                "media_type": "tv",
                "name": "A Show",
                "character": "Self -\nHost \U0001f451",
                "first_air_date": "2001-05-06",
                "episode_count": 12,
            },
            {
                "id": 2,
                "credit_id": "c2",
                "media_type": "movie",
                "title": "A Film",
                "character": "",
                "release_date": "0000-00-00",
            },
        ],
        "crew": [
            {
                "id": 1,
                "credit_id": "c3",
                "media_type": "tv",
                "name": "A Show",
                "job": "Producer",
                "department": "Production",
                "first_air_date": "",
                "episode_count": 3,
            }
        ],
    },
}


def test_a_whole_answer_becomes_a_whole_record() -> None:
    """Names are cleaned, roles stay as they are worded, what is no date is none."""
    facts = PersonFacts(
        name="Ann Example",
        gender="female",
        birthday=date(1970, 2, 28),
        place_of_birth="Springfield, USA",
        biography="Hosts a show.\n\nStill does.",
        homepage="https://example.org/ann",
        known_for_department="Acting",
        popularity=3.5,
        adult=False,
        profile_path="/ann.jpg",
        instagram_handle="ann",
        tiktok_handle="ann.tok",
        youtube_handle="annTube",
    )
    assert person_from_tmdb(_document(WHOLE)) == PersonRecord(
        tmdb_id=12345,
        name="Ann Example",
        facts=facts,
        provenance={
            one.name: "tmdb"
            for one in fields(PersonFacts)
            if getattr(facts, one.name) is not None
        },
        external_ids=(
            ExternalId("imdb", "nm0000002"),
            ExternalId("wikidata", "Q42"),
        ),
        aliases=("Annie", "\u5b89"),
        works=(
            WorkRecord(
                *("c1", "tv", 1, "A Show", "Self -\nHost \U0001f451", None),
                is_crew=False,
                released_on=date(2001, 5, 6),
                episode_count=12,
            ),
            WorkRecord(
                *("c2", "movie", 2, "A Film", None, None),
                is_crew=False,
                released_on=None,
                episode_count=None,
            ),
            WorkRecord(
                *("c3", "tv", 1, "A Show", "Producer", "Production"),
                is_crew=True,
                released_on=None,
                episode_count=3,
            ),
        ),
    )


def test_parts_that_are_missing_say_nothing() -> None:
    """None is not an empty tuple; half of the works is no set of works."""
    assert person_from_tmdb(_document({"id": 5, "name": "Five"})) == PersonRecord(
        tmdb_id=5,
        name="Five",
        facts=PersonFacts(name="Five"),
        provenance={"name": "tmdb"},
    )
    half = {"id": 5, "name": "Five", "combined_credits": {"cast": []}}
    assert person_from_tmdb(_document(half)).works is None


def test_parts_that_are_empty_say_that_there_is_none() -> None:
    """An empty tuple ends what was stored."""
    said = {"also_known_as": [], "combined_credits": {"cast": [], "crew": []}}
    record = person_from_tmdb(_document({"id": 5, "name": "Five", **said}))
    assert (record.aliases, record.works) == ((), ())


@pytest.mark.parametrize(
    ("number", "gender"),
    [
        (0, None),
        (1, "female"),
        (2, "male"),
        (3, "non_binary"),
        (4, None),
        (None, None),
    ],
)
def test_a_gender_is_one_of_three_words(number: int | None, gender: str | None) -> None:
    """0 is "not set"; a number that nobody knows says nothing."""
    record = person_from_tmdb(_document({"id": 5, "name": "X", "gender": number}))
    assert record.facts.gender == gender


@pytest.mark.parametrize("said", ["", "0000-00-00", "1970", "1970-02-30", None])
def test_what_is_no_day_is_no_birthday(said: str | None) -> None:
    """Editors write what they know, sometimes zeros."""
    answer = {"id": 5, "name": "X", "birthday": said, "deathday": said}
    facts = person_from_tmdb(_document(answer)).facts
    assert (facts.birthday, facts.deathday) == (None, None)


@pytest.mark.parametrize(
    ("part", "top", "ids"),
    [
        ("nm0000002", "nm0000001", ("nm0000002",)),
        ("", "nm0000001", ("nm0000001",)),
        ("tt0000002", " nm0000001 ", ("nm0000001",)),
        (None, "nm1", ()),
        (None, "nm0000001/", ()),
    ],
)
def test_an_imdb_id_is_one_of_a_name(
    part: str | None, top: str, ids: tuple[str, ...]
) -> None:
    """It stands in two places, both filled in by hand."""
    answer = {
        "id": 5,
        "name": "X",
        "imdb_id": top,
        "external_ids": {"imdb_id": part, "wikidata_id": " "},
    }
    record = person_from_tmdb(_document(answer))
    assert record.external_ids == tuple(ExternalId("imdb", one) for one in ids)


def test_works_without_an_id_of_their_credit_get_a_stable_one() -> None:
    """The same key in whatever order; the same work twice is one; 2014 says no type."""
    first = {"id": 1, "title": "A Film", "character": "Tom"}
    second = {"id": 1, "title": "A Film", "character": "Tim"}
    third = {"id": 1, "name": "A Show", "character": "Tom"}
    one = _works([first, second, third, first])
    other = _works([third, second, first])
    assert {work.source_key: work for work in one} == {
        work.source_key: work for work in other
    }
    assert [(work.media_type, work.role) for work in one] == [
        ("movie", "Tom"),
        ("movie", "Tim"),
        ("tv", "Tom"),
    ]
    assert {len(work.source_key) for work in one} == {32}


def test_a_persons_word_wins_and_what_was_taken_down_stays_empty() -> None:
    """The name that was decided is the record's name, so it is no alias any more."""
    overrides = Overrides(
        values={("person", "12345"): {"name": "Annie", "birthday": "1971-01-01"}},
        silenced={("person", "12345"): frozenset({"place_of_birth"})},
    )
    record = person_from_tmdb(_document(WHOLE), overrides)
    assert (record.name, record.facts.name) == ("Annie", "Annie")
    assert record.facts.birthday == date(1971, 1, 1)
    assert record.facts.place_of_birth is None
    assert record.provenance["birthday"] == "override"
    assert "place_of_birth" not in record.provenance
    assert record.aliases == ("Ann Example", "\u5b89")


def test_wikis_fill_what_tmdb_says_nothing_of_and_nothing_else() -> None:
    """Fandom comes before other wikis; what was taken down stays empty for all."""
    answer = {"id": 5, "name": "Ann", "birthday": "1970-02-28"}
    said = {
        "wiki": PersonFacts(gender="female", place_of_birth="Springfield", name="W"),
        "fandom": PersonFacts(
            birthday=date(1971, 1, 1),
            deathday=date(2020, 1, 1),
            place_of_birth="Shelbyville",
            biography="Prose.",
            instagram_handle="ann",
        ),
    }
    taken_down = Overrides(silenced={("person", "5"): frozenset({"deathday"})})
    record = person_from_tmdb(_document(answer), taken_down, said)
    assert (record.name, record.facts, record.provenance) == (
        "Ann",
        PersonFacts(
            name="Ann",
            gender="female",
            birthday=date(1970, 2, 28),
            place_of_birth="Shelbyville",
            instagram_handle="ann",
        ),
        {
            "name": "tmdb",
            "gender": "wiki",
            "birthday": "tmdb",
            "place_of_birth": "fandom",
            "instagram_handle": "fandom",
        },
    )


async def test_an_answer_becomes_a_document_only_when_it_is_about_the_person() -> None:
    """Another person's, or one without a name, is refused; a 404 says so."""
    answers = {
        "/3/person/1": {"id": 1, "name": "One"},
        "/3/person/2": {"id": 3, "name": "Three"},
        "/3/person/4": {"id": 4, "name": " "},
    }
    async with tmdb(Answers(answers)) as client:
        document = await fetch_person(client, 1, etag=None, now=NOW)
        assert isinstance(document, Document)
        assert document == Document(
            key=person_key(1),
            url=client.person_url(1),
            body=json.dumps(answers["/3/person/1"], separators=(",", ":")).encode(),
            fetched_at=NOW,
            licence=TMDB_LICENCE,
            keep=TMDB_KEEP,
            etag=ETAG,
        )
        assert document.url.replace("/person/1?", "/person/0?") == person_address(
            client
        )
        assert person_address(client).startswith(
            "https://api.themoviedb.org/3/person/0?append_to_response="
        )
        with pytest.raises(Changed, match="asked for person 2, answered with 3"):
            await fetch_person(client, 2, etag=None, now=NOW)
        with pytest.raises(Changed, match="person 4 has no name"):
            await fetch_person(client, 4, etag=None, now=NOW)
        with pytest.raises(NotFound):
            await fetch_person(client, 5, etag=None, now=NOW)
        assert await fetch_person(client, 1, etag=ETAG, now=NOW) == Unchanged(
            person_key(1), NOW, TMDB_KEEP
        )


def _works(cast: list[dict[str, object]]) -> tuple[WorkRecord, ...]:
    works = {"cast": cast, "crew": []}
    answer = {"id": 5, "name": "X", "combined_credits": works}
    found = person_from_tmdb(_document(answer)).works
    assert found is not None
    return found


def _document(answer: object) -> Document:
    return Document(
        key=person_key(5),
        url="https://api.themoviedb.org/3/person/5",
        body=json.dumps(answer).encode(),
        fetched_at=NOW,
        licence=TMDB_LICENCE,
        keep=TMDB_KEEP,
    )
