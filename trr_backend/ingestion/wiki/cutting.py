"""One page cut out of an answer about many, as the document that is stored.

What is kept is what the wiki said of the page, all parts of the answer together but for
what tells nothing of its text, and the titles that lead to it (decision 0035).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from trr_backend.errors import Changed
from trr_backend.ingestion.wiki.site import WIKI_KEEP, licence_text, page_url
from trr_backend.integrations.fandom.pages import PagesAnswer, RawPage
from trr_backend.integrations.fandom.wire import shaped
from trr_backend.models.documents import Document, DocumentKey
from trr_backend.models.wiki import PageSaid, RefusedPage, Wiki, WikiSite

PAGE_KIND = "page"
MOST_WIKITEXT_BYTES = 2 * 1024 * 1024
# Of when it was rendered last, by whom it was asked, and where it is edited.
_LEFT_OUT = frozenset({"touched", "editurl", "redirects"})


class _Slot(msgspec.Struct, frozen=True):
    content: str | None = None
    texthidden: bool = False
    textmissing: bool = False


class _Revision(msgspec.Struct, frozen=True):
    revid: int
    timestamp: datetime
    slots: dict[str, _Slot] = {}
    texthidden: bool = False
    suppressed: bool = False


class _Title(msgspec.Struct, frozen=True):
    title: str


class _Page(msgspec.Struct, frozen=True):
    pageid: int
    title: str
    revisions: list[_Revision] = []
    pageprops: dict[str, str] = {}
    categories: list[_Title] = []
    redirects: list[_Title] = []


@dataclass(frozen=True, slots=True)
class Cutter:
    """Cuts pages of one wiki out of answers; `now` is when these came."""

    wiki: Wiki
    site: WikiSite
    now: datetime

    def cut(self, page: RawPage, answer: PagesAnswer) -> PageSaid | RefusedPage:
        """Return a page, or why it is not taken. Raises Changed.

        A page without its text would be taken for an empty one: where the wiki hides
        the text that is said, where it just lacks the answer was cut.
        """
        said = shaped(page, _Page, source=self.wiki.source, url=answer.url)
        revision = said.revisions[0] if said.revisions else None
        if revision is None:
            raise self._lacking(said.title, answer)
        slot = revision.slots.get("main", _Slot())
        if reason := _refusal(revision, slot):
            return RefusedPage(said.pageid, said.title, reason)
        if slot.content is None:
            raise self._lacking(said.title, answer)
        url = page_url(self.site, said.title)
        redirects = sorted({one.title for one in said.redirects})
        return PageSaid(
            number=said.pageid,
            title=said.title,
            url=url,
            revision=revision.revid,
            revised_at=revision.timestamp,
            document=self._document(page, said.pageid, url, redirects),
        )

    def _document(
        self, page: RawPage, number: int, url: str, redirects: list[str]
    ) -> Document:
        kept: dict[str, Any] = {
            name: value for name, value in page.items() if name not in _LEFT_OUT
        }
        return Document(
            key=DocumentKey(self.wiki.source, PAGE_KIND, f"{self.wiki.name}:{number}"),
            url=url,
            # Sorted, for what comes in which part depends on the rest of the answer.
            body=msgspec.json.encode(
                {"page": kept, "redirects": redirects}, order="sorted"
            ),
            fetched_at=self.now,
            licence=licence_text(self.site.licence, self.site.licence_url),
            keep=WIKI_KEEP,
        )

    def _lacking(self, title: str, answer: PagesAnswer) -> Changed:
        return Changed(
            f"the page {title!r} came without its text",
            field="query.pages.revisions",
            source=self.wiki.source,
            url=answer.url,
        )


def _refusal(revision: _Revision, slot: _Slot) -> str | None:
    if slot.texthidden or revision.texthidden or revision.suppressed:
        return "the wiki hides the text of its newest revision"
    if slot.textmissing:
        return "the wiki has lost the text of its newest revision"
    size = len((slot.content or "").encode())
    if size > MOST_WIKITEXT_BYTES:
        most = MOST_WIKITEXT_BYTES / 1024 / 1024
        return f"its text has {size / 1024 / 1024:.1f} MiB; {most:g} MiB are read"
    return None
