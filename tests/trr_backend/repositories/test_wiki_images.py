"""Pictures of wikis as rows: a list is about one wiki, and whose they are is known."""

from typing import Any
from uuid import UUID

import pytest

from tests.credited import credited
from tests.whole_shows import AT, new_show, rows, versions, working
from trr_backend.errors import Missing
from trr_backend.models.media import ImageRecord, ImageScope, ImagesRecord
from trr_backend.repositories import images
from trr_backend.repositories.db import Database

TERMS: dict[str, Any] = {
    "is_free": True,
    "licence": "CC BY 4.0",
    "licence_url": "https://creativecommons.org/licenses/by/4.0/",
    "author": "Bo",
    "page_url": "https://survivor.fandom.com/wiki/File:A.png",
}
LISTED = (
    "select source_path, wiki, is_free, licence, licence_url, author, page_url,"
    " missing_since from core.media_links order by source_path"
)


async def test_a_list_of_a_wiki_is_about_that_wiki(database: Database) -> None:
    """Neither another wiki's pictures are marked by it, nor TMDb's; nor the reverse."""
    (ann,) = await credited(database, await new_show(database), 5)
    for wiki, names in (("survivor", "AB"), ("survivor/de", "A"), (None, "A")):
        await _write(database, _photos(ann, wiki, names))
    before = await versions(database)
    await _write(database, _photos(ann, "survivor", "AB"))
    assert await versions(database) == before

    await _write(database, _photos(ann, "survivor", "B"))
    await _write(database, _photos(ann, None, ""))

    terms = tuple(TERMS.values())
    assert await rows(database, LISTED) == [
        ("/A.png", None, *terms, AT),
        ("survivor/A.png", "survivor", *terms, AT),
        ("survivor/B.png", "survivor", *terms, None),
        ("survivor/de/A.png", "survivor/de", *terms, None),
    ]


async def test_nobody_has_no_pictures(database: Database) -> None:
    """A wiki's pictures are named by our own id of somebody, who has to be there."""
    with pytest.raises(Missing, match="has pictures and is not stored"):
        await _write(database, _photos(UUID(int=1), "survivor", "A"))
    assert await rows(database, LISTED) == []


def _photos(person: UUID, wiki: str | None, names: str) -> ImagesRecord:
    """Return photos of Ann, TMDb's person 5; each has the name of a letter."""
    source_id = "5" if wiki is None else str(person)
    images = (
        ImageRecord(
            "person",
            source_id,
            "photo",
            f"{wiki or ''}/{name}.png",
            f"https://example.org/{name}.png",
            position,
            **TERMS,
        )
        for position, name in enumerate(names, start=1)
    )
    scope = ImageScope("person", source_id, "photo")
    source = "tmdb" if wiki is None else "fandom"
    return ImagesRecord(source, (scope,), tuple(images), wiki)


async def _write(database: Database, said: ImagesRecord) -> None:
    async with working(database) as work:
        await images.write(work, said, await images.load_entities(work.tx, said))
