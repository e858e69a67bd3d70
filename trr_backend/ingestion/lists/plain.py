"""Plain text lists: one id or address a line, `#` begins a comment."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from trr_backend.ingestion.lists.builder import ListBuilder
from trr_backend.ingestion.lists.ids import (
    MalformedIdError,
    OtherKindError,
    parse_imdb_id,
    parse_tmdb_id,
    shown,
)
from trr_backend.models.lists import ListEntry

_IMDB_ID = re.compile(r"(?:imdb:)?([a-z]{2}[0-9]+)", re.IGNORECASE)
_TMDB_ID = re.compile(r"tmdb:([0-9]+)", re.IGNORECASE)
_COMMENT = re.compile(r"(?:^|\s)#.*")
_WEB = re.compile(
    r"(?:https?://)?(?:www\.|m\.)?(imdb\.com|themoviedb\.org)/.+", re.IGNORECASE
)
_TMDB_PATH = re.compile(
    r"/(tv|movie|person|collection|company|network|keyword|list)/([0-9]+)"
    r"(?:-[^/]*)?(?:/(season)/[0-9]+)?(?:/(episode)/[0-9]+)?(?:/.*)?"
)
# IMDb puts a language before the path: /de/title/tt0239195/
_IMDB_PATH = re.compile(
    r"(?:/[a-z]{2}(?:-[a-z]{2})?)?/(?:title|name|company|event|list)/([a-z]{2}[0-9]+)"
    r"(?:/.*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Named:
    """The show that one word names."""

    tmdb_id: int | None = None
    imdb_id: str | None = None


def read_plain(lines: list[str], builder: ListBuilder) -> None:
    """Put every line into `builder`; comments and blank lines are passed over."""
    for number, line in enumerate(lines, start=1):
        word = _COMMENT.sub("", line).strip()
        if word:
            _read_word(number, word, builder)


def _read_word(number: int, word: str, builder: ListBuilder) -> None:
    try:
        named = parse_word(word)
    except OtherKindError as other:
        builder.leave_out(other.kind)
    except MalformedIdError as error:
        builder.spoil(number, str(error))
    else:
        entry = ListEntry(0, tmdb_id=named.tmdb_id, imdb_id=named.imdb_id)
        builder.add(number, entry)


def parse_word(word: str) -> Named:
    """Return the show named by an id or an address.

    Raises OtherKindError where it names something else, MalformedIdError where nothing.
    """
    value = word.strip()
    if _WEB.fullmatch(value):
        return _from_address(value)
    imdb = _IMDB_ID.fullmatch(value)
    if imdb:
        return Named(imdb_id=parse_imdb_id(imdb[1]))
    tmdb = _TMDB_ID.fullmatch(value)
    if tmdb:
        return Named(tmdb_id=parse_tmdb_id(tmdb[1]))
    raise MalformedIdError(f"{shown(word)} is no id or address of a show")


def _from_address(value: str) -> Named:
    address = value if "://" in value else f"https://{value}"
    try:
        path = urlsplit(address).path
    except ValueError:
        raise MalformedIdError(f"{shown(value)} is no address") from None
    imdb = _IMDB_PATH.fullmatch(path)
    if imdb:
        return Named(imdb_id=parse_imdb_id(imdb[1]))
    tmdb = _TMDB_PATH.fullmatch(path)
    if not tmdb:
        raise MalformedIdError(f"{shown(value)} is no address of a show")
    kind = tmdb[4] or tmdb[3] or tmdb[1]
    if kind != "tv":
        raise OtherKindError(kind)
    return Named(tmdb_id=parse_tmdb_id(tmdb[2]))
