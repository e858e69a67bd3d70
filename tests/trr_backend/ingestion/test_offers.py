"""A show's TMDb answer as offers: every region, type and provider."""

import json
from datetime import UTC, datetime

import pytest

from trr_backend.errors import Changed
from trr_backend.ingestion.documents import TMDB_KEEP, TMDB_LICENCE
from trr_backend.ingestion.offers import offers_from_tmdb
from trr_backend.ingestion.shows import tv_key
from trr_backend.models.documents import Document
from trr_backend.models.offers import OfferRecord, OffersRecord, WatchProviderRecord

NETFLIX = {
    "provider_id": 8,
    "provider_name": "Netflix",
    "logo_path": "/n.jpg",
    "display_priority": 0,
}
NOBODY = {"provider_id": 9, "provider_name": "", "logo_path": "", "extra": 1}


def test_every_offer_is_kept_under_its_own_word() -> None:
    """Also a type that nobody knows yet; a provider is told once."""
    regions = {
        "US": {
            "link": "https://x/US",
            "flatrate": [NETFLIX],
            "rent": [NOBODY, NETFLIX],
        },
        "KR": {"link": "", "telepathy": [NETFLIX], "flatrate": None, "note": ["x"]},
        "XX": None,
        "YY": {},
    }
    assert _offers({"results": regions}) == OffersRecord(
        providers=(
            WatchProviderRecord(8, "Netflix", "/n.jpg"),
            WatchProviderRecord(9, "provider 9", None),
        ),
        offers=(
            OfferRecord("US", "flatrate", 8, 0),
            OfferRecord("US", "rent", 9, None),
            OfferRecord("US", "rent", 8, 0),
            OfferRecord("KR", "telepathy", 8, 0),
        ),
        links={"US": "https://x/US"},
    )


@pytest.mark.parametrize("said", [None, {}, {"results": None}])
def test_an_answer_that_does_not_speak_of_offers_says_nothing(said: object) -> None:
    """None closes no offer."""
    assert _offers(said) is None


def test_an_answer_without_regions_says_that_nothing_is_offered() -> None:
    """An empty record closes every offer."""
    assert _offers({"results": {}}) == OffersRecord((), (), {})


@pytest.mark.parametrize(
    "region", [[], "x", {"flatrate": {}}, {"buy": [{"provider_name": "no id"}]}]
)
def test_regions_of_another_shape_are_refused(region: object) -> None:
    """An answer that is misread would close offers that are open."""
    with pytest.raises(Changed) as caught:
        _offers({"results": {"US": region}})
    assert "watch/providers" in caught.value.field


def _offers(said: object) -> OffersRecord | None:
    answer = {"id": 1, "name": "X", "watch/providers": said}
    return offers_from_tmdb(
        Document(
            key=tv_key(1),
            url="https://api.themoviedb.org/3/tv/1",
            body=json.dumps(answer).encode(),
            fetched_at=datetime(2026, 1, 2, tzinfo=UTC),
            licence=TMDB_LICENCE,
            keep=TMDB_KEEP,
        )
    )
