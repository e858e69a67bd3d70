"""The OpenAPI document: FastAPI's, with our problem documents and headers in it."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.openapi_parts import add_parts
from api.schemas.common import Problem

DESCRIPTION = """Shows of reality television: facts, networks, streaming offers.

Lists are read page by page: ask again with `cursor` until `next_cursor` is null.
Pictures come from the store. An answer has the first of each kind; `/images` and
`/photos` list all of them.
Answers carry a strong ETag; errors are problem documents (RFC 9457).
"""


def openapi_document(app: FastAPI) -> dict[str, Any]:
    """Return the document, made once per app."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            description=DESCRIPTION,
            routes=app.routes,
        )
        _add_problem(document["components"]["schemas"])
        for path in document["paths"].values():
            if "get" in path and "security" not in path["get"]:
                _add_not_modified(path["get"]["responses"])
        # What needs an admin says so itself.
        document["security"] = [{}, {"bearer": []}, {"api_key": []}]
        add_parts(document)
        app.openapi_schema = document
    return app.openapi_schema


def _add_problem(schemas: dict[str, Any]) -> None:
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs")
    schemas["Problem"] = problem


def _add_not_modified(answers: dict[str, Any]) -> None:
    etag = {"description": "SHA-256 of the body.", "schema": {"type": "string"}}
    answers["200"]["headers"] = {"ETag": etag}
    answers["304"] = {
        "description": "As If-None-Match says.",
        "headers": {"ETag": etag},
    }
