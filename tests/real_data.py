"""Recorded upstream answers, read where they lie and never copied.

The folder is TRR_REAL_DATA, or `../shared/real` beside the repository; where there is
none, tests/conftest.py skips the tests marked `real`. It holds plain JSON bodies and
cassettes of two recorders (Ruby VCR and vcrpy, both YAML). Everything comes out as
`Recorded`: which file, which address (empty for a plain JSON body), which status, and
the body as the upstream sent it, decompressed.
"""

import base64
import gzip
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import urlsplit

import yaml

_ROOT = Path(__file__).resolve().parents[1]
# Read once: a test may change its folder and its environment.
_FOLDER = Path(
    os.environ.get("TRR_REAL_DATA") or _ROOT.parent / "shared" / "real"
).absolute()
_TMDB_FOLDERS = ("tmdb_fixtures", "tmdb_tv_details", "tmdb_recorded_http")
_GZIP_MAGIC = b"\x1f\x8b"


# The C loader is several times faster; mypy cannot follow a base chosen at run time.
class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A safe loader that knows Ruby's `!binary` beside YAML's `!!binary`."""


_Loader.add_constructor("!binary", lambda _, node: base64.b64decode(node.value))
_Loader.add_constructor("tag:yaml.org,2002:yaml", lambda _, node: node.value)

Kind = Literal[
    "tv",
    "season",
    "episode_group",
    "find",
    "search",
    "list_v3",
    "list_v4",
    "configuration",
]


@dataclass(frozen=True, slots=True)
class Recorded:
    """One answer: `file` relative to the folder, `url` empty where nobody noted it."""

    file: str
    url: str
    status: int
    body: bytes = field(repr=False)


def real_data() -> Path:
    """Return the folder of recorded answers, which may be absent."""
    return _FOLDER


def iter_recorded(pattern: str = "tmdb_*/**/*") -> Iterator[Recorded]:
    """Yield every recorded answer in the files that match a glob of the folder."""
    root = real_data()
    for path in sorted(root.glob(pattern)):
        relative = path.relative_to(root)
        if not path.is_file() or relative.parts[0] not in _TMDB_FOLDERS:
            continue
        if path.suffix == ".json":
            yield Recorded(str(relative), "", 200, path.read_bytes())
        else:
            yield from _cassette(str(relative), path.read_bytes())


def read_cassette(path: Path) -> Iterator[Recorded]:
    """Yield the recorded answers of one file of a recorder."""
    return _cassette(str(path.relative_to(real_data())), path.read_bytes())


@cache
def tmdb_answers(kind: Kind) -> tuple[Recorded, ...]:
    """Return the good recorded TMDb answers of a kind, equal bodies once."""
    found: dict[bytes, Recorded] = {}
    for recorded in iter_recorded():
        if recorded.status == 200 and _kind(recorded) == kind:
            found.setdefault(recorded.body, recorded)
    return tuple(found.values())


def _cassette(file: str, text: bytes) -> Iterator[Recorded]:
    content = yaml.load(text, Loader=_Loader)
    if not isinstance(content, dict):
        return
    for entry in content.get("http_interactions") or content.get("interactions") or ():
        request, response = entry["request"], entry["response"]
        url = request.get("uri") or request.get("url")
        status = int(response["status"]["code"])
        yield Recorded(file, url, status, _body(response.get("body") or {}))


def _body(body: Mapping[str, Any]) -> bytes:
    content = body.get("string") or b""
    if body.get("base64_string"):
        content = base64.b64decode(body["base64_string"])
    if isinstance(content, str):
        content = content.encode()
    unpacked = cast("bytes", content)
    return gzip.decompress(unpacked) if unpacked[:2] == _GZIP_MAGIC else unpacked


def _kind(recorded: Recorded) -> Kind | None:
    try:
        answer = json.loads(recorded.body)
    except ValueError:
        return None
    if not isinstance(answer, dict):
        return None
    return _kind_by_path(recorded) if recorded.url else _kind_by_shape(answer)


def _kind_by_path(recorded: Recorded) -> Kind | None:  # noqa: PLR0911 - a table
    parts = urlsplit(recorded.url).path.strip("/").split("/")[1:]
    match parts:
        case ["tv", number] if number.isdigit():
            return "tv"
        case ["tv", _, "season", _]:
            return "season"
        case ["tv", "episode_group", _]:
            return "episode_group"
        case ["find", _]:
            return "find"
        case ["search", "tv"]:
            return "search"
        case ["list", _]:
            return "list_v3"
        case ["configuration"]:
            return "configuration"
    return None


def _kind_by_shape(answer: Mapping[str, Any]) -> Kind | None:  # noqa: PLR0911 - a table
    keys = answer.keys()
    if {"number_of_seasons", "seasons"} & keys and {"id", "name"} <= keys:
        return "tv"
    if {"season_number", "episodes"} <= keys:
        return "season"
    if {"group_count", "groups"} <= keys:
        return "episode_group"
    if "tv_results" in keys and "movie_results" in keys:
        return "find"
    if {"images", "change_keys"} <= keys:
        return "configuration"
    if "items" in keys and "created_by" in keys:
        return "list_v3"
    if "results" in keys and ("revenue" in keys or "sort_by" in keys):
        return "list_v4"
    results = answer.get("results") or [{}]
    if {"page", "total_pages"} <= keys and "first_air_date" in (results[0] or {}):
        return "search"
    return None
