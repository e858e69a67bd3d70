"""JSON bytes to typed shapes, with `errors.Changed` naming the field that does not fit.

Decoding is strict and fast first. Only where that fails is the answer mended, for the
oddities that recorded answers hold (docs/sources/tmdb.md): whole numbers written as
floats, nulls inside arrays, and two numbers that were once sent as strings. What
still does not fit then is a change of shape and stays loud.
"""

import re
from collections.abc import Callable
from typing import Annotated, TypeVar

import msgspec

from trr_backend.integrations.shapes import misfit, unreadable

SOURCE = "tmdb"
# What Postgres calls an integer: a number beyond it could be stored and never used.
Integer = Annotated[int, msgspec.Meta(ge=-2_147_483_648, le=2_147_483_647)]
_SENT_AS_STRINGS = frozenset({"popularity", "vote_average"})
_NUMBER = re.compile(r"-?\d+(\.\d+)?")

_Shape = TypeVar("_Shape")


def decoder(
    shape: type[_Shape],
    dec_hook: Callable[[type, object], object] | None = None,
) -> Callable[[bytes, str], _Shape]:
    """Return a function from (body, public url) to `shape`; it raises Changed."""
    strict = msgspec.json.Decoder(shape, dec_hook=dec_hook)

    def decode(body: bytes, url: str) -> _Shape:
        try:
            return strict.decode(body)
        except msgspec.ValidationError:
            return _decode_mended(strict, body, url)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            raise unreadable(str(error), source=SOURCE, url=url) from None

    return decode


def _decode_mended(
    strict: "msgspec.json.Decoder[_Shape]", body: bytes, url: str
) -> _Shape:
    try:
        return strict.decode(msgspec.json.encode(_mend(msgspec.json.decode(body))))
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        reason = str(error)
    raise misfit(reason, source=SOURCE, url=url)


def _mend(value: object, key: str = "") -> object:
    if isinstance(value, dict):
        return {name: _mend(part, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_mend(part) for part in value if part is not None]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if key in _SENT_AS_STRINGS and isinstance(value, str):
        return _number(value)
    return value


def _number(value: str) -> str | float | None:
    if not _NUMBER.fullmatch(value.strip()):
        return value or None
    number = float(value)
    return int(number) if number.is_integer() else number
