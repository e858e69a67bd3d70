"""One page document as the page that it holds."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from trr_backend.errors import Refused
from trr_backend.ingestion.wiki.contents import contents_of
from trr_backend.ingestion.wiki.external_ids import external_ids
from trr_backend.ingestion.wiki.filling import filled_in
from trr_backend.ingestion.wiki.markup.calls import TemplateCall
from trr_backend.ingestion.wiki.markup.limits import (
    MAX_DOCUMENT,
    MAX_LISTED,
    Budget,
    json_refusal,
    page_refusal,
)
from trr_backend.ingestion.wiki.markup.lines import tidy
from trr_backend.ingestion.wiki.markup.links import Place
from trr_backend.ingestion.wiki.markup.namespaces import Namespaces
from trr_backend.ingestion.wiki.markup.reading import Reader
from trr_backend.ingestion.wiki.markup.spans import Spans, scan
from trr_backend.ingestion.wiki.markup.stripping import strip
from trr_backend.ingestion.wiki.markup.words import WORDS, folded
from trr_backend.ingestion.wiki.page_document import Page, decode_page
from trr_backend.ingestion.wiki.portable import NOT_FILLED_IN, portable_infoboxes
from trr_backend.ingestion.wiki.wikitext import (
    infobox_calls,
    infoboxes_of,
    made_by,
    template_calls,
)
from trr_backend.models.documents import Document
from trr_backend.models.wiki_page import Infobox, WikiPage

_REDIRECT: Final = re.compile(r"\s*#\s*([^\[\n:#]{2,30}?)\s*:?\s*\[\[([^\[\]|\n]+)")
# It stands at the beginning of a page or nowhere.
_REDIRECT_IN: Final = 600


def page_from(
    document: Document,
    *,
    infobox_templates: Collection[str] = (),
    file_namespaces: Collection[str] = (),
) -> WikiPage:
    """Return the page in a page document.

    `infobox_templates` are keys of templates (`maps.key`) that are infoboxes beside
    those called so; `file_namespaces` the wiki's own names of the namespace of files.

    Raises Changed for a document of another shape, Refused for a page that is too much
    to be read, with the reason.
    """
    _check(document, json_refusal(document.body, MAX_DOCUMENT))
    said = decode_page(document)
    page, wikitext = said.page, said.page.wikitext
    _check(document, page_refusal(wikitext))
    reading = _Reading.of(page, document.url, file_namespaces)
    calls = template_calls(reading.text, reading.spans)
    named = infobox_calls(calls, reading.text, infobox_templates)
    boxes, refused = reading.infoboxes(page, calls, named)
    _check(document, refused if refused and not boxes else None)
    made = [call for box in boxes if (call := made_by(box, calls))]
    left_out = [call.span for call in (*named, *made)]
    reader = reading.reader
    contents = contents_of(reading.text, reading.spans, left_out, reader)
    categories = _categories(page, reading)
    return WikiPage(
        number=page.pageid,
        title=page.title,
        url=document.url,
        revision=page.revisions[0].revid,
        revised_at=page.revisions[0].timestamp,
        redirects=said.redirects,
        categories=categories,
        infoboxes=boxes,
        sections=contents.sections,
        tables=contents.tables,
        files=contents.files,
        external_ids=external_ids(
            boxes, contents.sections, calls, page.pageprops.wikibase_item
        ),
        is_disambiguation=_is_disambiguation(page, calls, categories),
        links=contents.links,
        redirects_to=_redirects_to(page, reading),
        refused=(*([refused] if refused else ()), *contents.refused),
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """A page's text once it is stripped, and what reads its pieces."""

    reader: Reader
    spans: Spans

    @classmethod
    def of(cls, page: Page, url: str, file_namespaces: Collection[str]) -> "_Reading":
        stripped = strip(page.wikitext)
        own = (image.title.partition(":")[0] for image in page.images)
        namespaces = Namespaces().with_files([*file_namespaces, *own])
        reader = Reader(stripped, Place(page.title, url), namespaces, Budget())
        return cls(reader, scan(stripped.text))

    @property
    def text(self) -> str:
        return self.reader.page.text

    def infoboxes(
        self, page: Page, calls: Sequence[TemplateCall], named: Sequence[TemplateCall]
    ) -> tuple[tuple[Infobox, ...], str | None]:
        """Return the infoboxes of pageprops, else those of the wikitext.

        With them comes why those of pageprops cannot be read, if so.
        """
        reader, refused = self.reader, None
        if written := page.pageprops.infoboxes:
            said = portable_infoboxes(written, reader.place, reader.budget)
            if said and not isinstance(said, str):
                return tuple(_with_template(box, calls, reader) for box in said), None
            refused = f"pageprops.infoboxes: {said}" if said else None
        boxes = (infoboxes_of(call, reader) for call in named[:MAX_LISTED])
        return tuple(chain.from_iterable(boxes)), refused


def _check(document: Document, refused: str | None) -> None:
    if refused:
        raise Refused(
            f"the page is not read: {refused}",
            source=document.key.source,
            url=document.url,
        )


def _with_template(
    box: Infobox, calls: Sequence[TemplateCall], reader: Reader
) -> Infobox:
    call = made_by(box, calls)
    if call is None:
        return box
    if any(one.refused == NOT_FILLED_IN for one in box.all_values):
        box = filled_in(box, next(iter(infoboxes_of(call, reader)), box))
    return replace(box, template=call.written)


def _categories(page: Page, reading: _Reading) -> tuple[str, ...]:
    """Return the categories that the wiki says, else those of the wikitext."""
    if page.categories is not None:
        said = (one.title.partition(":")[2] for one in page.categories)
        return tuple(filter(None, (tidy(one.replace("_", " ")) for one in said)))
    return tuple(dict.fromkeys(_written_categories(reading)))


def _written_categories(reading: _Reading) -> Iterator[str]:
    for span in reading.spans.links:
        title, _, _ = reading.text[span.start + 2 : span.end - 2].partition("|")
        if name := reading.reader.namespaces.category(title.strip()):
            yield name


def _is_disambiguation(
    page: Page, calls: Sequence[TemplateCall], categories: Sequence[str]
) -> bool:
    return (
        page.pageprops.disambiguation is not None
        or folded(page.title).endswith("(disambiguation)")
        or any(one.name in WORDS["disambiguation_templates"] for one in calls)
        or any(folded(one) in WORDS["disambiguation_categories"] for one in categories)
    )


def _redirects_to(page: Page, reading: _Reading) -> str | None:
    found = _REDIRECT.match(reading.text[:_REDIRECT_IN])
    if found and (page.redirect or folded(found[1]) in WORDS["redirects"]):
        return reading.reader.place.of_title(found[2])
    return None
