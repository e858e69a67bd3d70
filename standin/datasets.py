"""IMDb's dataset files, `/imdb/datasets/{name}.tsv.gz`, as a plain file server.

Like the real one it answers conditional requests with 304 and ranges with 206, so that
a download can be resumed; `If-Range` keeps a file that changed meanwhile from being
patched together.
"""

import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from standin.answers import is_known

PREFIX = "/imdb/datasets/"
_NAME = re.compile(r"[a-z]+\.[a-z]+\.tsv\.gz")


def dataset_routes(folder: Path) -> list[Route]:
    """Return the route that serves `{folder}/imdb/*.tsv.gz`."""

    async def dataset(request: Request) -> Response:
        name = request.path_params["name"]
        path = folder / "imdb" / name
        if _NAME.fullmatch(name) is None or not path.is_file():
            return PlainTextResponse("Not Found", 404)
        file = FileResponse(
            path, media_type="binary/octet-stream", stat_result=path.stat()
        )
        if is_known(request, file.headers["etag"], file.headers["last-modified"]):
            kept = {key: file.headers[key] for key in ("etag", "last-modified")}
            return Response(status_code=304, headers=kept)
        return file

    return [Route(f"{PREFIX}{{name}}", dataset)]
