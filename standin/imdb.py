"""`POST /imdb/v1`: IMDb's official API as AWS Data Exchange hands it out.

The facts are those of the catalogue's dataset files, so both ways to IMDb can be held
against each other.
"""

import json
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from standin.graphql import GraphError, answer
from standin.imdb_files import ImdbFiles
from standin.imdb_graph import Graph
from standin.signatures import Licence, refusal

_DISCLAIMER = "Answers of a stand-in: facts of its catalogue, under no licence of IMDb."
_INVALID = frozenset({"GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"})


def imdb_routes(folder: Path, licence: Licence) -> list[Route]:
    """Return the route that answers questions about the catalogue in `folder`."""
    graph = Graph(ImdbFiles(folder))

    async def ask(request: Request) -> Response:
        body = await request.body()
        refused = refusal(request, body, licence)
        if refused is not None:
            return refused
        try:
            text, variables = _question(body)
            data = answer(text, variables, graph.root())
        except GraphError as error:
            return _failed(error)
        said = {"data": data, "extensions": {"disclaimer": _DISCLAIMER}}
        return JSONResponse(said)

    return [Route("/imdb/v1", ask, methods=["POST"])]


def _question(body: bytes) -> tuple[str, dict[str, Any]]:
    try:
        question = json.loads(body)
        return str(question["query"]), dict(question.get("variables") or {})
    except (KeyError, TypeError, ValueError):
        message = "The body must be JSON with a query."
        raise GraphError(message, "GRAPHQL_PARSE_FAILED") from None


def _failed(error: GraphError) -> Response:
    told = {"message": str(error), "extensions": {"code": error.code}}
    return JSONResponse({"errors": [told]}, 400 if error.code in _INVALID else 200)
