"""A folder of JSON files, read anew whenever one of them changes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeAlias

Json = dict[str, Any]
Stamp: TypeAlias = tuple[tuple[str, int, int], ...]


class Answers(Protocol):
    """What a catalogue answers, by names such as `tv/8514`; no answer is changed."""

    def read(self, name: str) -> Json | None:
        """Return the answer of this name, None where there is none."""
        ...

    def read_in(self, name: str, language: str) -> Json | None:
        """Return an answer with its texts in a language where it has them."""
        ...

    def numbers(self, kind: str, called: str = "") -> Iterator[int]:
        """Yield the ids of a kind by rising id, at least those that are called so."""
        ...

    def stamp(self, *folders: str) -> Stamp | None:
        """Return what changes with any answer in these; None: never look at them."""
        ...


@dataclass(slots=True)
class Files:
    """The files below `folder`, by their name without the ending."""

    folder: Path
    _read: dict[Path, tuple[tuple[int, int], Json]] = field(default_factory=dict)

    def read(self, name: str) -> Json | None:
        """Return what `{name}.json` holds, None where there is no such file.

        What is returned is kept: it is not to be changed.
        """
        path = self.folder / f"{name}.json"
        try:
            stat = path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        stamp = (stat.st_mtime_ns, stat.st_size)
        if path not in self._read or self._read[path][0] != stamp:
            whole: Json = json.loads(path.read_bytes())
            self._read[path] = (stamp, whole)
        return self._read[path][1]

    def read_in(self, name: str, language: str) -> Json | None:
        """Return what `{name}.json` holds, its texts in a language where it has them.

        `{name}.de-DE.json` lies beside it and is laid over it. Files are in English: a
        season has placeholders where another language has no text, as TMDb answers.
        """
        plain = self.read(name)
        if plain is None or not language:
            return plain
        texts = self.read(f"{name}.{language}")
        below = plain if language.startswith("en") else _untold(plain)
        return below if texts is None else laid_over(below, texts)

    def numbers(self, kind: str, called: str = "") -> Iterator[int]:
        """Yield the ids of all files of a kind, by rising id; names are not known."""
        del called
        paths = (self.folder / kind).glob("*.json")
        yield from sorted(int(path.stem) for path in paths if path.stem.isdigit())

    def stamp(self, *folders: str) -> Stamp:
        """Return what changes whenever a file in these folders changes."""
        paths = (p for name in folders for p in (self.folder / name).rglob("*.json"))
        stats = ((path, path.stat()) for path in sorted(paths))
        return tuple((str(p), stat.st_mtime_ns, stat.st_size) for p, stat in stats)


def laid_over(below: Json, above: Json) -> Json:
    """Return `below` with the values of `above`; objects in lists pair by their id."""
    return {**below, **{key: _laid(below.get(key), above[key]) for key in above}}


def _laid(below: object, above: object) -> object:
    if isinstance(below, dict) and isinstance(above, dict):
        return laid_over(below, above)
    if not (isinstance(below, list) and _have_ids(below) and isinstance(above, list)):
        return above
    texts = {one["id"]: one for one in above}
    return [laid_over(one, texts.get(one["id"], {})) for one in below]


def _have_ids(items: list[Any]) -> bool:
    return all(isinstance(one, dict) and "id" in one for one in items)


def _untold(plain: Json) -> Json:
    """Return a season without its texts, anything else as it is."""
    if "episodes" not in plain:
        return plain
    episodes = [
        {**one, "name": f"Episode {one.get('episode_number')}", "overview": ""}
        for one in plain["episodes"]
    ]
    name = f"Season {plain.get('season_number')}"
    return {**plain, "name": name, "overview": "", "episodes": episodes}
