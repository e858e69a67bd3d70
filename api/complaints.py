"""What is said of a parameter that cannot be read: words for people, as an order."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel

# By the library's name of what is wrong; `ctx` are the library's facts about it.
_WORDS: Final[dict[str, Callable[[Mapping[str, Any]], str]]] = {
    "literal_error": lambda ctx: f"give one of: {_choices(ctx['expected'])}",
    "greater_than_equal": lambda ctx: f"give at least {ctx['ge']}",
    "less_than_equal": lambda ctx: f"give at most {ctx['le']}",
    "int_parsing": lambda _: "give a whole number, such as 20",
    "int_from_float": lambda _: "give a whole number, such as 20",
    "int_parsing_size": lambda _: "give a smaller number",
    "int_type": lambda _: "give a whole number, such as 20",
    "finite_number": lambda _: "give a number, such as 7.5",
    "float_parsing": lambda _: "give a number, such as 7.5",
    "uuid_parsing": lambda _: "give a uuid",
    "model_attributes_type": lambda _: "give an object, in braces",
    "bool_parsing": lambda _: "give true or false",
    "bool_type": lambda _: "give true or false",
    "string_type": lambda _: "give a text, in quotes",
    "list_type": lambda _: "give a list, in square brackets",
    "too_long": lambda ctx: f"give at most {ctx['max_length']}",
    "missing": lambda _: "it is needed",
    "json_invalid": lambda _: "it is no JSON",
    "string_too_short": lambda _: "give it a value, or leave it out",
    "string_too_long": lambda ctx: f"give at most {ctx['max_length']} letters",
    "string_pattern_mismatch": lambda _: "it has a sign in it that has no place there",
    "value_error": lambda ctx: str(ctx["error"]),
}


def complaint(request: Request, error: Mapping[str, Any]) -> str:
    """Return what is wrong with one parameter, and what to give instead.

    A kind of error that has no words here is told in the library's.
    """
    kind: str = error["type"]
    if kind == "extra_forbidden":
        in_body = error["loc"][0] == "body"
        inside = [part for part in error["loc"][1:-1] if isinstance(part, str)]
        known = _fields(request, inside) if in_body else _parameters(request)
        names = ", ".join(known)
        there_are = f"there are: {names}" if names else "there are none"
        return f"there is no such {'field' if in_body else 'parameter'}; {there_are}"
    if kind in _WORDS:
        return _WORDS[kind](error.get("ctx", {}))
    return str(error["msg"])


def refused(parameter: str, message: str) -> RequestValidationError:
    """Return what a route raises where a parameter does not fit what it finds."""
    wrong = {
        "type": "value_error",
        "loc": ("query", parameter),
        "msg": message,
        "ctx": {"error": message},
    }
    return RequestValidationError([wrong])


def _choices(expected: str) -> str:
    """Return the library's `'a', 'b' or 'c'` as a plain list."""
    plain = expected.replace("' or '", "', '").replace("'", "")
    return plain.lower() if plain in {"True", "False"} else plain


def _parameters(request: Request) -> list[str]:
    """Return the names that the query of this address may have."""
    route: APIRoute = request.scope["route"]
    return _names(one.field_info.annotation for one in route.dependant.query_params)


def _fields(request: Request, inside: Iterable[str]) -> list[str]:
    """Return the names that the object which is sent may have, or a part of it."""
    route: APIRoute = request.scope["route"]
    models = [one.field_info.annotation for one in route.dependant.body_params]
    for name in inside:
        models = [
            model.model_fields[name].annotation
            for model in models
            if isinstance(model, type) and issubclass(model, BaseModel)
        ]
    return _names(models)


def _names(models: Iterable[object]) -> list[str]:
    return [
        name
        for model in models
        if isinstance(model, type) and issubclass(model, BaseModel)
        for name in model.model_fields
    ]
