"""The shape of what a wiki answers about files, and one answer made of its parts.

https://www.mediawiki.org/wiki/API:Imageinfo has the vendor's words. A wiki without the
extension CommonsMetadata (Fandom has none) states no licence in `extmetadata`, and
sends an empty list where others send an object.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec import Struct

from trr_backend.integrations.http import Answer
from trr_backend.integrations.shapes import misfit, unreadable


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
        said = (
            self.extmetadata.get(name) if isinstance(self.extmetadata, dict) else None
        )
        value = said.get("value") if isinstance(said, dict) else None
        return value if isinstance(value, str) else None


class _Named(Struct, frozen=True):
    title: str = ""


class _Slot(Struct, frozen=True):
    content: str = ""


class _Slots(Struct, frozen=True):
    main: _Slot = _Slot()


class _Revision(Struct, frozen=True):
    slots: _Slots = _Slots()


class _Page(Struct, frozen=True, kw_only=True):
    title: str
    ns: int = 0
    imageinfo: list[FileInfo] = []
    categories: list[_Named] = []
    revisions: list[_Revision] = []


class _Moved(Struct, frozen=True, rename={"from_": "from"}):
    from_: str
    to: str


class _Query(Struct, frozen=True, kw_only=True):
    pages: list[_Page] = []
    normalized: list[_Moved] = []
    converted: list[_Moved] = []
    redirects: list[_Moved] = []


class _Files(Struct, frozen=True):
    query: _Query = _Query()


_decoder = msgspec.json.Decoder(_Files)


@dataclass(slots=True)
class FilePage:
    """A file's page: its title with the namespace, its newest version, what it says."""

    title: str
    info: FileInfo | None = None
    categories: list[str] = field(default_factory=list)
    text: str = ""


@dataclass(slots=True)
class FilesAnswer:
    """The pages by title, and where asked titles led to."""

    pages: dict[str, FilePage] = field(default_factory=dict)
    led_to: dict[str, str] = field(default_factory=dict)

    def page(self, asked: str) -> FilePage | None:
        """Return the page that a title led to, over any number of steps."""
        seen: set[str] = set()
        while asked in self.led_to and asked not in seen:
            seen.add(asked)
            asked = self.led_to[asked]
        return self.pages.get(asked)


def files_answer(parts: Iterable[Answer], *, source: str) -> FilesAnswer:
    """Return the parts of an answer as one. Raises Changed."""
    whole = FilesAnswer()
    for part in parts:
        query = _decoded(part, source).query
        for moved in (*query.normalized, *query.converted, *query.redirects):
            whole.led_to[moved.from_] = moved.to
        for page in query.pages:
            _add(whole.pages, page)
    return whole


def _add(pages: dict[str, FilePage], said: _Page) -> None:
    known = pages.setdefault(said.title, FilePage(said.title))
    known.info = known.info or next(iter(said.imageinfo), None)
    known.categories += [one.title for one in said.categories]
    known.text = known.text or "".join(one.slots.main.content for one in said.revisions)


def _decoded(part: Answer, source: str) -> _Files:
    try:
        return _decoder.decode(part.body)
    except msgspec.ValidationError as error:
        raise misfit(str(error), source=source, url=part.url) from None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise unreadable(str(error), source=source, url=part.url) from None
