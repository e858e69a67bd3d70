"""Files of wikis: asked for over real HTTP, and made rows of pictures."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from standin.app import create_app
from tests.standin.serving import serving
from tests.trr_backend.integrations.upstream import FakeLimiter
from trr_backend.config import Settings
from trr_backend.ingestion.upstreams import open_fandom
from trr_backend.ingestion.wiki.files import (
    fetch_files,
    picture_names,
    wiki_images,
)
from trr_backend.models.media import ImageRecord, ImageScope, ImagesRecord
from trr_backend.models.wiki import FileSaid, Wiki
from trr_backend.models.wiki_page import GalleryFile, Infobox, InfoboxImage, WikiPage

WIKI = Wiki.fandom("survivor/de")
HOST = "https://static.wikia.nocookie.net/survivor/images"
FREE = "{{cc-by-sa-3.0}}\n[[Kategorie:Bilder]]"
FILES = {
    "Rob in Season 4.jpg": {"width": 300, "height": 400, "text": FREE},
    "Ann.png": {"text": "{{Fairuse}}", "user": "Cy"},
    "Logo.svg": {"text": FREE},
    "Flag.png": {"width": 40, "height": 30, "text": FREE},
    "Noimage.png": {"text": FREE},
    **{f"Photo {n}.jpg": {"text": "{{self}}", "user": "Cy"} for n in range(120)},
}
ROB = UUID(int=7)


async def _fetched(folder: Path, names: list[str]) -> tuple[dict[str, FileSaid], int]:
    """Return what a wiki in German says of files, and in how many requests."""
    wiki = folder / "wikis" / WIKI.name
    wiki.mkdir(parents=True)
    site: dict[str, Any] = {"lang": "de", "namespaces": {"6": "Datei"}}
    site["namespaces"]["14"] = "Kategorie"
    (wiki / "site.json").write_text(json.dumps(site))
    (wiki / "files.json").write_text(json.dumps(FILES))
    (wiki / "pages").mkdir()
    moved = wiki / "pages" / "Datei%3AOld.jpg.wikitext"
    moved.write_text("#REDIRECT [[Datei:Rob in Season 4.jpg]]")
    with serving(create_app(folder)) as address:
        settings = Settings(
            _env_file=None, fandom_url_template=f"{address}/fandom/{{wiki}}"
        )
        async with open_fandom(settings, FakeLimiter()) as client:
            found = await fetch_files(client, WIKI, names)
            return found, client.requests


async def test_files_come_as_they_were_named_and_lie_where_they_last(
    tmp_path: Path,
) -> None:
    """Over other spellings, redirects and batches; what is no file is left out."""
    names = ["Old.jpg", "Nobody.jpg", "a|b.jpg", "x" * 300, "ann.png"]
    names += ["rob_in Season_4.jpg", *(f"Photo {n}.jpg" for n in range(120))]

    found, requests = await _fetched(tmp_path, names)

    assert requests == 3
    assert {asked: one.name for asked, one in found.items()} == {
        "Old.jpg": "Rob_in_Season_4.jpg",
        "rob_in Season_4.jpg": "Rob_in_Season_4.jpg",
        "ann.png": "Ann.png",
        **{f"Photo {n}.jpg": f"Photo_{n}.jpg" for n in range(120)},
    }
    rob, ann, photo = (found[one] for one in ("Old.jpg", "ann.png", "Photo 0.jpg"))
    assert (rob.sha1, rob.bytes > 1000, len(rob.sha1 or "")) == (rob.sha1, True, 40)
    assert rob == FileSaid(
        name="Rob_in_Season_4.jpg",
        url=rob.url,
        page_url="https://survivor.fandom.com/de/wiki/Datei:Rob_in_Season_4.jpg",
        width=300,
        height=400,
        bytes=rob.bytes,
        sha1=rob.sha1,
        mime="image/jpeg",
        licence="CC BY-SA 3.0",
        licence_url="https://creativecommons.org/licenses/by-sa/3.0/",
        author=None,
        is_free=True,
    )
    assert rob.url.startswith(HOST)
    assert rob.url.endswith("/Rob_in_Season_4.jpg/revision/latest?path-prefix=de")
    assert (ann.licence, ann.is_free, ann.author) == ("Fair use", False, None)
    assert (photo.licence, photo.author) == ("Own work under a free licence", "Cy")


def test_infoboxes_come_before_galleries() -> None:
    """Of several pages about somebody, each file once; beside a text is anybody."""
    box = Infobox("Player", "Rob", (), images=(InfoboxImage("A.jpg"),))
    shown = (GalleryFile("B.jpg"), GalleryFile("X.jpg", in_gallery=False))
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    page = WikiPage(1, "Rob", "u", 1, moment, infoboxes=(box,), files=shown)
    gallery = replace(page, title="Rob/Gallery", files=(GalleryFile("A.jpg"),))
    other = replace(gallery, infoboxes=(replace(box, images=(InfoboxImage("C.jpg"),)),))

    assert picture_names([page, gallery, other]) == ["A.jpg", "C.jpg", "B.jpg"]


async def test_pictures_of_somebody_are_all_that_are_pictures(tmp_path: Path) -> None:
    """Free or not; no drawing, no flag, nothing that stands for a picture."""
    named = ["Logo.svg", "Ann.png", "Flag.png", "Noimage.png", "Photo 1.jpg"]
    found, _ = await _fetched(tmp_path, named)
    assert [*found] == named
    files = [*found.values()]

    record = wiki_images(WIKI, ROB, [*files, *files])

    ann, photo = record.images
    of = ("person", str(ROB), "photo")
    assert record == ImagesRecord(
        "fandom", (ImageScope("person", str(ROB), "photo"),), (ann, photo), WIKI.name
    )
    assert ann == ImageRecord(
        "person",
        str(ROB),
        "photo",
        "survivor/de/Ann.png",
        files[1].url,
        1001,
        width=files[1].width,
        height=files[1].height,
        licence="Fair use",
        page_url="https://survivor.fandom.com/de/wiki/Datei:Ann.png",
        is_free=False,
    )
    assert (photo.position, photo.is_free, photo.author) == (1002, True, "Cy")
    assert (photo.entity, photo.source_id, photo.kind) == of
