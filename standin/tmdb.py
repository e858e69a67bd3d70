"""TMDb's paths: series and people with appends, changes, find, search, lists."""

import hmac
import re
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from standin.answers import TmdbError, json_answer
from standin.catalogue import Catalogue
from standin.changes import changes
from standin.files import Json
from standin.lists import list_v3, list_v4, paged
from standin.search import SOURCES, find, search_tv
from standin.shelf import Shelf

_MOST_APPENDS = 20
_LAST_PAGE = 500
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")

Endpoint = Callable[[Request], Awaitable[Response]]
Answer = Callable[[Catalogue, Request], Json]


def tmdb_routes(catalogue: Catalogue, token: str | None) -> list[Route]:
    """Return the routes over one catalogue; with `token`, only it is accepted."""
    answers: dict[str, Answer] = {
        "/3/configuration": _configuration,
        "/3/find/{external_id}": _find,
        "/3/list/{list_id}": _list_v3,
        "/4/list/{list_id}": _list_v4,
        "/3/search/tv": _search,
        "/3/tv/changes": _changed_shows,
        "/3/tv/episode_group/{group_id}": _episode_group,
        "/3/tv/{number}": lambda found, request: _whole(found.tv, request),
        "/3/tv/{number}/{section:path}": lambda found, request: _section(
            found.tv, request
        ),
        "/3/person/changes": _changed_people,
        "/3/person/{number}": lambda found, request: _whole(found.people, request),
        "/3/person/{number}/{section:path}": lambda found, request: _section(
            found.people, request
        ),
    }
    return [
        Route(path, _endpoint(catalogue, token, answer))
        for path, answer in answers.items()
    ]


def _endpoint(catalogue: Catalogue, token: str | None, answer: Answer) -> Endpoint:
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


def _whole(shelf: Shelf, request: Request) -> Json:
    number, language = _number(request), _language(request)
    details = shelf.details(number, language)
    if details is None:
        raise TmdbError(34)
    asked = request.query_params.get("append_to_response", "")
    names = [name.strip() for name in asked.split(",") if name.strip()]
    if len(names) > _MOST_APPENDS:
        raise TmdbError(27)
    for name in names:
        section = shelf.appended(number, name, language)
        if section is not None:
            details[name] = section
    return details


def _section(shelf: Shelf, request: Request) -> Json:
    number, name = _number(request), request.path_params["section"]
    section = shelf.section(number, name, _language(request))
    return {"id": number, **_known(section)}


def _episode_group(catalogue: Catalogue, request: Request) -> Json:
    group = request.path_params["group_id"]
    return _known(catalogue.named("episode_group", group, _language(request)))


def _changed_shows(catalogue: Catalogue, request: Request) -> Json:
    return changes(catalogue, "tv", _window(request), _page(request))


def _changed_people(catalogue: Catalogue, request: Request) -> Json:
    return changes(catalogue, "person", _window(request), _page(request))


def _window(request: Request) -> tuple[str | None, str | None]:
    asked = request.query_params
    return asked.get("start_date"), asked.get("end_date")


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


def _number(request: Request) -> int:
    text = request.path_params["number"]
    if not (text.isascii() and text.isdigit()):
        raise TmdbError(34)
    return int(text)


def _language(request: Request) -> str:
    """Return the language asked for; what is none changes nothing, as at TMDb."""
    asked = request.query_params.get("language", "")
    return asked if _LANGUAGE.fullmatch(asked) else ""


def _page(request: Request) -> int:
    text = request.query_params.get("page", "1")
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= _LAST_PAGE):
        raise TmdbError(22)
    return int(text)
