#!/usr/bin/env python
"""Records the examples of the OpenAPI document: `python docs/record_examples.py URL`.

URL is where a demo is served, with TRR_API_KEYS=the-key-of-the-demo. Each operation
that reads is asked with what the demo has; the first of each list is kept, so that an
example is short and still fits its schema.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import httpx2

EXAMPLES: Final = Path(__file__).parents[1] / "api" / "examples.json"
KEY: Final = "the-key-of-the-demo"
# What stands in a query, where an operation needs it or says more with it.
QUERIES: Final = {
    "search_everything": {"q": "survivor"},
    "whats_on": {"date": "2017-05-24"},
    "show_detail": {"include": "seasons"},
    "list_changes": {"since": "0"},
}
EXAMPLE = Mapping[str, Any]


def main(base: str) -> None:
    """Ask for each example and write them all."""
    with httpx2.Client(base_url=base, headers={"X-API-Key": KEY}) as client:
        document = client.get("/openapi.json").json()
        names = _names(client)
        examples = {}
        for path, operations in document["paths"].items():
            operation = operations.get("get")
            if operation is None or not _is_json(operation):
                continue
            body = _ask(client, path, operation, names)
            if body is not None:
                examples[operation["operationId"]] = cut(body)
    EXAMPLES.write_text(json.dumps(examples, indent=1, ensure_ascii=False) + "\n")
    print(f"{len(examples)} examples in {EXAMPLES.name}")  # noqa: T201 -- a program


def _is_json(operation: EXAMPLE) -> bool:
    return "application/json" in operation["responses"]["200"].get("content", {})


def _ask(
    client: httpx2.Client, path: str, operation: EXAMPLE, names: Mapping[str, str]
) -> Any:
    """Return what one operation answers; None where the demo has nothing for it."""
    answer = client.get(
        path.format(**names), params=QUERIES.get(operation["operationId"], {})
    )
    if answer.status_code != httpx2.codes.OK:
        print(f"no example of {path}: {answer.text}", file=sys.stderr)  # noqa: T201 -- a program
        return None
    return answer.json()


def _names(client: httpx2.Client) -> dict[str, str]:
    """Return what stands for each name in a path."""
    first = {
        f"{one}_id": _first(client, path)
        for one, path in {
            "person": "/api/v1/shows/survivor-nz-nz-2017/cast?season=1",
            "network": "/api/v1/networks",
            "genre": "/api/v1/genres",
            "company": "/api/v1/production-companies",
            "provider": "/api/v1/watch-providers",
            "list": "/api/v1/lists",
            "run": "/api/v1/runs",
            "request": "/api/v1/admin/requests",
        }.items()
    }
    return {"show_id": "survivor-nz-nz-2017", "season": "1", "episode": "1", **first}


def _first(client: httpx2.Client, path: str) -> str:
    answer = client.get(path)
    items = answer.json().get("items", [])
    if not items:
        return "00000000-0000-0000-0000-000000000000"
    one = items[0]
    return str(one["person"]["id"] if "person" in one else one["id"])


def cut(body: Any) -> Any:
    """Return a body with the first of each list, at any depth."""
    if isinstance(body, list):
        return [cut(one) for one in body[:1]]
    if isinstance(body, dict):
        return {name: cut(value) for name, value in body.items()}
    return body


if __name__ == "__main__":
    main(sys.argv[1])
