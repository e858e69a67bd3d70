"""Every recorded TMDb answer, decoded and compared with the JSON it came as."""

import json
from collections.abc import Callable

import msgspec
import pytest

from tests.kept import assert_kept
from tests.real_data import Kind, tmdb_answers
from trr_backend.integrations.tmdb.wire import (
    TvDetails,
    decode_configuration,
    decode_episode_group,
    decode_find,
    decode_list_page_v3,
    decode_list_page_v4,
    decode_search,
    decode_season,
    decode_tv,
)

pytestmark = pytest.mark.real
Decode = Callable[[bytes, str], object]


@pytest.mark.parametrize(
    ("kind", "decode", "least"),
    [
        ("tv", decode_tv, 39),
        ("season", decode_season, 10),
        ("episode_group", decode_episode_group, 3),
        ("find", decode_find, 17),
        ("search", decode_search, 40),
        ("list_v3", decode_list_page_v3, 2),
        ("list_v4", decode_list_page_v4, 3),
        ("configuration", decode_configuration, 6),
    ],
)
def test_every_recorded_answer_is_understood(
    kind: Kind, decode: Decode, least: int
) -> None:
    """No recorded answer of a kind is a change of shape, and each value is kept."""
    answers = tmdb_answers(kind)
    assert len(answers) >= least
    for recorded in answers:
        decoded = msgspec.to_builtins(
            decode(recorded.body, recorded.url), enc_hook=_raw
        )
        assert_kept(decoded, json.loads(recorded.body), recorded.file)


def test_all_offers_of_recorded_series_are_kept() -> None:
    """Regions, offer types and providers are the same sets as in the answer."""
    seen = 0
    for recorded in tmdb_answers("tv"):
        said = json.loads(recorded.body).get("watch/providers")
        tv = decode_tv(recorded.body, recorded.url)
        if said is None:
            assert tv.watch_providers is None
            continue
        expected = {
            (region, kind, offer["provider_id"], offer["display_priority"])
            for region, parts in said["results"].items()
            for kind, offers in parts.items()
            if kind != "link"
            for offer in offers
        }
        assert _offers(tv) == expected, recorded.file
        seen += len(expected)
    assert seen > 100


def _offers(tv: TvDetails) -> set[tuple[str, str, int, int | None]]:
    results = (tv.watch_providers and tv.watch_providers.results) or {}
    return {
        (region, kind, provider.provider_id, provider.display_priority)
        for region, parts in results.items()
        if parts
        for kind, providers in parts.offers.items()
        for provider in providers
    }


def _raw(value: object) -> object:
    if isinstance(value, msgspec.Raw):
        return json.loads(bytes(value))
    return None  # a region; compared in a test of its own
