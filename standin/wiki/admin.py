"""`/standin/wikis/{wiki}/...`: editing a wiki while the stand-in runs, for tests."""

import json
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from standin.admin import OWN
from standin.files import Json
from standin.wiki.pages import Page
from standin.wiki.routes import Wikis
from standin.wiki.state import PageError, Wiki
from standin.wiki.titles import TitleError

Deed = Callable[[Wiki, Json], Page]


def wiki_admin_routes(wikis: Wikis) -> list[Route]:
    """Return the routes that edit, redirect, move, delete and restore a page."""

    def route(name: str, deed: Deed) -> Route:
        async def endpoint(request: Request) -> Response:
            wiki = wikis.named(request.path_params["wiki"])
            if wiki is None:
                return JSONResponse({"error": "there is no such wiki"}, 404)
            try:
                page = deed(wiki, await request.json())
            except (KeyError, ValueError, PageError, TitleError) as error:
                return JSONResponse({"error": str(error)}, 400)
            told = {"pageid": page.number, "title": page.title.text}
            return JSONResponse({**told, "revid": page.revision})

        return Route(f"{OWN}wikis/{{wiki:path}}/{name}", endpoint, methods=["POST"])

    return [
        route("edit", _edit),
        route("redirect", _redirect),
        route("move", _move),
        route("delete", lambda wiki, asked: wiki.delete(asked["title"], at=_at(asked))),
        route(
            "restore", lambda wiki, asked: wiki.restore(asked["title"], at=_at(asked))
        ),
    ]


def _edit(wiki: Wiki, asked: Json) -> Page:
    boxes = asked.get("infoboxes")
    noted = boxes if boxes is None or isinstance(boxes, str) else json.dumps(boxes)
    return wiki.edit(
        asked["title"],
        asked["text"],
        infoboxes=noted,
        comment=asked.get("comment") or "",
        at=_at(asked),
    )


def _redirect(wiki: Wiki, asked: Json) -> Page:
    return wiki.edit(asked["from"], f"#REDIRECT [[{asked['to']}]]", at=_at(asked))


def _move(wiki: Wiki, asked: Json) -> Page:
    leaves = asked.get("redirect", True)
    return wiki.move(asked["from"], asked["to"], redirect=leaves, at=_at(asked))


def _at(asked: Json) -> str | None:
    at: str | None = asked.get("at")
    return at
