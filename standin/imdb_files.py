r"""The catalogue's IMDb files, `imdb/*.tsv.gz`, as rows by id; `\N` is None.

They are read anew whenever one of them changes, and a file that is not there is empty.
"""

import gzip
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

Row = dict[str, str | None]
Rows = dict[str, list[Row]]

FILES = {
    "name.basics": "nconst",
    "title.akas": "titleId",
    "title.basics": "tconst",
    "title.crew": "tconst",
    "title.episode": "tconst",
    "title.principals": "tconst",
    "title.ratings": "tconst",
}


@dataclass(slots=True)
class ImdbFiles:
    """The files below `folder`/imdb."""

    folder: Path
    _read: dict[str, tuple[tuple[int, int], Rows]] = field(default_factory=dict)

    def rows(self, name: str, key: str) -> list[Row]:
        """Return the rows of one id (of the first column) in their order."""
        return self.all(name).get(key, [])

    def row(self, name: str, key: str) -> Row | None:
        """Return the one row of an id, None where there is none."""
        found = self.rows(name, key)
        return found[0] if found else None

    def all(self, name: str) -> Rows:
        """Return all rows of a file by the ids in its first column."""
        path = self.folder / "imdb" / f"{name}.tsv.gz"
        try:
            stat = path.stat()
        except FileNotFoundError:
            return {}
        stamp = (stat.st_mtime_ns, stat.st_size)
        if name not in self._read or self._read[name][0] != stamp:
            self._read[name] = (stamp, _rows(path, FILES[name]))
        return self._read[name][1]


def _rows(path: Path, key: str) -> Rows:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        header = next(lines).rstrip("\n").split("\t")
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            row = {
                column: None if cell == r"\N" else cell
                for column, cell in zip(header, cells, strict=True)
            }
            found[row[key] or ""].append(row)
    return dict(found)
