"""Every JSON body that goes out has passed its schema: checked once, not every time."""

from collections import OrderedDict
from functools import cache
from typing import Any, Final

from fastapi import Request
from fastapi.routing import APIRoute
from pydantic import TypeAdapter, ValidationError

from trr_backend.errors import TrrError

Schema = Any  # what FastAPI takes as response_model: a type, or an alias of one

_MOST_PASSED: Final = 20_000
_MOST_TOLD: Final = 5
# Which bodies have passed which schema, by their SHA-256; the last used come last.
_passed: Final[OrderedDict[tuple[Schema, str], None]] = OrderedDict()


class BodyRefused(TrrError):
    """What was read does not fit the schema that is promised; it was not sent."""


def schema_of(request: Request) -> Schema:
    """Return what the route that answers promises: the same that OpenAPI shows."""
    route: APIRoute = request.scope["route"]
    if route.response_model is None:
        raise TypeError(f"{route.path} names no response_model")
    return route.response_model


def check(body: bytes, digest: str, schema: Schema) -> None:
    """See that a body fits a schema; one of this `digest` that did so passes at once.

    Raises BodyRefused, which says where it does not fit but not what is there.
    """
    key = (schema, digest)
    if key in _passed:
        _passed.move_to_end(key)
        return
    try:
        _adapter(schema).validate_json(body)
    except ValidationError as error:
        raise BodyRefused(_told(error)) from None
    _passed[key] = None
    if len(_passed) > _MOST_PASSED:
        _passed.popitem(last=False)


def forget() -> None:
    """Forget which bodies have passed: each is checked anew."""
    _passed.clear()


@cache
def _adapter(schema: Schema) -> TypeAdapter[Any]:
    return TypeAdapter(schema)


def _told(error: ValidationError) -> str:
    wrong = [
        f"{'.'.join(map(str, one['loc']))}: {one['msg']}"
        for one in error.errors(include_input=False, include_url=False)
    ]
    more = len(wrong) - _MOST_TOLD
    named = "; ".join(wrong[:_MOST_TOLD]) + (f"; and {more} more" if more > 0 else "")
    return f"the answer does not fit {error.title} and was not sent: {named}"
