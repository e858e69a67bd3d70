"""The page at `/docs`: the OpenAPI document, readable without the internet."""

import re
from html import escape
from typing import Any

from api.pages.layout import Page, page

_SOCKET = (
    "<p>Changes come live over a WebSocket at <code>/api/v1/ws</code>: "
    '<a href="/asyncapi.json">AsyncAPI</a>.</p>'
)


def reference_page(document: dict[str, Any]) -> Page:
    """Return each operation with its parameters, in the document's order."""
    operations = "\n".join(
        _operation(path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    )
    paragraphs = "".join(
        f"<p>{_prose(part)}</p>"
        for part in document["info"]["description"].split("\n\n")
    )
    return page(title="API of TRR Backend", main=paragraphs + _SOCKET + operations)


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    rows = "".join(_parameter(one) for one in operation.get("parameters", ()))
    table = f"<table>{rows}</table>" if rows else ""
    return (
        f'<section class="operation"><h2>{method.upper()} {escape(path)}</h2>'
        f"<p>{_prose(operation['description'])}</p>{table}</section>"
    )


def _parameter(parameter: dict[str, Any]) -> str:
    schema = parameter["schema"]
    # What may be left out is "this or null", and is described within.
    parts = [parameter, schema, *schema.get("anyOf", ())]
    said = next((one["description"] for one in parts if "description" in one), "")
    return (
        f"<tr><th>{escape(parameter['name'])}</th>"
        f"<td>{_prose(said)} {escape(_values(schema))}</td></tr>"
    )


def _prose(text: str) -> str:
    """Return escaped text in which what stands between backticks is code."""
    return re.sub("`([^`]*)`", r"<code>\1</code>", escape(text))


def _values(schema: dict[str, Any]) -> str:
    """Return which values a parameter takes, where that is a short list or a range."""
    parts = [schema, *schema.get("anyOf", ())]
    named = [str(value) for part in parts for value in part.get("enum", ())]
    if named:
        return f"One of: {', '.join(named)}."
    if "minimum" in schema and "maximum" in schema:
        span = f"From {schema['minimum']} to {schema['maximum']}"
        known = f", by default {schema['default']}" if "default" in schema else ""
        return f"{span}{known}."
    return ""
