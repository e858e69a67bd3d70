"""The stand-in as one ASGI application over one folder."""

from collections.abc import Iterable
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from standin.admin import OWN, admin_routes
from standin.answers import TmdbError, error_answer
from standin.catalogue import Catalogue
from standin.datasets import dataset_routes
from standin.faults import Fault, Faults
from standin.files import Files
from standin.gallery import picture_routes
from standin.imdb import imdb_routes
from standin.log import LogMiddleware, RequestLog
from standin.misbehave import FaultMiddleware
from standin.signatures import Licence
from standin.simulated.files import SimulatedFiles
from standin.simulated.sizes import Sizes
from standin.tmdb import tmdb_routes
from standin.wiki.admin import wiki_admin_routes
from standin.wiki.routes import Wikis, wiki_routes
from standin.wire import WireMiddleware

DEMO_CATALOGUE = Path(__file__).parent / "catalogue"


def create_app(  # noqa: PLR0913 -- one parameter an option
    catalogue: Path = DEMO_CATALOGUE,
    *,
    token: str | None = None,
    log: RequestLog | None = None,
    faults: Iterable[Fault] = (),
    licence: Licence | None = None,
    simulated: Sizes | None = None,
) -> ASGIApp:
    """Return an application that answers like TMDb, IMDb and wikis from `catalogue`.

    IMDb is answered to whoever holds `licence` (the README's, where there is none). Any
    bearer token is accepted unless `token` names the only one. `log` and the
    faults are also reached over HTTP, below `/standin/`. With `simulated`, TMDb's
    answers are those of a simulated catalogue instead.
    """
    answers = SimulatedFiles(simulated) if simulated else Files(catalogue)
    files = Catalogue(answers)
    requests = log if log is not None else RequestLog()
    armed = Faults()
    armed.replace(faults)
    wikis = Wikis(catalogue)
    app = Starlette(
        routes=[
            *admin_routes(armed, requests),
            *wiki_admin_routes(wikis),
            *tmdb_routes(files, token),
            *picture_routes(files),
            *dataset_routes(catalogue),
            *imdb_routes(catalogue, licence or Licence()),
            *wiki_routes(wikis),
        ],
        middleware=[
            Middleware(LogMiddleware, log=requests, own=OWN),
            Middleware(FaultMiddleware, faults=armed, own=OWN),
        ],
        exception_handlers={TmdbError: _tmdb_error, 404: _not_found},
    )
    # Outside Starlette, whose own outermost layer hides the server's `send`.
    return WireMiddleware(app)


async def _tmdb_error(_request: Request, error: Exception) -> Response:
    if not isinstance(error, TmdbError):
        raise error
    return error_answer(error.code)


async def _not_found(_request: Request, _error: Exception) -> Response:
    return error_answer(34)
