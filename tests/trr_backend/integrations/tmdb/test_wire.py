"""TMDb's answers as shapes: what is tolerated and what is loud."""

from datetime import date

import msgspec
import pytest

from trr_backend.errors import Changed
from trr_backend.integrations.tmdb.series import Keywords, Named, Organisation
from trr_backend.integrations.tmdb.wire import (
    FoundSeries,
    Provider,
    blank_to_none,
    decode_configuration,
    decode_find,
    decode_list_page_v3,
    decode_list_page_v4,
    decode_search,
    decode_tv,
    parse_date,
)

URL = "https://api.themoviedb.org/3/tv/1"


def test_the_least_answer_is_an_id() -> None:
    """Everything but the id may be missing, and missing is None."""
    tv = decode_tv(b'{"id":1}')
    given = msgspec.structs.asdict(tv)
    assert {name for name, value in given.items() if value is not None} == {"id"}


def test_nulls_may_stand_anywhere() -> None:
    """A null for a value, a part, an entry of an array or a region."""
    tv = decode_tv(
        b'{"id":1,"name":null,"genres":[null,{"id":2,"name":null}],"networks":null,'
        b'"origin_country":[null,"US"],"keywords":{"results":null},'
        b'"watch/providers":{"results":{"US":null,"DE":{"link":null,"buy":null}}}}'
    )
    assert tv.genres == [Named(id=2)]
    assert (tv.networks, tv.origin_country) == (None, ["US"])
    assert tv.keywords == Keywords(results=None)
    assert tv.watch_providers is not None
    regions = tv.watch_providers.results or {}
    assert regions["US"] is None
    assert regions["DE"] is not None
    assert (regions["DE"].link, regions["DE"].offers) == (None, {})


def test_a_part_that_is_absent_is_not_a_part_that_is_empty() -> None:
    """None says that nobody asked or answered, an empty list that there is none."""
    absent = decode_tv(b'{"id":1}')
    empty = decode_tv(b'{"id":1,"keywords":{"results":[]},"networks":[]}')
    assert (absent.keywords, absent.networks) == (None, None)
    assert (empty.keywords, empty.networks) == (Keywords(results=[]), [])


def test_whole_numbers_may_be_written_as_floats() -> None:
    """1.0 is 1, and 7 is 7.0, wherever they stand."""
    tv = decode_tv(
        b'{"id":1.0,"vote_count":12.0,"popularity":7,"episode_run_time":[42.0],'
        b'"networks":[{"id":6.0}]}'
    )
    assert (tv.id, tv.vote_count, tv.popularity) == (1, 12, 7.0)
    assert (tv.episode_run_time, tv.networks) == ([42], [Organisation(id=6)])
    assert type(tv.id) is int


def test_two_numbers_were_once_sent_as_strings() -> None:
    """Recorded answers of 2014 hold them so; "" is none."""
    tv = decode_tv(b'{"id":1,"popularity":"3.5","vote_average":""}')
    assert (tv.popularity, tv.vote_average) == (3.5, None)


@pytest.mark.parametrize(
    "part",
    [
        b'"aggregate_credits":{"cast":[{"id":5,"gender":"x"}]}',
        b'"images":[]',
        b'"content_ratings":{"results":7}',
        b'"created_by":{"id":1}',
        b'"spoken_languages":[5]',
        b'"last_episode_to_air":[]',
        b'"next_episode_to_air":{"id":"x","runtime":"long"}',
        b'"external_ids":{"tvrage_id":[]}',
    ],
)
def test_a_part_that_nobody_reads_may_hold_anything(part: bytes) -> None:
    """It stays in the document; what we read of the answer is there."""
    tv = decode_tv(b'{"id":1,"name":"A",' + part + b"}")
    assert (tv.id, tv.name) == (1, "A")


def test_unknown_keys_are_left_alone() -> None:
    """TMDb adds keys when it likes; they stay in the document."""
    assert decode_tv(b'{"id":1,"softcore":false,"new":{"a":[1]}}') == decode_tv(
        b'{"id":1}'
    )


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"{}", "id"),
        (b'{"success":false,"status_code":34}', "id"),
        (b'{"id":null}', "id"),
        (b'{"id":"7"}', "id"),
        (b'{"id":7.5}', "id"),
        (b'{"id":true}', "id"),
        (b"[]", "top level"),
        (b"null", "top level"),
        (b'"text"', "top level"),
        (b'{"id":1', "body"),
        (b"", "body"),
        (b"<html>", "body"),
        (b'{"id":1,"name":"\xff"}', "body"),
        (b'{"id":1,"name":5}', "name"),
        (b'{"id":1,"vote_count":1.5}', "vote_count"),
        (b'{"id":1,"popularity":"high"}', "popularity"),
        (b'{"id":1,"genres":{}}', "genres"),
        (b'{"id":1,"genres":[{"name":"Reality"}]}', "genres[0].id"),
        (b'{"id":1,"networks":[{"id":1},{"id":"x"}]}', "networks[1].id"),
        (b'{"id":1,"keywords":{"results":[{}]}}', "keywords.results[0].id"),
        (b'{"id":1,"seasons":[{"season_number":"one"}]}', "seasons[0].season_number"),
        (b'{"id":1,"seasons":[{"season_number":-1}]}', "seasons[0].season_number"),
        (b'{"id":1,"translations":"none"}', "translations"),
        (
            b'{"id":1,"episode_groups":{"results":[{"id":"../../x"}]}}',
            "episode_groups.results[0].id",
        ),
        (b'{"id":1,"watch/providers":{"results":[1]}}', "watch/providers.results"),
        (
            b'{"id":1,"watch/providers":{"results":{"US":7}}}',
            "watch/providers.results[...]",
        ),
        (
            b'{"id":1,"watch/providers":{"results":{"US":{"rent":[{"logo_path":""}]}}}}',
            "watch/providers.results[...].provider_id",
        ),
        (b"[" * 100_000, "top level"),
    ],
)
def test_another_shape_names_its_field_and_address(body: bytes, field: str) -> None:
    """What we do not know is loud, and says where."""
    with pytest.raises(Changed) as caught:
        decode_tv(body, URL)
    assert (caught.value.field, caught.value.url) == (field, URL)
    assert str(caught.value).endswith(f"at {URL}: field {field}")


