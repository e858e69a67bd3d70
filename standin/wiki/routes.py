"""`/fandom/{wiki}/api.php`, and the pictures below `/wikia/`."""

import re
from dataclasses import dataclass, field
from hashlib import md5
from pathlib import Path
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from standin.answers import is_known
from standin.pictures import draw
from standin.wiki.addresses import Addresses, hashed
from standin.wiki.errors import ApiError, error_answer
from standin.wiki.folder import WikiFolder
from standin.wiki.media import picture_of
from standin.wiki.params import Params
from standin.wiki.query import query
from standin.wiki.state import Wiki

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*(/[a-z]{2,3}(-[a-z]+)?)?")
_LONGEST_QUERY = 8000
_NOWHERE = "/fandom/community/wiki/Community_Central:Not_a_valid_community"
_HELP = "<!DOCTYPE html><html><head><title>{}</title></head><body>{}</body></html>"
_MODIFIED = "Wed, 01 Jan 2025 00:00:00 GMT"


@dataclass(slots=True)
class Wikis:
    """The wikis of a catalogue, each as it stands since it was first asked for."""

    folder: Path
    _known: dict[str, Wiki] = field(default_factory=dict)

    def named(self, name: str) -> Wiki | None:
        """Return a wiki as its files are now, None where there is none."""
        if _NAME.fullmatch(name) is None:
            return None
        if name not in self._known:
            folder = WikiFolder(self.folder / "wikis" / name)
            if not folder.exists():
                return None
            self._known[name] = Wiki(name, folder)
        self._known[name].refresh()
        return self._known[name]


def wiki_routes(wikis: Wikis) -> list[Route]:
    """Return the routes of the wikis and of their pictures."""

    async def api(request: Request) -> Response:
        name = request.path_params["wiki"]
        wiki = wikis.named(name)
        if wiki is None:
            return _unknown(request, name)
        body = (await request.body()).decode() if request.method == "POST" else ""
        if len(request.url.query) > _LONGEST_QUERY:
            return HTMLResponse(_page("414 Request-URI Too Large"), 414)
        given = dict(parse_qsl(f"{request.url.query}&{body}", keep_blank_values=True))
        return await run_in_threadpool(_answer, wiki, given, _base(request))

    async def picture(request: Request) -> Response:
        found = request.path_params
        language = request.query_params.get("path-prefix", "")
        wiki = wikis.named(f"{found['wiki']}/{language}" if language else found["wiki"])
        size = f"w{found['width']}" if "width" in found else "original"
        return await _picture(request, wiki, size)

    async def own_picture(request: Request) -> Response:
        return await _picture(
            request, wikis.named(request.path_params["wiki"]), "original"
        )

    async def elsewhere(request: Request) -> Response:
        name = request.path_params["wiki"]
        if name == "community" or wikis.named(name):
            return HTMLResponse(_page("Not a valid community | Fandom"))
        return _unknown(request, name)

    file = "/wikia/{wiki}/images/{first}/{second}/{key}/revision/latest"
    return [
        Route("/fandom/{wiki:path}/api.php", api, methods=["GET", "POST"]),
        Route("/fandom/{wiki:path}/images/{first}/{second}/{key}", own_picture),
        Route("/fandom/{wiki}/{rest:path}", elsewhere),
        Route(file, picture),
        Route(f"{file}/scale-to-width-down/{{width:int}}", picture),
    ]


def _answer(wiki: Wiki, given: dict[str, str], base: str) -> Response:
    addresses = Addresses(wiki, base)
    if given.get("format") != "json":
        return HTMLResponse(_page("MediaWiki API result"))
    if given.get("formatversion") not in {"2", "latest"}:
        return HTMLResponse(_page("The stand-in answers formatversion=2 only."), 400)
    params = Params(given)
    try:
        _check_general(params)
        return JSONResponse(query(wiki, params, addresses))
    except ApiError as error:
        where = f"{addresses.server}{addresses.script_path}/api.php"
        return error_answer(error, where)


def _check_general(params: Params) -> None:
    """Refuse another action than `query`, and a `maxlag` that is no number."""
    params.number("maxlag")
    if (action := params.text("action")) != "query":
        info = f'Unrecognized value for parameter "action": {action}.'
        raise ApiError("badvalue", info)


async def _picture(request: Request, wiki: Wiki | None, size: str) -> Response:
    key = request.path_params["key"]
    found = picture_of(wiki, key) if wiki else None
    folders = f"{request.path_params['first']}/{request.path_params['second']}"
    if found is None or not hashed(found.key).startswith(f"{folders}/"):
        return HTMLResponse(_page("404 Not Found"), 404)
    body = await run_in_threadpool(lambda: draw(found.drawing, size))
    tag = md5(body, usedforsecurity=False).hexdigest()
    headers = {
        "ETag": f'"{tag}"',
        "Last-Modified": _MODIFIED,
        "Cache-Control": "public, max-age=31536000",
    }
    if is_known(request, tag, _MODIFIED):
        return Response(status_code=304, headers=headers)
    return Response(body, headers={**headers, "content-type": found.mime})


def _unknown(request: Request, name: str) -> Response:
    """Lead to the page that Fandom shows for a community that there is not."""
    host = name.partition("/")[0]
    return RedirectResponse(f"{_base(request)}{_NOWHERE}?from={host}.fandom.com", 302)


def _base(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"


def _page(title: str) -> str:
    return _HELP.format(title, title)
