"""Which TMDb list an argument names."""

import re
from urllib.parse import urlsplit

from trr_backend.errors import InputError
from trr_backend.ingestion.lists.ids import shown
from trr_backend.models.lists import TmdbListRef

_HOSTS = frozenset({"themoviedb.org", "www.themoviedb.org", "api.themoviedb.org"})
# Lists made before 2015 keep their 24-digit hexadecimal id, and only v3 knows them.
_ID = r"([0-9a-f]{24}|[1-9][0-9]{0,9})"
_PLAIN = re.compile(rf"(?:tmdb-list:)?{_ID}", re.IGNORECASE)
_PATH = re.compile(rf"/(?:(3|4)/)?list/{_ID}(?:-[^/]*)?/?", re.IGNORECASE)
_HEXADECIMAL_LENGTH = 24
_IMDB = re.compile(r"(?:https?://)?(?:www\.|m\.)?imdb\.com/.*", re.IGNORECASE)


def parse_list_reference(text: str) -> TmdbListRef:
    """Return the TMDb list that `text` names: an address, digits or tmdb-list:N.

    Raises InputError saying what is expected.
    """
    value = text.strip()
    plain = _PLAIN.fullmatch(value)
    if plain:
        return _reference(plain[1], None)
    found = _PATH.fullmatch(_path(value))
    if not found:
        raise InputError(
            f"{shown(text, 80)} names no TMDb list; expected "
            "https://www.themoviedb.org/list/123, tmdb-list:123 or 123"
        )
    return _reference(found[2], found[1])


def is_list_reference(text: str) -> bool:
    """Whether `text` names a TMDb list (and is not meant as a file)."""
    try:
        parse_list_reference(text)
    except InputError:
        return False
    return True


def is_imdb_address(text: str) -> bool:
    """Whether `text` is an address at IMDb, whose lists come as exported files only."""
    return _IMDB.fullmatch(text.strip()) is not None


def _path(value: str) -> str:
    """Return the path of an address at TMDb; "" for anything else."""
    try:
        parts = urlsplit(value if "://" in value else f"https://{value}")
        host = parts.hostname
    except ValueError:
        return ""
    is_web = parts.scheme in {"http", "https"}
    return parts.path if is_web and host in _HOSTS else ""


def _reference(list_id: str, version: str | None) -> TmdbListRef:
    if len(list_id) == _HEXADECIMAL_LENGTH:
        return TmdbListRef(list_id.lower(), 3)
    return TmdbListRef(list_id, {None: None, "3": 3, "4": 4}[version])
