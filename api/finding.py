"""What was found under an address: it, a problem, or the way to where it is now."""

from typing import Any, TypeVar
from urllib.parse import quote

import msgspec
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.routing import APIRoute

from api.headers import REVALIDATE
from trr_backend.repositories.catalogue.reading import Moved, NoPart

Present = TypeVar("Present")

# For OpenAPI.
MOVED: dict[int | str, dict[str, Any]] = {
    308: {
        "description": "A former id: superseded, or of something merged away. The same "
        "address with the id it has now is in Location.",
        "headers": {
            "Location": {"schema": {"type": "string", "format": "uri-reference"}}
        },
    }
}


class Elsewhere(Exception):
    """What was asked for is answered under another address, for as long as it lasts."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


def present(
    request: Request,
    found: Present | Moved | NoPart | None,
    *,
    nobody: str,
    nothing: str = "",
) -> Present:
    """Return what was found.

    Raises a 404 that says `nobody` where there is no such show or person, `nothing`
    where it has no such part, and Elsewhere for a former id.
    """
    if isinstance(found, Moved):
        raise Elsewhere(_address(request, msgspec.json.decode(found.names)))
    if found is None:
        raise HTTPException(404, nobody)
    if isinstance(found, NoPart):
        raise HTTPException(404, nothing)
    return found


def install(app: FastAPI) -> None:
    """Let `app` answer for what is elsewhere."""
    app.add_exception_handler(Elsewhere, _answer)


async def _answer(_: Request, error: Exception) -> Response:
    if not isinstance(error, Elsewhere):
        raise TypeError(error)
    # A merge may be undone: kept, but asked about each time.
    return Response(
        status_code=308,
        headers={"Location": error.location, "Cache-Control": REVALIDATE},
    )


def _address(request: Request, names: dict[str, str]) -> str:
    """Return this request's address with other ids in it, without scheme and host."""
    route: APIRoute = request.scope["route"]
    parts = {**request.path_params, **names}
    path = route.path_format.format(
        **{name: quote(str(value), safe=":") for name, value in parts.items()}
    )
    query = request.url.query
    return f"{request.scope['root_path']}{path}{f'?{query}' if query else ''}"
