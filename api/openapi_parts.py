"""Cut answers in the OpenAPI document: each schema is made out of that of the whole."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any, Final

from api.include_parameters import LANGUAGE_DESCRIPTION
from api.trimming import KEPT, MEDIA_TYPE

_REFERENCE: Final = "#/components/schemas/"
_JSON: Final = "application/json"
_LANGUAGE: Final = {
    "description": "Of the names; several where they differ, none where there is no "
    "name. Without `language` it is not sent.",
    "schema": {"type": "string"},
    "example": "de-DE",
}
Schema = dict[str, Any]


def add_parts(document: Schema) -> None:
    """Say of each operation with `fields` which there are, and what is answered."""
    schemas: dict[str, Schema] = document["components"]["schemas"]
    for path in document["paths"].values():
        operation = path.get("get", {})
        for parameter in operation.get("parameters", ()):
            if parameter["name"] == "fields":
                answer = operation["responses"]["200"]["content"]
                answer[MEDIA_TYPE] = {"schema": _part(answer[_JSON]["schema"], schemas)}
                _say_words(parameter, _fields_of(answer[_JSON]["schema"], schemas))
            elif parameter["name"] == "include":
                _say_words(parameter, _choices(parameter))
            elif parameter.get("description") == LANGUAGE_DESCRIPTION:
                parameter["example"] = "de"
                answer = operation["responses"]["200"]
                answer.setdefault("headers", {})["Content-Language"] = _LANGUAGE


def _choices(parameter: Schema) -> list[str]:
    choices: list[str] = parameter["schema"]["anyOf"][0]["items"]["enum"]
    return choices


def _say_words(parameter: Schema, choices: Sequence[str]) -> None:
    """Let it be a list with commas, `fields=id,name`, or not be there at all."""
    (words, _) = parameter["schema"].pop("anyOf")
    words["items"] = {"type": "string", "enum": list(choices)}
    parameter["schema"] = words
    parameter |= {"style": "form", "explode": False, "example": choices[:2]}


def _part(reference: Schema, schemas: dict[str, Schema]) -> Schema:
    """Return the reference to the part of what is referred to, which is added."""
    name = _name(reference)
    part = deepcopy(schemas[name])
    items = part["properties"].get("items")
    if items is None:
        part["required"] = sorted(KEPT & part["properties"].keys())
        part["description"] = f"The fields of {name} that were asked for."
    else:
        part["properties"]["items"]["items"] = _part(items["items"], schemas)
        part["description"] = f"The same page as {name}, each item cut."
    part["title"] = f"{part['title']} (part)"
    schemas[f"{name.rstrip('_')}_Part"] = part
    return {"$ref": f"{_REFERENCE}{name.rstrip('_')}_Part"}


def _fields_of(reference: Schema, schemas: dict[str, Schema]) -> list[str]:
    properties = schemas[_name(reference)]["properties"]
    if "items" in properties:
        return _fields_of(properties["items"]["items"], schemas)
    return list(properties)


def _name(reference: Schema) -> str:
    return str(reference["$ref"]).removeprefix(_REFERENCE)
