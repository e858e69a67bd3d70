"""Where a show can be watched, as one upstream answer says it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WatchProviderRecord:
    """A streaming service; logo_path is TMDb's, with a leading slash."""

    tmdb_id: int
    name: str
    logo_path: str | None


@dataclass(frozen=True, slots=True)
class OfferRecord:
    """One provider offering one show in one region.

    `region` is ISO 3166-1, `offer_type` the source's word (flatrate, free, ads, rent,
    buy or a new one), `display_priority` ascending, null where the source gave none.
    """

    region: str
    offer_type: str
    provider_tmdb_id: int
    display_priority: int | None


@dataclass(frozen=True, slots=True)
class OffersRecord:
    """All offers of one show; `links` maps a region to its page at the source."""

    providers: tuple[WatchProviderRecord, ...]
    offers: tuple[OfferRecord, ...]
    links: dict[str, str]
