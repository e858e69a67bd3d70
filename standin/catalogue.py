"""A folder of TMDb answers, read as files; standin/README.md draws the layout.

The folder is read anew whenever a file in it changes, so that a test may edit an
answer between two runs. Nothing is added to what the files say: a section that has no
file is absent from the answer, too.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = dict[str, Any]

_SECTIONS = frozenset(
    {
        "account_states",
        "aggregate_credits",
        "alternative_titles",
        "changes",
        "content_ratings",
        "credits",
        "episode_groups",
        "external_ids",
        "images",
        "keywords",
        "lists",
        "recommendations",
        "reviews",
        "screened_theatrically",
        "similar",
        "translations",
        "videos",
        "watch/providers",
    }
)
_SEASON = re.compile(
    r"season/\d{1,4}"
    r"(/(account_states|aggregate_credits|changes|credits|external_ids|images"
    r"|translations|videos|watch/providers))?"
)


def is_section(name: str) -> bool:
    """Say whether TMDb knows this name below a series, as a path and as an append."""
    return name in _SECTIONS or _SEASON.fullmatch(name) is not None


@dataclass(slots=True)
class Catalogue:
    """The answers below `folder`."""

    folder: Path
    _read: dict[Path, tuple[tuple[int, int], Json]] = field(default_factory=dict)

    def details(self, show_id: int) -> Json | None:
        """Return a series without its sections, None where there is no file."""
        whole = self._file(self.folder / "tv" / f"{show_id}.json")
        if whole is None:
            return None
        return {key: value for key, value in whole.items() if not is_section(key)}

    def section(self, show_id: int, name: str) -> Json | None:
        """Return one section, from the series' file or from a file of its own."""
        if not is_section(name):
            return None
        inside = self._inside(show_id, name)
        return self._own(show_id, name) if inside is None else inside

    def appended(self, show_id: int, name: str) -> Json | None:
        """Return one section as it stands in the answer of its series.

        There it does not repeat the series' id; what was recorded so stays as it is.
        """
        section = self.section(show_id, name)
        if section is None or self._inside(show_id, name) is not None:
            return section
        return {
            key: value
            for key, value in section.items()
            if (key, value) != ("id", show_id)
        }

    def shows(self) -> Iterator[Json]:
        """Yield every series without its sections, by rising id."""
        paths = (self.folder / "tv").glob("*.json")
        for show_id in sorted(int(path.stem) for path in paths if path.stem.isdigit()):
            if (details := self.details(show_id)) is not None:
                yield details

    def named(self, kind: str, name: str) -> Json | None:
        """Return the file `{kind}/{name}.json`, None where there is none."""
        if re.fullmatch(r"[\w.-]+", name) is None:
            return None
        return self._file(self.folder / kind / f"{name}.json")

    def configuration(self) -> Json | None:
        """Return the recorded configuration, None where there is none."""
        return self._file(self.folder / "configuration.json")

    def stamp(self) -> tuple[tuple[str, int, int], ...]:
        """Return what changes whenever a file of a series changes."""
        stats = ((p, p.stat()) for p in sorted((self.folder / "tv").rglob("*.json")))
        return tuple((str(p), stat.st_mtime_ns, stat.st_size) for p, stat in stats)

    def _inside(self, show_id: int, name: str) -> Json | None:
        whole = self._file(self.folder / "tv" / f"{show_id}.json") or {}
        section = whole.get(name)
        return section if isinstance(section, dict) else None

    def _own(self, show_id: int, name: str) -> Json | None:
        return self._file(self.folder / "tv" / str(show_id) / f"{name}.json")

    def _file(self, path: Path) -> Json | None:
        try:
            stat = path.stat()
        except FileNotFoundError:
            return None
        stamp = (stat.st_mtime_ns, stat.st_size)
        if path not in self._read or self._read[path][0] != stamp:
            whole: Json = json.loads(path.read_bytes())
            self._read[path] = (stamp, whole)
        return self._read[path][1]
