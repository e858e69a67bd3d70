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

ROOT: Final = Path(__file__).parents[1]
EXAMPLES: Final = ROOT / "api" / "examples.json"
KEY: Final = "the-key-of-the-demo"
# What stands in a query, where an operation needs it or says more with it.
QUERIES: Final = {
    "search": {"q": "survivr"},
    "whats_on": {"date": "2017-05-07"},
    "show_detail": {"include": "seasons"},
    "list_changes": {"since": "0"},
}
OFFERS: Final = frozenset({"show_watch_providers", "show_offer_history"})
SHOW: Final = "survivor-nz-nz-2017"
Operation = Mapping[str, Any]


def main(base: str) -> None:
    """Ask for each example and write them all."""
    with httpx2.Client(base_url=base, headers={"X-API-Key": KEY}) as client:
        document = client.get("/openapi.json").json()
        examples = {"set_override": _override(client)}
        names = _names(client)
        for path, operations in document["paths"].items():
            operation = operations.get("get")
            if operation is not None and _is_json(operation):
                body = _ask(client, path, operation, names)
                if body is not None:
                    examples[operation["operationId"]] = cut(body)
    EXAMPLES.write_text(json.dumps(examples, indent=1, ensure_ascii=False) + "\n")
    print(f"{len(examples)} examples in {EXAMPLES.name}")  # noqa: T201 -- a program


def _override(client: httpx2.Client) -> Any:
    """Say a word, so that there is one, and return what became of it."""
    said = {"value": "Outwit, outplay, outlast", "reason": "as on the DVD"}
    return client.put(f"/api/v1/admin/overrides/show/{SHOW}/tagline", json=said).json()


def _is_json(operation: Operation) -> bool:
    return "application/json" in operation["responses"]["200"].get("content", {})


def _ask(
    client: httpx2.Client, path: str, operation: Operation, names: Mapping[str, str]
) -> Any:
    """Return what one operation answers; None where the demo has nothing for it."""
    if operation["operationId"] in OFFERS:
        shows = client.get("/api/v1/shows?sort=popularity&limit=100").json()["items"]
        offered = max(shows, key=lambda show: int(show["offer_count"]))
        names = {**names, "show_id": str(offered["slug"])}
    if "{entity_id}" in path:
        names = {**names, "entity_id": _first(client, path.partition("/{")[0])}
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
            "person": f"/api/v1/shows/{SHOW}/cast?season=1",
            "list": "/api/v1/lists",
            "run": "/api/v1/runs",
            "request": "/api/v1/admin/requests",
        }.items()
    }
    return {"show_id": SHOW, "season": "1", "episode": "1", **first}


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
    if isinstance(body, str):
        # Lists are named after the files they came from.
        return body.replace(str(ROOT), "/srv/trr")
    return body


if __name__ == "__main__":
    main(sys.argv[1])
