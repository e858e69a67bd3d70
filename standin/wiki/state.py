"""A wiki as it stands: its pages, and what happened to them since it was started."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from standin.files import Json
from standin.wiki.folder import Stamp, WikiFolder, title_of
from standin.wiki.pages import (
    TIME,
    Change,
    ChangeKind,
    Page,
    file_page,
    now,
    written_page,
)
from standin.wiki.titles import FILE, Namespaces, Title
from standin.wiki.wikitext import Target, redirect_of


class PageError(LookupError):
    """A page that was to be changed is not there, or one is in its place."""


@dataclass(slots=True)
class Wiki:
    """One wiki over its folder. What is changed at run time is nowhere written."""

    name: str
    folder: WikiFolder
    pages: dict[Title, Page] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    _deleted: dict[Title, Page] = field(default_factory=dict)
    # What `files.json` calls each file, wherever it was moved.
    _files: dict[Title, str] = field(default_factory=dict)
    _stamps: dict[Path, Stamp] | None = None

    @property
    def site(self) -> Json:
        """What the wiki says of itself."""
        return self.folder.site()

    @property
    def names(self) -> Namespaces:
        """Its namespaces."""
        local = self.site.get("namespaces") or {}
        named = {int(number): name for number, name in local.items()}
        return Namespaces(self.site.get("sitename") or "", named)

    def numbered(self, number: int) -> Page | None:
        """Return the page with a number, None where there is none."""
        return next((one for one in self.pages.values() if one.number == number), None)

    def leads_to(self, page: Page) -> Target | None:
        """Return where a page leads, None where it is no redirect."""
        return redirect_of(page.text, self.names)

    def file(self, name: str) -> tuple[str, Json] | None:
        """Return the name and words of a file in `files.json`, None: there is none."""
        title = self.names.title(FILE, name)
        own = self._files.get(title, "") if title in self.pages else ""
        said = self.folder.files().get(own)
        return None if said is None else (own, said)

    def refresh(self) -> None:
        """Take over what changed in the folder: at first silently, then as edits."""
        stamps = self.folder.stamps()
        known = self._stamps
        if known is None:
            for path in stamps:
                page = written_page(self.folder.page(path), self.names)
                self.pages[page.title] = page
        elif known != stamps:
            self._follow(known, stamps)
        self._stamps = stamps
        for name, file in self.folder.files().items():
            if name in self._files.values():
                continue
            title = self.names.title(FILE, name)
            self._files[title] = name
            if title not in self.pages:
                self.pages[title] = file_page(title, file)

    def edit(
        self,
        title: str,
        text: str,
        *,
        infoboxes: str | None = None,
        comment: str = "",
        at: str | None = None,
    ) -> Page:
        """Give a page another text, or make it; the same one again changes nothing."""
        named, text = self.names.parse(title), text.rstrip()
        known = self.pages.get(named)
        if known and (known.text, known.infoboxes) == (text, infoboxes):
            return known
        page = Page(
            number=known.number if known else self._next_page(),
            title=named,
            text=text,
            revision=self._next_revision(),
            parent=known.revision if known else 0,
            timestamp=at or now(),
            comment=comment,
            infoboxes=infoboxes,
        )
        self.pages[named] = page
        if known:
            self._note("edit", page, before=(known.revision, known.bytes))
        else:
            self._note("new", page)
        return page

    def move(
        self, source: str, target: str, *, redirect: bool = True, at: str | None = None
    ) -> Page:
        """Give a page another title; `redirect` leaves one behind.

        Only a redirect that leads back and was never anything else makes way.
        """
        page, place = self._page(source), self.names.parse(target)
        left = self.pages.get(place)
        if left and not self._makes_way(left, page):
            raise PageError(f"there is a page {place.text!r} already")
        moved = replace(
            page,
            title=place,
            revision=self._next_revision(),
            parent=page.revision,
            timestamp=at or now(),
        )
        del self.pages[page.title]
        self.pages[place] = moved
        params: Json = {"target_ns": place.namespace, "target_title": place.text}
        params["suppressredirect"] = not redirect
        gone = replace(moved, title=page.title)
        action = "move_redir" if left else "move"
        self._note("log", gone, log=("move", action), params=params)
        if left:
            self._deleted[place] = left
            away = replace(left, revision=0, timestamp=moved.timestamp)
            self._note("log", away, log=("delete", "delete_redir"))
        if page.title in self._files:
            self._files[place] = self._files.pop(page.title)
        if redirect:
            number, revision = self._next_page(), self._next_revision()
            text = f"#REDIRECT [[{place.text}]]"
            behind = Page(number, page.title, text, revision, 0, moved.timestamp)
            self.pages[page.title] = behind
        return moved

    def delete(self, title: str, *, at: str | None = None) -> Page:
        """Take a page away; `restore` brings it back under its number."""
        page = self._page(title)
        self._deleted[page.title] = self.pages.pop(page.title)
        gone = replace(page, revision=0, timestamp=at or now())
        self._note("log", gone, log=("delete", "delete"))
        return page

    def restore(self, title: str, *, at: str | None = None) -> Page:
        """Bring a deleted page back as it was."""
        named = self.names.parse(title)
        if named not in self._deleted or named in self.pages:
            raise PageError(f"there is no deleted page {named.text!r}, or a newer one")
        page = self.pages[named] = self._deleted.pop(named)
        back = replace(page, revision=0, timestamp=at or now())
        params = {"count": {"revisions": 1, "files": 0}}
        self._note("log", back, log=("delete", "restore"), params=params)
        return page

    def recent(self) -> list[Change]:
        """Return the changes that the wiki still knows, the oldest first."""
        days = self.site.get("changes_days", 90)
        first = (datetime.now(UTC) - timedelta(days=days)).strftime(TIME)
        kept = [change for change in self.changes if change.page.timestamp >= first]
        return sorted(kept, key=lambda change: (change.page.timestamp, change.number))

    def _follow(self, known: dict[Path, Stamp], stamps: dict[Path, Stamp]) -> None:
        for path, stamp in stamps.items():
            if known.get(path) != stamp:
                written = self.folder.page(path)
                self.edit(written.title, written.text, infoboxes=written.infoboxes)
        for path in known.keys() - stamps.keys():
            if self.names.parse(title_of(path)) in self.pages:
                self.delete(title_of(path))

    def _makes_way(self, left: Page, page: Page) -> bool:
        target = self.leads_to(left)
        return left.parent == 0 and target is not None and target.title == page.title

    def _page(self, title: str) -> Page:
        named = self.names.parse(title)
        if named not in self.pages:
            raise PageError(f"there is no page {named.text!r}")
        return self.pages[named]

    def _note(
        self,
        kind: ChangeKind,
        page: Page,
        *,
        before: tuple[int, int] = (0, 0),
        log: tuple[str, str] | None = None,
        params: Json | None = None,
    ) -> None:
        number = len(self.changes) + 1
        self.changes.append(Change(number, kind, page, before, log, params or {}))

    def _next_page(self) -> int:
        known = [*self.pages.values(), *self._deleted.values()]
        return max((page.number for page in known), default=0) + 1

    def _next_revision(self) -> int:
        known = [*self.pages.values(), *self._deleted.values()]
        return max((page.revision for page in known), default=0) + 1
