"""The OpenAPI document: FastAPI's, with our problem documents and headers in it."""

import json
import re
from importlib.resources import files
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.openapi_parts import add_parts
from api.schemas.changes import ExpiredCursor
from api.schemas.common import Problem

DESCRIPTION = """Shows of reality television: facts, networks, streaming offers.

Lists are read page by page: ask again with `cursor` until `next_cursor` is null.
Pictures come from the store. An answer has the first of each kind; `/images` and
`/photos` list all of them.
Answers carry a strong ETag; errors are problem documents (RFC 9457).
"""
# Pydantic's name of a list of something, as reference and as title.
_LISTING: Final = re.compile(r"(?:Admin)?Listing[_[](\w+?)[]_](?=\")")


def openapi_document(app: FastAPI) -> dict[str, Any]:
    """Return the document, made once per app."""
    if app.openapi_schema is None:
        document = _with_pages_named(
            get_openapi(
                title=app.title,
                version=app.version,
                description=DESCRIPTION,
                routes=app.routes,
            )
        )
        _add_problem(document["components"]["schemas"])
        for path in document["paths"].values():
            if "get" in path and "security" not in path["get"]:
                answers = path["get"]["responses"]
                if "text/event-stream" not in answers["200"]["content"]:
                    _add_not_modified(answers)
        # What needs an admin says so itself.
        document["security"] = [{}, {"bearer": []}, {"api_key": []}]
        add_parts(document)
        _add_examples(document)
        app.openapi_schema = document
    return app.openapi_schema


def _with_pages_named(document: dict[str, Any]) -> dict[str, Any]:
    """Name lists as generated clients shall: PageOfShow, not Listing_Show_."""
    text = _LISTING.sub(r"PageOf\1", json.dumps(document))
    named: dict[str, Any] = json.loads(text)
    return named


def _add_examples(document: dict[str, Any]) -> None:
    """Show what the demo answers; docs/record_examples.py wrote it down."""
    examples = json.loads(files("api").joinpath("examples.json").read_bytes())
    for path in document["paths"].values():
        for operation in path.values():
            if operation["operationId"] in examples:
                content = operation["responses"]["200"]["content"]
                example = examples[operation["operationId"]]
                content["application/json"]["example"] = example


def _add_problem(schemas: dict[str, Any]) -> None:
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs")
    schemas["Problem"] = problem
    expired = ExpiredCursor.model_json_schema(
        ref_template="#/components/schemas/{model}"
    )
    del expired["$defs"]
    schemas["ExpiredCursor"] = expired


def _add_not_modified(answers: dict[str, Any]) -> None:
    etag = {"description": "SHA-256 of the body.", "schema": {"type": "string"}}
    answers["200"]["headers"] = {"ETag": etag}
    answers["304"] = {
        "description": "As If-None-Match says.",
        "headers": {"ETag": etag},
    }
