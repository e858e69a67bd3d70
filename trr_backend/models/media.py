"""Pictures: what is wanted, what was fetched and what is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

LogoOwner = Literal["network", "production_company", "watch_provider"]
# What a picture may show; an organisation has logos, a season posters, an episode
# stills, a person photos, a show posters, backdrops and logos.
PictureOwner = Literal[LogoOwner, "show", "season", "episode", "person"]
PictureKind = Literal["logo", "poster", "backdrop", "still", "photo"]
VariantFormat = Literal["webp", "avif"]
VARIANT_WIDTHS = (185, 342, 500, 780, 1280)
"""Widths of the smaller copies in pixels; a picture has those below its own width."""


def variants_signature(formats: Sequence[VariantFormat]) -> str:
    """Return what tells one choice of variants from another, as `webp:185,342`."""
    return f"{','.join(formats)}:{','.join(map(str, VARIANT_WIDTHS))}"


@dataclass(frozen=True, slots=True)
class ImageRecord:
    """A picture as a source lists it, for an entity that has this id at the source.

    `source_path` is the source's own name of it, `source_url` the public address of its
    bytes. `language` is an ISO 639-1 code; None: without text, or not said. Sizes in
    pixels. `position` is its place by our rule (docs/decisions/0029), 1 is the first.
    The last ones are what a wiki says of its terms, on `page_url`; `is_free`: they are
    a free licence's, None: the source's own terms hold for all of its pictures.
    """

    entity: Literal["show", "season", "episode", "person"]
    source_id: str
    kind: PictureKind
    source_path: str
    source_url: str
    position: int
    language: str | None = None
    region: str | None = None
    width: int | None = None
    height: int | None = None
    vote_average: float | None = None
    vote_count: int | None = None
    licence: str | None = None
    licence_url: str | None = None
    author: str | None = None
    page_url: str | None = None
    is_free: bool | None = None


@dataclass(frozen=True, slots=True)
class ImageScope:
    """Pictures of one kind of one entity, which a source answered for as a whole."""

    entity: Literal["show", "season", "episode", "person"]
    source_id: str
    kind: PictureKind


@dataclass(frozen=True, slots=True)
class ImagesRecord:
    """The pictures of a show with its seasons and episodes, or of people.

    What is in none of the `scopes` keeps what is stored of it. Where the source is many
    wikis, `wiki` is the one that answered: those of the others are no part of it.
    """

    source: str
    scopes: tuple[ImageScope, ...]
    images: tuple[ImageRecord, ...]
    wiki: str | None = None


@dataclass(frozen=True, slots=True)
class ImageOf:
    """What a picture is to show; `folder_id` is the season of an episode, else `id`."""

    owner: PictureOwner
    id: UUID
    kind: PictureKind
    folder_id: UUID
    name: str

    @property
    def what(self) -> str:
        """Return which kind of picture it is, or whose where that says as much."""
        if self.kind == "logo" and self.owner != "show":
            return self.owner.replace("_", " ")
        return self.kind


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of bytes that were claimed for a path: where they are to lie.

    `confirmed`: the object is in the store. Else a run was stopped before it knew, or
    it was found broken. `is_current`: the source need not be asked whether it has other
    bytes by now; it was lately, or never has under the same path.
    """

    sha256: str
    key: str
    bytes: int
    confirmed: bool
    is_current: bool = True


@dataclass(frozen=True, slots=True)
class PictureWanted:
    """A picture at its source, and what it is to show.

    `kept` is set where its bytes were claimed before, for this owner or another.
    """

    source: str
    source_path: str
    source_url: str
    owners: tuple[ImageOf, ...]
    kept: Kept | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """Bytes as they came, and the upstream's public address of them.

    `etag` and `last_modified` are the upstream's, for asking again.
    """

    url: str
    body: bytes = field(repr=False)
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """The upstream's word that the bytes it was asked for are those known before."""

    url: str
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class Inspected:
    """A picture that passed the checks: what its bytes really are.

    `extension` follows the content, not the upstream's file name; sizes in pixels, of
    the picture as it is shown, which EXIF may have turned.
    `colour` is the main colour as "#rrggbb", `thumbhash` a blurred preview in base64
    (https://evanw.github.io/thumbhash/), `phash` 16 hex digits that stay alike where
    the picture is encoded anew or made smaller (docs/decisions/0030).
    """

    sha256: str
    content_type: str
    extension: str
    bytes: int
    width: int
    height: int
    colour: str
    thumbhash: str
    phash: str
    frames: int


@dataclass(frozen=True, slots=True)
class Asset:
    """A claimed place in the store: the key, and whether its object is confirmed.

    `from_tmdb` and `from_wikis`: the bytes were claimed for pictures of theirs.
    """

    sha256: str
    key: str
    confirmed: bool
    from_tmdb: bool = False
    from_wikis: bool = False
