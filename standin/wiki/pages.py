"""A page in one revision, and an entry of the recent changes."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha1
from typing import Literal
from zlib import crc32

from standin.files import Json
from standin.wiki.folder import NOTHING_SAID, Written
from standin.wiki.titles import Namespaces, Title

TIME = "%Y-%m-%dT%H:%M:%SZ"
ChangeKind = Literal["edit", "new", "log"]


@dataclass(frozen=True, slots=True)
class Page:
    """A page in one revision; `parent` 0: its first. `infoboxes` is JSON or None."""

    number: int
    title: Title
    text: str
    revision: int
    parent: int
    timestamp: str
    user: str = "Demo editor"
    comment: str = ""
    infoboxes: str | None = None

    @property
    def bytes(self) -> int:
        """The length of the text."""
        return len(self.text.encode())

    @property
    def sha1(self) -> str:
        """The text's SHA-1 in hexadecimals."""
        return sha1(self.text.encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to `page`, as it was afterwards; `log` names what was done to it.

    `before` is the revision that an edit followed and its length, or zeros.
    """

    number: int
    kind: ChangeKind
    page: Page
    before: tuple[int, int] = (0, 0)
    log: tuple[str, str] | None = None
    log_params: Json = field(default_factory=dict)


def now() -> str:
    """Return the time as MediaWiki writes it, in whole seconds of UTC."""
    return datetime.now(UTC).strftime(TIME)


def written_page(written: Written, names: Namespaces) -> Page:
    """Return a page as its file says."""
    return Page(
        number=written.number,
        title=names.parse(written.title),
        text=written.text,
        revision=written.revision,
        parent=0,
        timestamp=written.timestamp,
        user=written.user,
        infoboxes=written.infoboxes,
    )


def file_page(title: Title, file: Json) -> Page:
    """Return the page that describes a file of `files.json`."""
    number = 9_000_000 + crc32(title.text.encode()) % 900_000
    return Page(
        number=number,
        title=title,
        text=file.get("text") or "",
        revision=number,
        parent=0,
        timestamp=file.get("timestamp") or NOTHING_SAID,
        user=file.get("user") or "Demo editor",
    )
