"""Makes rows of the pictures that stored documents list, without any request."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias
from uuid import UUID

from scripts._stage import Work
from trr_backend.config import Settings
from trr_backend.errors import Changed
from trr_backend.ingestion.pictures import (
    IMAGES_MAPPING,
    credited_photo,
    joined,
    person_images,
    season_images,
    show_images,
)
from trr_backend.models.documents import Document, StoredDocument
from trr_backend.models.media import ImagesRecord
from trr_backend.models.overrides import Overrides
from trr_backend.repositories import images, overrides, photos
from trr_backend.repositories.families import Use
from trr_backend.repositories.photos import Pictured

Make: TypeAlias = Callable[[Sequence[Document], Sequence[str], Overrides], ImagesRecord]


def _of_show(
    documents: Sequence[Document], languages: Sequence[str], decided: Overrides
) -> ImagesRecord:
    (tv,) = documents
    return show_images(tv, languages, decided)


SHOWS, SEASONS, CAST = "show-pictures", "season-pictures", "cast-pictures"
"""The stages that list pictures, by name."""

_KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {SHOWS: ("tv",), SEASONS: ("tv", "tv_part"), CAST: ("person",)}
)
_MAKES: Mapping[str, Make] = MappingProxyType({SHOWS: _of_show, SEASONS: season_images})


def images_use(stage: str, settings: Settings) -> Use:
    """Return how a stage uses documents: the order depends on the languages."""
    asked = ",".join(settings.languages)
    return Use(stage, IMAGES_MAPPING, _KINDS[stage], asked)


async def list_of_show(
    work: Work,
    stage: str,
    show_id: UUID,
    documents: Sequence[Document],
    settings: Settings,
) -> None:
    """Write the pictures in a show's documents: SHOWS or SEASONS.

    Raises, before anything is written, Changed for lists of another shape and Missing
    for a season or an episode that is not stored.
    """
    decided = await overrides.load_for_show(work.tx, show_id)
    record = _MAKES[stage](documents, settings.languages, decided)
    await images.write(work, record, await images.load_entities(work.tx, record))


async def list_photos(
    work: Work, ids: Sequence[UUID], settings: Settings
) -> list[UUID]:
    """Write people's photos as one set; return whose documents were used.

    Whose photos have another shape is left out and named.
    """
    people = await photos.load_people(work.tx, ids)
    said = await photos.load_for_use(work.tx, people)
    decided = await overrides.load_for_people(work.tx, ids)
    records: dict[UUID, ImagesRecord] = {}
    for one in people:
        try:
            records[one.id] = _of_person(
                one, said.get(one.tmdb_id), settings.languages, decided
            )
        except Changed as error:
            work.failures.append((one.label, str(error)))
    entities = {("person", str(one.tmdb_id)): one.id for one in people}
    await images.write(work, joined(records.values()), entities)
    return list(records)


def _of_person(
    one: Pictured,
    said: StoredDocument | None,
    languages: Sequence[str],
    decided: Overrides,
) -> ImagesRecord:
    if said is not None:
        return person_images(said.document, languages, decided)
    return credited_photo(one.tmdb_id, one.profile_path, decided)
