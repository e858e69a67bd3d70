"""JSON of api.php to typed shapes, and whether an answer goes on."""

from typing import TypeVar

import msgspec

from trr_backend.integrations.http import Answer, Params
from trr_backend.integrations.shapes import misfit, unreadable

_Shape = TypeVar("_Shape")


class _Continued(msgspec.Struct, frozen=True):
    more: dict[str, str | int] | None = msgspec.field(name="continue", default=None)


def continuation(answer: Answer, *, source: str) -> Params:
    """Return what to add to a question for the next part of its answer, {}: nothing.

    Raises Changed, as all functions here do.
    """
    return decoded(answer, _Continued, source=source).more or {}


def decoded(answer: Answer, shape: type[_Shape], *, source: str) -> _Shape:
    """Return an answer as a shape."""
    try:
        return msgspec.json.decode(answer.body, type=shape)
    except msgspec.ValidationError as error:
        raise misfit(str(error), source=source, url=answer.url) from None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise unreadable(str(error), source=source, url=answer.url) from None


def shaped(value: object, shape: type[_Shape], *, source: str, url: str) -> _Shape:
    """Return a value that was decoded before as a shape."""
    try:
        return msgspec.convert(value, shape)
    except msgspec.ValidationError as error:
        raise misfit(str(error), source=source, url=url) from None
