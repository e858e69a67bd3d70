"""Seasons and episodes of a show, and its orders beside the aired one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trr_backend.models.selection import ShowRef
from trr_backend.repositories.catalogue.reading import (
    Detail,
    Order,
    PartPage,
    Site,
    Terms,
    Window,
    load_detail,
    load_part_page,
    statement,
)
from trr_backend.repositories.refs import show_parameters

if TYPE_CHECKING:
    from trr_backend.repositories.db import Transaction

_BY_NUMBER = Order("e.episode_number", "integer", "asc")
_BY_SEASON = Order("g.sort_key", "text", "asc")


@dataclass(frozen=True, slots=True)
class Part:
    """A show, one of its seasons by number, or one episode of that."""

    show: ShowRef
    season: int | None = None
    episode: int | None = None

    @property
    def parameters(self) -> dict[str, object]:
        """The parameters of the statements that look it up."""
        return {
            **show_parameters(self.show),
            "season": self.season,
            "episode": self.episode,
        }


async def load_seasons(
    tx: "Transaction", show: ShowRef, *, missing: bool, site: Site
) -> Detail:
    """Return all seasons as a JSON array; `missing`: also what vanished upstream."""
    return await load_detail(
        tx,
        statement("seasons"),
        {**show_parameters(show), **site.parameters, "missing": missing},
    )


async def load_season(tx: "Transaction", part: Part, *, terms: Terms) -> Detail:
    """Return SeasonDetail."""
    return await load_detail(
        tx,
        statement("season_detail", of_poster="{image}"),
        {**part.parameters, **terms.parameters},
    )


async def load_episodes(
    tx: "Transaction", part: Part, window: Window, *, missing: bool, site: Site
) -> PartPage:
    """Return a page of a season's episodes; `missing`: also what vanished upstream."""
    seek = _BY_NUMBER.seek(window.after, "e.id")
    return await load_part_page(
        tx,
        statement("episodes", seek=seek, direction=_BY_NUMBER.direction),
        {
            **part.parameters,
            **window.parameters,
            **site.parameters,
            "missing": missing,
        },
    )


async def load_show_episodes(
    tx: "Transaction", part: Part, window: Window, *, missing: bool, site: Site
) -> PartPage:
    """Return a page of a show's episodes, or of its season's, by season and number."""
    seek = _BY_SEASON.seek(window.after, "g.id")
    return await load_part_page(
        tx,
        statement("show_episodes", seek=seek, direction=_BY_SEASON.direction),
        {
            **part.parameters,
            **window.parameters,
            **site.parameters,
            "missing": missing,
        },
    )


async def load_episode(tx: "Transaction", part: Part, *, terms: Terms) -> Detail:
    """Return EpisodeDetail."""
    return await load_detail(
        tx,
        statement(
            "episode_detail", entity="'episode'", owner="episode", of_still="{image}"
        ),
        {**part.parameters, **terms.parameters},
    )


async def load_orders(tx: "Transaction", show: ShowRef, *, private: bool) -> Detail:
    """Return the orders beside the aired one as a JSON array."""
    return await load_detail(
        tx, statement("orders"), {**show_parameters(show), "private": private}
    )
