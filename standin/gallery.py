"""`/t/p/{size}{path}`: which picture a path of the catalogue stands for."""

import hashlib
import re
import time
from dataclasses import dataclass, field, replace

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from standin.answers import TmdbError, is_known
from standin.catalogue import Catalogue
from standin.drawings import drawings
from standin.pictures import Drawing, Subject, content_type, draw

_SIZE = re.compile(r"original|[wh][1-9]\d{1,3}")
_FRESH_SECONDS = 1.0
# A path always shows the same, so it was never changed since.
_MODIFIED = "Wed, 01 Jan 2025 00:00:00 GMT"


@dataclass(slots=True)
class Gallery:
    """The drawings of a catalogue, by TMDb's path with its leading slash."""

    catalogue: Catalogue
    _stamp: object = None
    _fresh_until: float = 0.0
    _drawings: dict[str, Drawing] = field(default_factory=dict)

    def drawing(self, path: str) -> Drawing:
        """Return what to draw for a path; a path that no answer names is drawn, too.

        Recorded answers name pictures that nobody recorded.
        """
        known = self._known(path) if time.monotonic() < self._fresh_until else None
        if known is None:
            self._read()
            known = self._known(path)
        guess: Subject = "poster" if path.endswith(".jpg") else "logo"
        return known or Drawing(guess, path.strip("/"), path)

    def _read(self) -> None:
        """Read the catalogue where it changed; looking at all its files takes time.

        One without a stamp is never read: its pictures are drawn by their paths alone.
        """
        stamp = self.catalogue.stamp()
        if stamp != self._stamp:
            self._drawings = drawings(self.catalogue)
            self._stamp = stamp
        self._fresh_until = time.monotonic() + _FRESH_SECONDS

    def _known(self, path: str) -> Drawing | None:
        return self._drawings.get(path) or self._drawn_svg(path)

    def _drawn_svg(self, path: str) -> Drawing | None:
        """Return what an SVG of the catalogue looks like as a PNG of its name."""
        stem, _, ending = path.rpartition(".")
        known = self._drawings.get(f"{stem}.svg") if ending == "png" else None
        return known and replace(known, path=path)


def picture_routes(catalogue: Catalogue) -> list[Route]:
    """Return the route that draws the pictures of one catalogue."""
    gallery = Gallery(catalogue)

    async def picture(request: Request) -> Response:
        size, path = request.path_params["size"], f"/{request.path_params['path']}"
        kind = content_type(path)
        if kind is None or _SIZE.fullmatch(size) is None:
            raise TmdbError(34)
        body = await run_in_threadpool(lambda: draw(gallery.drawing(path), size))
        tag = hashlib.md5(body, usedforsecurity=False).hexdigest()
        headers = {
            "ETag": f'"{tag}"',
            "Last-Modified": _MODIFIED,
            "Cache-Control": "public, max-age=31919000",
        }
        if is_known(request, tag, _MODIFIED):
            return Response(status_code=304, headers=headers)
        return Response(body, headers={**headers, "content-type": kind})

    return [Route("/t/p/{size}/{path:path}", picture)]
