"""The page at `/docs`: the OpenAPI document, readable without the internet."""

from html import escape
from typing import Any

from api.pages.layout import page


def reference_page(document: dict[str, Any]) -> bytes:
    """Return each operation with its parameters, in the document's order."""
    operations = "\n".join(
        _operation(path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    )
    paragraphs = "".join(
        f"<p>{escape(part)}</p>"
        for part in document["info"]["description"].split("\n\n")
    )
    return page(title="API of TRR Backend", main=paragraphs + operations)


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    rows = "".join(_parameter(one) for one in operation.get("parameters", ()))
    table = f"<table>{rows}</table>" if rows else ""
    return (
        f'<section class="operation"><h2>{method.upper()} {escape(path)}</h2>'
        f"<p>{escape(operation.get('description', ''))}</p>{table}</section>"
    )


def _parameter(parameter: dict[str, Any]) -> str:
    schema = parameter["schema"]
    said = parameter.get("description") or schema.get("description") or ""
    return (
        f"<tr><th>{escape(parameter['name'])}</th>"
        f"<td>{escape(said)} {escape(_values(schema))}</td></tr>"
    )


def _values(schema: dict[str, Any]) -> str:
    """Return which values a parameter takes, where that is a short list or a range."""
    parts = [schema, *schema.get("anyOf", ())]
    named = [str(value) for part in parts for value in part.get("enum", ())]
    if named:
        return f"One of: {', '.join(named)}."
    if "minimum" in schema and "maximum" in schema:
        least, most, default = (
            schema[key] for key in ("minimum", "maximum", "default")
        )
        return f"From {least} to {most}, by default {default}."
    return ""
