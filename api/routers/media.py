"""Stored pictures, where they lie in a folder; a bucket serves its own."""

import os
from pathlib import Path as FilePath
from typing import Annotated, Any, Final

import anyio
from fastapi import APIRouter, HTTPException, Path, Request, Response
from fastapi.responses import FileResponse

from api.headers import is_known
from api.installation import installation
from api.problems import responses
from api.ranges import keep_range
from trr_backend.repositories.catalogue.images import ServedAsset, load_asset
from trr_backend.utils.media_location import Folder, media_location

router = APIRouter(tags=["media"])

# TMDb's pictures may be kept for six months, also by those who get them from us.
_TMDB_SECONDS = 15_552_000
_YEAR_SECONDS = 31_536_000
# A picture that is opened by itself is no page: whatever is in it stays there.
_POLICY: Final = "default-src 'none'; sandbox; frame-ancestors 'none'"
_PICTURE: Final[dict[str, Any]] = {"content": {"image/*": {}}}
_TEXT: Final[dict[str, Any]] = {"schema": {"type": "string"}}


@router.get(
    "/media/{key:path}",
    response_class=FileResponse,
    responses=responses(404, 416)
    | {
        200: {"description": "The picture.", **_PICTURE},
        206: {
            "description": "The part that Range asks for.",
            "headers": {"ETag": _TEXT, "Content-Range": _TEXT},
            **_PICTURE,
        },
    },
)
async def picture(
    request: Request,
    key: Annotated[str, Path(max_length=500, pattern=r"^[^\x00]*$")],
) -> Response:
    """Send a stored picture, or a part of it; what is behind a key never changes.

    Only pictures that other answers show, and their smaller copies, are there.
    """
    here = installation(request)
    async with here.database.reading() as tx:
        asset = await load_asset(tx, key)
    location = media_location(here.settings)
    if asset is None or not isinstance(location, Folder):
        raise _no_picture()
    headers = _headers(asset)
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    path, state = await _file(location.path, key)
    if state.st_size != asset.bytes:
        # Damaged: `trr media verify` repairs it. It must not be kept as that picture.
        raise _no_picture()
    keep_range(request, state.st_size, headers["ETag"])
    return FileResponse(
        path, headers=headers, media_type=asset.content_type, stat_result=state
    )


def _headers(asset: ServedAsset) -> dict[str, str]:
    seconds = _TMDB_SECONDS if asset.from_tmdb else _YEAR_SECONDS
    return {
        "Cache-Control": f"public, max-age={seconds}, immutable",
        "Content-Disposition": "inline",
        "Content-Security-Policy": _POLICY,
        "ETag": f'"{asset.sha256}"',
    }


async def _file(root: FilePath, key: str) -> tuple[FilePath, os.stat_result]:
    """Return the file of a key: the database names it, and yet it must be inside."""
    folder = anyio.Path(root)
    path = await (folder / key).resolve()
    if not path.is_relative_to(await folder.resolve()) or not await path.is_file():
        raise _no_picture()
    return FilePath(path), await path.stat()


def _no_picture() -> HTTPException:
    return HTTPException(404, "There is no such picture here.")
