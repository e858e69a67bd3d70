"""The shape of what a wiki answers about a file: its newest version, and its own page.

https://www.mediawiki.org/wiki/API:Imageinfo has the vendor's words. A wiki without the
extension CommonsMetadata (Fandom has none) states no licence in `extmetadata`, and
sends an empty list where others send an object.
"""

from typing import Any

from msgspec import Struct

from trr_backend.integrations.fandom.pages import RawPage
from trr_backend.integrations.fandom.wire import shaped


class FileInfo(Struct, frozen=True, kw_only=True):
    """One version of a file; sizes in pixels and bytes. A hidden one has no address."""

    url: str | None = None
    descriptionurl: str | None = None
    width: int = 0
    height: int = 0
    size: int = 0
    sha1: str | None = None
    mime: str | None = None
    user: str | None = None
    extmetadata: dict[str, Any] | list[Any] | None = None

    def stated(self, name: str) -> str | None:
        """Return a text of `extmetadata`, which may hold HTML."""
        every = self.extmetadata
        said = every.get(name) if isinstance(every, dict) else None
        value = said.get("value") if isinstance(said, dict) else None
        return value if isinstance(value, str) else None


class FileCategory(Struct, frozen=True):
    """A category of the page, with its namespace."""

    title: str


class FileText(Struct, frozen=True):
    """The text of a revision; a hidden one has none."""

    content: str = ""


class FileRevision(Struct, frozen=True):
    """The newest revision of the page."""

    slots: dict[str, FileText] = {}


class FilePage(Struct, frozen=True, kw_only=True):
    """A file's page; `title` has the namespace. What is no file has no `imageinfo`.

    A file of another wiki that this one shows has `imageinfo` and mostly no page.
    """

    title: str
    imageinfo: list[FileInfo] = []
    categories: list[FileCategory] = []
    revisions: list[FileRevision] = []

    @property
    def info(self) -> FileInfo:
        """The newest version, without anything where there is none."""
        return next(iter(self.imageinfo), FileInfo())

    @property
    def text(self) -> str:
        """The wikitext of the page, "" where there is none."""
        slots = (one.slots.get("main", FileText()) for one in self.revisions)
        return next((slot.content for slot in slots), "")


def file_page(page: RawPage, *, source: str, url: str) -> FilePage:
    """Return a page of an answer as that of a file. Raises Changed."""
    return shaped(page, FilePage, source=source, url=url)