def test_every_list_of_providers_is_an_offer_type() -> None:
    """Known types and new ones, in the answer's order; other keys are none."""
    tv = decode_tv(
        b'{"id":1,"watch/providers":{"results":{"US":{"link":"https://x","rent":[],'
        b'"flatrate":[{"provider_id":8,"provider_name":"N","logo_path":"/n.jpg",'
        b'"display_priority":0},{"provider_id":9}],'
        b'"flatrate_and_buy":[{"provider_id":10.0}],"note":"x","codes":[1],"new":{}}}}}'
    )
    assert tv.watch_providers is not None
    region = (tv.watch_providers.results or {})["US"]
    assert region is not None
    assert region.link == "https://x"
    assert list(region.offers.items()) == [
        ("rent", []),
        (
            "flatrate",
            [
                Provider(
                    provider_id=8,
                    provider_name="N",
                    logo_path="/n.jpg",
                    display_priority=0,
                ),
                Provider(provider_id=9),
            ],
        ),
        ("flatrate_and_buy", [Provider(provider_id=10)]),
    ]


def test_find_reads_series_and_counts_the_rest() -> None:
    """Films, people, episodes and seasons are only counted."""
    found = decode_find(
        b'{"tv_results":[{"id":7,"name":"A","first_air_date":""}],'
        b'"movie_results":[{},{}],"person_results":[],"tv_episode_results":[{"id":1}]}'
    )
    assert found.tv_results == [FoundSeries(id=7, name="A", first_air_date="")]
    assert found.others == {"movie": 2, "episode": 1}


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        (b'{"id":"50","items":[{"id":1,"media_type":"tv"}]}', ["tv"]),
        (
            b'{"id":50,"items":[{"id":1,"title":"A"},{"id":2,"name":"B"}]}',
            ["movie", "tv"],
        ),
        (b'{"id":50,"items":[]}', []),
    ],
)
def test_a_list_s_items_say_what_they_are(body: bytes, kinds: list[str]) -> None:
    """By media_type, and by their keys in old answers that have none."""
    page = decode_list_page_v3(body)
    assert [item.kind for item in page.items or []] == kinds


def test_a_v4_list_page_has_results_and_comments() -> None:
    """The same things under other names, and how many pages there are."""
    page = decode_list_page_v4(
        b'{"id":5,"name":"L","page":1,"total_pages":2,"results":[{"id":1,'
        b'"media_type":"tv"}],"comments":{"tv:1":"good","tv:2":null}}'
    )
    assert (page.id, page.name, page.page, page.total_pages) == (5, "L", 1, 2)
    assert [(item.id, item.kind) for item in page.results or []] == [(1, "tv")]
    assert page.comments == {"tv:1": "good", "tv:2": None}


@pytest.mark.parametrize(
    ("decode", "field"),
    [
        (decode_find, "tv_results"),
        (decode_search, "results"),
        (decode_list_page_v3, "id"),
        (decode_list_page_v4, "id"),
        (decode_configuration, "images"),
    ],
)
def test_an_answer_without_its_heart_is_a_change(decode: object, field: str) -> None:
    """An error document with status 200 is no empty result."""
    assert callable(decode)
    with pytest.raises(Changed) as caught:
        decode(b'{"success":false,"status_code":11}')
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2000-07-05", date(2000, 7, 5)),
        (" 2000-07-05 ", date(2000, 7, 5)),
        ("", None),
        (None, None),
        ("2000", None),
        ("2000-02-30", None),
        ("20000705", None),
        ("0000-00-00", None),
    ],
)
def test_dates_are_days_or_nothing(text: str | None, day: date | None) -> None:
    """TMDb sends "" for no date."""
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("text", "kept"), [("a", "a"), (" a ", "a"), ("", None), ("  ", None), (None, None)]
)
def test_blank_texts_are_nothing(text: str | None, kept: str | None) -> None:
    """TMDb sends "" for no text and no path."""
    assert blank_to_none(text) == kept
