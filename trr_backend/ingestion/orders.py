"""Alternative orders of a show's episodes, out of their documents."""

from collections.abc import Iterable, Sequence

from trr_backend.ingestion.documents import TMDB
from trr_backend.integrations.tmdb.wire import (
    EpisodeGroup,
    ListedOrder,
    TvDetails,
    decode_episode_group,
)
from trr_backend.models.documents import Document, DocumentKey
from trr_backend.models.seasons import OrderGroup, OrderRecord
from trr_backend.utils.text import clean

# TMDb counts the kinds of orders from 1.
_TYPES = {
    1: "original_air_date",
    2: "absolute",
    3: "dvd",
    4: "digital",
    5: "story_arc",
    6: "production",
    7: "tv",
}


def orders_from_tmdb(
    documents: Sequence[Document], tv: TvDetails
) -> tuple[OrderRecord, ...] | None:
    """Return the orders that a show lists, None where it does not speak of any."""
    listed = tv.episode_groups.results if tv.episode_groups else None
    if listed is None:
        return None
    by_key = {document.key: document for document in documents}
    return tuple(
        _order(one, by_key.get(DocumentKey(TMDB, "episode_group", one.id)))
        for one in {one.id: one for one in listed}.values()
    )


def _order(listed: ListedOrder, document: Document | None) -> OrderRecord:
    said = decode_episode_group(document.body, document.url) if document else None
    return OrderRecord(
        key=listed.id,
        name=clean(listed.name) or f"order {listed.id}",
        type=None if listed.type is None else _TYPES.get(listed.type, "unknown"),
        description=clean(listed.description),
        groups=_groups(said) if said else None,
    )


def _groups(said: EpisodeGroup) -> tuple[OrderGroup, ...] | None:
    """Return an order's groups, None where the answer lacks some of its episodes."""
    if said.groups is None:
        return None
    held = sum(len(group.episodes or ()) for group in said.groups)
    if held < (said.episode_count or 0):
        return None
    groups = sorted(said.groups, key=lambda group: group.order or 0)
    return tuple(
        OrderGroup(
            name=clean(group.name) or f"group {place}",
            episode_tmdb_ids=_unique(
                episode.id
                for episode in sorted(
                    group.episodes or (), key=lambda episode: episode.order or 0
                )
            ),
        )
        for place, group in enumerate(groups, start=1)
    )


def _unique(ids: Iterable[int | None]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(one for one in ids if one is not None))
