"""Cursors of lists: opaque to clients, bound to the list they came from.

A token holds where a page ended and a digest of the sort and the filters, so that it
cannot continue another list. It is no secret and is checked like any other input.
"""

import binascii
import math
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, date, datetime
from hashlib import sha256
from uuid import UUID

import msgspec
from fastapi import HTTPException

from trr_backend.repositories.catalogue.reading import Place

# No cursor of ours is longer: names are the longest keys.
LONGEST = 8192
_LOWEST_DATE = "-infinity"
_HIGHEST_DATE = "infinity"
_LOWEST_NUMBER = "-Infinity"
# Postgres' integer ends before this one.
_INTEGERS = 2**31


class _Token(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """What a cursor holds; one letter more would be one in every address."""

    of: str
    key: str
    id: UUID


def encode(place: Place | None, *, sort: str, filters: object) -> str | None:
    """Return the cursor of the page after `place`; None where there is none."""
    if place is None:
        return None
    token = _Token(_digest(sort, filters), place.key, place.id)
    return urlsafe_b64encode(msgspec.json.encode(token)).rstrip(b"=").decode()


def decode(cursor: str | None, *, sort: str, filters: object) -> Place | None:
    """Return the place that `cursor` names; an empty one is none.

    Raises a 400 for one of another list.
    """
    if not cursor:
        return None
    try:
        token = msgspec.json.decode(_bytes(cursor), type=_Token)
        # Before its key is read: that of another sort is not broken.
        if token.of != _digest(sort, filters):
            raise HTTPException(
                400, "The cursor belongs to another sort or filter; begin without one."
            )
        return Place(_KEYS[sort](token.key), token.id)
    except (ValueError, binascii.Error, msgspec.DecodeError):
        raise HTTPException(400, "The cursor is broken; begin without one.") from None


def _bytes(cursor: str) -> bytes:
    if len(cursor) > LONGEST:
        raise ValueError("too long")
    padding = "=" * (-len(cursor) % 4)
    return b64decode(f"{cursor}{padding}".encode("ascii"), b"-_", validate=True)


def _digest(sort: str, filters: object) -> str:
    """Return few digits: they guard against mistakes, not against malice."""
    return sha256(msgspec.json.encode([sort, filters])).hexdigest()[:16]


def _text(key: str) -> str:
    if "\0" in key:
        raise ValueError("NUL")
    key.encode()  # fails for half a surrogate pair, which Postgres cannot take
    return key


def _integer(key: str) -> str:
    number = int(key)
    if not -_INTEGERS <= number < _INTEGERS:
        raise ValueError("too large")
    return str(number)


def _date(key: str) -> str:
    return key if key == _LOWEST_DATE else date.fromisoformat(key).isoformat()


def _next_date(key: str) -> str:
    return key if key == _HIGHEST_DATE else date.fromisoformat(key).isoformat()


def _moment(key: str) -> str:
    moment = datetime.fromisoformat(key)
    if moment.tzinfo is None:
        raise ValueError("without a time zone")
    try:
        # Postgres reads no offset of 16 hours or more.
        return moment.astimezone(UTC).isoformat()
    except OverflowError:
        raise ValueError("too early or too late") from None


def _number(key: str) -> str:
    if key == _LOWEST_NUMBER:
        return key
    number = float(key)
    if not math.isfinite(number):
        raise ValueError("not finite")
    return repr(number)


# A key becomes a parameter of a typed comparison: only what Postgres can read passes.
_KEYS: dict[str, Callable[[str], str]] = {
    "name": _text,
    "premiere": _date,
    "popularity": _number,
    "relevance": _number,
    "number": _integer,
    "billing": _text,
    "season": _text,
    "newest": _date,
    "oldest": _date,
    "updated": _moment,
    "next_air": _next_date,
    "airing": _text,
    "picture": _text,
    "fact": _text,
    "ledger": _text,
    "moment": _moment,
    "item": _text,
    "decision": _text,
}
