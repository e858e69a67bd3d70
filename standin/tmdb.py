"""TMDb's paths: series with appends, find, search, lists, configuration."""

import hmac
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from standin.answers import TmdbError, json_answer
from standin.catalogue import Catalogue, Json, is_section
from standin.lists import list_v3, list_v4, paged
from standin.search import SOURCES, find, search_tv

_MOST_APPENDS = 20
_LAST_PAGE = 500

Endpoint = Callable[[Request], Awaitable[Response]]


def tmdb_routes(catalogue: Catalogue, token: str | None) -> list[Route]:
    """Return the routes over one catalogue; with `token`, only it is accepted."""
    answers: dict[str, Callable[[Catalogue, Request], Json]] = {
        "/3/configuration": _configuration,
        "/3/find/{external_id}": _find,
        "/3/list/{list_id}": _list_v3,
        "/4/list/{list_id}": _list_v4,
        "/3/search/tv": _search,
        "/3/tv/{show_id}": _show,
        "/3/tv/{show_id}/{section:path}": _section,
    }
    return [
        Route(path, _endpoint(catalogue, token, answer))
        for path, answer in answers.items()
    ]


def _endpoint(
    catalogue: Catalogue,
    token: str | None,
    answer: Callable[[Catalogue, Request], Json],
) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        if not _authorised(request, token):
            raise TmdbError(7)
        return json_answer(request, answer(catalogue, request))

    return endpoint


def _authorised(request: Request, token: str | None) -> bool:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not given.strip():
        return False
    return token is None or hmac.compare_digest(given.encode(), token.encode())


def _show(catalogue: Catalogue, request: Request) -> Json:
    show_id = _id(request)
    details = catalogue.details(show_id)
    if details is None:
        raise TmdbError(34)
    asked = request.query_params.get("append_to_response", "")
    names = [name.strip() for name in asked.split(",") if name.strip()]
    if len(names) > _MOST_APPENDS:
        raise TmdbError(27)
    for name in names:
        section = catalogue.appended(show_id, name)
        if section is not None:
            details[name] = section
    return details


def _section(catalogue: Catalogue, request: Request) -> Json:
    show_id, name = _id(request), request.path_params["section"]
    section = catalogue.section(show_id, name) if is_section(name) else None
    if section is None:
        raise TmdbError(34)
    return {"id": show_id, **section}


def _find(catalogue: Catalogue, request: Request) -> Json:
    source = request.query_params.get("external_source", "")
    if source not in SOURCES:
        raise TmdbError(5)
    return find(catalogue, request.path_params["external_id"], source)


def _search(catalogue: Catalogue, request: Request) -> Json:
    asked = request.query_params
    hits = search_tv(
        catalogue,
        asked.get("query", ""),
        asked.get("first_air_date_year"),
        asked.get("year"),
    )
    return paged("results", hits, _page(request))


def _list_v3(catalogue: Catalogue, request: Request) -> Json:
    return _known(list_v3(catalogue, request.path_params["list_id"], _page(request)))


def _list_v4(catalogue: Catalogue, request: Request) -> Json:
    return _known(list_v4(catalogue, request.path_params["list_id"], _page(request)))


def _configuration(catalogue: Catalogue, request: Request) -> Json:
    base = f"{request.url.scheme}://{request.url.netloc}/t/p/"
    return catalogue.configuration() or {
        "images": {
            "base_url": base,
            "secure_base_url": base,
            "backdrop_sizes": ["w300", "w780", "w1280", "original"],
            "logo_sizes": ["w45", "w92", "w154", "w185", "w300", "w500", "original"],
            "poster_sizes": [
                *("w92", "w154", "w185", "w342", "w500", "w780"),
                "original",
            ],
            "profile_sizes": ["w45", "w185", "h632", "original"],
            "still_sizes": ["w92", "w185", "w300", "original"],
        },
        "change_keys": ["air_date", "images", "name", "overview", "season"],
    }


def _known(body: Json | None) -> Json:
    if body is None:
        raise TmdbError(34)
    return body


def _id(request: Request) -> int:
    text = request.path_params["show_id"]
    if not (text.isascii() and text.isdigit()):
        raise TmdbError(34)
    return int(text)


def _page(request: Request) -> int:
    text = request.query_params.get("page", "1")
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= _LAST_PAGE):
        raise TmdbError(22)
    return int(text)
