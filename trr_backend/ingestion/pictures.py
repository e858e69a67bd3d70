"""The pictures that TMDb lists: of a show, its seasons and episodes, of a person."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from trr_backend.ingestion.appended import Entry, family
from trr_backend.ingestion.documents import TMDB
from trr_backend.ingestion.picture_order import in_order, language_of
from trr_backend.ingestion.seasons import seasons_from_tmdb
from trr_backend.integrations.tmdb.pictures import picture_url
from trr_backend.integrations.tmdb.wire import (
    ListedImage,
    PersonImages,
    ShowImages,
    decode_pictured_person,
    decode_pictured_series,
    decode_season,
    decode_season_images,
)
from trr_backend.models.documents import Document
from trr_backend.models.media import (
    ImageRecord,
    ImageScope,
    ImagesRecord,
    PictureKind,
)
from trr_backend.models.overrides import NO_OVERRIDES, Overrides
from trr_backend.models.seasons import SeasonRecord
from trr_backend.utils.text import clean, picture_path

# Raised with every change of what is made of the documents.
IMAGES_MAPPING = 1

_OWN: Mapping[PictureKind, str] = MappingProxyType(
    {
        "poster": "poster_path",
        "backdrop": "backdrop_path",
        "still": "still_path",
        "photo": "profile_path",
    }
)
PICTURE_FIELDS = frozenset(_OWN.values())
"""Fields by which an entity names a picture; one that a person decides is pinned."""

_REGION = re.compile(r"[A-Z]{2}")
_MOST = 2_147_483_647


@dataclass(frozen=True, slots=True)
class _Gallery:
    """What is said of an entity's pictures of a kind; `listed` None: there is no list.

    `own` is the path by which the entity itself names one.
    """

    of: ImageScope
    listed: Sequence[ListedImage] | None
    own: str | None = None


def show_images(
    tv: Document, languages: Sequence[str], overrides: Overrides = NO_OVERRIDES
) -> ImagesRecord:
    """Return the posters, backdrops and logos in a show's own document.

    Raises Changed where they have another shape, as all functions here do. `languages`
    are the installation's, the first included.
    """
    said = decode_pictured_series(tv.body, tv.url)
    posters, backdrops, logos = (
        ImageScope("show", str(said.id), kind) for kind in _OF_SHOWS
    )
    images = said.images or ShowImages()
    galleries = (
        _Gallery(posters, images.posters, said.poster_path),
        _Gallery(backdrops, images.backdrops, said.backdrop_path),
        _Gallery(logos, images.logos),
    )
    return _record(galleries, languages, overrides)


_OF_SHOWS: tuple[PictureKind, ...] = ("poster", "backdrop", "logo")


def season_images(
    documents: Sequence[Document],
    languages: Sequence[str],
    overrides: Overrides = NO_OVERRIDES,
) -> ImagesRecord:
    """Return the posters of seasons and the stills of episodes in a show's documents.

    They are of the kinds tv and tv_part; what several of them hold counts as the newest
    says. Seasons and episodes are those that `seasons_from_tmdb` makes of them.
    """
    said = family(documents)
    seasons = seasons_from_tmdb(said.current, ()).seasons if said else None
    galleries = [
        gallery
        for season in seasons or ()
        for gallery in _of_season(season, said.entries if said else {})
    ]
    return _record(galleries, languages, overrides)


def person_images(
    document: Document, languages: Sequence[str], overrides: Overrides = NO_OVERRIDES
) -> ImagesRecord:
    """Return the photos in a person's own document."""
    said = decode_pictured_person(document.body, document.url)
    photos = ImageScope("person", str(said.id), "photo")
    listed = (said.images or PersonImages()).profiles
    gallery = _Gallery(photos, listed, said.profile_path)
    return _record([gallery], languages, overrides)


def credited_photo(
    tmdb_id: int, profile_path: str | None, overrides: Overrides = NO_OVERRIDES
) -> ImagesRecord:
    """Return the one photo that credits name of a person, until their own answer."""
    photos = ImageScope("person", str(tmdb_id), "photo")
    return _record([_Gallery(photos, None, profile_path)], (), overrides)


def joined(records: Iterable[ImagesRecord]) -> ImagesRecord:
    """Return the records of several entities as one."""
    all_ = tuple(records)
    return ImagesRecord(
        source=TMDB,
        scopes=tuple(scope for one in all_ for scope in one.scopes),
        images=tuple(image for one in all_ for image in one.images),
    )


def _of_season(
    season: SeasonRecord, entries: Mapping[str, Entry]
) -> Iterator[_Gallery]:
    posters = ImageScope("season", str(season.tmdb_id), "poster")
    listed = _posters(season, entries)
    yield _Gallery(posters, listed, season.facts.poster_path)
    for episode in season.episodes or ():
        stills = ImageScope("episode", str(episode.tmdb_id), "still")
        yield _Gallery(stills, (), episode.facts.still_path)


def _posters(
    season: SeasonRecord, entries: Mapping[str, Entry]
) -> Sequence[ListedImage] | None:
    """Return the listed posters of a season; none of another one with its number."""
    name = f"season/{season.season_number}"
    answer, images = entries.get(name), entries.get(f"{name}/images")
    if images is None:
        return None
    if answer and decode_season(answer.value, answer.url).id != season.tmdb_id:
        return None
    return decode_season_images(images.value, images.url).posters


def _record(
    galleries: Sequence[_Gallery], languages: Sequence[str], overrides: Overrides
) -> ImagesRecord:
    return ImagesRecord(
        source=TMDB,
        scopes=tuple(one.of for one in galleries if one.listed is not None),
        images=tuple(
            _image(one.of, position, path, said)
            for one in galleries
            for position, (path, said) in enumerate(
                _placed(one, languages, overrides), start=1
            )
        ),
    )


def _placed(
    gallery: _Gallery, languages: Sequence[str], overrides: Overrides
) -> list[tuple[str, ListedImage]]:
    """Return a gallery's pictures in order, each path once.

    Last are those that no list has: what the entity names itself, and what a person
    chose. That a choice is shown first is no matter of its place.
    """
    of, field = gallery.of, _OWN.get(gallery.of.kind, "")
    said: dict[str, ListedImage] = {}
    for one in gallery.listed or ():
        if path := picture_path(one.file_path):
            said.setdefault(path, one)
    placed = in_order(of.kind, list(said.items()), languages)
    is_silent = field in overrides.silent(of.entity, of.source_id)
    own = None if is_silent else gallery.own
    chosen = overrides.of(of.entity, of.source_id).get(field)
    further = dict.fromkeys(map(picture_path, (own, chosen)))
    return [
        *placed,
        *((path, ListedImage()) for path in further if path and path not in said),
    ]


def _image(of: ImageScope, position: int, path: str, said: ListedImage) -> ImageRecord:
    region = clean(said.iso_3166_1) or ""
    return ImageRecord(
        entity=of.entity,
        source_id=of.source_id,
        kind=of.kind,
        source_path=path,
        source_url=picture_url(path),
        position=position,
        language=language_of(said),
        region=region if _REGION.fullmatch(region) else None,
        width=_whole(said.width, least=1),
        height=_whole(said.height, least=1),
        vote_average=said.vote_average,
        vote_count=_whole(said.vote_count, least=0),
    )


def _whole(said: float | None, *, least: int) -> int | None:
    """Return a size or a count as Postgres keeps it, None where it is none."""
    return int(said) if said is not None and least <= said <= _MOST else None
