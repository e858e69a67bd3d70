"""Where a series can be watched: the `watch/providers` part of a TMDb answer.

A region is an object of `link` and of one list for each offer type. The types are
open: flatrate, free, ads, rent and buy are known, and any other key that holds
providers is one too. The data comes from JustWatch, which must be named with it.
"""

from typing import Any

import msgspec
from msgspec import Struct

KNOWN_OFFER_TYPES = frozenset({"flatrate", "free", "ads", "rent", "buy"})


class Provider(Struct, frozen=True, kw_only=True):
    """A service and its place in the region's order (ascending)."""

    provider_id: int
    provider_name: str | None = None
    logo_path: str | None = None
    display_priority: int | None = None


class Region:
    """The offers of one country: `offers` by type, in the answer's order."""

    __slots__ = ("link", "offers")

    def __init__(self, link: str | None, offers: dict[str, list[Provider]]) -> None:
        self.link = link
        self.offers = offers

    def __repr__(self) -> str:
        return f"Region(link={self.link!r}, offers={self.offers!r})"


class WatchProviders(Struct, frozen=True, kw_only=True):
    """Regions by ISO 3166-1 code."""

    results: dict[str, Region | None] | None = None


def decode_region(shape: type, value: object) -> object:
    """Return the region in a decoded object: the hook that msgspec calls."""
    if shape is not Region or not isinstance(value, dict):
        raise ValueError(f"Expected `object`, got `{type(value).__name__}`")
    link = value.get("link")
    offers = {
        key: _providers(key, part)
        for key, part in value.items()
        if _is_offer_type(key, part)
    }
    return Region(link if isinstance(link, str) else None, offers)


def _is_offer_type(key: str, part: Any) -> bool:
    """Tell whether a key is an offer type: one we know, or a list of providers."""
    if key in KNOWN_OFFER_TYPES:
        return part is not None
    return isinstance(part, list) and all(
        isinstance(entry, dict) and "provider_id" in entry for entry in part
    )


def _providers(key: str, part: Any) -> list[Provider]:
    try:
        return msgspec.convert(part, list[Provider])
    except msgspec.ValidationError as error:
        raise ValueError(f"{key}: {error}".replace("`$", "`")) from None
