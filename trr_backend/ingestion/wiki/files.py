"""Files of wikis: asked for, judged by what their pages say, made rows of pictures."""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from trr_backend.ingestion.wiki.asked import batches, plain_title
from trr_backend.ingestion.wiki.file_pages import author_of, licence_url_of, terms_of
from trr_backend.ingestion.wiki.licences import is_placeholder
from trr_backend.integrations.fandom.client import FandomClient
from trr_backend.integrations.fandom.files import FilePage, file_page
from trr_backend.integrations.fandom.pages import pages_answer
from trr_backend.integrations.fandom.pictures import MAX_PICTURE_BYTES, original_url
from trr_backend.models.media import ImageRecord, ImageScope, ImagesRecord
from trr_backend.models.wiki import FileSaid, Wiki
from trr_backend.models.wiki_page import WikiPage
from trr_backend.utils.text import web_address

FIRST_POSITION: Final = 1001
"""The place of a person's first picture of a wiki: after all of TMDb's."""

_MIME = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"})
# Smaller ones are flags and buttons; media/inspect.py refuses larger ones.
_LEAST_SIDE = 80
_MAX_SIDE = 16_384
_MAX_PIXELS = 50_000_000


async def fetch_files(
    client: FandomClient, wiki: Wiki, names: Sequence[str]
) -> dict[str, FileSaid]:
    """Return the files that a wiki has, by the names as they were asked.

    A name may be written otherwise, or lead to another file. Raises UpstreamError.
    """
    titles = {name: plain_title(f"File:{name}") for name in names}
    found: dict[str | None, FileSaid] = {}
    for batch in batches(dict.fromkeys(filter(None, titles.values()))):
        asked = [title.removeprefix("File:") for title in batch]
        parts = [part async for part in client.files(wiki, asked)]
        answer = pages_answer(parts, source=wiki.source)
        for title in batch:
            page = answer.led_to(title)
            if page is None:
                continue
            of = file_page(page, source=wiki.source, url=answer.url)
            if said := file_said(wiki, of):
                found[title] = said
    return {name: found[title] for name, title in titles.items() if title in found}


def file_said(wiki: Wiki, page: FilePage) -> FileSaid | None:
    """Return what a file's page says; None where there is no such file, or no address.

    Nothing is left out for what it shows or is: that is for `wiki_images` to say.
    """
    info, terms = page.info, terms_of(page)
    url = _address(wiki, info.url)
    page_url = _address(wiki, info.descriptionurl)
    if url is None or page_url is None:
        return None
    return FileSaid(
        name=page.title.partition(":")[2].replace(" ", "_"),
        url=original_url(url),
        page_url=page_url,
        width=info.width,
        height=info.height,
        bytes=info.size,
        sha1=info.sha1,
        mime=info.mime or "",
        licence=terms.licence if terms else None,
        licence_url=licence_url_of(page, terms) if terms else None,
        author=author_of(page, terms),
        is_free=terms is not None and terms.is_free,
    )


def _address(wiki: Wiki, said: str | None) -> str | None:
    """Return an address that may be stored; one without http(s) is the wiki's."""
    if said and said.startswith("//"):
        said = f"{wiki.url.partition('://')[0]}:{said}"
    return web_address(said)


def picture_names(pages: Iterable[WikiPage]) -> list[str]:
    """Return the files that pages about somebody show, each once, in their order.

    Those of infoboxes come first, then those of galleries; what stands beside the text
    may show anybody.
    """
    all_ = tuple(pages)
    named = [
        *(
            image.file
            for page in all_
            for box in page.infoboxes
            for image in box.images
        ),
        *(one.file for page in all_ for one in page.files if one.in_gallery),
    ]
    return list(dict.fromkeys(named))


def wiki_images(wiki: Wiki, person_id: UUID, files: Sequence[FileSaid]) -> ImagesRecord:
    """Return a person's photos in a wiki, all of them, in the order of the files.

    What is no picture is left out; all others are there, free or not: which are kept is
    the installation's choice. Of a person a wiki has no id: ours names them.
    """
    photos = ImageScope("person", str(person_id), "photo")
    pictures = {one.name: one for one in files if _is_picture(one)}
    return ImagesRecord(
        source=wiki.source,
        scopes=(photos,),
        images=tuple(
            _image(wiki, photos, position, one)
            for position, one in enumerate(pictures.values(), FIRST_POSITION)
        ),
        wiki=wiki.name,
    )


def _image(wiki: Wiki, of: ImageScope, position: int, said: FileSaid) -> ImageRecord:
    return ImageRecord(
        entity=of.entity,
        source_id=of.source_id,
        kind=of.kind,
        source_path=f"{wiki.name}/{said.name}",
        source_url=said.url,
        position=position,
        width=said.width,
        height=said.height,
        licence=said.licence,
        licence_url=said.licence_url,
        author=said.author,
        page_url=said.page_url,
        is_free=said.is_free,
    )


def _is_picture(said: FileSaid) -> bool:
    stem = said.name.rpartition(".")[0]
    return (
        said.mime in _MIME
        and 0 < said.bytes <= MAX_PICTURE_BYTES
        and min(said.width, said.height) >= _LEAST_SIDE
        and max(said.width, said.height) <= _MAX_SIDE
        and said.width * said.height <= _MAX_PIXELS
        and not is_placeholder(stem)
    )
