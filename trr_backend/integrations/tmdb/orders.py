"""The shapes of a series' alternative orders, which TMDb calls episode groups."""

from typing import Annotated

from msgspec import Meta, Struct

from trr_backend.integrations.tmdb.decoding import decoder

# Unlike every other id of TMDb; it becomes part of an address.
GroupId = Annotated[str, Meta(pattern="^[0-9a-f]{24}$")]


class ListedOrder(Struct, frozen=True, kw_only=True):
    """An order as the series lists it; `type` counts from 1 (original air date)."""

    id: GroupId
    name: str | None = None
    description: str | None = None
    type: int | None = None
    episode_count: int | None = None


class EpisodeGroups(Struct, frozen=True, kw_only=True):
    """The appended part `episode_groups`."""

    results: list[ListedOrder] | None = None


class OrderedEpisode(Struct, frozen=True, kw_only=True):
    """An episode in a group; `order` counts from 0."""

    id: int | None = None
    order: int | None = None


class Group(Struct, frozen=True, kw_only=True):
    """A part of an order: a disc, an arc, a season of another count."""

    name: str | None = None
    order: int | None = None
    episodes: list[OrderedEpisode] | None = None


class EpisodeGroup(Struct, frozen=True, kw_only=True):
    """`GET /3/tv/episode_group/{id}`: one order, whole."""

    id: str
    name: str | None = None
    description: str | None = None
    type: int | None = None
    episode_count: int | None = None
    groups: list[Group] | None = None


_group = decoder(EpisodeGroup)


def decode_episode_group(body: bytes, url: str = "") -> EpisodeGroup:
    """Return the order in an answer of `/3/tv/episode_group/{id}`. Raises Changed."""
    return _group(body, url)
