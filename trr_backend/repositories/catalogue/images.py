"""Pictures of a show, a season and a person, and stored ones by their key."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trr_backend.models.media import PictureKind
from trr_backend.models.person_ref import PersonRef
from trr_backend.models.selection import ShowRef
from trr_backend.repositories.catalogue.people import person_parameters
from trr_backend.repositories.catalogue.reading import (
    Order,
    PartPage,
    Site,
    Window,
    execute,
    load_part_page,
)
from trr_backend.repositories.catalogue.seasons import Part
from trr_backend.repositories.catalogue.statements import statement
from trr_backend.repositories.refs import show_parameters

if TYPE_CHECKING:
    from trr_backend.repositories.db import Transaction

_IN_ORDER = Order("g.sort_key", "text", "asc")
_OF_SHOW = {
    "looked_up": "{show}",
    "owners": "{owners_show}",
    "whole": "show",
    "part": "show",
    "item": "{listed_image}",
    "moved": "{moved_show}",
}
_OF_SEASON = {
    **_OF_SHOW,
    "looked_up": "{show}, {season}",
    "owners": "{owners_season}",
    "part": "season",
    "item": "{listed_image}, 'episode', l.episode",
}
_OF_PERSON = {
    **_OF_SHOW,
    "looked_up": "{person}",
    "owners": "{owners_person}",
    "whole": "person",
    "part": "person",
    "moved": "{moved_person}",
}


@dataclass(frozen=True, slots=True)
class ImageFilter:
    """Which pictures are wanted; `languages`: None for all, "none" for textless ones.

    `duplicates`: also those that are a worse copy of another.
    """

    kind: PictureKind | None = None
    languages: tuple[str, ...] | None = None
    duplicates: bool = False

    @property
    def parameters(self) -> dict[str, object]:
        """The parameters of the statement."""
        languages = None if self.languages is None else list(self.languages)
        return {
            "kind": self.kind,
            "languages": languages,
            "duplicates": self.duplicates,
        }


@dataclass(frozen=True, slots=True)
class ServedAsset:
    """What is known of a stored picture; TMDb's terms bound how long it is kept."""

    sha256: str
    content_type: str
    from_tmdb: bool
    bytes: int


async def load_show_images(
    tx: "Transaction", ref: ShowRef, window: Window, *, wanted: ImageFilter, site: Site
) -> PartPage:
    """Return a page of a show's posters, backdrops and logos."""
    params = {**show_parameters(ref), **site.parameters, **wanted.parameters}
    return await _load(tx, _OF_SHOW, window, params)


async def load_season_images(
    tx: "Transaction", part: Part, window: Window, *, wanted: ImageFilter, site: Site
) -> PartPage:
    """Return a page of a season's posters and the stills of its episodes."""
    params = {**part.parameters, **site.parameters, **wanted.parameters}
    return await _load(tx, _OF_SEASON, window, params)


async def load_photos(
    tx: "Transaction",
    ref: PersonRef,
    window: Window,
    *,
    wanted: ImageFilter,
    site: Site,
) -> PartPage:
    """Return a page of a person's photos."""
    params = {**person_parameters(ref), **site.parameters, **wanted.parameters}
    return await _load(tx, _OF_PERSON, window, params)


async def _load(
    tx: "Transaction",
    of: dict[str, str],
    window: Window,
    params: dict[str, object],
) -> PartPage:
    query = statement(
        "images",
        seek=_IN_ORDER.seek(window.after, "g.id"),
        direction=_IN_ORDER.direction,
        **of,
    )
    return await load_part_page(tx, query, {**params, **window.parameters})


async def load_asset(tx: "Transaction", key: str) -> ServedAsset | None:
    """Return what is known of a stored picture that may be served."""
    cursor = await execute(tx, statement("asset"), {"key": key})
    row = await cursor.fetchone()
    return ServedAsset(*row) if row else None
