"""Which pages a question is about: normalised, redirected, missing and invalid ones."""

from dataclasses import dataclass, field
from unicodedata import normalize
from urllib.parse import quote

from standin.files import Json
from standin.wiki.errors import ApiError
from standin.wiki.pages import Page
from standin.wiki.params import Params
from standin.wiki.state import Wiki
from standin.wiki.titles import MAIN, SPECIAL, Title, TitleError

_NOT_NORMAL = (
    'The value passed for "titles" contains invalid or non-normalized data. Textual '
    "data should be valid, NFC-normalized Unicode without C0 control characters other "
    "than HT (\\t), LF (\\n), and CR (\\r)."
)


@dataclass(slots=True)
class Entry:
    """A page of the answer: what is said of it, and the page if there is one."""

    said: Json
    page: Page | None = None
    title: Title | None = None


@dataclass(slots=True)
class PageSet:
    """The pages of an answer, and how the question led to them."""

    wiki: Wiki
    normalized: list[Json] = field(default_factory=list)
    redirects: list[Json] = field(default_factory=list)
    interwiki: list[Json] = field(default_factory=list)
    missing: list[Entry] = field(default_factory=list)
    found: dict[int, Page] = field(default_factory=dict)

    def entries(self) -> list[Entry]:
        """Return what the answer lists, in MediaWiki's order.

        What is no page counts down from -1, odd titles before missing ones: so it comes
        first and the other way round. Numbers follow as they rise, pages or none.
        """
        none = [entry for entry in self.missing if "pageid" not in entry.said]
        absent = sorted(none, key=lambda entry: entry.said.get("missing", False))
        gone = [entry for entry in self.missing if "pageid" in entry.said]
        numbered = [*gone, *(_entry(page) for page in self.found.values())]
        return absent[::-1] + sorted(numbered, key=lambda entry: entry.said["pageid"])

    def add(self, title: Title) -> None:
        """Add what a title stands for."""
        if title.is_elsewhere:
            told = {"title": title.text, "iw": title.prefix}
            if told not in self.interwiki:
                self.interwiki.append(told)
            return
        page = self.wiki.pages.get(title)
        if page is not None:
            self.found[page.number] = page
            return
        said: Json = {"ns": title.namespace, "title": title.text}
        said |= self._absent(title)
        if all(entry.title != title for entry in self.missing):
            self.missing.append(Entry(said, title=title))

    def _absent(self, title: Title) -> Json:
        """Return what is said of a title that is no page; `Media:` means a file."""
        if title.namespace >= MAIN:
            return {"missing": True}
        is_there = title.namespace == SPECIAL or self.wiki.file(title.name)
        return {"special": True} if is_there else {"special": True, "missing": True}

    def follow(self) -> None:
        """Replace redirects by where they lead; a circle leads to no page."""
        seen: set[int] = set()
        while leading := self._leading(seen):
            for page in leading:
                target = self.wiki.leads_to(page)
                del self.found[page.number]
                seen.add(page.number)
                if target is None:
                    continue
                told = {"from": page.title.text, "to": target.title.text}
                if target.fragment:
                    told["tofragment"] = target.fragment
                if target.title.is_elsewhere:
                    told["tointerwiki"] = target.title.prefix
                self.redirects.append(told)
                there = self.wiki.pages.get(target.title)
                if there is None or there.number not in seen:
                    self.add(target.title)

    def _leading(self, seen: set[int]) -> list[Page]:
        numbers = sorted(self.found.keys() - seen)
        pages = (self.found[number] for number in numbers)
        return [page for page in pages if self.wiki.leads_to(page) is not None]


def asked_pages(wiki: Wiki, params: Params) -> PageSet:
    """Return the pages that `titles` or `pageids` ask for. Raises ApiError."""
    titles, numbers = params.values("titles"), params.values("pageids")
    if titles and numbers:
        info = 'The "pageids" parameter cannot be used with "titles".'
        raise ApiError("multisource", info)
    found = PageSet(wiki)
    for text in titles:
        _add_text(found, params, text)
    for text in numbers:
        _add_number(found, text)
    if params.flag("redirects"):
        found.follow()
    return found


def _add_text(found: PageSet, params: Params, text: str) -> None:
    plain = normalize("NFC", text)
    if plain != text:
        params.warnings["query"] = [_NOT_NORMAL]
        changed = {"fromencoded": True, "from": quote(text, safe=""), "to": plain}
        found.normalized.insert(0, changed)
    try:
        title = found.wiki.names.parse(plain)
    except TitleError as error:
        said = {"title": plain, "invalidreason": str(error), "invalid": True}
        found.missing.append(Entry(said))
        return
    if title.text != plain:
        changed = {"fromencoded": False, "from": plain, "to": title.text}
        if changed not in found.normalized:
            found.normalized.append(changed)
    found.add(title)


def _add_number(found: PageSet, text: str) -> None:
    if not (text.isascii() and text.isdigit()):
        info = f'Invalid value "{text}" for integer parameter "pageids".'
        raise ApiError("badinteger", info)
    page = found.wiki.numbered(int(text))
    if page is None:
        found.missing.append(Entry({"pageid": int(text), "missing": True}))
    else:
        found.found[page.number] = page


def _entry(page: Page) -> Entry:
    title = page.title
    said = {"pageid": page.number, "ns": title.namespace, "title": title.text}
    return Entry(said, page, title)
