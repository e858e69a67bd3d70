"""A wiki's folder as its files say; standin/README.md draws the layout."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zlib import crc32

from standin.files import Json

NOTHING_SAID = "2026-01-01T00:00:00Z"
Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Written:
    """A page as its files say; `infoboxes` None: they follow from its text."""

    title: str
    text: str
    number: int
    revision: int
    timestamp: str
    user: str
    infoboxes: str | None


@dataclass(slots=True)
class WikiFolder:
    """The files of one wiki, each read anew when it changed."""

    path: Path
    _read: dict[Path, tuple[Stamp, Json]] = field(default_factory=dict)

    def exists(self) -> bool:
        """Say whether there is such a wiki."""
        return (self.path / "site.json").is_file()

    def site(self) -> Json:
        """Return what the wiki says of itself."""
        return self._json("site")

    def templates(self) -> Json:
        """Return what is known of its templates, by their names."""
        return self._json("templates")

    def files(self) -> Json:
        """Return its files, by their names with spaces."""
        return self._json("files")

    def stamps(self) -> dict[Path, Stamp]:
        """Return each page's file with what changes when it does."""
        found = {}
        for path in sorted((self.path / "pages").glob("*.wikitext")):
            stat = path.stat()
            found[path] = (stat.st_mtime_ns, stat.st_size)
        return found

    def page(self, path: Path) -> Written:
        """Return the page in a file of `stamps`."""
        title = title_of(path)
        known = self._json("pages").get(title, {})
        number = known.get("id") or 1_000_000 + crc32(title.encode()) % 8_000_000
        boxes = self.path / "infoboxes" / f"{path.stem}.json"
        return Written(
            title=title,
            text=path.read_text(encoding="utf-8").removesuffix("\n"),
            number=number,
            revision=known.get("revision") or number,
            timestamp=known.get("timestamp") or NOTHING_SAID,
            user=known.get("user") or "Demo editor",
            infoboxes=_compact(boxes) if boxes.is_file() else None,
        )

    def _json(self, name: str) -> Json:
        path = self.path / f"{name}.json"
        if not path.is_file():
            return {}
        stat = path.stat()
        stamp = (stat.st_mtime_ns, stat.st_size)
        if path not in self._read or self._read[path][0] != stamp:
            self._read[path] = (stamp, json.loads(path.read_bytes()))
        return self._read[path][1]


def title_of(path: Path) -> str:
    """Return the title that a page's file is named after."""
    return unquote(path.stem).replace("_", " ")


def _compact(path: Path) -> str:
    found: Any = json.loads(path.read_bytes())
    return json.dumps(found, ensure_ascii=True, separators=(",", ":"))
