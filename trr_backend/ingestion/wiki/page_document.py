"""A page document as it is stored: the page's object out of an answer of api.php."""

from datetime import datetime
from typing import Final

import msgspec

from trr_backend.errors import Changed
from trr_backend.integrations.shapes import misfit, unreadable
from trr_backend.models.documents import Document


class Slot(msgspec.Struct, frozen=True):
    """A slot of a revision; without content where the wiki hides it."""

    content: str | None = None
    contentmodel: str = "wikitext"


class Revision(msgspec.Struct, frozen=True):
    """A revision, with its text in `slots` or, as older wikis say it, beside them."""

    revid: int
    timestamp: datetime
    slots: dict[str, Slot] = msgspec.field(default_factory=dict)
    content: str | None = None
    contentmodel: str = "wikitext"


class Titled(msgspec.Struct, frozen=True):
    """A category or a file, by its title with namespace."""

    title: str


class PageProps(msgspec.Struct, frozen=True):
    """What extensions say of a page; `disambiguation` is "" where it is one."""

    infoboxes: str | None = None
    wikibase_item: str | None = None
    disambiguation: str | bool | None = None


class Page(msgspec.Struct, frozen=True):
    """A page with everything that was asked of it."""

    pageid: int
    title: str
    revisions: tuple[Revision, ...]
    pageprops: PageProps = msgspec.field(default_factory=PageProps)
    categories: tuple[Titled, ...] | None = None
    images: tuple[Titled, ...] = ()
    redirect: bool = False

    @property
    def wikitext(self) -> str:
        """The page's text; "" where there is none or it is something else."""
        latest = self.revisions[0]
        main = latest.slots.get("main") or Slot(latest.content, latest.contentmodel)
        return (main.content or "") if main.contentmodel == "wikitext" else ""


class PageDocument(msgspec.Struct, frozen=True):
    """The body of a page document."""

    page: Page
    redirects: tuple[str, ...] = ()


_decoder: Final = msgspec.json.Decoder(PageDocument)


def decode_page(document: Document) -> PageDocument:
    """Return what a page document holds. Raises Changed, naming the field."""
    source = document.key.source
    try:
        said = _decoder.decode(document.body)
    except msgspec.ValidationError as error:
        raise misfit(str(error), source=source, url=document.url) from None
    except msgspec.DecodeError as error:
        raise unreadable(str(error), source=source, url=document.url) from None
    if not said.page.revisions:
        raise Changed(
            "the page has no revision",
            field="page.revisions",
            source=source,
            url=document.url,
        )
    return said
