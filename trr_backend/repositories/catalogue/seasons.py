"""Seasons and episodes of a show, and its orders beside the aired one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trr_backend.models.selection import ShowRef
from trr_backend.repositories.catalogue import including, texts
from trr_backend.repositories.catalogue.reading import (
    Detail,
    Order,
    PartPage,
    Site,
    Terms,
    ToldDetail,
    Window,
    load_detail,
    load_part_page,
    load_told,
)
from trr_backend.repositories.catalogue.statements import statement
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


@dataclass(frozen=True, slots=True)
class Listed:
    """How seasons and episodes are listed: `missing` also what vanished upstream."""

    site: Site
    missing: bool = False
    language: texts.Language | None = None

    @property
    def parameters(self) -> dict[str, object]:
        """The parameters of the statements."""
        return {
            **self.site.parameters,
            **texts.parameters(self.language),
            "missing": self.missing,
        }


async def load_seasons(
    tx: "Transaction", show: ShowRef, *, listed: Listed
) -> ToldDetail:
    """Return all seasons as a JSON array."""
    return await load_told(
        tx,
        statement("seasons", **texts.fragments(listed.language)),
        {**show_parameters(show), **listed.parameters},
    )


async def load_season(
    tx: "Transaction",
    part: Part,
    *,
    terms: Terms,
    include: frozenset[str] = frozenset(),
    language: texts.Language | None = None,
) -> ToldDetail:
    """Return SeasonDetail with what `include` names embedded."""
    return await load_told(
        tx,
        statement(
            "season_detail",
            of_poster="{image}",
            **including.in_season(include),
            **texts.fragments(language),
        ),
        {
            **part.parameters,
            **terms.parameters,
            **texts.parameters(language),
            **including.parameters(including.IN_DETAIL),
        },
        often=not include and language is None,
    )


async def load_episodes(
    tx: "Transaction", part: Part, window: Window, *, listed: Listed
) -> PartPage:
    """Return a page of a season's episodes."""
    query = statement(
        "episodes",
        seek=_BY_NUMBER.seek(window.after, "e.id"),
        direction=_BY_NUMBER.direction,
        **texts.fragments(listed.language),
    )
    params = {**part.parameters, **window.parameters, **listed.parameters}
    return await load_part_page(tx, query, params)


async def load_show_episodes(
    tx: "Transaction", part: Part, window: Window, *, listed: Listed
) -> PartPage:
    """Return a page of a show's episodes, or of its season's, by season and number."""
    query = statement(
        "show_episodes",
        seek=_BY_SEASON.seek(window.after, "g.id"),
        direction=_BY_SEASON.direction,
        **texts.fragments(listed.language),
    )
    params = {**part.parameters, **window.parameters, **listed.parameters}
    return await load_part_page(tx, query, params)


async def load_episode(
    tx: "Transaction",
    part: Part,
    *,
    terms: Terms,
    language: texts.Language | None = None,
) -> ToldDetail:
    """Return EpisodeDetail."""
    return await load_told(
        tx,
        statement(
            "episode_detail",
            entity="'episode'",
            owner="episode",
            of_still="{image}",
            **texts.fragments(language),
        ),
        {**part.parameters, **terms.parameters, **texts.parameters(language)},
        often=language is None,
    )


async def load_orders(
    tx: "Transaction",
    show: ShowRef,
    *,
    private: bool,
    language: texts.Language | None = None,
) -> Detail:
    """Return the orders beside the aired one as a JSON array."""
    return await load_detail(
        tx,
        statement("orders", **texts.fragments(language)),
        {
            **show_parameters(show),
            **texts.parameters(language),
            "private": private,
        },
    )
