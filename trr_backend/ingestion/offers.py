"""A show's TMDb document as offers: who streams it, where, on which terms."""

from collections.abc import Iterator

from trr_backend.integrations.tmdb.wire import Provider, decode_tv
from trr_backend.models.documents import Document
from trr_backend.models.offers import OfferRecord, OffersRecord, WatchProviderRecord
from trr_backend.utils.text import clean

OFFERS_MAPPING = 1


def offers_from_tmdb(document: Document) -> OffersRecord | None:
    """Return every offer in a TMDb document, or None where it does not speak of any.

    An answer with no region at all does speak: nothing is on offer now.
    """
    said = decode_tv(document.body, document.url).watch_providers
    if said is None or said.results is None:
        return None
    providers: dict[int, WatchProviderRecord] = {}
    offers: list[OfferRecord] = []
    links: dict[str, str] = {}
    for region, entry in said.results.items():
        if entry is None:
            continue
        if link := clean(entry.link):
            links[region] = link
        for offer_type, provider, name in _named(entry.offers):
            providers.setdefault(
                provider.provider_id,
                WatchProviderRecord(
                    tmdb_id=provider.provider_id,
                    name=name,
                    logo_path=clean(provider.logo_path),
                ),
            )
            offers.append(
                OfferRecord(
                    region=region,
                    offer_type=offer_type,
                    provider_tmdb_id=provider.provider_id,
                    display_priority=provider.display_priority,
                )
            )
    return OffersRecord(
        providers=tuple(providers.values()), offers=tuple(offers), links=links
    )


def _named(
    offers: dict[str, list[Provider]],
) -> Iterator[tuple[str, Provider, str]]:
    for offer_type, providers in offers.items():
        for provider in providers:
            name = clean(provider.provider_name) or f"provider {provider.provider_id}"
            yield offer_type, provider, name
