"""Stored pictures, where they lie in a folder; a bucket serves its own."""

from pathlib import Path as FilePath
from typing import Annotated

import anyio
from fastapi import APIRouter, HTTPException, Path, Request, Response
from fastapi.responses import FileResponse

from api.headers import is_known
from api.installation import installation
from api.problems import responses
from trr_backend.repositories.catalogue import entities
from trr_backend.repositories.catalogue.entities import ServedAsset
from trr_backend.utils.media_location import Folder, media_location

router = APIRouter(tags=["media"])

# TMDb's pictures may be kept for six months, also by those who get them from us.
_TMDB_SECONDS = 15_552_000
_YEAR_SECONDS = 31_536_000


@router.get(
    "/media/{key:path}",
    response_class=FileResponse,
    responses=responses(404)
    | {200: {"description": "The picture.", "content": {"image/*": {}}}},
)
async def picture(
    request: Request,
    key: Annotated[str, Path(max_length=500, pattern=r"^[^\x00]+$")],
) -> Response:
    """Send a stored picture; what is behind a key never changes."""
    here = installation(request)
    async with here.database.reading() as tx:
        asset = await entities.load_asset(tx, key)
    location = media_location(here.settings)
    if asset is None or not isinstance(location, Folder):
        raise HTTPException(404, "There is no such picture here.")
    headers = _headers(asset)
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    path = await _file(location.path, key)
    _ignore_range(request)
    return FileResponse(path, headers=headers, media_type=asset.content_type)


def _headers(asset: ServedAsset) -> dict[str, str]:
    seconds = _TMDB_SECONDS if asset.from_tmdb else _YEAR_SECONDS
    return {
        "Cache-Control": f"public, max-age={seconds}, immutable",
        "ETag": f'"{asset.sha256}"',
        "Accept-Ranges": "none",
    }


def _ignore_range(request: Request) -> None:
    """Answer with the whole picture, which RFC 9110 allows: pictures are small.

    Starlette would answer a malformed range in plain text.
    """
    request.scope["headers"] = [
        (name, value) for name, value in request.scope["headers"] if name != b"range"
    ]


async def _file(root: FilePath, key: str) -> FilePath:
    """Return the file of a key: the database names it, and yet it must be inside."""
    folder = anyio.Path(root)
    path = await (folder / key).resolve()
    if not path.is_relative_to(await folder.resolve()) or not await path.is_file():
        raise HTTPException(404, "There is no such picture here.")
    return FilePath(path)
