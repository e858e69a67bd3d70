"""A show's TMDb answer as records: all of it, parts of it, oddities."""

import json
from dataclasses import fields
from datetime import UTC, date, datetime

import pytest

from tests.trr_backend.ingestion.tmdb_by_hand import ETAG, Answers, tmdb
from trr_backend.errors import Changed, NotFound
from trr_backend.ingestion.documents import TMDB_KEEP, TMDB_LICENCE
from trr_backend.ingestion.shows import (
    entities_from_tmdb,
    fetch_tv,
    from_tmdb,
    tv_key,
)
from trr_backend.models.documents import Document, Unchanged
from trr_backend.models.shows import (
    AlternativeTitle,
    EntitiesRecord,
    ExternalId,
    NamedRecord,
    OrganisationRecord,
    ShowFacts,
    ShowRecord,
)

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
URL = "https://api.themoviedb.org/3/tv/70672"
WHOLE = {
    "id": 70672,
    "name": " 아는 형님 ",
    "original_name": "아는 형님",
    "original_language": "ko",
    "overview": "Brothers\u0000 at school.",
    "tagline": "",
    "homepage": None,
    "status": "Returning Series",
    "type": "Reality",
    "adult": False,
    "in_production": True,
    "first_air_date": "2015-12-05",
    "last_air_date": "2026-01-01",
    "next_episode_to_air": {"id": 1, "air_date": "2026-01-08"},
    "origin_country": ["KR", ""],
    "languages": ["ko"],
    "episode_run_time": [90, 60],
    "popularity": 12,
    "vote_average": 8.5,
    "vote_count": 3.0,
    "poster_path": "/poster.jpg",
    "backdrop_path": "/backdrop.jpg",
    "genres": [{"id": 10764, "name": "Reality"}, {"id": 1, "name": " "}],
    "keywords": {"results": [{"id": 7, "name": "school"}]},
    "alternative_titles": {
        "results": [
            {"title": "Knowing Bros", "iso_3166_1": "US", "type": ""},
            {"title": "Men on a Mission", "iso_3166_1": None, "type": "working"},
            {"title": "", "iso_3166_1": "FR", "type": ""},
        ]
    },
    "external_ids": {
        "imdb_id": "tt5511512",
        "tvdb_id": 303992,
        "wikidata_id": "",
        "facebook_id": None,
        "instagram_id": "jtbc.bros",
        "twitter_id": " ",
    },
    "networks": [
        {"id": 885, "name": "JTBC", "origin_country": "KR", "logo_path": "/a.png"}
    ],
    "production_companies": [
        {"id": 2, "name": "SLL", "origin_country": "", "logo_path": None},
        {"id": 3, "name": None},
    ],
}


def test_a_whole_answer_becomes_a_whole_record() -> None:
    """Each field is TMDb's; blanks and NULs go, what says nothing stays out."""
    facts = ShowFacts(
        name="아는 형님",
        original_name="아는 형님",
        original_language="ko",
        overview="Brothers at school.",
        status="Returning Series",
        type="Reality",
        in_production=True,
        adult=False,
        first_air_date=date(2015, 12, 5),
        last_air_date=date(2026, 1, 1),
        next_air_date=date(2026, 1, 8),
        origin_countries=("KR",),
        languages=("ko",),
        episode_run_times=(90, 60),
        popularity=12,
        vote_average=8.5,
        vote_count=3,
        poster_path="/poster.jpg",
        backdrop_path="/backdrop.jpg",
        instagram_handle="jtbc.bros",
    )
    assert from_tmdb(_document(WHOLE)) == ShowRecord(
        tmdb_id=70672,
        name="아는 형님",
        slug="aneun-hyeongnim-kr-2015",
        facts=facts,
        provenance={
            one.name: "tmdb"
            for one in fields(ShowFacts)
            if getattr(facts, one.name) is not None
        },
        external_ids=(
            ExternalId("imdb", "tt5511512"),
            ExternalId("tvdb", "303992"),
        ),
        genres=(NamedRecord(10764, "Reality"),),
        keywords=(NamedRecord(7, "school"),),
        alternative_titles=(
            AlternativeTitle("Knowing Bros", "US", ""),
            AlternativeTitle("Men on a Mission", "", "working"),
        ),
    )
    assert entities_from_tmdb(_document(WHOLE)) == EntitiesRecord(
        networks=(OrganisationRecord(885, "JTBC", "KR", "/a.png"),),
        production_companies=(OrganisationRecord(2, "SLL", None, None),),
    )


def test_parts_that_are_missing_say_nothing() -> None:
    """None is not an empty tuple: what is stored stays."""
    assert from_tmdb(_document({"id": 5, "name": "Five"})) == ShowRecord(
        tmdb_id=5,
        name="Five",
        slug="five",
        facts=ShowFacts(name="Five"),
        provenance={"name": "tmdb"},
        external_ids=(),
    )
    assert entities_from_tmdb(_document({"id": 5, "name": "Five"})) == EntitiesRecord(
        networks=None, production_companies=None
    )


def test_parts_that_are_empty_say_that_there_is_none() -> None:
    """An empty tuple ends what was stored."""
    answer = {
        "id": 5,
        "name": "Five",
        "origin_country": [],
        "genres": [],
        "keywords": {"results": []},
        "alternative_titles": {"results": []},
        "networks": [],
        "production_companies": [],
    }
    record = from_tmdb(_document(answer))
    assert (record.genres, record.keywords, record.alternative_titles) == ((), (), ())
    assert record.facts == ShowFacts(name="Five", origin_countries=())
    assert entities_from_tmdb(_document(answer)) == EntitiesRecord((), ())


@pytest.mark.parametrize(
    ("said", "slug"),
    [
        ({"name": "Ünter Uns"}, "unter-uns"),
        ({"name": "RuPaul's Drag Race"}, "rupauls-drag-race"),
        ({"name": "日本"}, "riben"),
        ({"name": "..."}, "show-5"),
        ({"name": "", "original_name": "Otto"}, "otto"),
        ({"name": "X", "first_air_date": "2001-13-45"}, "x"),
        ({"name": "X", "first_air_date": "2001-02-03"}, "x-2001"),
        ({"name": "X", "origin_country": ["US", "GB"]}, "x-us"),
    ],
)
def test_a_slug_is_made_of_name_country_and_year(
    said: dict[str, object], slug: str
) -> None:
    """Names of all scripts are written in ASCII; without a letter the id helps."""
    assert from_tmdb(_document({"id": 5, **said})).slug == slug


@pytest.mark.parametrize("imdb_id", ["nm0000001", "tt1", "x", "", None, "tt12345678/"])
def test_what_is_no_imdb_id_is_left_out(imdb_id: str | None) -> None:
    """TMDb's field is filled in by hand and holds anything."""
    ids = {"imdb_id": imdb_id, "tvdb_id": 0}
    record = from_tmdb(_document({"id": 5, "name": "X", "external_ids": ids}))
    assert record.external_ids == ()


@pytest.mark.parametrize(
    ("said", "kept"),
    [("https://jtbc.co.kr/", "https://jtbc.co.kr/"), ("javascript:alert(1)", None)],
)
def test_a_homepage_is_a_web_address(said: str, kept: str | None) -> None:
    """Any other scheme is nothing: the API's readers make a link of it."""
    record = from_tmdb(_document({"id": 5, "name": "Five", "homepage": said}))
    assert record.facts.homepage == kept


def test_an_answer_without_any_name_is_of_another_shape() -> None:
    """A show needs a name; the error says which show and which field."""
    with pytest.raises(Changed, match=r"show 5 has no name at .*: field name"):
        from_tmdb(_document({"id": 5, "name": "", "original_name": None}))


async def test_an_answer_becomes_a_document_only_when_it_is_about_the_show() -> None:
    """Another show's, or one without a name, is refused; a 404 says so."""
    answers = {
        "/3/tv/1": {"id": 1, "name": "One"},
        "/3/tv/2": {"id": 3, "name": "Three"},
        "/3/tv/4": {"id": 4, "name": " "},
    }
    async with tmdb(Answers(answers)) as client:
        document = await fetch_tv(client, 1, etag=None, now=NOW)
        assert isinstance(document, Document)
        address, _, query = document.url.partition("?")
        assert address == "https://api.themoviedb.org/3/tv/1"
        assert "append_to_response=" in query
        assert document == Document(
            key=tv_key(1),
            url=document.url,
            body=json.dumps(answers["/3/tv/1"], separators=(",", ":")).encode(),
            fetched_at=NOW,
            licence=TMDB_LICENCE,
            keep=TMDB_KEEP,
            etag=ETAG,
        )
        with pytest.raises(Changed, match="asked for show 2, answered with 3"):
            await fetch_tv(client, 2, etag=None, now=NOW)
        with pytest.raises(Changed, match="has no name"):
            await fetch_tv(client, 4, etag=None, now=NOW)
        with pytest.raises(NotFound):
            await fetch_tv(client, 5, etag=None, now=NOW)


@pytest.mark.parametrize(
    ("entry", "said", "field"),
    [
        ("season/1", {"id": 7, "episodes": [{"id": 8}]}, "episodes[0].episode_number"),
        ("season/1", {"id": 7, "season_number": 2}, "season/1.season_number"),
        ("season/1", {"episodes": []}, "id"),
        (
            "season/1",
            {"id": 7, "episodes": [{"episode_number": 1, "crew": {}}]},
            "episodes[0].crew",
        ),
        ("season/1/credits", {"cast": [{"id": "x"}]}, "cast[0].id"),
        ("aggregate_credits", {"cast": {}}, "aggregate_credits.cast"),
    ],
)
async def test_a_part_of_another_shape_is_told_before_it_is_stored(
    entry: str, said: object, field: str
) -> None:
    """The seasons and credits that come with a show are part of its answer."""
    answer = {"id": 1, "name": "One", entry: said}
    async with tmdb(Answers({"/3/tv/1": answer})) as client:
        with pytest.raises(Changed) as caught:
            await fetch_tv(client, 1, etag=None, now=NOW)
    assert caught.value.field == field
    assert caught.value.url.endswith(f"#{entry}") == entry.startswith("season")


async def test_pictures_of_a_season_may_hold_anything() -> None:
    """Nobody reads them yet; they stay in the document."""
    answer = {"id": 1, "name": "One", "season/1/images": []}
    async with tmdb(Answers({"/3/tv/1": answer})) as client:
        assert isinstance(await fetch_tv(client, 1, etag=None, now=NOW), Document)


async def test_a_confirmed_answer_is_unchanged() -> None:
    """A 304 brings no bytes, only the time."""
    async with tmdb(Answers({"/3/tv/1": {}})) as client:
        assert await fetch_tv(client, 1, etag=ETAG, now=NOW) == Unchanged(
            tv_key(1), NOW, TMDB_KEEP
        )


def _document(answer: object) -> Document:
    return Document(
        key=tv_key(1),
        url=URL,
        body=json.dumps(answer).encode(),
        fetched_at=NOW,
        licence=TMDB_LICENCE,
        keep=TMDB_KEEP,
    )
